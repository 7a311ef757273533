package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.test.TractorTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Cancelling a scope, and who takes the cancellation up. */
class CancelScopeTest {

    @TractorTest
    void aScopeThatEndsByItselfSaysSo() throws Exception {
        assertTrue(CancelScope.run(scope -> Tractor.checkpoint()));
    }

    @TractorTest
    void aScopeTakesUpItsOwnCancellation() throws Exception {
        assertFalse(CancelScope.run(scope -> {
            scope.cancel("enough");
            Tractor.checkpoint();
        }));
        Tractor.checkpoint();
    }

    @TractorTest
    void everyCallInACancelledScopeThrowsAgainAndAgain() throws Exception {
        try (var n = Nursery.open()) {
            var actor = n.start("list", ArrayList<String>::new);
            var done = n.fork(() -> 1);
            done.join();
            CancelScope.run(scope -> {
                scope.cancel("enough");
                for (int i = 0; i < 3; i++) {
                    assertThrows(CancelledException.class, Tractor::checkpoint);
                    assertThrows(CancelledException.class, () -> Tractor.sleep(Duration.ZERO));
                    assertThrows(CancelledException.class, done::join);
                    assertThrows(CancelledException.class, n::join);
                    assertThrows(CancelledException.class, () -> actor.ask(ArrayList::size));
                    assertThrows(CancelledException.class, () -> actor.tell(l -> l.add("a")));
                    assertThrows(CancelledException.class, actor::join);
                }
            });
            int size = actor.ask(ArrayList::size);
            assertEquals(0, size);
        }
    }

    @TractorTest
    void closingCancellingShieldingAndAskingNeverThrowInACancelledScope() throws Exception {
        CancelScope.run(scope -> {
            scope.cancel("enough");
            scope.cancel("twice");
            assertTrue(scope.cancelled());
            try (var n = Nursery.open()) {
                n.cancel("me too");
                Tractor.tree();
            }
            CancelScope.shield(() -> Tractor.checkpoint());
        });
    }

    @TractorTest
    void theExceptionSaysWhyAndByWhom() throws Exception {
        CancelScope.run(scope -> {
            scope.cancel("enough");
            scope.cancel("too late");
            var thrown = assertThrows(CancelledException.class, Tractor::checkpoint);
            assertEquals("enough", thrown.reason());
            assertEquals(Strand.currentName(), thrown.by());
            assertEquals(
                    Strand.currentName() + " is cancelled: enough (by " + Strand.currentName() + ")",
                    thrown.getMessage());
        });
    }

    @TractorTest
    void anyThreadMayCancelAScope() throws Exception {
        try (var n = Nursery.open()) {
            var finished = CancelScope.run(scope -> {
                n.fork("canceller", () -> scope.cancel("from outside"));
                var thrown = assertThrows(CancelledException.class, () -> Tractor.sleep(Foreign.LONG));
                assertEquals("task canceller", thrown.by());
                throw thrown;
            });
            assertFalse(finished);
            n.join();
        }
    }

