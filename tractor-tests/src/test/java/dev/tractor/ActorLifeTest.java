package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.TractorTest;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** How an actor begins, and how it ends by being stopped. */
class ActorLifeTest {

    // Beginning.

    @TractorTest
    void startReturnsBeforeTheConstructorHasRun() throws Exception {
        try (var n = Nursery.open()) {
            var gate = new CountDownLatch(1);
            var counter = n.start("counter", () -> {
                gate.await();
                return new Counter();
            });
            assertTrue(counter.isAlive());
            gate.countDown();
            assertEquals(1, (int) counter.ask(c -> c.add(1)));
        }
    }

    @TractorTest
    void theConstructorRunsOnTheActorsThreadAsItsFirstTurn() throws Exception {
        try (var n = Nursery.open()) {
            var made = new AtomicReference<Thread>();
            var counter = n.start("counter", () -> {
                made.set(Thread.currentThread());
                return new Counter();
            });
            assertSame(counter.ask(c -> Thread.currentThread()), made.get());
            assertNotSame(Thread.currentThread(), made.get());
        }
    }

    @TractorTest
    void anAskSentBeforeTheConstructorIsDoneWaitsForIt() throws Exception {
        try (var n = Nursery.open()) {
            var gate = new CountDownLatch(1);
            var counter = n.start("counter", () -> {
                gate.await();
                var state = new Counter();
                state.note("made");
                return state;
            });
            var asked = n.fork("asker", () -> counter.ask(Counter::notes));
            Watch.untilTask("asker", "a reply of /counter");
            assertFalse(asked.isDone());
            gate.countDown();
            assertEquals("[made]", asked.join().toString());
        }
    }

