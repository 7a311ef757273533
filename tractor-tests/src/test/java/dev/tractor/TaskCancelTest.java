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
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** Cancelling one task. */
class TaskCancelTest {

    @TractorTest
    void onlyTheTaskIsCancelledAndItHasEnded() throws Exception {
        try (var n = Nursery.open()) {
            var go = new CountDownLatch(1);
            var cleaned = new AtomicBoolean();
            var sibling = n.fork(() -> {
                go.await();
                return "lives";
            });
            var begun = new CountDownLatch(1);
            var task = n.fork("endless", () -> {
                try {
                    begun.countDown();
                    Tractor.sleep(Foreign.LONG);
                } finally {
                    CancelScope.shield(() -> Tractor.sleep(Duration.ofMillis(20)));
                    cleaned.set(true);
                }
            });
            begun.await();

            assertTrue(task.cancel("enough"));

            assertTrue(cleaned.get());
            assertTrue(task.isDone());
            var thrown = assertThrows(CancellationException.class, task::get);
            assertEquals("task endless was cancelled: enough (by " + Strand.currentName() + ")", thrown.getMessage());
            go.countDown();
            assertEquals("lives", sibling.join());
            n.join();
        }
    }

    @TractorTest
    void aTaskInForeignCodeIsInterrupted() throws Exception {
        try (var n = Nursery.open()) {
            var task = n.fork(() -> Foreign.block());
            assertTrue(task.cancel());
        }
    }

    @TractorTest
    void aCancelledTaskNeedNotBeRead() {
        var n = Nursery.open();
        n.fork(() -> Foreign.block()).cancel();
        n.close();
    }

    @TractorTest
    void whatIsBelowTheTaskIsCancelledToo() throws Exception {
        try (var n = Nursery.open()) {
            var started = new CountDownLatch(2);
            var ended = new CountDownLatch(2);
            var task = n.fork(() -> Nursery.run(inner -> {
                inner.fork(() -> {
                    started.countDown();
                    try {
                        Foreign.block();
                    } finally {
                        ended.countDown();
                    }
                });
                inner.start("counter", Counter::new).run(c -> {
                    started.countDown();
                    try {
                        Foreign.block();
                    } finally {
                        ended.countDown();
                    }
                });
            }));
            started.await();
            assertTrue(task.cancel());
            assertEquals(0, ended.getCount());
        }
    }

    @TractorTest
    void aTaskThatHasEndedKeepsItsResult() throws Exception {
        try (var n = Nursery.open()) {
            var task = n.fork(() -> "done");
            n.join();
            assertTrue(task.cancel());
            assertEquals("done", task.get());
        }
    }

    @TractorTest
    void aFailureOnTheWayOutIsAFailure() {
        var broken = new IOException("on the way out");
        var n = Nursery.open();
        var begun = new CountDownLatch(1);
        var task = n.fork(() -> {
            begun.countDown();
            try {
                Foreign.block();
            } catch (InterruptedException e) {
                throw broken;
            }
        });
        Foreign.awaitStubbornly(begun);
        assertTrue(task.cancel());
        assertSame(broken, assertThrows(NurseryException.class, n::close).getCause());
    }

    @TractorTest
    void aTaskThatDoesNotAnswerIsWaitedForNoLongerThanTheGrace(Simulation sim) throws Exception {
        try (var n = Nursery.open(o -> o.grace(Duration.ofSeconds(2)))) {
            var go = new CountDownLatch(1);
            var begun = new CountDownLatch(1);
            var task = n.fork("stubborn", () -> {
                begun.countDown();
                Foreign.awaitStubbornly(go);
            });
            begun.await();
            assertFalse(task.cancel());
            assertEquals(Duration.ofSeconds(2), sim.now());
            assertFalse(task.isDone());
            go.countDown();
            n.join();
        }
    }

    @TractorTest
    void aShieldIsNotBroken(Simulation sim) throws Exception {
        try (var n = Nursery.open(o -> o.grace(Duration.ofMinutes(1)))) {
            var begun = new CountDownLatch(1);
            var task = n.fork(() -> {
                CancelScope.shield(() -> {
                    begun.countDown();
                    Tractor.sleep(Duration.ofSeconds(10));
                });
                Tractor.sleep(Foreign.LONG);
            });
            begun.await();
            assertTrue(task.cancel());
            assertEquals(Duration.ofSeconds(10), sim.now());
        }
    }

