package dev.tractor;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The thread of a {@link Strand}, and the interrupts sent to it.
 *
 * <p>{@link #sent} says that an interrupt of ours may be pending. It is set and cleared under the strand's monitor, together
 * with a look at the scope the strand is in, so an interrupt sent for a scope never outlives it. One of foreign code's that
 * was pending before ours is put back when ours is cleared. Code that catches what we throw sets the interrupt again where
 * it cannot pass it on: that one, too, ends with the scope, and does not get into a shield.
 */
abstract sealed class Interrupts extends Glance permits Strand {
    private static final int REPORTED_WAITING = 3;
    private static final int REPORTED_RUNNING = 5;

    /** Written by the thread itself, read by others. */
    private volatile @Nullable Thread thread;

    // Guarded by this monitor.

    private boolean sent;

    /** Whether a cancellation was thrown here: whoever caught it may have set the interrupt again, which is ours too then. */
    private boolean thrown;

    private boolean foreignPending;

    /** How often it was found alive after its cancellation, and how often of these in a wait. */
    private byte reminders;

    private byte waitsAgain;

    /** The calling thread, which core has started for a task or an actor, or which is foreign, is its own. */
    final void begin() {
        thread = Thread.currentThread();
    }

    final boolean isCurrentThread() {
        return thread == Thread.currentThread();
    }

    final @Nullable Thread thread() {
        return thread;
    }

    /** Something the strand waits for may have happened. */
    final void unpark() {
        LockSupport.unpark(thread);
    }

    /** Clears every pending interrupt: what is left of one message's does not reach the next. */
    final void forgetInterrupt() {
        if (Thread.currentThread().isInterrupted()) {
            synchronized (this) {
                foreignPending = false;
                sent = false;
                thrown = false;
                reminders = 0;
                waitsAgain = 0;
                Thread.interrupted();
            }
        }
    }

    // All below under the monitor.

    final void interrupt() {
        var thread = this.thread;
        if (thread != null) {
            foreignPending |= !sent && !thrown && thread.isInterrupted();
            sent = true;
            thread.interrupt();
        }
    }

    /** Interrupts it unless it was before. */
    final void interruptOnce() {
        if (!sent) {
            interrupt();
        }
    }

    /** A cancellation is about to be thrown: takes ours back. */
    final void throwing() {
        takeBackAll();
        thrown = true;
        foreignPending = Thread.currentThread().isInterrupted();
    }

    /**
     * Reminds a thread that should have ended: interrupts it when it has consumed that and waits again.
     *
     * @return whether to report it now: interrupted for the third time, or found running every time for some seconds; a
     *     strand that runs may merely be short of processors, so it gets longer
     */
    final boolean remind(Thread thread) {
        reminders = (byte) Math.min(reminders + 1, Byte.MAX_VALUE);
        if (waits(thread.getState())) {
            if (!thread.isInterrupted()) {
                interrupt();
            }
            waitsAgain = (byte) Math.min(waitsAgain + 1, Byte.MAX_VALUE);
            return waitsAgain == REPORTED_WAITING;
        }
        return waitsAgain < REPORTED_WAITING && reminders == REPORTED_RUNNING;
    }

    /** Whether it was found in a wait so often that it has been reported. */
    final synchronized boolean stubborn() {
        return waitsAgain >= REPORTED_WAITING;
    }

    private static boolean waits(Thread.State state) {
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }

    /** Clears an interrupt of ours that was not consumed, and one that user code has set in the stead of ours. */
    final void takeBackAll() {
        if (thrown) {
            thrown = false;
            foreignPending &= sent || Thread.currentThread().isInterrupted(); // else it was consumed meanwhile
            sent = true;
        }
        takeBack();
    }

    /** Clears an interrupt of ours that was not consumed. */
    final void takeBack() {
        if (sent) {
            sent = false;
            reminders = 0;
            waitsAgain = 0;
            Thread.interrupted();
            if (foreignPending) {
                foreignPending = false;
                Thread.currentThread().interrupt();
            }
        }
    }
}
