package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.test.Simulation;
import dev.tractor.test.TractorTest;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Cleaning up while one is cancelled, or interrupted by foreign code: at every checkpoint. That no interrupt of ours is left
 * is checked after each run by the kit.
 */
class CleanUpTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Longer than the first reminders of a cancellation take, and much shorter than what is waited for here. */
    private static final Duration SOON = Duration.ofSeconds(5);

    /** Some calls of all kinds that may wait. */
    private static void work() throws Exception {
        Tractor.checkpoint();
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            counter.tell(c -> c.add(1));
            int two = counter.ask(c -> c.add(1));
            assertEquals(2, two);
            counter.stop();
            var task = n.fork(() -> Tractor.sleep(SECOND));
            task.join();
            n.fork(() -> Thread.sleep(SECOND));
            n.join();
        }
        Tractor.sleep(SECOND);
    }

    /** What left some code; null when it ended by itself. */
    private static Throwable outcomeOf(Action<?> body) {
        try {
            body.run();
            return null;
        } catch (Throwable t) {
            return t;
        }
    }

    /** The error must be known if it was thrown; otherwise the outcome is what came of the strike, if any. */
    private static void requireKnown(Throwable error, AtomicBoolean thrown, Throwable outcome) throws Throwable {
        if (thrown.get()) {
            assertTrue(outcome != null && Trees.reachable(outcome).contains(error), () -> "lost in " + outcome);
        } else if (outcome != null) {
            throw outcome;
        }
    }

    // That throws.

    @TractorTest(cancelEverywhere = true, interruptEverywhere = true)
    @Scenario("T02")
    void anErrorOfAResourceIsNotLostInTheCodeOfABlock() throws Throwable {
        var broken = new IOException("cannot flush");
        var thrown = new AtomicBoolean();
        var outcome = outcomeOf(() -> {
            try (AutoCloseable resource = () -> {
                thrown.set(true);
                throw broken;
            }) {
                work();
            }
        });
        requireKnown(broken, thrown, outcome);
    }

    @TractorTest(cancelEverywhere = true, interruptEverywhere = true)
    void anErrorOfAResourceIsNotLostInATask() throws Throwable {
        var broken = new IOException("cannot flush");
        var thrown = new AtomicBoolean();
        var outcome = outcomeOf(() -> Nursery.run(n -> {
            n.fork(() -> {
                try (AutoCloseable resource = () -> {
                    thrown.set(true);
                    throw broken;
                }) {
                    work();
                }
            });
        }));
        requireKnown(broken, thrown, outcome);
    }

    @TractorTest(cancelEverywhere = true, interruptEverywhere = true)
    void anErrorOfAResourceIsNotLostInAnActor() throws Throwable {
        var broken = new IOException("cannot flush");
        var thrown = new AtomicBoolean();
        var outcome = outcomeOf(() -> Nursery.run(n -> {
            n.start("actor", Object::new).run(state -> {
                try (AutoCloseable resource = () -> {
                    thrown.set(true);
                    throw broken;
                }) {
                    work();
                }
            });
        }));
        requireKnown(broken, thrown, outcome);
    }

    @TractorTest(cancelEverywhere = true, interruptEverywhere = true)
    @Scenario("T04")
    void anErrorOfTheBodyIsNotHiddenByAResourceThatIsCancelled() throws Throwable {
        var real = new IOException("real");
        var thrown = new AtomicBoolean();
        var outcome = outcomeOf(() -> {
            try (AutoCloseable resource = () -> Tractor.sleep(SECOND)) {
                work();
                thrown.set(true);
                throw real;
            }
        });
        requireKnown(real, thrown, outcome);
        assertTrue(!thrown.get() || outcome == real, () -> "not the first: " + outcome);
    }

    @TractorTest(cancelEverywhere = true, interruptEverywhere = true)
    void anErrorOfAShieldWinsOverTheCancellation() throws Throwable {
        var broken = new IOException("cannot flush");
        var thrown = new AtomicBoolean();
        var outcome = outcomeOf(() -> {
            try {
                work();
            } finally {
                CancelScope.shield(() -> {
                    thrown.set(true);
                    throw broken;
                });
            }
        });
        requireKnown(broken, thrown, outcome);
        assertTrue(!thrown.get() || outcome == broken, () -> "not the first: " + outcome);
    }

    @TractorTest
    void javasOwnFinallyForgetsTheErrorWhenItsCleanUpIsCancelled() throws Exception {
        var real = new IOException("real");
        var left = new AtomicReference<Throwable>();
        var ended = CancelScope.run(scope -> left.set(outcomeOf(() -> {
            try {
                throw real;
            } finally {
                scope.cancel("enough");
                Tractor.sleep(SECOND); // what it throws takes the place of the error, and nobody can prevent that
            }
        })));
        assertTrue(ended);
        assertInstanceOf(CancelledException.class, left.get());
        assertFalse(Trees.reachable(left.get()).contains(real));
    }

    @TractorTest
    void theSameInAResourceOrAShieldKeepsIt() throws Exception {
        var real = new IOException("real");
        assertSame(
                real,
                assertThrows(
                        IOException.class,
                        () -> CancelScope.run(scope -> {
                            try (AutoCloseable resource = () -> {
                                scope.cancel("enough");
                                Tractor.sleep(SECOND);
                            }) {
                                throw real;
                            }
                        })));
        assertInstanceOf(CancelledException.class, real.getSuppressed()[0]);
        assertSame(
                real,
                assertThrows(
                        IOException.class,
                        () -> CancelScope.run(scope -> {
                            try {
                                throw real;
                            } finally {
                                scope.cancel("enough");
                                CancelScope.shield(() -> Tractor.sleep(SECOND));
                            }
                        })));
    }

    // That blocks.

    @TractorTest(cancelEverywhere = true)
    void aShieldedCleanUpComesToItsEnd() throws Throwable {
        var begun = new AtomicBoolean();
        var ended = new AtomicBoolean();
        var outcome = outcomeOf(() -> {
            try {
                work();
            } finally {
                CancelScope.shield(() -> {
                    begun.set(true);
                    work();
                    ended.set(true);
                });
            }
        });
        assertEquals(begun.get(), ended.get(), () -> "left with " + outcome);
        if (outcome != null) {
            throw outcome;
        }
    }

    /** A body that is cancelled after a second, if not before, with a clean-up that would take an hour. */
    private static boolean endsByItself(AutoCloseable cleanUp) throws Exception {
        return CancelScope.moveOnAfter(SECOND, () -> {
            try (cleanUp) {
                Tractor.sleep(Foreign.LONG);
            }
        });
    }

    @TractorTest(cancelEverywhere = true)
    void aCleanUpThatWaitsInATractorCallIsCancelled(Simulation simulation) throws Exception {
        simulation.always("it ends soon", () -> simulation.now().compareTo(SOON) < 0);
        assertFalse(endsByItself(() -> Tractor.sleep(Foreign.LONG)));
    }

    @TractorTest(cancelEverywhere = true)
    void aCleanUpThatWaitsInForeignCodeIsReminded(Simulation simulation) throws Exception {
        simulation.always("it ends soon", () -> simulation.now().compareTo(SOON) < 0);
        assertFalse(endsByItself(Foreign::block));
    }

    @TractorTest(cancelEverywhere = true)
    void aCleanUpWithADeadlineInAShieldTakesNoLonger(Simulation simulation) throws Exception {
        simulation.always("it ends soon", () -> simulation.now().compareTo(SOON) < 0);
        assertFalse(endsByItself(() ->
                CancelScope.shield(() -> assertFalse(CancelScope.moveOnAfter(SECOND, () -> Foreign.block())))));
    }

    // That swallows the interrupt.

    private static void swallow() {
        try {
            Foreign.block();
        } catch (InterruptedException e) {
            // goes on as if nothing were
        }
    }

    @TractorTest(cancelEverywhere = true)
    void aCleanUpThatSwallowsTheInterruptIsRemindedAgain(Simulation simulation) throws Exception {
        simulation.always("it ends soon", () -> simulation.now().compareTo(SOON) < 0);
        var again = new AtomicReference<Throwable>();
        assertFalse(endsByItself(() -> {
            swallow();
            swallow();
            again.set(outcomeOf(Tractor::checkpoint));
        }));
        assertInstanceOf(CancelledException.class, again.get());
    }

    @TractorTest(cancelEverywhere = true)
    void aCleanUpThatSetsTheInterruptAgainLeavesNone(Simulation simulation) throws Exception {
        simulation.always("it ends soon", () -> simulation.now().compareTo(SOON) < 0);
        assertFalse(endsByItself(() -> {
            try {
                Tractor.sleep(Foreign.LONG);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @TractorTest(cancelEverywhere = true)
    void aShieldInWhichAnInterruptIsSwallowedHoldsOnTheSame(Simulation simulation) throws Exception {
        var held = new AtomicBoolean();
        endsByItself(() -> CancelScope.shield(() -> {
            CancelScope.moveOnAfter(SECOND, () -> swallow());
            Tractor.sleep(SECOND);
            held.set(true);
        }));
        assertTrue(held.get());
    }

    // Interrupted by foreign code.

    /** A step that may be taken again. */
    private interface Step {
        void take() throws Exception;
    }

    @TractorTest(interruptEverywhere = true)
    void aForeignInterruptMakesOneCallThrowAndCancelsNothing(Nursery n) throws Exception {
        var counter = n.start("counter", Counter::new);
        var go = new CountDownLatch(1);
        var task = n.fork(() -> {
            go.await();
            return "done";
        });
        var steps = new Step[] {
            Tractor::checkpoint,
            () -> Tractor.sleep(SECOND),
            () -> counter.run(c -> c.note("run")),
            () -> counter.tell(c -> c.note("told")),
            () -> CancelScope.run(scope -> Tractor.checkpoint()),
            () -> CancelScope.shield(() -> Tractor.sleep(SECOND)),
            () -> CancelScope.failAfter(Foreign.LONG, () -> Tractor.sleep(SECOND)),
            () -> Nursery.run(inner -> {
                inner.fork(() -> 1);
                inner.fork(go::countDown);
            }),
            task::join,
            counter::stop,
            n::join
        };
        int interrupts = 0;
        for (var step : steps) {
            try {
                step.take();
            } catch (CancelledException e) {
                assertEquals("foreign code", e.by());
                interrupts++;
                step.take();
            }
        }
        assertTrue(interrupts <= 1);
        assertEquals("done", task.get());
    }
}
