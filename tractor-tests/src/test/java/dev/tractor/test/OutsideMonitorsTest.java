package dev.tractor.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.Nursery;
import dev.tractor.Tractor;
import dev.tractor.test.sim.Machine;
import dev.tractor.test.sim.Schedule;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Threads that are no part of a simulation and get in the way of those that are. */
class OutsideMonitorsTest {
    private static final int SEEDS = 40;
    private static final int STEPS = 10_000;
    private static final int ROUNDS = 5;

    /** What can be compared between two runs. */
    private record Trace(long fingerprint, Duration time, List<String> notes) {}

    /** One run: what is fought over, and what its threads note. */
    private static final class Run {
        final Object monitor = new Object();
        final List<String> notes = new ArrayList<>();
        final List<Thread> threads = new ArrayList<>();
        final Machine machine;

        Run(Schedule schedule) {
            assertTrue(Agent.canSimulate(), "the tests need a JVM that allows simulations");
            machine = new Machine(schedule, false, STEPS);
        }

        void start(Runnable body) {
            threads.add(machine.threads().newThread(body));
        }

        Trace go() {
            try (machine) {
                threads.forEach(Thread::start);
                var stop = machine.run();
                assertEquals(Machine.Stop.ENDED, stop);
            }
            return new Trace(machine.fingerprint(), Duration.ofNanos(machine.nanoTime()), notes);
        }

        void note(String what) {
            notes.add(what + " at " + Duration.ofNanos(machine.nanoTime()));
        }
    }

    private static void sleep(Duration time) {
        Machine.current().park("a sleep", time.toNanos());
    }

    private static Thread outside(Runnable body) {
        return Thread.ofPlatform().daemon().name("outsider").start(body);
    }

    /** Does not yield, as {@link Thread#onSpinWait} does on a simulated thread. */
    private static void await(Thread thread, Thread.State state) {
        while (thread.getState() != state) {
            assertNotEquals(Thread.State.TERMINATED, thread.getState());
        }
    }

    private static List<Schedule> schedules() {
        var schedules = new ArrayList<>(List.of(Schedule.fifo(0)));
        for (int seed = 1; seed < SEEDS; seed++) {
            schedules.add(seed % 2 == 0 ? Schedule.random(seed) : Schedule.pct(seed, 3, 50));
        }
        return schedules;
    }

