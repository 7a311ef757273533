package dev.tractor.internal;

import dev.tractor.spi.Clock;
import java.util.concurrent.locks.LockSupport;

/** Real time. The only class of core that reads the JDK's clock. */
public final class SystemClock implements Clock {

    /** How many virtual threads run at the same time. */
    private static final int CARRIERS = Integer.getInteger(
            "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());

    /** Makes a clock; all of them tell the same time. */
    public SystemClock() {}

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public boolean pause() {
        if (CARRIERS == 1) {
            return false;
        }
        Thread.onSpinWait();
        return true;
    }

    @Override
    public void park(Object blocker, long nanos) {
        if (nanos == Long.MAX_VALUE) {
            LockSupport.park(blocker);
        } else {
            LockSupport.parkNanos(blocker, nanos);
        }
    }
}
