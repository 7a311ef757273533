package dev.tractor.debug.stops;

import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import jdk.management.VirtualThreadSchedulerMXBean;

/**
 * Keeps the virtual threads going while some of them are stopped: one that the debugger has stopped keeps the platform thread
 * that carries it, and with all carriers kept every virtual thread of the JVM would stand still. So each gets another one.
 *
 * <p>Thread-safe.
 */
final class Carriers {
    private final VirtualThreadSchedulerMXBean scheduler =
            ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);

    /** A thread is stopped. */
    synchronized void lend() {
        change(1);
    }

    /** A thread goes on. */
    synchronized void takeBack() {
        change(-1);
    }

    private void change(int by) {
        try {
            scheduler.setParallelism(scheduler.getParallelism() + by);
        } catch (
                RuntimeException
                        e) { // it has a highest value; then the program is slower, or waits for a session to end
            Log.STOPS.log(Level.DEBUG, "the number of carriers cannot be changed", e);
        }
    }
}
