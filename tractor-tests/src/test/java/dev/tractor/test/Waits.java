package dev.tractor.test;

import dev.tractor.Task;

/** Waits that neither sleep nor are a tractor call, so that no cancellation shows in them. */
final class Waits {
    private Waits() {}

    /** Until a task has ended. */
    static void untilDone(Task<?> task) {
        while (!task.isDone()) {
            Thread.onSpinWait();
        }
    }

    /** Until a thread is parked. */
    static void untilParked(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }
}
