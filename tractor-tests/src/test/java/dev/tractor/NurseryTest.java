package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Joining and leaving the block of a nursery. */
@Timeout(30)
class NurseryTest {

    @Test
    void joinWaitsForEveryTask() throws Exception {
        try (var n = Nursery.open()) {
            var go = new CountDownLatch(1);
            var a = n.fork(() -> {
                go.await();
                return "a";
            });
            var b = n.fork(() -> {
                go.countDown();
                return "b";
            });

            n.join();

            assertEquals("ab", a.get() + b.get());
        }
    }

    @Test
    void joinWaitsForTasksThatTasksFork() throws Exception {
        try (var n = Nursery.open()) {
            var ended = new AtomicInteger();
            n.fork(() -> {
                n.fork(() -> {
                    n.fork(ended::incrementAndGet);
                    ended.incrementAndGet();
                });
                ended.incrementAndGet();
            });

            n.join();

            assertEquals(3, ended.get());
        }
    }

    @Test
    void tasksForkedWhileTheOwnerJoinsCountAsJoined() throws Exception {
        var n = Nursery.open();
        n.fork(() -> {
            Foreign.until(() -> n.owner().waiting() != null);
            n.fork(() -> 1);
        });
        n.join();

        n.close();
    }

    @Test
    void joinMayBeRepeated() throws Exception {
        try (var n = Nursery.open()) {
            n.join();
            var late = n.fork(() -> "late");
            n.join();

            assertEquals("late", late.get());
        }
    }

    @Test
    void joinThrowsTheFailureOfAChildAsTheCause() {
        var broken = new IOException("broken");
        try (var n = Nursery.open()) {
            n.fork(() -> {
                throw broken;
            });

            var thrown = assertThrows(NurseryException.class, n::join);

            assertSame(broken, thrown.getCause());
            assertEquals(List.of(broken), thrown.failures());
        }
    }

    @Test
    void joinWaitsForTheSiblingsOfAFailedChild() {
        try (var n = Nursery.open()) {
            var siblingCleansUp = new CountDownLatch(1);
            var cleaned = new AtomicBoolean();
            n.fork(() -> {
                try {
                    siblingCleansUp.countDown();
                    Foreign.block();
                } finally {
                    CancelScope.shield(() -> Tractor.sleep(java.time.Duration.ofMillis(20)));
                    cleaned.set(true);
                }
            });
            n.fork(() -> {
                siblingCleansUp.await();
                throw new IOException("broken");
            });

            assertThrows(NurseryException.class, n::join);

            assertTrue(cleaned.get());
        }
    }

    @Test
    void everyThrowIsANewExceptionOverOneListOfFailures() throws Exception {
        var broken = new IOException("broken");
        try (var n = Nursery.open()) {
            n.fork(() -> {
                throw broken;
            });

            var first = assertThrows(NurseryException.class, n::join);
            var second = assertThrows(NurseryException.class, n::join);
            var third = assertThrows(NurseryException.class, Tractor::checkpoint);

            assertNotSame(first, second);
            assertNotSame(second, third);
            assertSame(broken, third.getCause());
            assertEquals(first.failures(), third.failures());
        }
    }

    @Test
    void laterFailuresAreSuppressedInTheOrderTheyHappened() {
        var broken = new IOException("first");
        var worse = new IllegalStateException("second");
        try (var n = Nursery.open()) {
            var ready = new CountDownLatch(1);
            n.fork(() -> {
                try {
                    ready.countDown();
                    Foreign.block();
                } catch (InterruptedException e) {
                    throw worse;
                }
            });
            n.fork(() -> {
                ready.await();
                throw broken;
            });

            var thrown = assertThrows(NurseryException.class, n::join);

            assertSame(broken, thrown.getCause());
            assertEquals(List.of(worse), List.of(thrown.getSuppressed()));
            assertEquals(List.of(broken, worse), thrown.failures());
        }
    }

