package dev.tractor.test.sim;

import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A small simulation, to find out whether there can be a large one. All that the kit knows of the JDK's private side may
 * be different in another one; what can be looked up is looked up by {@link VirtualThreads}, and the rest shows here.
 */
final class Trial {
    private static final long LIMIT_SECONDS = 30;
    private static final long A_WHILE_NANOS = TimeUnit.HOURS.toNanos(1);

    private Trial() {}

    /** {@return why threads cannot be simulated; null when they can} Takes some milliseconds. */
    static @Nullable Throwable obstacle() {
        var unknown = VirtualThreads.obstacle();
        if (unknown != null) {
            return unknown;
        }
        var trial = new FutureTask<@Nullable Throwable>(Trial::run);
        Thread.ofPlatform().daemon().name("tractor-test trial").start(trial); // a machine's own loops might not end
        try {
            return trial.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return new IllegalStateException("a small simulation did not end");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e;
        } catch (java.util.concurrent.ExecutionException e) {
            return e.getCause();
        }
    }

    /** Two threads yield, wait for time to pass, and for each other at a monitor. */
    private static @Nullable Throwable run() {
        try (var machine = new Machine(Schedule.fifo(1), true, 1_000)) {
            var monitor = new Object();
            for (int i = 0; i < 2; i++) {
                machine.threads()
                        .newThread(() -> {
                            Thread.yield();
                            synchronized (monitor) {
                                LockSupport.parkNanos(A_WHILE_NANOS);
                            }
                        })
                        .start();
            }
            var stop = machine.run();
            var course = List.of(stop, machine.nanoTime(), machine.outsiderCount());
            return course.equals(List.of(Machine.Stop.ENDED, 2 * A_WHILE_NANOS, 0))
                    ? null
                    : new IllegalStateException("a small simulation went wrong: " + course);
        }
    }
}
