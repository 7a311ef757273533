package dev.tractor;

import org.jspecify.annotations.Nullable;

/** The loggers of core. */
final class Log {
    /** Life and death of tasks and actors, the terminal lock, dropped messages, whoever ignores a cancellation. */
    static final System.Logger RUNTIME = System.getLogger("tractor.runtime");

    private Log() {}

    static void debug(java.util.function.Supplier<String> text) {
        RUNTIME.log(System.Logger.Level.DEBUG, text);
    }

    static void info(java.util.function.Supplier<String> text) {
        RUNTIME.log(System.Logger.Level.INFO, text);
    }

    static void warn(String text, @Nullable Throwable error) {
        RUNTIME.log(System.Logger.Level.WARNING, text, error);
    }
}
