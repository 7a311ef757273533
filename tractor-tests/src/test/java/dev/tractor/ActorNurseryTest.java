package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.test.Simulation;
import dev.tractor.test.TractorTest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** The nursery of an actor's own: what it owns lives as long as the actor, and fails it. */
class ActorNurseryTest {

    private static final ScopedValue<String> COLOUR = ScopedValue.newInstance();

    @TractorTest
    void aTaskOutlivesTheMessageThatForkedIt() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var gate = new CountDownLatch(1);
            var task = counter.ask(c -> Actor.current().nursery().fork(() -> {
                gate.await();
                return "done";
            }));
            counter.run(c -> c.add(1));
            assertFalse(task.isDone());
            gate.countDown();
            assertEquals("done", task.join());
        }
    }

    @TractorTest
    void theNurseryIsTheSameEachTime() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            assertSame(
                    counter.ask(c -> Actor.current().nursery()),
                    counter.ask(c -> Actor.current().nursery()));
        }
    }

    @TractorTest
    void aTaskOfTheNurseryReachesTheStateThroughThePortal() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var task = counter.ask(c -> {
                var self = Actor.current().self(Counter.class);
                return Actor.current().nursery().fork(() -> self.ask(x -> x.add(1)));
            });
            assertEquals(1, (int) task.join());
        }
    }

    @TractorTest
    @Scenario("N12")
    void aFailureInTheNurseryFailsTheActorWithItsPath() {
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    var counter = n.start("counter", Counter::new);
                    counter.run(c -> Actor.current().nursery().fork("worker", () -> {
                        throw new IOException("no disk");
                    }));
                }));
        assertEquals(1, thrown.failures().size());
        var failure = assertInstanceOf(ActorFailedException.class, thrown.getCause());
        assertEquals("/counter", failure.source());
        assertEquals(List.of("/counter"), failure.path());
        assertInstanceOf(IOException.class, failure.getCause().getCause());
    }

    @TractorTest
    void aFailureInTheNurseryCancelsTheHandlerAndTheOtherTasks() {
        var handler = new AtomicBoolean();
        var other = new AtomicBoolean();
        assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    var counter = n.start("counter", Counter::new);
                    counter.tell(c -> {
                        var begun = new CountDownLatch(1);
                        Actor.current().nursery().fork(() -> {
                            begun.countDown();
                            try {
                                new CountDownLatch(1).await();
                            } finally {
                                other.set(true);
                            }
                        });
                        begun.await();
                        Actor.current().nursery().fork(() -> {
                            throw new IOException("no disk");
                        });
                        try {
                            new CountDownLatch(1).await();
                        } finally {
                            handler.set(true);
                        }
                    });
                }));
        assertTrue(handler.get());
        assertTrue(other.get());
    }

    @TractorTest
    void aFailureThatComesAfterTheHandlerWasToldOfOneIsNotLost(Simulation simulation) {
        var first = new IOException("no disk");
        var late = new IllegalStateException("nor a network");
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    n.start("counter", Counter::new).tell(c -> {
                        var gate = new CountDownLatch(1);
                        var begun = new CountDownLatch(1);
                        Actor.current().nursery().fork(() -> {
                            begun.countDown();
                            Foreign.awaitStubbornly(gate);
                            throw late;
                        });
                        begun.await();
                        simulation.after(Duration.ofSeconds(1), gate::countDown); // the handler has ended by then
                        Actor.current().nursery().start("disk", () -> {
                            throw first;
                        });
                        Tractor.sleep(Duration.ofDays(1));
                    });
                }));
        assertEquals(List.of("/counter/disk", "/counter"), ((ActorFailedException) thrown.getCause()).path());
        assertTrue(Trees.reachable(thrown).containsAll(List.of(first, late)), thrown::toString);
    }

    @TractorTest
    void norIsOneThatComesAfterTheHandlerHasFailedBecauseOfAnother(Simulation simulation) {
        var flush = new IOException("cannot flush");
        var late = new IllegalStateException("nor a network");
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    var disk = n.start("disk", Counter::new);
                    n.start("counter", Counter::new).tell(c -> {
                        var gate = new CountDownLatch(1);
                        var begun = new CountDownLatch(2);
                        Actor.current().nursery().fork(() -> {
                            begun.countDown();
                            Foreign.awaitStubbornly(gate);
                            throw late;
                        });
                        // what this fails with is as good as an answer to the cancellation that comes of it
                        Actor.current().nursery().fork(() -> {
                            begun.countDown();
                            disk.run(d -> Foreign.block());
                        });
                        begun.await();
                        simulation.after(Duration.ofSeconds(2), gate::countDown); // the handler has ended by then
                        try (AutoCloseable resource = () -> {
                            throw flush;
                        }) {
                            Tractor.sleep(Duration.ofDays(1));
                        }
                    });
                    Tractor.sleep(Duration.ofSeconds(1));
                    disk.cancel("no longer needed");
                }));
        assertTrue(Trees.reachable(thrown).containsAll(List.of(flush, late)), thrown::toString);
    }

    @TractorTest
    void anErrorOfTheHandlersCleanUpIsNotLostWithTheFailureItWasToldOf() {
        var first = new IOException("no disk");
        var flush = new IOException("cannot flush");
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    n.start("counter", Counter::new).tell(c -> {
                        try (AutoCloseable resource = () -> {
                            throw flush;
                        }) {
                            Actor.current().nursery().start("disk", () -> {
                                throw first;
                            });
                            Tractor.sleep(Duration.ofDays(1));
                        }
                    });
                }));
        assertTrue(Trees.reachable(thrown).containsAll(List.of(first, flush)), thrown::toString);
    }

    @TractorTest
    void aTaskMayBeTheFirstToAskForTheNursery() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var path = new AtomicReference<String>();
            counter.run(c -> Nursery.run(inner -> {
                inner.fork(() -> Actor.current()
                        .nursery()
                        .fork(() -> {
                            path.set(Actor.current().path());
                        })
                        .join());
            }));
            assertEquals("/counter", path.get());
        }
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void aForeignThreadMayBeTheFirstToUseTheNursery() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var actor = counter.ask(c -> Actor.current());
            var path = new AtomicReference<String>();
            var helper = Thread.ofPlatform()
                    .start(() -> actor.nursery().fork(() -> {
                        path.set(Actor.current().path());
                    }));
            helper.join();
            Watch.until(() -> path.get() != null);
            assertEquals("/counter", path.get());
        }
    }

    @TractorTest
    void theNurseryMayFirstBeUsedInsideAScopedValueBinding() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var bound = counter.ask(c -> ScopedValue.where(COLOUR, "red")
                    .call(() -> Actor.current().nursery().fork(() -> COLOUR.isBound())));
            assertFalse(bound.join(), "a child inherits what was bound when the nursery was opened, not the caller's");
        }
    }

    @TractorTest
    void scopedValuesOfTheOuterNurseryReachTheActorsTasks() throws Exception {
        ScopedValue.where(COLOUR, "red").call(() -> {
            try (var n = Nursery.open()) {
                var counter = n.start("counter", Counter::new);
                assertEquals(
                        "red",
                        counter.ask(c -> Actor.current().nursery().fork(() -> COLOUR.get()))
                                .join());
            }
            return null;
        });
    }

    @TractorTest
    void theNurseryOfACancelledActorIsBornCancelled() throws Exception {
        var refused = new AtomicReference<Throwable>();
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var begun = new CountDownLatch(1);
            counter.tell(c -> {
                begun.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    refused.set(assertThrows(
                            SpawnRefusedException.class,
                            () -> Actor.current().nursery().fork(() -> {})));
                }
            });
            begun.await();
            counter.cancel("no longer needed");
        }
        assertTrue(refused.get().getMessage().contains("it is cancelled: no longer needed"), refused.get()::getMessage);
    }

    @TractorTest(repeats = 500)
    void theNurseryThatMeetsTheCancellationEndsWithTheActor() throws Exception {
        var running = new AtomicBoolean();
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            counter.tell(c -> Actor.current().nursery().fork(() -> {
                running.set(true);
                try {
                    new CountDownLatch(1).await();
                } finally {
                    running.set(false);
                }
            }));
            assertTrue(counter.cancel());
            assertFalse(running.get());
        }
    }

    @TractorTest
    void theNurseryEndsWhenTheActorIsStopped() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var ended = new AtomicBoolean();
            var begun = new CountDownLatch(1);
            counter.run(c -> Actor.current().nursery().fork(() -> {
                begun.countDown();
                try {
                    new CountDownLatch(1).await();
                } finally {
                    ended.set(true);
                }
            }));
            begun.await();
            counter.stop();
            counter.join();
            assertTrue(ended.get());
        }
    }

    @TractorTest
    void theNurseryOfAnEndedActorRefusesNewChildren() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var actor = counter.ask(c -> Actor.current());
            counter.run(c -> Actor.current().nursery().fork(() -> {}));
            counter.stop();
            counter.join();
            assertThrows(SpawnRefusedException.class, () -> actor.nursery().fork(() -> {}));
        }
    }

    @TractorTest
    void theNurseryFirstAskedForAfterTheActorsEndRefusesChildrenAndHoldsNobodyUp() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var actor = counter.ask(c -> Actor.current());
            counter.stop();
            counter.join();
            assertThrows(SpawnRefusedException.class, () -> actor.nursery().fork(() -> {}));
            assertThrows(SpawnRefusedException.class, () -> actor.nursery().start("late", Counter::new));
        }
    }

    @TractorTest
    void theNurseryFirstAskedForAfterTheBlockWasLeftRefusesChildren() throws Exception {
        Actor actor;
        try (var n = Nursery.open()) {
            actor = n.start("counter", Counter::new).ask(c -> Actor.current());
        }
        assertThrows(SpawnRefusedException.class, () -> actor.nursery().fork(() -> {}));
    }

    @TractorTest
    void theNurseryMayBeUsedInTheConstructor() throws Exception {
        try (var n = Nursery.open()) {
            var task = new AtomicReference<Task<String>>();
            var counter = n.start("counter", () -> {
                task.set(Actor.current().nursery().fork(() -> "made"));
                return new Counter();
            });
            counter.run(c -> {});
            assertEquals("made", task.get().join());
        }
    }

    @TractorTest
    void nobodyJoinsOrClosesTheNurseryOfAnActor() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            counter.run(c -> {
                var own = Actor.current().nursery();
                var join = assertThrows(IllegalStateException.class, own::join);
                assertEquals(
                        "cannot join nursery counter of /counter here: an actor's own nursery ends with the actor",
                        join.getMessage());
                assertThrows(IllegalStateException.class, own::close);
            });
        }
    }

    @TractorTest
    void aNurseryThatAHandlerLeavesOpenIsEndedAndReported() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var ended = new AtomicBoolean();
            var thrown = assertThrows(
                    ActorFailedException.class,
                    () -> counter.run(c -> {
                        var left = Nursery.open(o -> o.name("forgotten"));
                        var begun = new CountDownLatch(1);
                        left.fork(() -> {
                            begun.countDown();
                            try {
                                Tractor.sleep(Duration.ofDays(1));
                            } finally {
                                ended.set(true);
                            }
                        });
                        begun.await();
                    }));
            assertTrue(ended.get());
            assertEquals(
                    "nursery forgotten of /counter was left open by /counter;"
                            + " close nurseries in the reverse order, best by try-with-resources, or use Nursery.run",
                    thrown.getCause().getMessage());
            assertEquals(1, (int) counter.ask(c -> c.add(1)));
        }
    }

    @TractorTest
    void aNurseryLeftOpenInAScopeInsideAHandlerIsEndedAndReported() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var thrown = assertThrows(
                    ActorFailedException.class,
                    () -> counter.run(c -> CancelScope.run(scope -> {
                        Nursery.open(o -> o.name("forgotten")).fork(() -> Tractor.sleep(Duration.ofDays(1)));
                    })));
            assertTrue(thrown.getCause().getMessage().startsWith("nursery forgotten of /counter was left open"));
        }
    }
}
