package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.ScriptedConsole;
import dev.tractor.test.Simulation;
import dev.tractor.test.TractorTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;

/** Timers that live in a nursery. */
class TimerTest {
    private final List<String> runs = Collections.synchronizedList(new ArrayList<>());

    private void note(Simulation sim) {
        runs.add(Names.text(sim.now()));
    }

    @TractorTest(cancelEverywhere = true, interruptEverywhere = true)
    void aTimerActsOnceWhenItsDelayHasPassed(Simulation sim) throws Exception {
        try (var n = Nursery.open()) {
            n.after(Duration.ofSeconds(5), () -> note(sim));
            Tractor.sleep(Duration.ofSeconds(4));
            assertEquals(List.of(), runs);
            Tractor.sleep(Duration.ofSeconds(10));
            assertEquals(List.of("5s"), runs);
        }
    }

    @TractorTest
    void theDelayBeginsWithTheCall(Simulation sim) throws Exception {
        try (var n = Nursery.open()) {
            var timer = n.after(Duration.ofSeconds(5), () -> note(sim));
            Thread.sleep(Duration.ofSeconds(2));
            timer.join();
            assertEquals(List.of("5s"), runs);
        }
    }

    @TractorTest
    void aDelayOfNothingIsOverAtOnce(Simulation sim) throws Exception {
        try (var n = Nursery.open()) {
            n.after(Duration.ZERO, () -> note(sim)).join();
            n.after(Duration.ofSeconds(-5), () -> note(sim)).join();
            assertEquals(List.of("0s", "0s"), runs);
        }
    }

    @TractorTest
    void joinWaitsForATimerThatActsOnce(Simulation sim) throws Exception {
        try (var n = Nursery.open()) {
            n.after(Duration.ofSeconds(5), () -> note(sim));
            n.join();
            assertEquals(List.of("5s"), runs);
        }
    }

    @TractorTest(cancelEverywhere = true)
    void aRepeatedTimerKeepsItsRate(Simulation sim) throws Exception {
        try (var n = Nursery.open()) {
            n.every(Duration.ofSeconds(10), () -> {
                note(sim);
                Tractor.sleep(Duration.ofSeconds(7));
            });
            Tractor.sleep(Duration.ofSeconds(45));
            assertEquals(List.of("10s", "20s", "30s", "40s"), runs);
        }
    }

    @TractorTest
    void runsThatAreDueWhileOneStillRunsAreSkipped(Simulation sim) throws Exception {
        try (var n = Nursery.open()) {
            var slow = new AtomicInteger();
            n.every(Duration.ofSeconds(10), () -> {
                note(sim);
                Tractor.sleep(Duration.ofSeconds(slow.getAndIncrement() == 1 ? 34 : 1));
            });
            Tractor.sleep(Duration.ofSeconds(85));
            // the second ends at 54 s: what was due at 30, 40 and 50 s is not made up for
            assertEquals(List.of("10s", "20s", "1m", "1m10s", "1m20s"), runs);
        }
    }

    @TractorTest
    void aRunThatIsDueWhenAnotherEndsIsNotSkipped(Simulation sim) throws Exception {
        try (var n = Nursery.open()) {
            n.every(Duration.ofSeconds(10), () -> {
                note(sim);
                Thread.sleep(Duration.ofSeconds(20));
            });
            Tractor.sleep(Duration.ofSeconds(65));
            assertEquals(List.of("10s", "30s", "50s"), runs);
        }
    }

    @TractorTest
    void aTimerThatIsAlwaysTooSlowRunsAtAMultipleOfItsPeriod(Simulation sim) throws Exception {
        try (var n = Nursery.open()) {
            n.every(Duration.ofSeconds(10), () -> {
                note(sim);
                Tractor.sleep(Duration.ofSeconds(15));
            });
            Tractor.sleep(Duration.ofSeconds(75));
            assertEquals(List.of("10s", "30s", "50s", "1m10s"), runs);
        }
    }

    @TractorTest
    void timersLeftBehindAreTheNormalCase(Simulation sim) throws Exception {
        try (var n = Nursery.open()) {
            n.after(Foreign.LONG, () -> note(sim));
            n.every(Duration.ofSeconds(1), () -> note(sim));
            Tractor.sleep(Duration.ofMillis(2500));
        }
        assertEquals(List.of("1s", "2s"), runs);
        assertEquals(Duration.ofMillis(2500), sim.now());
    }

    @TractorTest
    void aForgottenForkIsRefusedThoughThereAreTimers() {
        var n = Nursery.open();
        n.after(Foreign.LONG, () -> {});
        var task = n.fork("fetch", () -> 1);
        n.after(Foreign.LONG, () -> {});
        Foreign.until(task::isDone);
        var thrown = assertThrows(IllegalStateException.class, n::close);
        assertTrue(thrown.getMessage().contains("without joining task fetch;"), thrown.getMessage());
    }

    @TractorTest
    void readingATimerDoesNotCountAsReadingAFork() throws Exception {
        var n = Nursery.open();
        var task = n.fork("fetch", () -> 1);
        n.after(Duration.ofSeconds(1), () -> {}).join();
        assertTrue(task.isDone());
        assertThrows(IllegalStateException.class, n::close);
    }

    @TractorTest
    void joinWaitsForARepeatedTimerUntilItIsCancelled(Simulation sim) throws Exception {
        try (var n = Nursery.open()) {
            var ticks = n.every(Duration.ofSeconds(1), () -> note(sim));
            n.fork(() -> {
                Tractor.sleep(Duration.ofMillis(3500));
                ticks.cancel();
            });
            n.join();
            assertEquals(Duration.ofMillis(3500), sim.now());
            assertEquals(List.of("1s", "2s", "3s"), runs);
            assertThrows(CancellationException.class, ticks::get);
        }
    }

