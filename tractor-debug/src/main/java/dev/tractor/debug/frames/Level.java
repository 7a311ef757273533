package dev.tractor.debug.frames;

import java.lang.management.ManagementFactory;
import java.util.List;

/** How much this JVM shows of its frames. That depends on how it was started, and does not change while it runs. */
public enum Level {
    /** Which methods, which lines, and the names of the variables. */
    STACK,
    /** The values of variables, too, except those that the JIT compiler has dropped. */
    LOCALS,
    /** A debugger may stop threads, and the JIT compiler keeps values for it, so hardly any is lost. */
    DEBUG;

    private static final String OPENED = "java.base/java.lang";

    private static final String AGENT =
            "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0,quiet=y";

    /** Looked up once. */
    private static final class Here {
        static final Level LEVEL = LiveFrames.reader().isEmpty() ? STACK : debugger(arguments()) ? DEBUG : LOCALS;
    }

    /** {@return the level of this JVM} */
    public static Level here() {
        return Here.LEVEL;
    }

    /** {@return what there is at this level, in a few words} */
    public String says() {
        return switch (this) {
            case STACK -> "stack, sources, names of variables but not their values";
            case LOCALS -> "stack, sources, variables; what the JIT may have dropped says so";
            case DEBUG -> "stack, sources, variables, which the JIT keeps; steps, breakpoints, retry and return";
        };
    }

    /** {@return the options of {@code java} that give the next level; empty at the highest} */
    public String next() {
        return switch (this) {
            case STACK -> open();
            case LOCALS -> AGENT;
            case DEBUG -> "";
        };
    }

    /** {@return the options of {@code java} that give the highest level, where this JVM lacks one} */
    public static String toDebug() {
        return here() == STACK ? open() + " " + AGENT : AGENT;
    }

    /** {@return the option that lets this module see the variables} */
    static String open() {
        var module = Level.class.getModule();
        return "--add-opens " + OPENED + "=" + (module.isNamed() ? module.getName() : "ALL-UNNAMED");
    }

    /** Whether one of the arguments loads the JDK's debugger agent, for which the JIT keeps what it would drop. */
    static boolean debugger(List<String> arguments) {
        return arguments.stream()
                .anyMatch(argument -> argument.startsWith("-agentlib:jdwp") || argument.startsWith("-Xrunjdwp"));
    }

    private static List<String> arguments() {
        return ModuleLayer.boot().findModule("java.management").isPresent()
                ? ManagementFactory.getRuntimeMXBean().getInputArguments()
                : List.of();
    }
}
