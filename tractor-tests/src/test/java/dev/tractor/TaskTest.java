package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.test.TractorTest;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** One task: its result, its failure, its cancellation. */
class TaskTest {

    @TractorTest
    void getReturnsTheResult() throws Exception {
        try (var n = Nursery.open()) {
            var task = n.fork(() -> "done");
            n.join();
            assertEquals("done", task.get());
            assertTrue(task.isDone());
        }
    }

    @TractorTest
    @Scenario("S03")
    void aResultIsReadInTheBlockAndBehindIt() throws Exception {
        Task<String> word;
        Task<String> none;
        try (var n = Nursery.open()) {
            word = n.fork(() -> "tractor");
            none = n.fork(() -> (String) null);
            n.join();
            assertEquals("tractor", word.get());
            assertNull(none.get());
        }
        assertEquals("tractor", word.get());
        assertNull(none.get());
    }

    @TractorTest
    void aResultMayBeNull() throws Exception {
        try (var n = Nursery.open()) {
            Task<String> task = n.fork(() -> (String) null);
            assertNull(task.join());
        }
    }

    @TractorTest
    void getNeverWaits() throws Exception {
        try (var n = Nursery.open()) {
            var task = n.fork("slow", () -> Foreign.block());

            var thrown = assertThrows(IllegalStateException.class, task::get);

            assertEquals(
                    "task slow has not ended; get() never waits: join the nursery or the task first",
                    thrown.getMessage());
            n.cancel("enough");
        }
    }

    @TractorTest
    void aTaskWithoutANameIsNumbered() throws Exception {
        try (var n = Nursery.open()) {
            assertEquals("task-1", n.fork(() -> 1).name());
            assertEquals("orders", n.fork("orders", () -> 1).name());
            assertEquals("task-3", n.fork(() -> 1).name());
            n.join();
        }
    }

    @TractorTest
    void joiningAFailedTaskThrowsTheNurseryException() {
        var broken = new IOException("broken");
        var n = Nursery.open();
        var task = n.fork(() -> {
            throw broken;
        });

        var thrown = assertThrows(NurseryException.class, task::join);

        assertSame(broken, thrown.getCause());
        n.close();
    }

    @TractorTest
    void anyThreadMayReadTheResult() throws Exception {
        try (var n = Nursery.open()) {
            var first = n.fork(() -> 20);
            var second = n.fork(() -> first.join() + 22);
            assertEquals(42, second.join());
        }
    }

    @TractorTest
    void aSiblingThatThrowsOnTheFailureItWasToldOfAddsNone() {
        var broken = new IOException("broken");
        try (var n = Nursery.open()) {
            var go = new CountDownLatch(1);
            var task = n.fork(() -> {
                go.await();
                throw broken;
            });
            n.fork(() -> {
                go.countDown();
                Foreign.until(task::isDone);
                task.get();
            });

            var thrown = assertThrows(NurseryException.class, n::join);

            assertEquals(List.of(broken), thrown.failures());
        }
    }

    @TractorTest
    void aSiblingThatWrapsTheFailureItWasToldOfDoesNotHang() {
        var broken = new InterruptedException("of foreign code");
        try (var n = Nursery.open()) {
            var go = new CountDownLatch(1);
            var task = n.fork(() -> {
                go.await();
                throw broken;
            });
            n.fork(() -> {
                go.countDown();
                Foreign.until(task::isDone);
                try {
                    task.get();
                } catch (NurseryException e) {
                    throw new IllegalStateException(e);
                }
            });

            var thrown = assertThrows(NurseryException.class, n::join);

            assertSame(broken, thrown.getCause());
        }
    }

    @TractorTest
    void anOutsiderThatWasToldMayFailWithTheSameException() {
        var broken = new IOException("broken");
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(outer -> {
                    var task = new AtomicReference<Task<?>>();
                    var handed = new CountDownLatch(1);
                    outer.fork("inner", () -> {
                        try (var n = Nursery.open()) {
                            task.set(n.fork(() -> {
                                handed.await();
                                throw broken;
                            }));
                            handed.countDown();
                            n.join();
                        }
                    });
                    outer.fork("outsider", () -> {
                        handed.await();
                        Foreign.until(() -> task.get().isDone());
                        task.get().get();
                    });
                }));
        assertTrue(Trees.reachable(thrown).contains(broken));
    }

    @TractorTest
    @Scenario("N01")
    void anErrorIsAFailureToo() {
        var error = new AssertionError("no");
        try (var n = Nursery.open()) {
            n.fork(() -> {
                throw error;
            });
            assertSame(error, assertThrows(NurseryException.class, n::join).getCause());
        }
    }

    @TractorTest
    void oneExceptionMayFailTwoTasks() {
        var shared = new IOException("shared");
        try (var n = Nursery.open()) {
            var both = new CountDownLatch(2);
            for (int i = 0; i < 2; i++) {
                n.fork(() -> {
                    both.countDown();
                    Foreign.awaitStubbornly(both);
                    throw shared;
                });
            }
            assertEquals(
                    List.of(shared, shared),
                    assertThrows(NurseryException.class, n::join).failures());
        }
    }

    @TractorTest
    void anInterruptedExceptionWithNothingCancelledIsAFailure() {
        try (var n = Nursery.open()) {
            n.fork(() -> {
                throw new InterruptedException("of foreign code");
            });
            var thrown = assertThrows(NurseryException.class, n::join);
            assertEquals("of foreign code", thrown.getCause().getMessage());
        }
    }

    @TractorTest
    void aForeignInterruptFailsATaskThatDoesNotHandleIt() {
        try (var n = Nursery.open()) {
            n.fork(() -> {
                Thread.currentThread().interrupt();
                Tractor.checkpoint();
            });
            var thrown = assertThrows(NurseryException.class, n::join);
            assertEquals("foreign code", ((CancelledException) thrown.getCause()).by());
        }
    }

    @TractorTest
    void aValueReturnedAfterACancellationIsKept() throws Exception {
        try (var n = Nursery.open()) {
            var started = new CountDownLatch(1);
            var task = n.fork(() -> {
                started.countDown();
                try {
                    Foreign.block();
                } catch (InterruptedException e) {
                    return "partial";
                }
                return "whole";
            });
            started.await();
            n.cancel("enough");
            n.join();
            assertEquals("partial", task.get());
        }
    }

    @TractorTest
    void aTaskCancelledBeforeItStartsNeverRuns() throws Exception {
        var ran = new AtomicBoolean();
        try (var n = Nursery.open()) {
            var held = new Task<Boolean>(n, "held", 1, () -> {
                ran.set(true);
                return true;
            });
            CancelWork.run(work -> held.cancel(new Cancellation("enough", "the test"), work));
            assertNull(held.live());
        } finally {
            assertFalse(ran.get());
        }
    }

    @TractorTest
    void joiningIsCancellableAndLeavesTheTaskAlone() throws Exception {
        try (var n = Nursery.open()) {
            var go = new CountDownLatch(1);
            var task = n.fork(() -> {
                go.await();
                return "done";
            });
            var joined = CancelScope.run(scope -> {
                scope.cancel("enough");
                task.join();
            });
            assertFalse(joined);
            go.countDown();
            assertEquals("done", task.join());
        }
    }

    @TractorTest
    @Scenario("D26")
    void aTaskIsNamedInItsThread() throws Exception {
        try (var n = Nursery.open()) {
            assertEquals(
                    "task fetch",
                    n.fork("fetch", () -> Thread.currentThread().getName()).join());
        }
    }
}
