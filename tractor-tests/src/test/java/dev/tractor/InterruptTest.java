package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.TractorTest;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Thread interrupts: when ours are sent, when they are taken back, and what becomes of foreign ones. */
class InterruptTest {

    @TractorTest
    void aFailureInterruptsTheForeignCodeOfTheBody() {
        var broken = new IOException("broken");
        var thrown = assertThrows(InterruptedException.class, () -> {
            try (var n = Nursery.open()) {
                n.fork(() -> {
                    throw broken;
                });
                Foreign.block();
            }
        });
        assertInstanceOf(NurseryException.class, thrown.getSuppressed()[0]);
        assertSame(broken, thrown.getSuppressed()[0].getCause());
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @TractorTest
    void aFailureTripsTheBodyInATractorCall() {
        var broken = new IOException("broken");
        var thrown = assertThrows(NurseryException.class, () -> {
            try (var n = Nursery.open()) {
                n.fork(() -> {
                    throw broken;
                });
                Tractor.sleep(Foreign.LONG);
            }
        });
        assertSame(broken, thrown.getCause());
        assertEquals(0, thrown.getSuppressed().length);
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @TractorTest
    void aFailureOfTheOuterNurseryTripsTheBodyOfTheInnerOne() {
        var broken = new IOException("broken");
        var inner = new IOException("inner");
        var thrown = assertThrows(NurseryException.class, () -> {
            try (var a = Nursery.open(o -> o.name("outer"));
                    var b = Nursery.open(o -> o.name("inner"))) {
                b.fork(() -> {
                    throw inner;
                });
                Foreign.until(() -> b.cancelling() != null);
                a.fork(() -> {
                    throw broken;
                });
                Foreign.until(() -> a.cancelling() != null);
                b.join();
            }
        });
        assertSame(broken, thrown.getCause());
        assertTrue(thrown.getMessage().contains("nursery outer"), thrown.getMessage());
        assertTrue(Trees.reachable(thrown).contains(inner));
    }

    @TractorTest
    void aFailureTripsTheBodyThatAsks() {
        var broken = new IOException("broken");
        var thrown = assertThrows(NurseryException.class, () -> {
            try (var n = Nursery.open()) {
                var stuck = n.start("stuck", Object::new);
                n.fork(() -> {
                    throw broken;
                });
                stuck.run(state -> Foreign.block());
            }
        });
        assertSame(broken, thrown.getCause());
    }

    @TractorTest
    void aTaskInForeignCodeIsInterruptedAtOnce() throws Exception {
        try (var n = Nursery.open()) {
            var started = new CountDownLatch(1);
            var task = n.fork(() -> {
                started.countDown();
                Foreign.block();
            });
            started.await();
            n.cancel("enough");
            n.join();
            assertTrue(task.isDone());
        }
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void aTaskThatRunsIsInterruptedOnceAndNeverAgain() throws Exception {
        try (var n = Nursery.open()) {
            var interrupts = new AtomicInteger();
            var started = new CountDownLatch(1);
            n.fork(() -> {
                started.countDown();
                var until = 0L;
                while (until == 0 || System.nanoTime() < until) {
                    if (Thread.interrupted()) {
                        interrupts.incrementAndGet();
                        until = System.nanoTime() + Duration.ofMillis(400).toNanos();
                    }
                }
            });
            started.await();
            n.cancel("enough");
            n.join();
            assertEquals(1, interrupts.get());
        }
    }

    @TractorTest
    void aTaskThatSwallowsTheInterruptAndWaitsIsInterruptedAgain() throws Exception {
        try (var n = Nursery.open()) {
            var interrupts = new AtomicInteger();
            var started = new CountDownLatch(1);
            n.fork(() -> {
                started.countDown();
                while (interrupts.get() < 3) {
                    try {
                        Foreign.block();
                    } catch (InterruptedException e) {
                        interrupts.incrementAndGet();
                    }
                }
            });
            started.await();
            n.cancel("enough");
            n.join();
            assertEquals(3, interrupts.get());
        }
    }

    @TractorTest
    void theBodyOfACancelledScopeIsRemindedToo() throws Exception {
        CancelScope.run(scope -> {
            scope.cancel("enough");
            assertThrows(InterruptedException.class, Foreign::block);
            assertThrows(InterruptedException.class, Foreign::block);
            assertThrows(InterruptedException.class, Foreign::block);
        });
        assertFalse(Thread.interrupted());
    }

    @TractorTest
    void theThirdReminderReportsTheStack() throws Exception {
        var report = reportOf("stubborn-child", reports -> {
            while (reports.isEmpty()) {
                try {
                    Foreign.block();
                } catch (InterruptedException e) {
                    // stays
                }
            }
        });
        assertTrue(report.contains("has not answered its cancellation for 700 ms (enough"), report);
        assertTrue(report.contains("dev.tractor.Foreign.block"), report);
    }

    @TractorTest
    void aTaskThatOnlyRunsIsReportedTooAfterSomeSeconds() throws Exception {
        var report = reportOf("busy-child", reports -> {
            while (reports.isEmpty()) {
                Thread.onSpinWait();
            }
            assertTrue(Thread.interrupted()); // the first one, which nothing consumed
        });
        assertTrue(report.contains("has not answered its cancellation for 3100 ms (enough"), report);
        assertTrue(report.contains("aTaskThatOnlyRunsIsReportedTooAfterSomeSeconds"), report);
    }

    /** Cancels a task that does not answer before it is reported. @return the one report of it */
    private static String reportOf(String name, Consumer<Queue<String>> stubborn) throws Exception {
        Queue<String> reports = new ConcurrentLinkedQueue<>();
        var handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                var text = String.valueOf(entry.getMessage());
                if (entry.getLevel() == Level.WARNING && text.contains("task " + name + " ")) {
                    reports.add(text);
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        var logger = Logger.getLogger("tractor.runtime");
        logger.addHandler(handler);
        var before = logger.getUseParentHandlers();
        logger.setUseParentHandlers(false);
        try (var n = Nursery.open()) {
            var started = new CountDownLatch(1);
            n.fork(name, () -> {
                started.countDown();
                stubborn.accept(reports);
            });
            started.await();
            n.cancel("enough");
            n.join();
        } finally {
            logger.setUseParentHandlers(before);
            logger.removeHandler(handler);
        }
        assertEquals(1, reports.size());
        return reports.remove();
    }

    @TractorTest
    void aCancellationInTheMomentAWaitEndsInterruptsTheNextForeignOneAtOnce() throws Exception {
        CancelScope.run(scope -> {
            var strand = Strand.current();
            strand.await(new Wait() {
                @Override
                boolean done() {
                    if (strand.waiting() == this) {
                        scope.cancel("enough"); // the strand is seen waiting, so it is not interrupted
                        assertFalse(Thread.currentThread().isInterrupted());
                        return true;
                    }
                    return false;
                }

                @Override
                public String toString() {
                    return "the moment";
                }
            });
            assertTrue(Thread.currentThread().isInterrupted());
        });
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @TractorTest
    void anInterruptDoesNotOutliveTheScopeItWasSentFor() throws Exception {
        CancelScope.run(scope -> scope.cancel("enough"));
        assertFalse(Thread.interrupted());
    }

    @TractorTest
    void anInterruptThatUserCodeSetAgainDoesNotOutliveTheScopeEither() throws Exception {
        CancelScope.run(scope -> {
            scope.cancel("enough");
            try {
                Tractor.checkpoint();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // as code does that cannot throw it
            }
            assertThrows(CancelledException.class, () -> Tractor.sleep(Foreign.LONG));
            assertFalse(Thread.currentThread().isInterrupted());
            Thread.currentThread().interrupt();
            try (var n = Nursery.open()) {
                n.cancel("its close() waits, and keeps the interrupt");
            }
        });
        assertFalse(Thread.interrupted());
    }

    @TractorTest
    void aForeignInterruptOutlivesAScopeWhoseCancellationWasThrown() throws Exception {
        Thread.currentThread().interrupt();
        CancelScope.run(scope -> {
            scope.cancel("enough");
            assertThrows(CancelledException.class, Tractor::checkpoint);
            assertThrows(CancelledException.class, Tractor::checkpoint);
        });
        assertTrue(Thread.interrupted());
    }

    @TractorTest
    void aForeignInterruptThatWasConsumedDoesNotComeBackWhenTheScopeIsLeft() throws Exception {
        Thread.currentThread().interrupt();
        CancelScope.run(scope -> {
            scope.cancel("enough");
            assertThrows(CancelledException.class, Tractor::checkpoint);
            assertTrue(Thread.interrupted());
        });
        assertFalse(Thread.interrupted());
    }

    @TractorTest
    void leavingTheInnerScopeOfACancelledOneSetsTheInterruptAgain() throws Exception {
        CancelScope.run(outer -> {
            CancelScope.run(inner -> {
                inner.cancel("inner");
                outer.cancel("outer");
                assertTrue(Thread.interrupted());
            });
            assertTrue(Thread.currentThread().isInterrupted());
        });
        assertFalse(Thread.interrupted());
    }

    @TractorTest
    void aThrownCancellationClearsTheInterruptAsTheJdkDoes() throws Exception {
        CancelScope.run(scope -> {
            scope.cancel("enough");
            assertThrows(CancelledException.class, Tractor::checkpoint);
            assertFalse(Thread.currentThread().isInterrupted());
        });
    }

    @TractorTest
    void aForeignInterruptMakesOneTractorCallThrow() throws Exception {
        Thread.currentThread().interrupt();
        var thrown = assertThrows(CancelledException.class, () -> Tractor.sleep(Foreign.LONG));
        assertEquals("foreign code", thrown.by());
        Tractor.checkpoint();
    }

    @TractorTest
    void aForeignInterruptEndsAWaitThatHasBegun() throws Exception {
        try (var n = Nursery.open()) {
            var me = Strand.current();
            var thread = Thread.currentThread();
            n.fork(() -> {
                Foreign.until(() -> me.waiting() != null);
                thread.interrupt();
            });
            assertThrows(CancelledException.class, () -> Tractor.sleep(Foreign.LONG));
            n.join();
        }
    }

    @TractorTest
    void aForeignInterruptEndsAJoinAndCancelsNothing() throws Exception {
        try (var n = Nursery.open()) {
            var me = Strand.current();
            var thread = Thread.currentThread();
            var go = new CountDownLatch(1);
            var task = n.fork(() -> {
                Foreign.until(() -> me.waiting() != null);
                thread.interrupt();
                go.await();
                return "done";
            });
            var thrown = assertThrows(CancelledException.class, n::join);
            assertEquals("foreign code", thrown.by());
            go.countDown();
            n.join();
            assertEquals("done", task.get());
        }
    }

    @TractorTest
    void closeKeepsAForeignInterrupt() {
        var n = Nursery.open();
        n.fork(() -> Foreign.block());
        n.cancel("enough");
        Thread.currentThread().interrupt();
        n.close();
        assertTrue(Thread.interrupted());
    }

    @TractorTest
    void aForeignInterruptDuringCloseIsKeptAndHarmsNoShieldedChild() throws Exception {
        var me = Strand.current();
        var thread = Thread.currentThread();
        var n = Nursery.open();
        var started = new CountDownLatch(1);
        var task = n.fork(() -> CancelScope.shield(() -> {
            started.countDown();
            Foreign.until(() -> me.waiting() != null);
            thread.interrupt();
            Foreign.until(() -> !thread.isInterrupted());
            Thread.sleep(5);
            return "unharmed";
        }));
        started.await();
        n.cancel("enough");
        n.close();
        assertTrue(Thread.interrupted());
        assertEquals("unharmed", task.get());
    }

    @TractorTest
    void aForeignInterruptOutlivesAScopeThatWasCancelled() throws Exception {
        Thread.currentThread().interrupt();
        CancelScope.run(scope -> scope.cancel("enough"));
        assertTrue(Thread.interrupted());
    }
}
