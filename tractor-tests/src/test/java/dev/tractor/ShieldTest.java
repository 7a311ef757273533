package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.TractorTest;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** What a shield keeps out, and what it does not. */
class ShieldTest {

    @TractorTest
    void tractorCallsInAShieldDoNotThrow() throws Exception {
        CancelScope.run(scope -> {
            scope.cancel("enough");
            int one = CancelScope.shield(() -> {
                Tractor.checkpoint();
                Tractor.sleep(Duration.ofMillis(1));
                return Nursery.run(n -> {
                    return n.fork(() -> 1).join();
                });
            });
            assertEquals(1, one);
            assertThrows(CancelledException.class, Tractor::checkpoint);
        });
    }

    @TractorTest
    void aCancellationDuringAShieldInterruptsNobodyInIt() throws Exception {
        CancelScope.run(scope -> {
            CancelScope.shield(() -> {
                scope.cancel("enough");
                assertFalse(Thread.currentThread().isInterrupted());
                Thread.sleep(150); // past the first reminder
                assertFalse(Thread.currentThread().isInterrupted());
            });
            assertTrue(Thread.currentThread().isInterrupted());
        });
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @TractorTest
    void enteringAShieldClearsAPendingInterruptOfOurs() throws Exception {
        CancelScope.run(scope -> {
            scope.cancel("enough");
            assertTrue(Thread.currentThread().isInterrupted());
            CancelScope.shield(() -> assertFalse(Thread.currentThread().isInterrupted()));
        });
    }

    @TractorTest
    void enteringAShieldClearsAnInterruptThatUserCodeHasSetInTheSteadOfOurs() throws Exception {
        CancelScope.run(scope -> {
            scope.cancel("enough");
            try {
                Tractor.checkpoint();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // as code does that cannot throw it
            } finally {
                CancelScope.shield(() -> Tractor.sleep(Duration.ofMillis(1)));
            }
            assertTrue(Thread.currentThread().isInterrupted());
        });
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @TractorTest
    void enteringAShieldKeepsAForeignInterrupt() throws Exception {
        Thread.currentThread().interrupt();
        CancelScope.shield(() -> assertTrue(Thread.interrupted()));
    }

    @TractorTest
    void aForeignInterruptThatWasThereBeforeOursIsThereInTheShield() throws Exception {
        CancelScope.run(scope -> {
            Thread.currentThread().interrupt();
            scope.cancel("enough");
            CancelScope.shield(() -> assertTrue(Thread.interrupted()));
            assertTrue(Thread.currentThread().isInterrupted());
        });
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @TractorTest
    void leavingAShieldReturnsTheValueAndSetsTheInterruptAgain() throws Exception {
        CancelScope.run(scope -> {
            scope.cancel("enough");
            assertThrows(InterruptedException.class, Foreign::block);
            assertFalse(Thread.currentThread().isInterrupted());

            assertEquals("value", CancelScope.shield(() -> "value"));

            assertTrue(Thread.currentThread().isInterrupted());
            assertThrows(CancelledException.class, Tractor::checkpoint);
        });
    }

    @TractorTest
    void leavingAShieldThatThrowsKeepsTheException() throws Exception {
        var mine = new IOException("mine");
        CancelScope.run(scope -> {
            scope.cancel("enough");
            assertSame(
                    mine,
                    assertThrows(
                            IOException.class,
                            () -> CancelScope.shield(() -> {
                                throw mine;
                            })));
        });
    }

    @TractorTest
    void shieldsNest() throws Exception {
        CancelScope.run(scope -> {
            scope.cancel("enough");
            CancelScope.shield(() -> {
                CancelScope.shield(() -> Tractor.checkpoint());
                Tractor.checkpoint();
                assertFalse(Thread.currentThread().isInterrupted());
            });
        });
    }

    @TractorTest
    void aScopeInsideAShieldCanBeCancelled() throws Exception {
        CancelScope.shield(() -> {
            assertFalse(CancelScope.run(inside -> {
                inside.cancel("enough");
                Tractor.checkpoint();
            }));
        });
    }

    @TractorTest
    void aShieldInsideHoldsAgainstAScopeInsideTheOuterShield() throws Exception {
        CancelScope.shield(() -> CancelScope.run(inside -> {
            inside.cancel("enough");
            CancelScope.shield(() -> Tractor.checkpoint());
            assertThrows(CancelledException.class, Tractor::checkpoint);
        }));
    }

    @TractorTest
    void aShieldMayHaveADeadlineOfItsOwn() throws Exception {
        CancelScope.run(scope -> {
            scope.cancel("enough");
            CancelScope.shield(() -> {
                assertFalse(CancelScope.moveOnAfter(Duration.ofMillis(1), () -> Foreign.block()));
                Tractor.checkpoint();
                assertFalse(Thread.currentThread().isInterrupted());
            });
        });
    }

    @TractorTest
    void aDeadlineOutsideDoesNotReachIntoAShield() throws Exception {
        var finished = CancelScope.moveOnAfter(Duration.ZERO, () -> {
            CancelScope.shield(() -> Tractor.sleep(Duration.ofMillis(1)));
        });
        assertTrue(finished);
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @TractorTest
    void aNurseryOpenedInAShieldIsShielded() throws Exception {
        var task = new AtomicReference<Task<String>>();
        CancelScope.run(scope -> {
            scope.cancel("enough");
            CancelScope.shield(() -> {
                try (var n = Nursery.open()) {
                    task.set(n.fork(() -> {
                        Tractor.sleep(Duration.ofMillis(1));
                        return "done";
                    }));
                    n.join();
                }
            });
        });
        assertEquals("done", task.get().get());
    }

    @TractorTest
    void aNurseryOpenedInAShieldIsShieldedFromALaterCancellation() throws Exception {
        var task = new AtomicReference<Task<String>>();
        CancelScope.run(scope -> CancelScope.shield(() -> {
            try (var n = Nursery.open()) {
                var started = new CountDownLatch(1);
                var go = new CountDownLatch(1);
                task.set(n.fork(() -> {
                    started.countDown();
                    go.await();
                    Tractor.checkpoint();
                    return "done";
                }));
                started.await();
                scope.cancel("enough");
                go.countDown();
                n.join();
            }
        }));
        assertEquals("done", task.get().get());
    }

    @TractorTest
    void aTaskForkedInAShieldIntoAnOuterNurseryIsNotShielded() throws Exception {
        var task = new AtomicReference<Task<?>>();
        CancelScope.run(scope -> {
            try (var n = Nursery.open()) {
                CancelScope.shield(() -> {
                    task.set(n.fork(() -> Foreign.block()));
                    scope.cancel("enough");
                    Foreign.until(() -> task.get().isDone());
                });
            }
        });
        assertThrows(CancellationException.class, () -> task.get().get());
    }

    @TractorTest
    void aTaskOfACancelledNurseryCleansUpInAShield() throws Exception {
        var cleaned = new CountDownLatch(1);
        try (var n = Nursery.open()) {
            var started = new CountDownLatch(1);
            n.fork(() -> {
                try {
                    started.countDown();
                    Foreign.block();
                } finally {
                    CancelScope.shield(() -> {
                        Tractor.sleep(Duration.ofMillis(1));
                        cleaned.countDown();
                    });
                }
            });
            started.await();
            n.cancel("enough");
            n.join();
        }
        assertEquals(0, cleaned.getCount());
    }

    @TractorTest
    void aFailureOutsideDoesNotReachIntoAShieldOfTheBody() throws Exception {
        var broken = new IOException("broken");
        try (var n = Nursery.open()) {
            CancelScope.shield(() -> {
                n.fork(() -> {
                    throw broken;
                });
                Foreign.until(() -> n.cancelling() != null);
                Tractor.sleep(Duration.ofMillis(1));
                assertFalse(Thread.currentThread().isInterrupted());
            });
            assertSame(
                    broken,
                    assertThrows(NurseryException.class, Tractor::checkpoint).getCause());
        }
    }

    @TractorTest
    void aNurseryLeftOpenInAShieldIsClosedWithIt() {
        var thrown = assertThrows(
                IllegalStateException.class, () -> CancelScope.shield(() -> Nursery.open(o -> o.name("left"))));
        assertTrue(thrown.getMessage().contains("nursery left was left open"), thrown.getMessage());
    }
}
