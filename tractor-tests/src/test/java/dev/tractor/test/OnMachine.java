package dev.tractor.test;

import dev.tractor.Nursery;
import dev.tractor.spi.Clock;
import dev.tractor.spi.RootOptions;
import dev.tractor.spi.Roots;
import dev.tractor.test.sim.Machine;
import dev.tractor.test.sim.Schedule;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** Runs code in a nursery on a machine, by hand. */
final class OnMachine {
    private static final int SCHEDULES = 40;
    private static final int MOST_STEPS = 100_000;

    /** What is run. */
    interface Body {
        void run(Nursery n) throws Exception;
    }

    private OnMachine() {}

    /** Runs it once for each of some schedules. */
    static void run(Body body) throws Exception {
        run(Schedule.fifo(0), body);
        for (int seed = 1; seed < SCHEDULES; seed++) {
            run(Schedule.random(seed), body);
        }
    }

    private static void run(Schedule schedule, Body body) throws Exception {
        var thrown = new AtomicReference<Throwable>();
        try (var machine = new Machine(schedule, false, MOST_STEPS)) {
            machine.threads()
                    .newThread(() -> {
                        try {
                            inRoot(machine, body);
                        } catch (Throwable t) {
                            thrown.set(t);
                        }
                    })
                    .start();
            var stop = machine.run();
            if (thrown.get() != null) {
                throw new AssertionError("failed on " + schedule, thrown.get());
            }
            if (stop != Machine.Stop.ENDED || machine.outsiderCount() > 0) {
                throw new AssertionError(schedule + ": " + stop + " " + machine.alive() + " " + machine.outsiders());
            }
        }
    }

    private static void inRoot(Machine machine, Body body) throws Exception {
        var options = RootOptions.standard()
                .withName("simulated")
                .withThreads(machine.threads())
                .withClock(new MachineClock(machine));
        var root = Roots.open(options);
        try (var _ = root.enter();
                var n = Nursery.open(o -> o.name("test"))) {
            body.run(n);
            n.cancel("the test is over");
        } finally {
            root.close();
        }
    }

    /** The virtual time since the start. */
    static Duration time() {
        return Duration.ofNanos(Machine.current().nanoTime());
    }

    static void settle() {
        Machine.current().settle();
    }

    private record MachineClock(Machine machine) implements Clock {

        @Override
        public long nanoTime() {
            return machine.nanoTime();
        }

        @Override
        public void park(Object blocker, long nanos) {
            if (nanos == Long.MAX_VALUE) {
                LockSupport.park(blocker);
            } else {
                machine.park(blocker, nanos);
            }
        }

        @Override
        public Runnable later(long nanos, ThreadFactory threads, Runnable look) {
            return machine.aside(nanos, () -> threads.newThread(look).start());
        }
    }
}
