/** The console of a paused task. */
module dev.tractor.debug {
    requires transitive dev.tractor;
    requires transitive org.jline.terminal;
    requires java.compiler;
    requires static jdk.compiler;
    requires jdk.unsupported;
    requires org.jline.reader;
    requires static java.logging;
    requires static java.management;
    requires static jdk.jdi;
    requires static jdk.management;
    requires static org.jspecify;

    exports dev.tractor.debug;

    provides dev.tractor.spi.ConsoleProvider with
            dev.tractor.debug.DebugConsoleProvider;
}
