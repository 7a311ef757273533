package dev.tractor;

import dev.tractor.spi.TtyWaiter;

/**
 * The way to the terminal, for the tty lock of a child JVM: to the one of the JVM that has started it, which has the terminal or
 * such a way itself. What comes back calls {@link TtyLock}. Nothing here waits.
 */
interface TtyAbove {

    /** Queues up there. Called under the lock, so that the order there is that here. */
    void request(long id, TtyWaiter who);

    /** A request has ended here, its session too if there was one. @param why for a user whose session is not over */
    void end(long id, String why);

    /** Takes a message of a session to where the terminal is. */
    void say(long id, byte[] message);
}