    @Test
    void aFailureAfterAnExceptionWasThrownIsAddedToIt() {
        var broken = new IOException("first");
        var late = new IllegalStateException("late");
        var thrown = new ArrayList<NurseryException>();
        try (var n = Nursery.open()) {
            var told = new CountDownLatch(1);
            n.fork(() -> {
                Foreign.awaitStubbornly(told);
                throw late;
            });
            n.fork(() -> {
                throw broken;
            });
            thrown.add(assertThrows(NurseryException.class, () -> Tractor.sleep(Foreign.LONG)));
            assertEquals(List.of(broken), thrown.getFirst().failures());
            told.countDown();
        }
        assertEquals(List.of(broken, late), thrown.getFirst().failures());
        assertEquals(List.of(late), List.of(thrown.getFirst().getSuppressed()));
    }

    @Test
    void theMessageNamesTheNurseryAndTheFirstFailure() {
        try (var n = Nursery.open(o -> o.name("orders"))) {
            n.fork(() -> {
                throw new IOException("no disk");
            });

            var thrown = assertThrows(NurseryException.class, n::join);

            assertEquals("a child of nursery orders failed: java.io.IOException: no disk", thrown.getMessage());
        }
    }

    @Test
    void closingANurseryCancelsAndWaitsForEveryChild() {
        var ended = new AtomicInteger();
        try (var n = Nursery.open()) {
            for (int i = 0; i < 3; i++) {
                var started = new CountDownLatch(1);
                n.fork(() -> {
                    try {
                        started.countDown();
                        Foreign.block();
                    } finally {
                        ended.incrementAndGet();
                    }
                });
                Foreign.awaitStubbornly(started);
            }
            n.cancel("enough");
        }
        assertEquals(3, ended.get());
    }

    @Test
    void childrenAreCancelledInReverseOrderOfTheirStart() throws Exception {
        try (var n = Nursery.open()) {
            for (int i = 0; i < 5; i++) {
                n.fork(() -> Foreign.block());
            }
            var strands = n.children().stream().map(child -> child.strand).toList();
            Foreign.until(() ->
                    strands.stream().allMatch(strand -> strand.thread() != null && Foreign.waits(strand.thread())));
            Thread canceller;
            synchronized (strands.get(2)) { // a strand is interrupted under its monitor: holds the canceller up here
                canceller = Thread.ofPlatform().start(() -> n.cancel("in order"));
                Foreign.until(() -> strands.get(2).base.cause != null);

                assertEquals(
                        List.of(false, false, true, true, true),
                        strands.stream()
                                .map(strand -> strand.base.cause != null)
                                .toList());
            }
            canceller.join();
            n.join();
        }
    }

    @Test
    void closeWithoutJoinAfterAForkIsRefusedThoughTheTaskHasEnded() {
        var n = Nursery.open(o -> o.name("orders"));
        var done = n.fork("fetch", () -> 1);
        Foreign.until(done::isDone);

        var thrown = assertThrows(IllegalStateException.class, n::close);

        assertEquals(
                "the block of nursery orders was left without joining task fetch; call join() before the block ends, or"
                        + " read each task's result, or cancel the nursery",
                thrown.getMessage());
    }

    @Test
    void closeNamesTheTaskThatWasNotJoinedNotTheLastOne() {
        var n = Nursery.open(o -> o.name("orders"));
        var forgotten = n.fork("forgotten", () -> 1);
        var last = n.fork("last", () -> 1);
        Foreign.until(() -> forgotten.isDone() && last.isDone());
        last.get();

        var thrown = assertThrows(IllegalStateException.class, n::close);

        assertFalse(thrown.getMessage().contains("task last;"), thrown.getMessage());
        assertTrue(thrown.getMessage().contains("1 task"), thrown.getMessage());
    }

    @Test
    void closeWithoutJoinStillCancelsTheTask() {
        var n = Nursery.open();
        var task = n.fork(() -> Foreign.block());

        assertThrows(IllegalStateException.class, n::close);

        assertThrows(CancellationException.class, task::get);
    }

    @Test
    void readingEveryResultIsAsGoodAsJoining() throws Exception {
        try (var n = Nursery.open()) {
            var task = n.fork(() -> 1);
            assertEquals(1, task.join());
        }
    }

    @Test
    void closeWithoutJoinIsFineInACancelledNursery() {
        try (var n = Nursery.open()) {
            n.fork(() -> Foreign.block());
            n.cancel("enough");
        }
    }

    @Test
    void closeWithoutJoinIsFineInACancelledScope() throws Exception {
        var finished = CancelScope.run(scope -> {
            try (var n = Nursery.open()) {
                n.fork(() -> Foreign.block());
                scope.cancel("enough");
            }
            Tractor.checkpoint();
        });
        assertFalse(finished);
    }