    @TractorTest
    void aFailingConstructorFailsTheNursery() {
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    n.start("counter", () -> {
                        throw new IOException("no disk");
                    });
                }));
        assertEquals(1, thrown.failures().size());
        var failure = assertInstanceOf(ActorFailedException.class, thrown.getCause());
        assertEquals("actor /counter failed: java.io.IOException: no disk", failure.getMessage());
        assertEquals("/counter", failure.source());
        assertInstanceOf(IOException.class, failure.getCause());
    }

    @TractorTest
    void anAskQueuedWhenTheConstructorFailsIsToldWhy() throws Exception {
        var told = new AtomicReference<Throwable>();
        assertThrows(
                NurseryException.class,
                () -> Nursery.run(outer -> {
                    outer.fork(() -> {
                        var gate = new CountDownLatch(1);
                        assertThrows(
                                NurseryException.class,
                                () -> Nursery.run(inner -> {
                                    var counter = inner.<Counter>start("counter", () -> {
                                        gate.await();
                                        throw new IOException("no disk");
                                    });
                                    outer.fork("asker", () -> {
                                        told.set(assertThrows(RuntimeException.class, () -> counter.ask(c -> c.total)));
                                        throw new IllegalStateException("done");
                                    });
                                    Watch.untilTask("asker", "a reply of /counter");
                                    gate.countDown();
                                }));
                    });
                }));
        assertInstanceOf(ActorGoneException.class, told.get());
        assertEquals(
                "actor /counter takes no more messages: it failed: java.io.IOException: no disk;"
                        + " check the portal's owner, or start it anew",
                told.get().getMessage());
        assertEquals(
                "/counter",
                assertInstanceOf(ActorFailedException.class, told.get().getCause())
                        .source());
    }

    @TractorTest
    void aFactoryThatReturnsNullFailsTheActor() {
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    n.start("counter", () -> null);
                }));
        assertEquals(
                "actor /counter failed: java.lang.NullPointerException:"
                        + " the factory of actor /counter returned null; it must make the state",
                thrown.getCause().getMessage());
    }

    @TractorTest
    void theConstructorMayAskAnotherActor() throws Exception {
        try (var n = Nursery.open()) {
            var seed = n.start("seed", Counter::new);
            var counter = n.start("counter", () -> {
                var state = new Counter();
                state.total = seed.ask(s -> s.add(7));
                return state;
            });
            assertEquals(7, (int) counter.ask(c -> c.total));
        }
    }

    @TractorTest
    void anInterruptLeftByTheConstructorDoesNotReachTheFirstMessage() throws Exception {
        try (var n = Nursery.open()) {
            var gate = new CountDownLatch(1);
            var counter = n.start("counter", () -> {
                gate.await();
                Thread.currentThread().interrupt();
                return new Counter();
            });
            var asked = n.fork(
                    "asker", () -> counter.ask(c -> Thread.currentThread().isInterrupted()));
            Watch.untilTask("asker", "a reply of /counter");
            gate.countDown();
            assertFalse(asked.join());
        }
    }

    @TractorTest
    void startInAClosedNurseryIsRefused() {
        var n = Nursery.open(o -> o.name("shop"));
        n.close();
        var refused = assertThrows(SpawnRefusedException.class, () -> n.start("counter", Counter::new));
        assertEquals(
                "cannot start actor \"counter\" in nursery shop: it is closed; start children before its block ends",
                refused.getMessage());
    }

    @TractorTest
    void startInACancelledNurseryIsRefused() {
        try (var n = Nursery.open(o -> o.name("shop"))) {
            n.cancel("closing time");
            var refused = assertThrows(SpawnRefusedException.class, () -> n.start("counter", Counter::new));
            assertTrue(
                    refused.getMessage()
                            .startsWith(
                                    "cannot start actor \"counter\" in nursery shop: it is cancelled: closing time"),
                    refused.getMessage());
        }
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void anotherThreadStartsAnActorWhileTheOwnerIsInForeignCode() throws Exception {
        try (var n = Nursery.open()) {
            var reply = new AtomicInteger();
            var helper = Thread.ofPlatform().start(() -> {
                var counter = n.start("counter", Counter::new);
                try {
                    reply.set(counter.ask(c -> c.add(5)));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            helper.join();
            assertEquals(5, reply.get());
        }
    }

    // Stopping.

    @TractorTest
    void aStoppedActorServesWhatIsQueuedAndThenEnds() throws Exception {
        try (var n = Nursery.open()) {
            var served = new AtomicInteger();
            var counter = n.start("counter", Counter::new);
            var gate = new CountDownLatch(1);
            counter.tell(c -> gate.await());
            for (int i = 0; i < 10; i++) {
                counter.tell(c -> served.incrementAndGet());
            }
            counter.stop();
            assertTrue(counter.isAlive());
            gate.countDown();
            counter.join();
            assertEquals(10, served.get());
        }
    }

    @TractorTest(repeats = 500)
    void whatIsSentRightBeforeAStopIsServed() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var served = new AtomicInteger();
            for (int i = 0; i < 3; i++) {
                counter.tell(c -> served.incrementAndGet());
                Thread.onSpinWait();
            }
            counter.stop();
            counter.join();
            assertEquals(3, served.get());
        }
    }

    @TractorTest
    void aStoppedActorRefusesLaterMessages() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var gate = new CountDownLatch(1);
            counter.tell(c -> gate.await());
            counter.stop();
            var refused = assertThrows(ActorGoneException.class, () -> counter.tell(c -> c.add(1)));
            assertEquals(
                    "actor /counter takes no more messages: it was stopped; check the portal's owner, or start it anew",
                    refused.getMessage());
            assertNull(refused.getCause());
            assertThrows(ActorGoneException.class, () -> counter.ask(c -> c.total));
            assertThrows(ActorGoneException.class, () -> counter.run(c -> c.add(1)));
            gate.countDown();
        }
    }

    @TractorTest
    void stoppingTwiceIsStoppingOnce() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            counter.stop();
            counter.stop();
            counter.join();
            counter.stop();
        }
    }

    @TractorTest
    void anActorStopsItself() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            assertEquals(1, (int) counter.ask(c -> {
                counter.stop();
                return c.add(1);
            }));
            counter.join();
        }
    }

    @TractorTest
    void anActorStoppedBeforeItsConstructorIsDoneEndsAfterIt() throws Exception {
        try (var n = Nursery.open()) {
            var gate = new CountDownLatch(1);
            var made = new AtomicInteger();
            var counter = n.start("counter", () -> {
                gate.await();
                made.incrementAndGet();
                return new Counter();
            });
            counter.stop();
            gate.countDown();
            counter.join();
            assertEquals(1, made.get());
        }
    }

    @TractorTest
    void theNurseryIsDoneWhenItsActorsHaveBeenStopped() throws Exception {
        try (var n = Nursery.open()) {
            n.start("one", Counter::new).stop();
            n.start("two", Counter::new).stop();
            n.join();
        }
    }

    @TractorTest
    void joiningAPortalThrowsWhatFailedTheActor() throws Exception {
        assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    var counter = n.start("counter", Counter::new);
                    n.fork(() -> CancelScope.shield(() -> {
                        var first = assertThrows(ActorFailedException.class, counter::join);
                        var second = assertThrows(ActorFailedException.class, counter::join);
                        assertEquals("actor /counter failed: java.lang.IllegalStateException: bad", first.getMessage());
                        assertNotSame(first, second);
                        assertSame(first.getCause(), second.getCause());
                    }));
                    counter.tell(c -> {
                        throw new IllegalStateException("bad");
                    });
                }));
    }

    @TractorTest
    void joiningAPortalOfACancelledActorReturns() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            counter.cancel();
            counter.join();
        }
    }

    @TractorTest
    void aMessageToAFailedActorSaysHowItFailed() throws Exception {
        assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    var counter = n.start("counter", Counter::new);
                    n.fork(() -> CancelScope.shield(() -> {
                        assertThrows(ActorFailedException.class, counter::join);
                        var gone = assertThrows(ActorGoneException.class, () -> counter.ask(c -> c.total));
                        assertEquals(
                                "actor /counter takes no more messages: it failed: java.lang.IllegalStateException: bad;"
                                        + " check the portal's owner, or start it anew",
                                gone.getMessage());
                        assertEquals("bad", gone.getCause().getCause().getMessage());
                    }));
                    counter.tell(c -> {
                        throw new IllegalStateException("bad");
                    });
                }));
    }
}
