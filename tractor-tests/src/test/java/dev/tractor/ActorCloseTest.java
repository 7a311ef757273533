package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.test.TractorTest;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** The end of an actor whose state is {@link AutoCloseable}. */
class ActorCloseTest {

    /** A state whose close is a lambda. */
    private record Resource(AutoCloseable closing) implements AutoCloseable {
        @Override
        public void close() throws Exception {
            closing.close();
        }
    }

    @TractorTest
    void aStoppedActorClosesItsStateAfterTheLastMessage() throws Exception {
        try (var n = Nursery.open()) {
            var messages = new AtomicInteger();
            var atClose = new AtomicInteger(-1);
            var actor = n.start("disk", () -> new Resource(() -> atClose.set(messages.get())));
            for (int i = 0; i < 5; i++) {
                actor.tell(r -> messages.incrementAndGet());
            }
            actor.stop();
            actor.join();
            assertEquals(5, atClose.get());
        }
    }

    @TractorTest
    void theStateIsClosedOnTheActorsThread() throws Exception {
        try (var n = Nursery.open()) {
            var closer = new AtomicReference<Thread>();
            var actor = n.start("disk", () -> new Resource(() -> closer.set(Thread.currentThread())));
            var thread = actor.ask(r -> Thread.currentThread());
            actor.cancel();
            assertSame(thread, closer.get());
        }
    }

    @TractorTest
    void theStateIsClosedOnce() throws Exception {
        var closed = new AtomicInteger();
        try (var n = Nursery.open()) {
            var actor = n.start("disk", () -> new Resource(closed::incrementAndGet));
            actor.run(r -> {});
            actor.stop();
            actor.cancel();
            actor.join();
        }
        assertEquals(1, closed.get());
    }

    @TractorTest
    @Scenario("S10")
    void closingIsShieldedFromTheCancellation() throws Exception {
        var closed = new AtomicBoolean();
        try (var n = Nursery.open()) {
            var other = n.start("other", Counter::new);
            var actor = n.start(
                    "disk",
                    () -> new Resource(() -> {
                        assertFalse(Thread.currentThread().isInterrupted());
                        Tractor.checkpoint();
                        other.run(c -> c.add(1));
                        closed.set(true);
                    }));
            var begun = new CountDownLatch(1);
            actor.tell(r -> {
                begun.countDown();
                new CountDownLatch(1).await();
            });
            begun.await();
            assertTrue(actor.cancel());
            assertEquals(1, (int) other.ask(c -> c.total));
        }
        assertTrue(closed.get());
    }

    @TractorTest
    void closingIsTheLastThingAfterTheActorsOwnTasks() throws Exception {
        var taskEnded = new AtomicBoolean();
        var endedFirst = new AtomicBoolean();
        try (var n = Nursery.open()) {
            var actor = n.start("disk", () -> new Resource(() -> endedFirst.set(taskEnded.get())));
            var begun = new CountDownLatch(1);
            actor.run(r -> Actor.current().nursery().fork(() -> {
                begun.countDown();
                try {
                    new CountDownLatch(1).await();
                } finally {
                    taskEnded.set(true);
                }
            }));
            begun.await();
            actor.cancel();
        }
        assertTrue(endedFirst.get());
    }

    @TractorTest
    void aCloseThatOutlastsTheGracePeriodIsInterrupted() throws Exception {
        var interrupted = new AtomicBoolean();
        try (var n = Nursery.open(o -> o.grace(Duration.ofMillis(50)))) {
            var actor = n.start(
                    "disk",
                    () -> new Resource(() -> {
                        try {
                            new CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                            interrupted.set(true);
                            throw e;
                        }
                    }));
            actor.run(r -> {});
            actor.stop();
            actor.join(); // not a failure; it is logged
        }
        assertTrue(interrupted.get());
    }

