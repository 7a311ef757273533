package dev.tractor.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.Nursery;
import dev.tractor.test.sim.Machine;
import dev.tractor.test.sim.Schedule;
import java.time.Duration;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Who wakes a simulated thread from outside is named, with what to do instead. */
class ForeignWakesTest {

    /** Has the test wait until somebody has come from outside, and fail. */
    private static void wokenBy(Nursery n, Consumer<Runnable> outsider) throws Exception {
        var test = Thread.currentThread();
        var woken = new Semaphore(0);
        var released = new AtomicBoolean();
        var spinner =
                n.fork("spinner", () -> spin(released)); // or nobody could run, and that is soon called a deadlock
        outsider.accept(() -> {
            while (!woken.hasQueuedThreads()) { // it may be parked for other reasons before
                Thread.onSpinWait();
            }
            Waits.untilParked(test);
            woken.release();
            released.set(true);
        });
        woken.acquire();
        spinner.join();
        throw new AssertionError("planted");
    }

    private static void spin(AtomicBoolean end) {
        while (!end.get()) {
            Thread.onSpinWait();
        }
    }

    private static void assertReported(Class<?> planted, String who, String advice) {
        var report = Planted.simulatedFailureOf(planted, Map.of(Settings.SCHEDULES, "1"))
                .getMessage();
        assertTrue(report.contains(" came from outside the simulation"), report);
        assertTrue(report.contains("\n  " + who), report);
        assertTrue(report.contains("\" woke \"test\" at dev.tractor.test.ForeignWakesTest"), report);
        assertTrue(report.contains("\n  " + advice), report);
    }

    @Test
    void aTimerIsNamed() {
        assertReported(
                ByTimer.class,
                "a java.util.Timer, thread \"shop timer\"",
                "A java.util.Timer keeps real time. A task that sleeps, or a ScheduledExecutorService of virtual threads,"
                        + " keeps the time of the test.\n");
    }

    static class ByTimer {
        @TractorTest
        void test(Nursery n) throws Exception {
            var timer = new Timer("shop timer", true);
            try {
                wokenBy(
                        n,
                        wake -> timer.schedule(
                                new TimerTask() {
                                    @Override
                                    public void run() {
                                        wake.run();
                                    }
                                },
                                1));
            } finally {
                timer.cancel();
            }
        }
    }

    @Test
    void aDelayOfTheCommonPoolIsNamed() {
        assertReported(
                ByDelay.class,
                "a delay of CompletableFuture or of the common pool, thread \"ForkJoinPool.commonPool-delayScheduler",
                "The delays of CompletableFuture and of the common pool are real. A CancelScope with a deadline, or a task"
                        + " that sleeps, keeps the time of the test.\n");
    }

    static class ByDelay {
        @TractorTest
        void test(Nursery n) throws Exception {
            var soon = CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS, Runnable::run);
            wokenBy(n, soon::execute);
        }
    }

    @Test
    void aThreadOfAPoolIsNamed() {
        assertReported(
                ByPool.class,
                "a pool's thread \"ForkJoinPool",
                "The threads of the common pool, where CompletableFuture and parallel streams run, are real. Tasks, and"
                        + " virtual threads that the test starts, are simulated.\n");
    }

    static class ByPool {
        @TractorTest
        void test(Nursery n) throws Exception {
            var pool = new ForkJoinPool(1);
            try {
                wokenBy(n, pool::execute);
            } finally {
                pool.shutdown();
            }
        }
    }

    @Test
    void anyOtherThreadIsNamedAsWell() {
        var report = Planted.simulatedFailureOf(ByThread.class, Map.of(Settings.SCHEDULES, "1"))
                .getMessage();
        assertTrue(
                report.contains("\n  thread \"stranger\" woke \"test\" at dev.tractor.test.ForeignWakesTest"), report);
    }

    static class ByThread {
        @TractorTest
        void test(Nursery n) throws Exception {
            wokenBy(n, wake -> Thread.ofPlatform().name("stranger").start(wake));
        }
    }

    /** Where no agent makes the JDK's time virtual. */
    @Test
    void aWaitInRealTimeIsWaitedForHoweverLongItTakes() {
        assertTrue(Agent.canSimulate());
        try (var machine = new Machine(Schedule.fifo(0), false, 100)) {
            machine.threads()
                    .newThread(() -> LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100)))
                    .start();
            assertEquals(Machine.Stop.ENDED, machine.run());
            assertEquals(1, machine.outsiderCount());
        }
    }

    @TractorTest
    void aScheduledExecutorOfVirtualThreadsKeepsTheTimeOfTheTest(Simulation simulation) throws Exception {
        try (var executor =
                new ScheduledThreadPoolExecutor(1, Thread.ofVirtual().factory())) {
            executor.schedule(() -> "done", 3, TimeUnit.HOURS).get();
        }
        assertEquals(Duration.ofHours(3), simulation.now());
    }
}
