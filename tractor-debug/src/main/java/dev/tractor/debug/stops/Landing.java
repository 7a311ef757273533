package dev.tractor.debug.stops;

/**
 * Where the debugger and the threads of this JVM meet. The debugger knows these methods by their names: it has a breakpoint in
 * the one, and has a thread that it has stopped call the other.
 */
final class Landing {
    /** So that the line is not empty. */
    @SuppressWarnings("unused")
    private static volatile long last;

    private Landing() {}

    /**
     * The calling thread puts itself into the hands of the debugger, which has it go on as was planned.
     *
     * @param ticket the number of its {@link Stop}
     */
    static void surrender(long ticket) {
        last = ticket;
    }

    /**
     * Holds a session on the calling thread, which the debugger has stopped.
     *
     * @param ticket the number of its {@link Stop}
     */
    static void enter(long ticket) {
        Stop.of(ticket).hold(Thread.currentThread().getStackTrace(), null);
    }

    /**
     * The same where the calling thread has thrown an error.
     *
     * @param ticket the number of its {@link Stop}
     * @param error what it has thrown
     */
    static void thrown(long ticket, Throwable error) {
        Stop.of(ticket).hold(Thread.currentThread().getStackTrace(), error);
    }
}