    @TractorTest
    void aFailingCloseFailsTheNursery() {
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    var actor = n.start(
                            "disk",
                            () -> new Resource(() -> {
                                throw new IOException("cannot flush");
                            }));
                    actor.run(r -> {});
                    actor.stop();
                }));
        assertEquals(
                "actor /disk failed: java.io.IOException: cannot flush",
                thrown.getCause().getMessage());
    }

    @TractorTest
    void aCloseThatFailsWhileTheBlockIsLeftIsNotLost() {
        var thrown = assertThrows(NurseryException.class, () -> {
            try (var n = Nursery.open()) {
                var actor = n.start(
                        "disk",
                        () -> new Resource(() -> {
                            throw new IOException("cannot flush");
                        }));
                actor.run(r -> {});
            }
        });
        assertInstanceOf(IOException.class, thrown.getCause().getCause());
    }

    @TractorTest
    @Scenario("S10")
    void aFailedActorClosesItsState() {
        var closed = new AtomicBoolean();
        assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    var actor = n.start("disk", () -> new Resource(() -> closed.set(true)));
                    actor.tell(r -> {
                        throw new IllegalStateException("bad");
                    });
                }));
        assertTrue(closed.get());
    }

    @TractorTest
    void aCloseThatFailsAfterTheActorFailedIsSuppressedInTheFirstFailure() {
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    var actor = n.start(
                            "disk",
                            () -> new Resource(() -> {
                                throw new IOException("cannot flush");
                            }));
                    actor.tell(r -> {
                        throw new IllegalStateException("bad");
                    });
                }));
        assertEquals(1, thrown.failures().size());
        var failure = thrown.failures().getFirst();
        assertEquals("bad", failure.getCause().getMessage());
        assertEquals("actor /disk failed: java.io.IOException: cannot flush", failure.getSuppressed()[0].getMessage());
    }

    @TractorTest
    void nothingIsClosedWhenTheConstructorFailed() {
        var closed = new AtomicBoolean();
        assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    n.<Resource>start("disk", () -> {
                        new Resource(() -> closed.set(true));
                        throw new IOException("no disk");
                    });
                }));
        assertFalse(closed.get());
    }

    @TractorTest
    void aStateMadeInSpiteOfTheCancellationIsClosed() throws Exception {
        var closed = new AtomicBoolean();
        try (var n = Nursery.open()) {
            var begun = new CountDownLatch(1);
            var actor = n.start("disk", () -> {
                begun.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    // opens the resource all the same
                }
                return new Resource(() -> closed.set(true));
            });
            begun.await();
            assertTrue(actor.cancel());
        }
        assertTrue(closed.get());
    }

    @TractorTest
    void currentIsTheActorWhileItsStateIsClosed() throws Exception {
        var path = new AtomicReference<String>();
        try (var n = Nursery.open()) {
            n.start("disk", () -> new Resource(() -> path.set(Actor.current().path())))
                    .run(r -> {});
        }
        assertEquals("/disk", path.get());
    }

    @TractorTest
    void aTaskForkedIntoTheActorsNurseryWhileClosingIsRefused() throws Exception {
        var refused = new AtomicReference<Throwable>();
        try (var n = Nursery.open()) {
            n.start(
                            "disk",
                            () -> new Resource(() -> {
                                try {
                                    Actor.current().nursery().fork(() -> {});
                                } catch (SpawnRefusedException e) {
                                    refused.set(e);
                                }
                            }))
                    .run(r -> {});
        }
        assertInstanceOf(SpawnRefusedException.class, refused.get());
    }

    @TractorTest
    void aNurseryThatCloseLeavesOpenIsReported() {
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    var actor = n.start(
                            "disk",
                            () -> new Resource(() -> {
                                Nursery.open(o -> o.name("forgotten"));
                            }));
                    actor.run(r -> {});
                    actor.stop();
                }));
        assertTrue(
                thrown.getCause().getCause().getMessage().contains("nursery forgotten of /disk was left open by /disk"),
                thrown::toString);
    }
}