    @TractorTest
    void anEndlessTimerIsEndedByADeadlineAround(Simulation sim) throws Exception {
        var done = CancelScope.moveOnAfter(
                Duration.ofSeconds(5),
                () -> Nursery.run(n -> {
                    n.every(Duration.ofSeconds(2), () -> note(sim));
                }));
        assertFalse(done);
        assertEquals(List.of("2s", "4s"), runs);
    }

    @TractorTest
    void aTimerMayCancelItself(Simulation sim) throws Exception {
        Nursery.run(n -> {
            var ticks = new Task<?>[1];
            ticks[0] = n.every(Duration.ofSeconds(1), () -> {
                note(sim);
                if (runs.size() == 3) {
                    assertFalse(ticks[0].cancel());
                }
            });
        });
        assertEquals(List.of("1s", "2s", "3s"), runs);
    }

    @TractorTest
    void whatATimerThrowsFailsTheNursery() {
        var broken = new IOException("broken");
        var thrown = assertThrows(NurseryException.class, () -> {
            try (var n = Nursery.open()) {
                n.fork(() -> Foreign.block());
                n.after(Duration.ofSeconds(1), () -> {
                    throw broken;
                });
                n.join();
            }
        });
        assertEquals(List.of(broken), thrown.failures());
    }

    @TractorTest
    void aRepeatedTimerEndsWithTheFirstRunThatThrows(Simulation sim) throws Exception {
        try (var n = Nursery.open(o -> o.onFailure((path, failure) -> runs.add(path + " " + failure.getMessage())))) {
            n.every(Duration.ofSeconds(1), () -> {
                note(sim);
                throw new IOException("broken");
            });
            n.join();
        }
        assertEquals(List.of("1s", "task every 1s broken"), runs);
    }

    @TractorTest
    void aRunThatLeavesANurseryOpenIsToldAtOnce() {
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    n.every(Duration.ofSeconds(1), () -> {
                        Nursery.open(o -> o.name("left"));
                    });
                }));
        assertTrue(thrown.getCause().getMessage().contains("nursery left was left open"), thrown::toString);
    }

    @TractorTest
    void theTreeShowsTimers(Simulation sim) throws Exception {
        sim.autojump(false);
        try (var n = Nursery.open()) {
            n.after(Duration.ofMinutes(90), () -> {});
            n.every(Duration.ofMillis(100), () -> {});
            sim.settle();
            assertEquals("waits for its time", Watch.task("after 1h30m").detail());
            assertEquals("waits for its time", Watch.task("every 0.1s").detail());
        }
    }

    @TractorTest
    void anActorsTimersEndWithIt(Simulation sim) throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            counter.run(c -> {
                var self = Actor.current().self(Counter.class);
                Actor.current().nursery().every(Duration.ofSeconds(1), () -> self.tell(x -> x.add(1)));
            });
            Tractor.sleep(Duration.ofMillis(3500));
            assertEquals(3, (int) counter.ask(c -> c.total));
            counter.stop();
            counter.join();
            assertEquals(Duration.ofMillis(3500), sim.now());
        }
    }

    @TractorTest
    void timersGoOnWhileASessionIsOpen(Nursery outer, Simulation sim, ScriptedConsole console) throws Exception {
        try (var n = Nursery.open()) {
            var paused = n.fork("paused", () -> Tractor.breakpoint());
            var session = console.next();
            n.after(Duration.ofSeconds(5), () -> note(sim)).join();
            session.resume();
            paused.join();
        }
        assertEquals(List.of("5s"), runs);
    }

    @TractorTest
    void aTimerIsRefusedWhereAForkIs() {
        var n = Nursery.open(o -> o.name("orders"));
        n.cancel("enough");
        var thrown = assertThrows(SpawnRefusedException.class, () -> n.after(Foreign.LONG, () -> {}));
        assertTrue(
                thrown.getMessage().startsWith("cannot set a timer in nursery orders: it is cancelled: enough"),
                thrown.getMessage());
        n.close();
        assertThrows(SpawnRefusedException.class, () -> n.every(Foreign.LONG, () -> {}));
    }

    @TractorTest
    void aPeriodIsPositive() {
        try (var n = Nursery.open()) {
            var thrown = assertThrows(IllegalArgumentException.class, () -> n.every(Duration.ZERO, () -> {}));
            assertEquals("the period of a timer is positive, not PT0S", thrown.getMessage());
        }
    }

    @TractorTest
    void theLongestTimesAreForEver(Simulation sim) throws Exception {
        try (var n = Nursery.open()) {
            var longest = Duration.ofSeconds(Long.MAX_VALUE);
            var after = n.after(longest, () -> note(sim));
            var every = n.every(longest, () -> note(sim));
            Tractor.sleep(Duration.ofDays(10_000));
            assertFalse(after.isDone());
            assertFalse(every.isDone());
        }
        assertEquals(List.of(), runs);
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void aTimerRunsInRealTime() throws Exception {
        try (var n = Nursery.open()) {
            var ran = new AtomicInteger();
            var ticks = n.every(Duration.ofMillis(1), ran::incrementAndGet);
            n.after(Duration.ofMillis(2), () -> {}).join();
            Watch.until(() -> ran.get() >= 3);
            assertTrue(ticks.cancel());
            assertSame(true, ticks.isDone());
        }
    }
}
