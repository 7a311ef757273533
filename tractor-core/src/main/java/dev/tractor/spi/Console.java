package dev.tractor.spi;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where breakpoint and crash sessions are held. Core calls it on the paused task's own thread, and {@code hold} only while
 * that task holds the tty lock of its root, so sessions of one root never overlap.
 */
public interface Console {

    /** How a session ended. */
    enum Resumption {
        /** The task goes on (a pause), or its error goes its way (a crash). */
        CONTINUE,
        /** A pause raises {@link dev.tractor.BreakpointQuitException} in the task; after a crash the same as continue. */
        QUIT,
        /**
         * The task goes on for a bit and is stopped again, by {@link Stops#stop}. It keeps the terminal meanwhile, unless that
         * takes long and another task waits for it.
         */
        STEP
    }

    /** {@return whether a session can be held at all; when not, breakpoints log where they are and go on} */
    boolean available();

    /**
     * Holds one session and returns when the user ends it. Blocks the calling thread, which is the paused task's own.
     *
     * @param pause what stopped, and where
     * @return how the user ended it; end of input counts as {@link Resumption#CONTINUE}
     */
    Resumption hold(Pause pause);

    /**
     * Tells that a step is over without a stop: the calling thread, which was to be stopped again, has come to the end of
     * the task, or of the message, that it was in.
     *
     * @param who the task, in words
     * @param error what has left it; null when it has returned
     * @param kept whether it has had the terminal until now; else it has given that up, or the user the step
     */
    default void stepLeft(String who, @Nullable Throwable error, boolean kept) {}

    /**
     * Tells that during a step the error is thrown on whose session the step comes from: from a {@code finally}, or by a
     * {@code catch}. The step goes on. Called on the task's thread, which the debugger has stopped meanwhile.
     *
     * @param error what is thrown
     */
    default void thrownOn(Throwable error) {}

    /**
     * {@return what the supplier gives, which is all that the calling task does at a breakpoint that it has come to by itself,
     * waiting for the terminal included} It is called here, once; on the task's thread, which does not hold the tty lock yet.
     *
     * @param stop waits for the terminal, and holds the session
     */
    default Resumption atBreakpoint(Supplier<Resumption> stop) {
        return stop.get();
    }

    /** {@return whether it can also show, at its terminal, sessions whose task is in a child JVM} */
    default boolean servesChildJvms() {
        return false;
    }

    /**
     * Begins to show a session whose task is in a child JVM, and which has the terminal until it is ended there. Called on any
     * thread, and does not wait; only where {@link #servesChildJvms()}.
     *
     * @param session carries what the two consoles say to each other
     */
    default void serve(SessionLink session) {
        throw new UnsupportedOperationException("this console has no sessions for tasks in child JVMs");
    }

    /**
     * Holds one session of a task in this JVM at the terminal of another one, where {@link #serve} was called with the other
     * end. Otherwise as {@link #hold(Pause)}; only for a console made by {@link ConsoleProvider#attachElsewhere}.
     *
     * @param pause what stopped, and where
     * @param terminal carries what the two consoles say to each other
     * @return how the user ended it; {@link Resumption#CONTINUE} when the other end is gone
     */
    default Resumption hold(Pause pause, SessionLink terminal) {
        throw new UnsupportedOperationException("this console has a terminal of its own");
    }

    /**
     * Tells that debug mode begins to be on somewhere below the root, or is on nowhere any more. A console that can stop
     * threads where they throw needs to look at errors only meanwhile.
     *
     * @param on whether it is on
     */
    default void debugging(boolean on) {}

    /** Tells an open session that another task queued up for the terminal or left the queue. Called on any thread. */
    default void queueChanged() {}
}