    @TractorTest
    void aTaskThatCancelsItselfOnlyRequests() throws Exception {
        try (var n = Nursery.open()) {
            var self = new AtomicReference<Task<?>>();
            var handed = new CountDownLatch(1);
            self.set(n.fork(() -> {
                handed.await();
                assertFalse(self.get().cancel());
                Tractor.checkpoint();
                throw new AssertionError("not reached");
            }));
            handed.countDown();
            n.join();
            assertThrows(CancellationException.class, self.get()::get);
        }
    }

    @TractorTest
    void aTaskIsNotWaitedForFromBelow(Simulation sim) throws Exception {
        try (var n = Nursery.open()) {
            var self = new AtomicReference<Task<?>>();
            var handed = new CountDownLatch(1);
            self.set(n.fork(() -> Nursery.run(inner -> {
                inner.start("below", Counter::new).tell(c -> {
                    handed.await();
                    self.get().cancel();
                });
            })));
            handed.countDown();
            n.join();
            assertEquals(Duration.ZERO, sim.now());
        }
    }

    @TractorTest
    void aCancelledCallerIsNotStopped() throws Exception {
        try (var n = Nursery.open()) {
            var finished = CancelScope.run(scope -> {
                var begun = new CountDownLatch(1);
                var task = n.fork(() -> {
                    begun.countDown();
                    Foreign.block();
                });
                begun.await();
                scope.cancel("enough");
                assertTrue(task.cancel());
                Tractor.checkpoint();
            });
            assertFalse(finished);
        }
    }

    @TractorTest
    void aTaskThatNeverBeganIsCancelledAsWell() throws Exception {
        var begun = new AtomicBoolean();
        try (var n = Nursery.open()) {
            var task = n.fork(() -> begun.set(true));
            assertTrue(task.cancel());
            if (!begun.get()) {
                assertThrows(CancellationException.class, task::get);
            }
        }
    }

    @TractorTest
    void twoMayCancelTheSameTask() throws Exception {
        try (var n = Nursery.open()) {
            var task = n.fork(() -> Foreign.block());
            var other = n.fork(() -> task.cancel("other"));
            assertTrue(task.cancel("mine"));
            assertTrue(other.join());
        }
    }

    @TractorTest
    void theTaskOfAnActorAtTheConsoleIsLeftAlone(Nursery outer, Simulation sim, ScriptedConsole console)
            throws Exception {
        var task = new AtomicReference<Task<?>>();
        var started = new CountDownLatch(1);
        var desk = outer.start("desk", Counter::new);
        desk.run(c -> task.set(Actor.current().nursery().fork("aside", () -> {
            started.countDown();
            Tractor.sleep(Duration.ofMinutes(10));
        })));
        started.await();
        outer.fork("pauser", () -> desk.run(c -> Tractor.breakpoint()));
        var session = console.next();
        var other = outer.start("other", Counter::new);
        var canceller = outer.fork("canceller", () -> other.ask(c -> task.get().cancel()));
        Tractor.sleep(Duration.ofMinutes(1));
        assertFalse(task.get().isDone());
        assertFalse(canceller.isDone());
        session.resume();
        assertTrue(canceller.join());
        assertTrue(task.get().isDone());
    }

    @TractorTest
    void theRootWaitsForTheTerminalBeforeItCancels(Nursery outer, ScriptedConsole console) throws Exception {
        var sleeper = outer.fork("sleeper", () -> Tractor.sleep(Foreign.LONG));
        var desk = outer.start("desk", Counter::new);
        outer.fork("pauser", () -> desk.run(c -> Tractor.breakpoint()));
        var session = console.next();
        var canceller = outer.fork("canceller", () -> sleeper.cancel());
        Tractor.sleep(Duration.ofMinutes(1));
        assertEquals(List.of(false, false), List.of(sleeper.isDone(), canceller.isDone()));
        session.resume();
        assertTrue(canceller.join());
    }
}