    @TractorTest
    void cancellingAScopeThatWasLeftDoesNothing() throws Exception {
        var left = new ArrayList<CancelScope>();
        CancelScope.run(left::add);
        left.getFirst().cancel("too late");

        Tractor.checkpoint();
        assertFalse(left.getFirst().cancelled());
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @TractorTest
    void onlyTheScopeThatWasCancelledTakesItUp() throws Exception {
        var inner = new ArrayList<Boolean>();
        var outer = CancelScope.run(outerScope -> {
            inner.add(CancelScope.run(innerScope -> {
                outerScope.cancel("enough");
                Tractor.checkpoint();
            }));
        });
        assertFalse(outer);
        assertEquals(0, inner.size());
    }

    @TractorTest
    void aCancellationOfTheInnerScopeDoesNotReachTheOuter() throws Exception {
        assertTrue(CancelScope.run(outer -> {
            assertFalse(CancelScope.run(inner -> {
                inner.cancel("enough");
                Tractor.checkpoint();
            }));
            Tractor.checkpoint();
        }));
    }

    @TractorTest
    void anInnerScopeCancelledTooLeavesTheCancellationToTheOuter() throws Exception {
        var innerEnded = new ArrayList<Boolean>();
        var outer = CancelScope.run(outerScope -> {
            innerEnded.add(CancelScope.run(innerScope -> {
                innerScope.cancel("inner");
                outerScope.cancel("outer");
                Tractor.checkpoint();
            }));
        });
        assertFalse(outer);
        assertEquals(0, innerEnded.size());
    }

    @TractorTest
    void anInnerDeadlineThatPassedFirstIsNoTimeoutOfAnOuterCancelledScope() throws Exception {
        assertFalse(CancelScope.run(outer -> CancelScope.failAfter(Duration.ZERO, () -> {
            outer.cancel("enough");
            Tractor.checkpoint();
        })));
    }

    @TractorTest
    void anOuterDeadlineIsATimeoutOfTheOuterScope() {
        var inner = Duration.ofHours(2);
        var thrown = assertThrows(
                TimeoutException.class,
                () -> CancelScope.failAfter(
                        Duration.ZERO, () -> CancelScope.failAfter(inner, () -> Tractor.sleep(Foreign.LONG))));
        assertEquals("not done within 0s", thrown.getMessage());
    }

    @TractorTest
    void anInnerDeadlineIsATimeoutOfTheInnerScope() {
        var thrown = assertThrows(
                TimeoutException.class,
                () -> CancelScope.failAfter(
                        Foreign.LONG,
                        () -> CancelScope.failAfter(Duration.ofMillis(1), () -> Tractor.sleep(Foreign.LONG))));
        assertEquals("not done within 0.001s", thrown.getMessage());
    }

    @TractorTest
    void aRealErrorWinsOverTheCancellationBeforeIt() {
        var mine = new IOException("mine");
        assertSame(
                mine,
                assertThrows(
                        IOException.class,
                        () -> CancelScope.failAfter(Duration.ZERO, () -> {
                            assertThrows(CancelledException.class, Tractor::checkpoint);
                            throw mine;
                        })));
    }

    @TractorTest
    @Scenario("T02")
    void aRealErrorOfACleanUpWinsOverTheCancellationItIsSuppressedIn() {
        var mine = new IOException("cannot flush");
        assertSame(
                mine,
                assertThrows(
                        IOException.class,
                        () -> CancelScope.moveOnAfter(Duration.ZERO, () -> {
                            try (AutoCloseable resource = () -> {
                                throw mine;
                            }) {
                                Tractor.checkpoint();
                            }
                        })));
    }

    @TractorTest
    void aValueIsReturnedThoughTheDeadlinePassed() throws Exception {
        assertEquals("done", CancelScope.failAfter(Duration.ZERO, () -> "done"));
        assertTrue(CancelScope.moveOnAfter(Duration.ZERO, () -> {}));
    }

    @TractorTest
    void aNullResultIsNoTimeout() throws Exception {
        String nothing = CancelScope.failAfter(Foreign.LONG, () -> (String) null);
        assertEquals(null, nothing);
    }

    @TractorTest
    void moveOnAfterSaysThatTimeRanOut() throws Exception {
        assertFalse(CancelScope.moveOnAfter(Duration.ofMillis(1), () -> Tractor.sleep(Foreign.LONG)));
    }

    @TractorTest
    void aDeadlineInterruptsForeignCode() throws Exception {
        assertFalse(CancelScope.moveOnAfter(Duration.ofMillis(1), () -> Foreign.block()));
        assertFalse(Thread.interrupted());
    }

    @TractorTest
    @Scenario("A01")
    void aScopeInAHandlerEndsTheForeignCodeInItAndTheActorLives(Nursery n) throws Exception {
        var counter = n.start("counter", Counter::new);
        counter.run(c -> assertFalse(CancelScope.moveOnAfter(Duration.ofMillis(1), () -> Foreign.block())));
        assertEquals(1, (int) counter.ask(c -> c.add(1)));
    }

    @TractorTest
    void aDeadlineOfManyYearsIsNone() throws Exception {
        assertTrue(CancelScope.moveOnAfter(Duration.ofSeconds(Long.MAX_VALUE), () -> Tractor.checkpoint()));
    }

    @TractorTest
    void aNegativeDeadlineHasPassed() throws Exception {
        assertFalse(CancelScope.moveOnAfter(Duration.ofSeconds(Long.MIN_VALUE), () -> Tractor.checkpoint()));
    }

    @TractorTest
    void noDeadlineIsLeftBehind() throws Exception {
        CancelScope.moveOnAfter(Foreign.LONG, () -> {
            assertTrue(mine().contains("deadline in " + Strand.currentName()), mine().toString());
        });
        assertFalse(mine().contains("deadline in " + Strand.currentName()), mine().toString());
    }

    @Test // of the implicit root itself
    void aNurseryOpenedInACancelScopeOfTheRootIsTopLevel() throws Exception {
        CancelScope.shield(() -> CancelScope.run(scope -> {
            try (var n = Nursery.open()) {
                assertTrue(n.scope.isTopLevel());
                try (var inner = Nursery.open()) {
                    assertFalse(inner.scope.isTopLevel());
                }
            }
        }));
    }

    private static List<String> mine() {
        return Strand.current().root.timers();
    }

    @TractorTest
    void aCancellationReachesTheChildrenOfNurseriesInTheScope() throws Exception {
        var ended = new CountDownLatch(2);
        assertFalse(CancelScope.run(scope -> {
            try (var outer = Nursery.open();
                    var inner = Nursery.open()) {
                for (var n : new Nursery[] {outer, inner}) {
                    var started = new CountDownLatch(1);
                    n.fork(() -> {
                        try {
                            started.countDown();
                            Foreign.block();
                        } finally {
                            ended.countDown();
                        }
                    });
                    started.await();
                }
                scope.cancel("enough");
                Foreign.awaitStubbornly(ended); // without the owner's help
                Tractor.checkpoint();
            }
        }));
    }

    @TractorTest
    void theBodyOfAScopeInAFailedNurseryIsTold() {
        var broken = new IOException("broken");
        try (var n = Nursery.open()) {
            var thrown = assertThrows(
                    NurseryException.class,
                    () -> CancelScope.run(scope -> {
                        n.fork(() -> {
                            throw broken;
                        });
                        Tractor.sleep(Foreign.LONG);
                    }));
            assertSame(broken, thrown.getCause());
        }
    }

    @TractorTest(repeats = 20)
    void aCancellationMissesNoNurseryThatIsBeingOpened() throws Exception {
        try (var around = Nursery.open()) {
            for (int i = 0; i < 50; i++) {
                var delay = i;
                CancelScope.run(scope -> {
                    var ready = new AtomicBoolean();
                    around.fork(() -> {
                        ready.set(true);
                        for (int spin = 0; spin < delay * 50; spin++) {
                            Thread.onSpinWait();
                        }
                        scope.cancel("enough");
                    });
                    while (!ready.get()) {
                        Thread.onSpinWait();
                    }
                    openAndWaitForTheCancellation();
                });
            }
            around.join();
        }
    }

    /** A child that only a cancellation ends, joined where no cancellation reaches, hangs if its nursery was missed. */
    private static void openAndWaitForTheCancellation() throws InterruptedException {
        try (var n = Nursery.open()) {
            n.fork(() -> Foreign.block());
            CancelScope.shield(() -> n.join());
        }
    }

    @TractorTest(repeats = 50)
    void aDeadlineThatPassesWhileTheScopeIsLeftLeavesNothingBehind() throws Exception {
        for (int i = 0; i < 20; i++) {
            var limit = Duration.ofNanos(1 + i * 20_000L);
            CancelScope.moveOnAfter(limit, () -> {
                var until = System.nanoTime() + limit.toNanos();
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
            });
            assertFalse(Thread.currentThread().isInterrupted());
            Tractor.checkpoint();
        }
    }
}