    @Test
    void actorsLeftRunningAreTheNormalCase() throws Exception {
        try (var n = Nursery.open()) {
            var list = n.start("list", ArrayList<String>::new);
            assertEquals(true, list.ask(l -> l.add("a")));
        }
    }

    @Test
    void closeThrowsAFailureNobodyWasToldOf() {
        var broken = new IOException("broken");
        var n = Nursery.open();
        n.fork(() -> {
            throw broken;
        });
        Foreign.until(() -> n.cancelling() != null);

        var thrown = assertThrows(NurseryException.class, n::close);

        assertSame(broken, thrown.getCause());
    }

    @Test
    void closeIsSilentOnceTheOwnerWasTold() {
        var n = Nursery.open();
        n.fork(() -> {
            throw new IOException("broken");
        });
        assertThrows(NurseryException.class, n::join);

        n.close();
    }

    @Test
    void closeThrowsAFailureOnlyASiblingWasToldOf() {
        var broken = new IOException("broken");
        var n = Nursery.open();
        var task = n.fork(() -> {
            throw broken;
        });
        var toldOther = new AtomicBoolean();
        var other = Thread.ofVirtual().start(() -> {
            assertThrows(NurseryException.class, task::join);
            toldOther.set(true);
        });
        Foreign.until(() -> !other.isAlive());
        assertTrue(toldOther.get());

        var thrown = assertThrows(NurseryException.class, n::close);

        assertSame(broken, thrown.getCause());
    }

    @Test
    void closeThrowsTheFailureInDebugModeToo() {
        var n = Nursery.open(o -> o.debug(true));
        n.fork(() -> {
            throw new IOException("broken");
        });
        Foreign.until(() -> n.cancelling() != null);

        assertThrows(NurseryException.class, n::close);
    }

    @Test
    void aBodyThatThrowsItselfHasTheUntoldFailureSuppressed() {
        var mine = new IllegalStateException("mine");
        var broken = new IOException("broken");

        var thrown = assertThrows(IllegalStateException.class, () -> {
            try (var n = Nursery.open()) {
                n.fork(() -> {
                    throw broken;
                });
                Foreign.until(() -> n.cancelling() != null);
                throw mine;
            }
        });

        assertSame(mine, thrown);
        assertEquals(NurseryException.class, thrown.getSuppressed()[0].getClass());
        assertSame(broken, thrown.getSuppressed()[0].getCause());
    }

    @Test
    void closingTwiceDoesNothing() {
        var n = Nursery.open();
        n.close();
        n.close();
    }

    @Test
    void onlyTheOwnerMayJoinOrClose() throws Exception {
        try (var n = Nursery.open(o -> o.name("orders"))) {
            var task = n.fork("thief", () -> {
                var join = assertThrows(IllegalStateException.class, n::join);
                var close = assertThrows(IllegalStateException.class, n::close);
                return List.of(join.getMessage(), close.getMessage());
            });
            var owner = Strand.currentName();

            assertEquals(
                    List.of(
                            "cannot join nursery orders here: only " + owner
                                    + ", which opened it, may join it; this is task thief",
                            "cannot close nursery orders here: only " + owner
                                    + ", which opened it, may close it; this is task thief"),
                    task.join());
        }
    }

    @Test
    void cancellingANurseryLeavesTheBodyAlone() throws Exception {
        try (var n = Nursery.open()) {
            var task = n.fork(() -> Foreign.block());
            n.cancel("enough");

            Tractor.checkpoint();
            n.join();

            assertFalse(Thread.currentThread().isInterrupted());
            var thrown = assertThrows(CancellationException.class, task::get);
            assertTrue(thrown.getMessage().contains("enough (by "), thrown.getMessage());
        }
    }

    @Test
    void closingTheOuterNurseryFirstClosesTheInnerOneAndSaysSo() {
        var outer = Nursery.open(o -> o.name("outer"));
        var inner = Nursery.open(o -> o.name("inner"));
        inner.start("list", ArrayList<String>::new);

        var thrown = assertThrows(IllegalStateException.class, outer::close);
        inner.close();

        assertTrue(thrown.getMessage().contains("nursery inner"), thrown.getMessage());
        assertTrue(thrown.getMessage().contains("try-with-resources"), thrown.getMessage());
        assertEquals(0, inner.children().size());
    }

