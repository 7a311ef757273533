package dev.tractor.test.sim;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The real time of those who wait for it inside a simulation. */
public final class RealTimers {
    /** The name of the thread that ends these waits. */
    public static final String THREAD = "tractor-test-real-time";

    private static final ScheduledThreadPoolExecutor TIMER = make();

    private static ScheduledThreadPoolExecutor make() {
        var timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name(THREAD).factory());
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    private RealTimers() {}

    static ScheduledFuture<?> schedule(Runnable action, long delay, TimeUnit unit) {
        return TIMER.schedule(action, delay, unit);
    }
}
