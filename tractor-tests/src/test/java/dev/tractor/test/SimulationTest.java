package dev.tractor.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.CancelScope;
import dev.tractor.Nursery;
import dev.tractor.Tractor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Virtual time, settling, checks, and how JUnit's life goes on around many runs. */
class SimulationTest {
    private int calls;

    @BeforeEach
    void setUp() {
        calls++;
    }

    @TractorTest
    void eachRunHasItsOwnInstanceAndSetUp() {
        assertEquals(1, calls);
    }

    @Nested
    class Inside {
        private int more;

        @BeforeEach
        void setUpMore(Nursery n) throws InterruptedException {
            more = calls + n.fork(() -> 1).join();
        }

        @TractorTest
        void nestedClassesAreMadeAnewAsWell() {
            assertEquals(2, more);
        }
    }

    @Test
    void aTestRunsUnderAsManySchedulesAsConfigured() {
        Runs.instances.clear();
        Runs.replays.clear();
        Runs.tornDown.set(0);
        Planted.simulate(Runs.class, Map.of(Settings.SCHEDULES, "40"))
                .testEvents()
                .assertStatistics(s -> s.succeeded(1));
        assertEquals(40, Runs.replays.size());
        assertEquals(40, Set.copyOf(Runs.replays).size());
        assertEquals(40, Runs.tornDown.get());
        assertNotSame(Runs.instances.get(0), Runs.instances.get(1));
    }

    static class Runs {
        static final List<Object> instances = new ArrayList<>();
        static final List<String> replays = new ArrayList<>();
        static final AtomicInteger tornDown = new AtomicInteger();

        @TractorTest
        void test(Simulation simulation) {
            instances.add(this);
            replays.add(simulation.replay());
        }

        @AfterEach
        void tearDown() {
            tornDown.incrementAndGet();
        }
    }

    @Test
    void otherSeedsGiveOtherSchedules() {
        var seen = new HashSet<String>();
        for (var seed : List.of("1", "2")) {
            Runs.replays.clear();
            Planted.simulate(Runs.class, Map.of(Settings.SCHEDULES, "5", Settings.SEED, seed));
            seen.addAll(Runs.replays);
        }
        assertEquals(10, seen.size());
    }

    @TractorTest
    void sleepsTakeNoRealTimeAndExactlyTheirVirtualTime(Simulation simulation) throws Exception {
        Tractor.sleep(Duration.ofDays(1));
        assertEquals(Duration.ofDays(1), simulation.now());
    }

    @TractorTest
    void theTimedWaitsOfTheJdkAreVirtual(Simulation simulation) throws Exception {
        assertTrue(simulation.jdkTime());
        var start = Instant.now();
        Thread.sleep(Duration.ofHours(1));
        assertEquals(null, new LinkedBlockingQueue<Integer>().poll(2, TimeUnit.HOURS));
        assertThrows(TimeoutException.class, () -> new CompletableFuture<Integer>().get(3, TimeUnit.HOURS));
        assertEquals(Duration.ofHours(6), simulation.now());
        assertEquals(Duration.ofHours(6), Duration.between(start, Instant.now()));
        assertEquals(simulation.instant(), Instant.now());
    }

