package dev.tractor.internal;

import dev.tractor.spi.Clock;
import java.util.concurrent.locks.LockSupport;

/** Real time. The only class of core that reads the JDK's clock. */
public final class SystemClock implements Clock {

    /** Makes a clock; all of them tell the same time. */
    public SystemClock() {}

    @Override
    public long nanoTime() {
        return System.nanoTime();
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