    @Test
    void aFailureInANurseryThatWasClosedFromOutsideIsNotLost() {
        var broken = new IOException("broken");
        var outer = Nursery.open(o -> o.name("outer"));
        var inner = Nursery.open(o -> o.name("inner"));
        inner.fork(() -> {
            throw broken;
        });
        Foreign.until(() -> inner.cancelling() != null);

        var thrown = assertThrows(IllegalStateException.class, outer::close);

        assertTrue(Trees.reachable(thrown).contains(broken));
    }

    @Test
    void aNurseryLeftOpenByATaskFailsTheTask() {
        try (var n = Nursery.open()) {
            var inside = new AtomicBoolean();
            n.fork("sloppy", () -> {
                var left = Nursery.open(o -> o.name("left"));
                left.fork(() -> {
                    inside.set(true);
                    Foreign.block();
                });
                Foreign.until(inside::get);
            });

            var thrown = assertThrows(NurseryException.class, n::join);

            assertTrue(
                    thrown.getCause().getMessage().contains("nursery left was left open by task sloppy"),
                    thrown.getCause().getMessage());
        }
    }

    @Test
    void aNurseryLeftOpenInACancelScopeIsClosedWithTheScope() throws Exception {
        var open = new ArrayList<Nursery>();

        var thrown = assertThrows(
                IllegalStateException.class,
                () -> CancelScope.run(scope -> {
                    open.add(Nursery.open(o -> o.name("left")));
                    open.getFirst().fork(() -> Foreign.block());
                }));

        assertTrue(thrown.getMessage().contains("nursery left was left open"), thrown.getMessage());
        assertEquals(0, open.getFirst().children().size());
        assertTrue(Strand.current().scope() == Strand.current().base);
    }

    @Test
    void closingANurseryInsideAScopeOpenedInItLeavesNeitherBehind() throws Exception {
        var strand = Strand.current();
        var before = strand.scope();
        var n = Nursery.open();

        CancelScope.run(scope -> n.close());

        assertSame(before, strand.scope());
    }

    @Test
    void nurseriesNestFiveHundredDeep() throws Exception {
        assertEquals(500, nest(500));
    }

    private static int nest(int depth) throws InterruptedException {
        return depth == 0
                ? 0
                : Nursery.run(n -> {
                    var below = n.fork(() -> nest(depth - 1));
                    return 1 + below.join();
                });
    }

    @Test
    void aFailureFiveHundredDeepReachesTheTop() {
        var thrown = assertThrows(NurseryException.class, () -> nestAndFail(500, new CountDownLatch(0)));

        Throwable t = thrown;
        int depth = 0;
        while (t.getCause() != null) {
            t = t.getCause();
            depth++;
        }
        assertEquals(500, depth);
        assertEquals("deep", t.getMessage());
    }

    private static void nestAndFail(int depth, CountDownLatch go) throws Exception {
        if (depth == 0) {
            go.await();
            throw new IOException("deep");
        }
        try (var n = Nursery.open()) {
            n.fork(() -> nestAndFail(depth - 1, go));
            n.join();
        }
    }

    @Test
    void aCancellationReachesFiveHundredDeep() throws Exception {
        var ready = new CountDownLatch(1);
        var finished = CancelScope.run(scope -> {
            try (var n = Nursery.open()) {
                n.fork(() -> nestAndSignal(500, ready));
                ready.await();
                scope.cancel("enough");
                n.join();
            }
        });
        assertFalse(finished);
    }

    private static void nestAndSignal(int depth, CountDownLatch ready) throws Exception {
        if (depth == 0) {
            ready.countDown();
            Foreign.block();
        }
        try (var n = Nursery.open()) {
            n.fork(() -> nestAndSignal(depth - 1, ready));
            n.join();
        }
    }

    @Test
    void tenThousandTasksAreJoined() throws Exception {
        try (var n = Nursery.open()) {
            var ran = new AtomicInteger();
            for (int i = 0; i < 10_000; i++) {
                n.fork(ran::incrementAndGet);
            }
            n.join();
            assertEquals(10_000, ran.get());
        }
    }
}
