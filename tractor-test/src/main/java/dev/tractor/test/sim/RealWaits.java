package dev.tractor.test.sim;

import java.util.ArrayDeque;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Timed waits of one machine that take real time. For its driver and the thread it runs. */
final class RealWaits {
    /** Those that are over are included until somebody looks. */
    private final ArrayDeque<ScheduledFuture<?>> waits = new ArrayDeque<>();

    /** Ends a wait after a real time. */
    ScheduledFuture<?> schedule(Runnable action, long delay, TimeUnit unit) {
        var wait = RealTimers.schedule(action, delay, unit);
        while (!waits.isEmpty() && waits.getFirst().isDone()) {
            waits.removeFirst();
        }
        waits.add(wait);
        return wait;
    }

    /** Whether one is not over yet. */
    boolean pending() {
        waits.removeIf(ScheduledFuture::isDone);
        return !waits.isEmpty();
    }
}