    /** Three threads that print, and one that would notice if time went on meanwhile. */
    private static Run printers(Schedule schedule) {
        var run = new Run(schedule);
        for (int i = 0; i < 3; i++) {
            int number = i;
            run.start(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    synchronized (run.monitor) {
                        run.note("printer " + number);
                    }
                    Thread.yield();
                    if (round == number) {
                        sleep(Duration.ofSeconds(1));
                    }
                }
            });
        }
        run.start(() -> {
            sleep(Duration.ofMillis(1500));
            run.note("sleeper");
        });
        return run;
    }

    @Test
    void aMonitorThatIsHeldOutsideMakesNoDifference() throws InterruptedException {
        for (var schedule : schedules()) {
            var expected = printers(schedule).go();
            var run = printers(schedule);
            var meetings = new int[1];
            var held = new CountDownLatch(1);
            var outsider = outside(() -> {
                while (run.threads.stream().anyMatch(thread -> thread.getState() != Thread.State.TERMINATED)) {
                    synchronized (run.monitor) {
                        held.countDown();
                        meetings[0] += untilOneIsBlocked(run.threads);
                    }
                }
            });
            held.await();
            assertEquals(expected, run.go(), schedule::toString);
            outsider.join();
            assertEquals(List.of(), run.machine.outsiders());
            assertTrue(meetings[0] > 0, "they never met");
        }
    }

    /** @return 1, or 0 when all have ended */
    private static int untilOneIsBlocked(List<Thread> threads) {
        while (true) {
            boolean some = false;
            for (var thread : threads) {
                var state = thread.getState();
                if (state == Thread.State.BLOCKED) {
                    return 1;
                }
                some |= state != Thread.State.TERMINATED;
            }
            if (!some) {
                return 0;
            }
            Thread.onSpinWait();
        }
    }

    /** Until the driver waits for somebody outside, or has nobody to run. */
    private static void awaitRest(Thread driver, List<Thread> threads) {
        while (driver.getState() != Thread.State.TIMED_WAITING
                && threads.stream().anyMatch(thread -> thread.getState() != Thread.State.TERMINATED)) {
            Thread.onSpinWait();
        }
    }

    /** A thread that is stopped while it holds the monitor, and two that want it meanwhile. */
    private static Run queue(Schedule schedule, Runnable whenHeld) {
        var run = new Run(schedule);
        run.start(() -> {
            synchronized (run.monitor) {
                whenHeld.run();
                run.note("holder");
                sleep(Duration.ofSeconds(1));
            }
        });
        for (int i = 0; i < 2; i++) {
            int number = i;
            run.start(() -> {
                sleep(Duration.ofMillis(1));
                synchronized (run.monitor) {
                    run.note("waiter " + number);
                }
                run.note("waiter " + number + " is through");
            });
        }
        run.start(() -> {
            sleep(Duration.ofMillis(1500));
            run.note("sleeper");
        });
        return run;
    }

    @Test
    void anOutsiderThatStandsInLineForAMonitorMakesNoDifference() throws InterruptedException {
        var driver = Thread.currentThread();
        for (var schedule : schedules()) {
            var expected = queue(schedule, () -> {}).go();
            var held = new CountDownLatch(1);
            var line = new Thread[1];
            var run = queue(schedule, () -> {
                held.countDown();
                await(line[0], Thread.State.BLOCKED);
            });
            line[0] = outside(() -> {
                awaitUninterruptibly(held);
                synchronized (run.monitor) {
                    awaitRest(driver, run.threads);
                }
            });
            assertEquals(expected, run.go(), schedule::toString);
            line[0].join();
            assertEquals(List.of(), run.machine.outsiders());
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Tag("slow")
    void anOutsiderThatWaitsForTheSimulationInAMonitorIsNotWaitedForAndIsReported() {
        var run = new Run(Schedule.fifo(0));
        var held = new CountDownLatch(1);
        var wanted = new CountDownLatch(1);
        outside(() -> {
            synchronized (run.monitor) {
                held.countDown();
                awaitUninterruptibly(wanted);
            }
        });
        awaitUninterruptibly(held);
        run.start(() -> {
            synchronized (run.monitor) {
                run.note("entered");
            }
        });
        run.start(wanted::countDown);
        assertEquals(List.of("entered at PT0S"), run.go().notes());
        var by = run.machine.outsiders().getFirst().by();
        assertEquals("a thread that holds a monitor of type java.lang.Object for long", by);
    }

    @Test
    void aNotificationFromOutsideIsReported() {
        var run = new Run(Schedule.fifo(0));
        run.start(() -> {
            synchronized (run.monitor) {
                try {
                    run.monitor.wait();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        });
        run.machine.afterEachStep(() -> {
            var waiter = run.threads.getFirst();
            if (waiter.getState() == Thread.State.WAITING) {
                outside(() -> {
                    synchronized (run.monitor) {
                        run.monitor.notifyAll();
                    }
                });
                await(waiter, Thread.State.RUNNABLE);
            }
        });
        run.go();
        assertEquals(1, run.machine.outsiderCount());
    }

    @Test
    void whatATestPrintsMakesNoDifferenceThoughOthersFlushIt() throws InterruptedException {
        Printing.runs.clear();
        Planted.simulate(Printing.class, Map.of(Settings.SCHEDULES, "20"))
                .testEvents()
                .assertStatistics(events -> events.succeeded(1));
        var expected = List.copyOf(Printing.runs);
        Printing.runs.clear();
        var over = new AtomicBoolean();
        var flusher = outside(() -> {
            while (!over.get()) {
                synchronized (Printing.BUFFER) {
                    long end = System.nanoTime() + 50_000;
                    while (System.nanoTime() < end) {
                        Thread.onSpinWait();
                    }
                }
            }
        });
        Planted.simulate(Printing.class, Map.of(Settings.SCHEDULES, "20"))
                .testEvents()
                .assertStatistics(events -> events.succeeded(1));
        over.set(true);
        flusher.join();
        assertEquals(expected, Printing.runs);
    }

    static class Printing {
        static final OutputStream BUFFER = new BufferedOutputStream(OutputStream.nullOutputStream());
        private static final PrintStream OUT = new PrintStream(BUFFER, true);
        static final List<String> runs = new ArrayList<>();

        @TractorTest
        void test(Simulation simulation, Nursery n) throws InterruptedException {
            for (int i = 0; i < 3; i++) {
                int number = i;
                n.fork(() -> {
                    for (int round = 0; round < ROUNDS; round++) {
                        OUT.println(number);
                        Tractor.sleep(Duration.ofMillis(number));
                    }
                });
            }
            n.join();
            runs.add(simulation.replay() + " " + simulation.events());
        }
    }
}
