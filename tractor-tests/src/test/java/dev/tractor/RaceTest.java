package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.LogCapture;
import dev.tractor.test.ScriptedConsole;
import dev.tractor.test.Simulation;
import dev.tractor.test.TractorTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Several tasks of which the first to succeed wins. */
class RaceTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static <T> Callable<T> after(Duration delay, T value) {
        return () -> {
            Tractor.sleep(delay);
            return value;
        };
    }

    private static <T> Callable<T> failing(Duration delay, Exception error) {
        return () -> {
            Tractor.sleep(delay);
            throw error;
        };
    }

    @TractorTest(cancelEverywhere = true)
    void theFirstThatSucceedsWins(Simulation sim) throws Exception {
        var won = Tasks.race(after(Duration.ofSeconds(3), "slow"), after(SECOND, "fast"), after(Foreign.LONG, "never"));
        assertEquals("fast", won);
        assertEquals(SECOND, sim.now());
    }

    @TractorTest
    void losersAreCancelledAndWaitedFor(Simulation sim) throws Exception {
        var cleaned = new AtomicBoolean();
        var won = Tasks.race(
                () -> {
                    try {
                        Foreign.block();
                    } finally {
                        CancelScope.shield(() -> Tractor.sleep(SECOND));
                        cleaned.set(true);
                    }
                    return "loser";
                },
                after(SECOND, "winner"));
        assertEquals("winner", won);
        assertTrue(cleaned.get());
        assertEquals(Duration.ofSeconds(2), sim.now());
    }

    @TractorTest
    void theResultOfTheWinnerMayBeNull() throws Exception {
        assertNull(Tasks.<String>race(() -> null));
    }

    @TractorTest(cancelEverywhere = true)
    void everyoneMayWinAtOnce() throws Exception {
        var begun = new AtomicInteger();
        List<Callable<Integer>> entrants = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int number = i;
            entrants.add(() -> {
                begun.incrementAndGet();
                return number;
            });
        }
        int won = Tasks.race(entrants);
        assertTrue(won >= 0 && won < 5);
        assertTrue(begun.get() >= 1);
    }

    @TractorTest
    void aFailureDoesNotEndTheRace(LogCapture log) throws Exception {
        var broken = new IOException("mirror is down");
        assertEquals("other", Tasks.race(failing(SECOND, broken), after(Duration.ofSeconds(2), "other")));
        log.expect(System.Logger.Level.INFO, "task task-1 failed in a race that another has won");
    }

    @TractorTest
    void whatALoserThrowsOnItsWayOutDoesNotTakeTheResultAway(LogCapture log) throws Exception {
        assertEquals("winner", Tasks.race(after(SECOND, "winner"), () -> {
            try {
                Foreign.block();
            } catch (InterruptedException e) {
                throw new IOException("on the way out");
            }
            return "loser";
        }));
        log.expect(System.Logger.Level.INFO, "task task-2 failed in a race that another has won");
    }

    @TractorTest
    void whenAllFailAllAreTold() {
        var errors = List.of(new IOException("third"), new IOException("first"), new IOException("second"));
        var thrown = assertThrows(
                NurseryException.class,
                () -> Tasks.race(
                        failing(Duration.ofSeconds(3), errors.get(0)),
                        failing(Duration.ofSeconds(1), errors.get(1)),
                        failing(Duration.ofSeconds(2), errors.get(2))));
        assertEquals(List.of(errors.get(1), errors.get(2), errors.get(0)), thrown.failures());
        assertSame(errors.get(1), thrown.getCause());
        assertEquals(
                "3 children of nursery race failed, first: task task-2: java.io.IOException: first",
                thrown.getMessage());
    }

    @TractorTest
    void twentyFiveThatFailAreTwentyFiveFailures() {
        List<Callable<String>> entrants = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            int number = i;
            entrants.add(() -> {
                throw new AssertionError("no " + number);
            });
        }
        var thrown = assertThrows(NurseryException.class, () -> Tasks.race(entrants));
        var messages = thrown.failures().stream().map(Throwable::getMessage).sorted(Comparator.naturalOrder());
        assertEquals(25, messages.distinct().count());
        assertEquals(25, thrown.failures().size());
    }

    @TractorTest
    void aDeadlineAroundEndsTheRace() {
        assertThrows(
                TimeoutException.class,
                () -> CancelScope.failAfter(
                        SECOND, () -> Tasks.race(after(Foreign.LONG, "a"), after(Foreign.LONG, "b"))));
    }

    @TractorTest
    void aFailureGoesBeforeTheCancellationOfARaceWithoutWinner() {
        var broken = new IOException("mirror is down");
        var thrown = assertThrows(
                NurseryException.class,
                () -> CancelScope.failAfter(
                        Duration.ofSeconds(5), () -> Tasks.race(failing(SECOND, broken), after(Foreign.LONG, "slow"))));
        assertEquals(List.of(broken), thrown.failures());
        assertInstanceOf(CancelledException.class, thrown.getSuppressed()[0]);
    }

    @TractorTest
    void aFailureOfTheBlockAroundIsToldFirst() {
        var outside = new IOException("outside");
        var inside = new IOException("inside");
        var thrown = assertThrows(NurseryException.class, () -> {
            try (var n = Nursery.open()) {
                n.fork(() -> {
                    Tractor.sleep(Duration.ofSeconds(2));
                    throw outside;
                });
                Tasks.race(failing(SECOND, inside), after(Foreign.LONG, "slow"));
            }
        });
        assertEquals(List.of(outside), thrown.failures());
        assertTrue(Trees.reachable(thrown).contains(inside));
    }

    @TractorTest
    void inACancelledScopeNobodyStarts() throws Exception {
        var begun = new AtomicBoolean();
        var finished = CancelScope.run(scope -> {
            scope.cancel("enough");
            assertThrows(
                    CancelledException.class,
                    () -> Tasks.race(() -> {
                        begun.set(true);
                        return "late";
                    }));
            Tractor.checkpoint();
        });
        assertFalse(finished);
        assertFalse(begun.get());
    }

    @TractorTest
    void aRaceNeedsAnEntrant() {
        var thrown = assertThrows(IllegalArgumentException.class, () -> Tasks.race(List.<Callable<String>>of()));
        assertEquals("a race without entrants has no winner; give it at least one", thrown.getMessage());
    }

    @TractorTest
    void onlyTheEntrantsAndALostRaceOpenTheCrashConsole(Nursery outer, ScriptedConsole console) throws Exception {
        console.autoContinue();
        try (var n = Nursery.open(o -> o.debug(true))) {
            Tasks.race(failing(SECOND, new IOException("broken")), after(Duration.ofSeconds(2), "other"));
            assertEquals(1, console.sessions().size());
            assertThrows(NurseryException.class, () -> Tasks.race(failing(SECOND, new IOException("alone"))));
            n.join();
        }
        assertEquals(
                List.of("task-1", "task-1", "test"),
                console.sessions().stream().map(session -> session.task()).toList());
    }

    @TractorTest
    void theWinnersWritesAreSeen() throws Exception {
        var list = new ArrayList<Integer>();
        var go = new CountDownLatch(1);
        Tasks.race(
                () -> {
                    list.add(1);
                    go.countDown();
                    return 1;
                },
                () -> {
                    go.await();
                    Tractor.sleep(Foreign.LONG);
                    return 2;
                });
        assertEquals(List.of(1), list);
    }
}
