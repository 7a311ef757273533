package dev.tractor;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Foreign code that blocks, as core's tests use it; none of it is a tractor call. */
final class Foreign {
    /** Longer than any test may take. */
    static final Duration LONG = Duration.ofHours(1);

    private Foreign() {}

    /** Blocks until interrupted. */
    static void block() throws InterruptedException {
        Thread.sleep(LONG);
    }

    /** Waits for a latch whatever happens; an interrupt is consumed, and told. @return whether there was one */
    static boolean awaitStubbornly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    /** Waits until {@code condition} holds, without consuming an interrupt. */
    static void until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
                Thread.yield();
            } else {
                LockSupport.parkNanos(200_000);
            }
        }
    }

    static boolean waits(Thread thread) {
        var state = thread.getState();
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }
}
