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
    private static final VirtualThreadSchedulerMXBean SCHEDULER =
            ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);

    private Carriers() {}

    /** A thread is stopped, or waits without leaving its carrier. @return whether there is another carrier now */
    static synchronized boolean lend() {
        return change(1);
    }

    /** A thread goes on. */
    static synchronized void takeBack() {
        boolean _ = change(-1);
    }

    private static boolean change(int by) {
        try {
            SCHEDULER.setParallelism(SCHEDULER.getParallelism() + by);
            return true;
        } catch (
                RuntimeException
                        e) { // it has a highest value; then the program is slower, or waits for a session to end
            Log.STOPS.log(Level.DEBUG, "the number of carriers cannot be changed", e);
            return false;
        }
    }
}
