package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.test.TractorTest;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** What becomes of an ask whose caller gives up, and of the caller. */
class AskCancellationTest {

    @TractorTest
    void aCancelledAskerThrowsAtOnce() throws Exception {
        var gate = new CountDownLatch(1);
        try (var n = Nursery.open();
                AutoCloseable anyway = gate::countDown) {
            var counter = n.start("counter", Counter::new);
            counter.tell(c -> CancelScope.shield(() -> gate.await()));
            CancelScope.run(scope -> {
                n.fork(() -> {
                    Watch.untilActor("/counter", "1 in its mailbox");
                    scope.cancel("enough");
                });
                var thrown = assertThrows(CancelledException.class, () -> counter.ask(c -> c.total));
                assertEquals("enough", thrown.reason());
            });
            gate.countDown();
            n.cancel("done");
        }
    }

    @TractorTest
    void anAskInACancelledScopeThrowsWithoutSending() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            CancelScope.run(scope -> {
                scope.cancel("enough");
                assertThrows(CancelledException.class, () -> counter.ask(c -> c.add(1)));
                assertThrows(CancelledException.class, () -> counter.run(c -> c.add(1)));
                assertThrows(CancelledException.class, () -> counter.tell(c -> c.add(1)));
            });
            assertEquals(0, (int) counter.ask(c -> c.total));
        }
    }

    @TractorTest
    void aShieldedAskInACancelledScopeIsServed() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            CancelScope.run(scope -> {
                scope.cancel("enough");
                int now = CancelScope.shield(() -> counter.ask(c -> c.add(1)));
                assertEquals(1, now);
            });
        }
    }

    @TractorTest
    void aQueuedAskOfACancelledAskerNeverRuns() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var gate = new CountDownLatch(1);
            var ran = new AtomicBoolean();
            counter.tell(c -> gate.await());
            assertFalse(CancelScope.moveOnAfter(Duration.ofMillis(5), () -> counter.run(c -> ran.set(true))));
            gate.countDown();
            counter.run(c -> {});
            assertFalse(ran.get());
        }
    }

    @TractorTest
    @Scenario("A04")
    void aRunningAskOfACancelledAskerIsInterrupted() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var why = new AtomicReference<Exception>();
            var begun = new CountDownLatch(1);
            CancelScope.run(scope -> {
                n.fork(() -> {
                    begun.await();
                    scope.cancel("enough");
                });
                counter.run(c -> {
                    begun.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        why.set(e);
                    }
                });
            });
            counter.run(c -> {});
            assertInstanceOf(InterruptedException.class, why.get());
            n.cancel("done");
        }
    }

    @TractorTest
    void tractorCallsInARunningAskSayThatTheCallerHasGivenUp() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var why = new AtomicReference<CancelledException>();
            var asked = n.fork(
                    "asker",
                    () -> CancelScope.run(scope -> counter.run(c -> {
                        scope.cancel("enough");
                        why.set(assertThrows(CancelledException.class, () -> Tractor.sleep(Duration.ofDays(1))));
                    })));
            asked.join();
            counter.run(c -> {});
            assertEquals(
                    "its caller has given up: task asker is cancelled: enough (by /counter)",
                    why.get().reason());
            assertEquals("task asker", why.get().by());
        }
    }

    @TractorTest(repeats = 200)
    void givingUpTouchesNeitherTheNextMessageNorItsThread() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var begun = new CountDownLatch(1);
            CancelScope.run(scope -> {
                n.fork(() -> {
                    begun.await();
                    scope.cancel("enough");
                });
                counter.run(c -> begun.countDown());
            });
            for (int i = 0; i < 3; i++) {
                counter.run(c -> {
                    assertFalse(Thread.currentThread().isInterrupted());
                    Tractor.checkpoint();
                });
            }
            n.cancel("done");
        }
    }

    @TractorTest
    void anInterruptThatAHandlerLeavesDoesNotReachTheNextMessage() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            counter.run(c -> Thread.currentThread().interrupt());
            assertFalse((boolean) counter.ask(c -> Thread.currentThread().isInterrupted()));
            counter.tell(c -> Thread.currentThread().interrupt());
            assertFalse((boolean) counter.ask(c -> Thread.currentThread().isInterrupted()));
        }
    }

    @TractorTest
    void theActorFailsWhenAnAskRaisesAnErrorThatNobodyWaitsFor() {
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    var counter = n.start("counter", Counter::new);
                    CancelScope.run(scope -> counter.run(c -> {
                        scope.cancel("enough");
                        try {
                            Tractor.sleep(Duration.ofDays(1));
                        } catch (InterruptedException e) {
                            throw new IllegalStateException("real");
                        }
                    }));
                }));
        var failure = assertInstanceOf(ActorFailedException.class, thrown.getCause());
        assertEquals("actor /counter failed: java.lang.IllegalStateException: real", failure.getMessage());
    }

    @TractorTest
    void theActorLivesWhenAnAskMerelyAnswersThatItsCallerHasGivenUp() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            CancelScope.run(scope -> counter.run(c -> {
                scope.cancel("enough");
                Tractor.sleep(Duration.ofDays(1));
            }));
            assertEquals(1, (int) counter.ask(c -> c.add(1)));
        }
    }

    @TractorTest
    void theActorLivesWhenAnAskReturnsAValueThatNobodyWaitsFor() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            CancelScope.run(scope -> counter.run(c -> {
                scope.cancel("enough");
                c.add(1);
            }));
            assertEquals(2, (int) counter.ask(c -> c.add(1)));
        }
    }

    @TractorTest
    void cancellingAnAskCancelsTheAsksItMade() throws Exception {
        try (var n = Nursery.open()) {
            var back = n.start("back", Counter::new);
            var front = n.start("front", Counter::new);
            var begun = new CountDownLatch(1);
            var interrupted = new CountDownLatch(1);
            CancelScope.run(scope -> {
                n.fork(() -> {
                    begun.await();
                    scope.cancel("enough");
                });
                front.run(f -> back.run(b -> {
                    begun.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                    }
                }));
            });
            interrupted.await();
            assertEquals(1, (int) back.ask(b -> b.add(1)));
            assertEquals(1, (int) front.ask(b -> b.add(1)));
            n.cancel("done");
        }
    }

    @TractorTest(repeats = 2000)
    void anAnswerThatMeetsACancellationIsReturnedOrItsMessageWasInterrupted() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var got = new AtomicInteger();
            CancelScope.run(scope -> {
                n.fork(() -> scope.cancel("enough"));
                got.set(counter.ask(c -> c.add(1)));
            });
            int total = counter.ask(c -> c.total);
            assertTrue(got.get() <= total, "a reply of a message that did not run");
            n.cancel("done");
        }
    }

    @TractorTest(repeats = 2000)
    void anErrorThatMeetsACancellationReachesTheCallerOrFailsTheActor() throws Exception {
        var ran = new AtomicBoolean();
        var raised = new AtomicBoolean();
        try {
            Nursery.run(n -> {
                var counter = n.start("counter", Counter::new);
                try {
                    CancelScope.run(scope -> {
                        n.fork(() -> scope.cancel("enough"));
                        counter.run(c -> {
                            ran.set(true);
                            throw new IllegalStateException("real");
                        });
                    });
                } catch (ActorFailedException e) {
                    raised.set(true);
                }
                counter.stop();
            });
        } catch (NurseryException e) {
            raised.set(true);
        }
        assertEquals(ran.get(), raised.get());
    }

    @TractorTest
    void aForeignInterruptOfTheAskerThrowsOnceAndCancelsNothing() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            Thread.currentThread().interrupt();
            var thrown = assertThrows(CancelledException.class, () -> counter.ask(c -> c.total));
            assertEquals("foreign code", thrown.by());
            assertEquals(1, (int) counter.ask(c -> c.add(1)));
        }
    }

    @TractorTest(repeats = 2000)
    void aForeignInterruptThatMeetsTheAnswerIsNotLost() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            counter.run(c -> {});
            var asker = Thread.currentThread();
            var interrupted = new CountDownLatch(1);
            boolean seen = false;
            try {
                counter.run(c -> Thread.ofVirtual().start(() -> {
                    asker.interrupt();
                    interrupted.countDown();
                }));
            } catch (CancelledException e) {
                seen = true;
            }
            while (interrupted.getCount() > 0) {
                Thread.onSpinWait();
            }
            assertTrue(seen ^ Thread.interrupted());
        }
    }

    @TractorTest
    void aDeadlineOfTheCallerEndsTheAsk() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            assertThrows(
                    java.util.concurrent.TimeoutException.class,
                    () -> CancelScope.failAfter(
                            Duration.ofMillis(5), () -> counter.run(c -> new CountDownLatch(1).await())));
            assertNull(counter.ask(c -> null));
        }
    }
}
