package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.test.TractorTest;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Leaving the block of a nursery by close(). */
class NurseryCloseTest {

    @TractorTest
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

    @TractorTest
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

    @TractorTest
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

    @TractorTest
    void closeWithoutJoinStillCancelsTheTask() {
        var n = Nursery.open();
        var task = n.fork(() -> Foreign.block());

        assertThrows(IllegalStateException.class, n::close);

        assertThrows(CancellationException.class, task::get);
    }

    @TractorTest
    void readingEveryResultIsAsGoodAsJoining() throws Exception {
        try (var n = Nursery.open()) {
            var task = n.fork(() -> 1);
            assertEquals(1, task.join());
        }
    }

    @TractorTest
    void closeWithoutJoinIsFineInACancelledNursery() {
        try (var n = Nursery.open()) {
            n.fork(() -> Foreign.block());
            n.cancel("enough");
        }
    }

    @TractorTest
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

    @TractorTest
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

    @TractorTest
    void closeIsSilentOnceTheOwnerWasTold() {
        var n = Nursery.open();
        n.fork(() -> {
            throw new IOException("broken");
        });
        assertThrows(NurseryException.class, n::join);

        n.close();
    }

    @TractorTest
    void closeThrowsAFailureThatCameInTheMomentInWhichTheLastCallOfTheBlockWasServed() {
        var broken = new IOException("broken");
        var failed = new AtomicBoolean();
        Throwable thrown = null;
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            n.start("failing", Counter::new).tell(c -> {
                failed.set(true);
                throw broken;
            });
            counter.ask(c -> c.add(1));
        } catch (Exception e) {
            thrown = e;
        }
        if (failed.get()) {
            assertTrue(Trees.reachable(thrown).contains(broken), "the error is lost");
        }
    }

    @TractorTest
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

    @TractorTest
    void closeThrowsTheFailureInDebugModeToo() {
        var n = Nursery.open(o -> o.debug(true));
        n.fork(() -> {
            throw new IOException("broken");
        });
        Foreign.until(() -> n.cancelling() != null);

        assertThrows(NurseryException.class, n::close);
    }

    @TractorTest
    @Scenario("T04")
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

    @TractorTest
    void closingTwiceDoesNothing() {
        var n = Nursery.open();
        n.close();
        n.close();
    }

    @TractorTest
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
}
