package dev.tractor.spi;

import dev.tractor.spi.Console.Resumption;
import java.lang.invoke.MethodHandles;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Opens sessions where a debugger has stopped a thread, rather than at a call in its code: the bridge into core's
 * package-private side. Thread-safe.
 */
public final class Stops {
    private static volatile @Nullable Opener opener;

    private Stops() {}

    /** Core's side of the bridge. */
    public interface Opener {

        /** See {@link Stops#stop}. */
        Resumption stop(Stop stop);

        /** See {@link Stops#watches()}. */
        boolean watches();

        /** See {@link Stops#watches(Throwable)}. */
        boolean watches(Throwable error);

        /** See {@link Stops#thrown}. */
        void thrown(Throwable error, StackTraceElement[] stack);

        /** See {@link Stops#thrownOn}. */
        void thrownOn(Throwable error);

        /** See {@link Stops#notThrown}. */
        void notThrown(Throwable error);

        /** See {@link Stops#quietly}. */
        void quietly(Runnable body);
    }

    /**
     * Where and why a thread was stopped.
     *
     * @param reason what the session is called, such as {@code step} or {@code breakpoint 2}
     * @param asked whether the user has asked for this very stop, by a step; then it opens in a cancelled scope, too
     * @param stack the stack of the thread, innermost frame first, without the debugger's own
     */
    public record Stop(String reason, boolean asked, StackTraceElement[] stack) {}

    /**
     * Holds a session on the calling thread, which must be the one that was stopped. It uses the terminal that the task has
     * kept since its last {@link Resumption#STEP}, or else queues up for it. Blocks until the session ends; cannot be
     * interrupted.
     *
     * @param stop where it was stopped
     * @return how the user ended it
     * @throws dev.tractor.BreakpointQuitException when the user quits; to be raised in the stopped code
     */
    public static Resumption stop(Stop stop) {
        return opener().stop(stop);
    }

    /** {@return whether an error of the calling thread may open a session, should it leave the task} Does not wait. */
    public static boolean watches() {
        return opener().watches();
    }

    /**
     * {@return whether an error that was thrown on the calling thread opens a session, should it leave the task} That is so in
     * debug mode, for what is no answer to a cancellation and was not shown before. Does not wait.
     *
     * @param error what was thrown
     */
    public static boolean watches(Throwable error) {
        return opener().watches(error);
    }

    /**
     * Holds a crash session on the calling thread, which was stopped where it has thrown an error that will leave the task. The
     * session at the task's end is not opened for it again. Blocks until the session ends; cannot be interrupted.
     *
     * @param error what was thrown
     * @param stack the stack of the thread, innermost frame first, without the debugger's own
     */
    public static void thrown(Throwable error, StackTraceElement[] stack) {
        opener().thrown(error, stack);
    }

    /**
     * Tells that the calling thread, which may be at a step, throws an error that will leave the task and that opens no
     * session. When that is the error whose session the step comes from, the user is told. Does not wait.
     *
     * @param error what was thrown
     */
    public static void thrownOn(Throwable error) {
        opener().thrownOn(error);
    }

    /**
     * Tells that an error that has just had its session by {@link #thrown} goes nowhere: the debugger has the thread leave the
     * frame in another way. Should it be thrown again, it opens a session again. Does not wait.
     *
     * @param error what was thrown
     */
    public static void notThrown(Throwable error) {
        opener().notThrown(error);
    }

    /**
     * Runs code on the calling thread as in a session: breakpoints in it are passed over, and no cancellation reaches it.
     *
     * @param body the code
     */
    public static void quietly(Runnable body) {
        opener().quietly(body);
    }

    private static Opener opener() {
        var open = opener;
        if (open == null) {
            try {
                MethodHandles.lookup().ensureInitialized(dev.tractor.Tractor.class);
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
            open = Objects.requireNonNull(opener, "core has not announced itself");
        }
        return open;
    }

    /** Called once by core itself. @param open how to open a session */
    public static void announce(Opener open) {
        opener = open;
    }
}