    @TractorTest
    void aLoopThatSpinsLetsOthersRun(Nursery n) throws Exception {
        var flag = new AtomicBoolean();
        n.fork(() -> flag.set(true));
        while (!flag.get()) {
            Thread.onSpinWait();
        }
        long start = System.nanoTime();
        while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(1)) {
            flag.get(); // waits for time to pass, and does not say so
        }
        n.join();
    }

    @TractorTest
    void settlingRunsAllThatCanRunAndLetsNoTimePass(Simulation simulation, Nursery n) throws Exception {
        var steps = new AtomicInteger();
        n.fork(() -> {
            for (int i = 0; i < 10; i++) {
                Thread.yield();
                steps.incrementAndGet();
            }
            Tractor.sleep(Duration.ofNanos(1));
            steps.incrementAndGet();
        });
        simulation.settle();
        assertEquals(10, steps.get());
        assertEquals(Duration.ZERO, simulation.now());
        n.join();
    }

    @TractorTest
    void advancingEndsWhatIsDueAndNothingElse(Simulation simulation, Nursery n) throws Exception {
        simulation.autojump(false);
        var woken = new ArrayList<Integer>();
        for (int i = 1; i <= 3; i++) {
            int minutes = i;
            n.fork(() -> {
                Tractor.sleep(Duration.ofMinutes(minutes));
                woken.add(minutes);
            });
        }
        simulation.advance(Duration.ofMinutes(2));
        assertEquals(List.of(1, 2), woken);
        simulation.after(Duration.ofSeconds(59), () -> woken.add(0));
        simulation.advance(Duration.ofMinutes(1));
        assertEquals(List.of(1, 2, 0, 3), woken);
        assertEquals(Duration.ofMinutes(3), simulation.now());
    }

    @TractorTest
    void aDeadlineIsExact(Simulation simulation) throws Exception {
        assertFalse(CancelScope.moveOnAfter(Duration.ofSeconds(5), () -> Tractor.sleep(Duration.ofSeconds(6))));
        assertEquals(Duration.ofSeconds(5), simulation.now());
    }

    @TractorTest
    void aConditionMayComeByAPointItself(Simulation simulation) throws Exception {
        var asked = new int[1];
        simulation.always("asked where a thread could be stopped, but not in here", () -> {
            asked[0]++;
            simulation.point();
            return true;
        });
        simulation.point();
        simulation.point();
        assertTrue(asked[0] >= 2);
    }

    @Test
    void aConditionThatMustAlwaysHoldIsCheckedAfterEachStep() {
        var report = Planted.simulatedFailureOf(Overdrawn.class, Map.of()).getMessage();
        assertTrue(report.contains("\"not overdrawn\" does not hold (step "), report);
        assertTrue(report.contains("switches:"), report);
    }

    static class Overdrawn {
        private int balance = 10;

        @TractorTest
        void test(Simulation simulation, Nursery n) throws InterruptedException {
            simulation.always("not overdrawn", () -> balance >= 0);
            for (int i = 0; i < 2; i++) {
                n.fork(() -> {
                    if (balance >= 10) {
                        Tractor.checkpoint();
                        balance -= 10;
                        Tractor.checkpoint();
                        balance += 10;
                    }
                });
            }
            n.join();
        }
    }

    @Test
    void aConditionThatMustComeTrueInTimeIsWatched() {
        var report = Planted.simulatedFailureOf(TooLate.class, Map.of()).getMessage();
        assertTrue(report.contains("\"done\" has not come true within 5s"), report);
        assertTrue(report.contains("virtual time 5s"), report);
    }

    static class TooLate {
        @TractorTest
        void test(Simulation simulation) throws InterruptedException {
            var done = new AtomicBoolean();
            simulation.eventually("done", Duration.ofSeconds(5), done::get);
            Tractor.sleep(Duration.ofSeconds(6));
            done.set(true);
        }
    }

    @TractorTest
    void whatHappensInTheTreeCanBeAsked(Simulation simulation, Nursery n) throws Exception {
        var list = n.start("list", ArrayList<Integer>::new);
        list.run(state -> state.add(1));
        var events = simulation.events().stream()
                .filter(event -> event.who().equals("/list"))
                .map(Happening::what)
                .toList();
        assertEquals(List.of(Happening.Kind.SPAWNED, Happening.Kind.RECEIVED, Happening.Kind.REPLIED), events);
    }

    @TractorTest
    void whatIsLoggedCanBeExpected(LogCapture log) {
        System.getLogger("shop").log(System.Logger.Level.INFO, "{0} sold", 3);
        assertEquals("3 sold", log.expect(System.Logger.Level.INFO, "sold").message());
        log.expectNone(System.Logger.Level.WARNING);
        assertThrows(AssertionError.class, () -> log.expect(System.Logger.Level.ERROR, "sold"));
        assertThrows(AssertionError.class, () -> log.expectNone(System.Logger.Level.INFO));
    }

    @Test
    void aSimulationIsRefusedOnRealThreads() {
        var report = Planted.failureOf(Runs.class).getMessage();
        assertTrue(
                report.contains("has a parameter of type Simulation, but runs on real threads."
                        + " It asks for real threads itself, or -Dtractor.test.mode=real does."),
                report);
    }

    @TractorTest(strategy = TractorTest.Strategy.FIFO)
    void aLoopOfCheckpointsLetsOthersRun(Nursery n) throws Exception {
        var done = new boolean[1];
        n.fork("other", () -> {
            done[0] = true;
        });
        while (!done[0]) {
            Tractor.checkpoint();
        }
        n.join();
    }
}
