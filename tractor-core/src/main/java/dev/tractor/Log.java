package dev.tractor;

import java.lang.System.Logger.Level;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The loggers of core, described in docs/logging.md. Texts are made only when they are wanted. Nothing that a user's
 * {@code toString()} or log handler throws gets out: core logs in the middle of what must not fail.
 */
final class Log {
    /** What a user should know: the terminal lock, dropped messages, whoever ignores a cancellation, long waits. */
    static final System.Logger RUNTIME = System.getLogger("tractor.runtime");

    /** Starts and ends of actors, of which there may be many. */
    private static final System.Logger LIFECYCLE = System.getLogger("tractor.runtime.lifecycle");

    private Log() {}

    static void debug(Supplier<String> text) {
        write(RUNTIME, Level.DEBUG, text, null);
    }

    static void info(Supplier<String> text) {
        write(RUNTIME, Level.INFO, text, null);
    }

    static void info(String text, Throwable error) {
        write(RUNTIME, Level.INFO, () -> text, error);
    }

    static void warn(Supplier<String> text) {
        write(RUNTIME, Level.WARNING, text, null);
    }

    static void warn(String text, @Nullable Throwable error) {
        write(RUNTIME, Level.WARNING, () -> text, error);
    }

    /** An actor is about to start, on the thread that starts it. */
    static void starts(ActorCell<?> actor) {
        write(
                LIFECYCLE,
                Level.DEBUG,
                () -> actor + " starts in " + actor.nursery + ", by " + Strand.currentName(),
                null);
    }

    /** An actor has run, on its thread. */
    static void ended(ActorCell<?> actor) {
        write(LIFECYCLE, Level.DEBUG, () -> actor + " has ended: " + actor.how(), null);
    }

    private static void write(System.Logger logger, Level level, Supplier<String> text, @Nullable Throwable error) {
        try {
            if (logger.isLoggable(level)) {
                logger.log(level, made(text), error);
            }
        } catch (Throwable t) { // of a handler; there is nobody to be told
            if (t instanceof InterruptedException) { // no compiler stops a handler that is written in another language
                Thread.currentThread().interrupt();
            }
        }
    }

    private static String made(Supplier<String> text) {
        try {
            return text.get();
        } catch (Throwable t) {
            return "what belongs here cannot be shown, because of a "
                    + t.getClass().getName();
        }
    }
}
