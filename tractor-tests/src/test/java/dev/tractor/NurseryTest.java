package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.test.TractorTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Joining a nursery, and what it throws. */
class NurseryTest {

    @TractorTest
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

    @TractorTest
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

    @TractorTest
    void tasksForkedWhileTheOwnerJoinsCountAsJoined() throws Exception {
        var n = Nursery.open();
        n.fork(() -> {
            Foreign.until(() -> n.owner().waiting() != null);
            n.fork(() -> 1);
        });
        n.join();

        n.close();
    }

    @TractorTest
    void joinMayBeRepeated() throws Exception {
        try (var n = Nursery.open()) {
            n.join();
            var late = n.fork(() -> "late");
            n.join();

            assertEquals("late", late.get());
        }
    }

    @TractorTest
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

    @TractorTest
    void joinWaitsForTheSiblingsOfAFailedChild() {
        try (var n = Nursery.open()) {
            var siblingCleansUp = new CountDownLatch(1);
            var cleaned = new AtomicBoolean();
            n.fork(() -> {
                try {
                    siblingCleansUp.countDown();
                    Foreign.block();
                } finally {
                    CancelScope.shield(() -> Tractor.sleep(Duration.ofMillis(20)));
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

    @TractorTest
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

    @TractorTest
    @Scenario("N02")
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

    @TractorTest
    void aFailureAfterAnExceptionWasThrownIsAddedToIt() {
        var broken = new IOException("first");
        var late = new IllegalStateException("late");
        var thrown = new ArrayList<NurseryException>();
        try (var n = Nursery.open()) {
            var begun = new CountDownLatch(1);
            var told = new CountDownLatch(1);
            n.fork(() -> {
                begun.countDown();
                Foreign.awaitStubbornly(told);
                throw late;
            });
            n.fork(() -> {
                Foreign.awaitStubbornly(begun);
                throw broken;
            });
            thrown.add(assertThrows(NurseryException.class, () -> Tractor.sleep(Foreign.LONG)));
            assertEquals(List.of(broken), thrown.getFirst().failures());
            told.countDown();
        }
        assertEquals(List.of(broken, late), thrown.getFirst().failures());
        assertEquals(List.of(late), List.of(thrown.getFirst().getSuppressed()));
    }

    @TractorTest
    void theMessageNamesTheNurseryAndTheFirstFailure() {
        try (var n = Nursery.open(o -> o.name("orders"))) {
            n.fork(() -> {
                throw new IOException("no disk");
            });

            var thrown = assertThrows(NurseryException.class, n::join);

            assertEquals(
                    "a child of nursery orders failed: task task-1: java.io.IOException: no disk", thrown.getMessage());
        }
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
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

    @TractorTest
    void actorsLeftRunningAreTheNormalCase() throws Exception {
        try (var n = Nursery.open()) {
            var list = n.start("list", ArrayList<String>::new);
            assertEquals(true, list.ask(l -> l.add("a")));
        }
    }

    @TractorTest
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

    @TractorTest(mode = TractorTest.Mode.REAL)
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
