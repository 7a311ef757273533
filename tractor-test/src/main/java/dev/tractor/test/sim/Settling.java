package dev.tractor.test.sim;

import java.util.concurrent.locks.LockSupport;

/** A thread that waits for the machine. */
final class Settling {
    private final Thread thread;
    private boolean ended;

    Settling(Thread thread) {
        this.thread = thread;
    }

    void await() {
        boolean interrupted = false;
        while (!ended) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    void end() {
        ended = true;
        LockSupport.unpark(thread);
    }

    @Override
    public String toString() {
        return "the others to settle";
    }
}
