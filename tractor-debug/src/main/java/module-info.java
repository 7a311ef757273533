/** The console of a paused task. */
module dev.tractor.debug {
    requires transitive dev.tractor;
    requires org.jline.reader;
    requires org.jline.terminal;
    requires static org.jspecify;

    exports dev.tractor.debug;
}
