package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.spi.Listener;
import dev.tractor.spi.RootOptions;
import dev.tractor.spi.Roots;
import dev.tractor.test.Faults;
import dev.tractor.test.ScriptedConsole;
import dev.tractor.test.TractorTest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** When an actor is registered, and that it is registered no more on every path to its end. */
class RegistryLifeTest {

    /** A state that says whether it can be found while it is closed. */
    record Closing(AtomicReference<Boolean> found) implements AutoCloseable {
        @Override
        public void close() {
            found.set(there("closing"));
        }
    }

    private static boolean there(String name) {
        boolean found = Registry.find(name, Object.class).isPresent();
        assertEquals(
                found, Registry.list().stream().anyMatch(entry -> entry.name().equals(name)));
        return found;
    }

    private static <A> Portal<A> started(Nursery n, String name, ActorFactory<A> factory) throws InterruptedException {
        Portal<A> actor = n.start(name, factory);
        actor.run(state -> {});
        assertTrue(there(name));
        return actor;
    }

    /** Runs a block after which no actor may have been registered, not even for a moment. */
    private static void unseen(Action<Exception> block) throws Exception {
        try (var watch = Registry.openWatch()) {
            block.run();
            assertEquals(Optional.empty(), watch.tryNext());
        }
    }

    // It appears.

    @TractorTest
    void anActorIsRegisteredAfterItsConstructorAndBeforeItsFirstMessage(Nursery n) throws Exception {
        var inConstructor = new AtomicBoolean(true);
        var counter = n.start("counter", () -> {
            inConstructor.set(there("counter"));
            return new Counter();
        });
        assertEquals(true, counter.ask(c -> there("counter")));
        assertFalse(inConstructor.get());
    }

    @TractorTest
    void whoeverFindsAnActorSeesWhatItsConstructorDid(Nursery n) throws Exception {
        var made = new int[1];
        var finders = List.of(
                n.fork(() -> {
                    Registry.await("counter", Counter.class);
                    return made[0];
                }),
                n.fork(() -> {
                    while (Registry.find("counter", Counter.class).isEmpty()) {
                        Thread.yield();
                    }
                    return made[0];
                }),
                n.fork(() -> {
                    while (Registry.list().isEmpty()) {
                        Thread.yield();
                    }
                    return made[0];
                }),
                n.fork(() -> {
                    try (var watch = Registry.openWatch()) {
                        watch.next();
                        return made[0];
                    }
                }));
        n.start("counter", () -> {
            Tractor.checkpoint();
            made[0] = 42;
            return new Counter();
        });
        for (var finder : finders) {
            assertEquals(42, finder.join());
        }
    }

    @TractorTest
    void anActorWhoseConstructorFailsIsNeverRegistered() throws Exception {
        unseen(() -> assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    n.start("counter", () -> {
                        throw new IOException("no disk");
                    });
                })));
    }

    @TractorTest
    void anActorCancelledBeforeItHasRunIsNeverRegistered() throws Exception {
        unseen(() -> {
            try (var n = Nursery.open()) {
                var gate = new CountDownLatch(1);
                n.start("counter", () -> {
                    gate.await();
                    return new Counter();
                });
            }
        });
    }

    @TractorTest
    void aStateMadeInSpiteOfTheCancellationIsNeverRegistered() throws Exception {
        unseen(() -> {
            try (var n = Nursery.open()) {
                var begun = new CountDownLatch(1);
                var counter = n.start("counter", () -> {
                    begun.countDown();
                    try {
                        Foreign.block();
                    } catch (InterruptedException e) {
                        // makes it all the same
                    }
                    return new Counter();
                });
                begun.await();
                assertTrue(counter.cancel());
            }
        });
    }

    @TractorTest
    void anActorToldToStopInItsConstructorServesItsMessagesUnseen() throws Exception {
        unseen(() -> {
            try (var n = Nursery.open()) {
                var begun = new CountDownLatch(1);
                var gate = new CountDownLatch(1);
                var counter = n.start("counter", () -> {
                    begun.countDown();
                    gate.await();
                    return new Counter();
                });
                begun.await();
                var seen = n.fork("asker", () -> counter.ask(c -> there("counter")));
                Watch.untilTask("asker", "a reply of /counter");
                counter.stop();
                gate.countDown();
                assertFalse(seen.join());
            }
        });
    }

    // It vanishes.

    @TractorTest
    void aStoppedActorIsGoneAtOnceThoughItServesWhatIsQueued(Nursery n) throws Exception {
        var gate = new CountDownLatch(1);
        var counter = started(n, "counter", Counter::new);
        counter.tell(c -> gate.await());
        var seen = n.fork("asker", () -> counter.ask(c -> there("counter")));
        Watch.untilTask("asker", "a reply of /counter");
        counter.stop();
        assertFalse(there("counter"));
        gate.countDown();
        assertFalse(seen.join());
    }

    @TractorTest
    void aCancelledActorIsGoneThoughItHasNotEnded(Nursery n) throws Exception {
        var gate = new CountDownLatch(1);
        var begun = new CountDownLatch(1);
        var counter = started(n, "counter", Counter::new);
        counter.tell(c -> {
            begun.countDown();
            Foreign.awaitStubbornly(gate);
        });
        begun.await();
        var cancelling = n.fork("canceller", () -> counter.cancel());
        Watch.untilTask("canceller", "the end of /counter");
        assertTrue(counter.isAlive());
        assertFalse(there("counter"));
        gate.countDown();
        assertTrue(cancelling.join());
    }

    @TractorTest
    void anActorThatCancelsItselfIsGoneAtOnce(Nursery n) throws Exception {
        var seen = new AtomicReference<Boolean>();
        var counter = started(n, "counter", Counter::new);
        counter.tell(c -> {
            Actor.current().self().cancel();
            seen.set(there("counter"));
        });
        counter.join();
        assertEquals(false, seen.get());
    }

    @TractorTest
    void anActorCancelledFromBelowIsGoneAtOnce(Nursery n) throws Exception {
        var seen = new AtomicReference<Boolean>();
        var counter = started(n, "counter", Counter::new);
        counter.tell(c -> {
            var below = Actor.current().nursery().start("below", Counter::new);
            below.tell(b -> {
                counter.cancel();
                seen.set(there("counter"));
            });
        });
        counter.join();
        assertEquals(false, seen.get());
    }

    @TractorTest
    void anActorIsGoneWhenItsStateIsClosed() throws Exception {
        for (var end : List.<ActorAction<Portal<Closing>>>of(Portal::stop, Portal::cancel, closing -> {
            closing.tell(c -> {
                throw new IllegalStateException("failed");
            });
        })) {
            var found = new AtomicReference<Boolean>();
            try (var n = Nursery.open()) {
                end.accept(started(n, "closing", () -> new Closing(found)));
                n.join();
            } catch (NurseryException e) {
                assertEquals("failed", e.getCause().getCause().getMessage());
            }
            assertEquals(false, found.get());
        }
    }

    @TractorTest
    void anActorThatFailsIsGoneBeforeItsCrashConsoleOpens(Nursery outer, ScriptedConsole console) throws Exception {
        var block = outer.fork(
                "block",
                () -> assertThrows(NurseryException.class, () -> {
                    try (var n = Nursery.open(o -> o.debug(true))) {
                        var counter = started(n, "counter", Counter::new);
                        counter.tell(c -> {
                            throw new IllegalStateException("bad");
                        });
                        n.join();
                    }
                }));
        var session = console.next();
        assertEquals("/counter", session.actor());
        assertFalse(there("counter"));
        session.resume();
        console.next().resume();
        block.join();
    }

    @TractorTest
    void anActorFailsUnseenWithAnAnswerNobodyWaitsFor() throws Exception {
        var begun = new CountDownLatch(1);
        assertThrows(NurseryException.class, () -> {
            try (var n = Nursery.open()) {
                var counter = started(n, "counter", Counter::new);
                CancelScope.run(scope -> {
                    n.fork(() -> {
                        begun.await();
                        scope.cancel("enough");
                    });
                    counter.run(c -> {
                        begun.countDown();
                        try {
                            Foreign.block();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException("clean-up failed");
                        }
                    });
                });
                n.join();
            }
        });
        assertFalse(there("counter"));
    }

    @TractorTest
    void anActorWhoseOwnNurseryFailsIsGoneBeforeItIsInterrupted() {
        var seen = new AtomicReference<Boolean>();
        assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    var counter = started(n, "counter", Counter::new);
                    counter.tell(c -> {
                        Actor.current().nursery().fork(() -> {
                            throw new IllegalStateException("task");
                        });
                        try {
                            Foreign.block();
                        } finally {
                            seen.set(there("counter"));
                        }
                    });
                }));
        assertEquals(false, seen.get());
    }

    @TractorTest
    void aKilledActorIsGoneAtOnce(Nursery outer, Faults faults) {
        assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    started(n, "counter", Counter::new);
                    faults.kill("/counter");
                    assertFalse(there("counter"));
                }));
    }

    @TractorTest(cancelEverywhere = true, interruptEverywhere = true)
    void nothingOfABlockIsRegisteredAfterIt() throws Exception {
        try {
            try (var n = Nursery.open()) {
                for (int i = 0; i < 3; i++) {
                    var counter = n.start("counter", Counter::new);
                    counter.run(c -> Actor.current().nursery().start("below", Counter::new));
                }
                Registry.await("below", Counter.class).run(b -> b.add(1));
            }
        } finally {
            assertEquals(List.of(), Registry.list());
        }
    }

    @TractorTest
    @Scenario({"R04", "R06"})
    void childrenAreGoneHoweverTheirBlockEnds() throws Exception {
        var ends = List.<ScopedAction<Nursery, Exception>>of(
                n -> n.cancel("enough"),
                n -> Tractor.sleep(Foreign.LONG), // until the deadline
                n -> Registry.find("worker", Counter.class).orElseThrow().tell(c -> {
                    throw new IllegalStateException("a child fails");
                }),
                n -> n.fork(() -> {
                    throw new IllegalStateException("a task fails");
                }),
                n -> {
                    throw new IllegalStateException("the body fails");
                });
        for (var end : ends) {
            try {
                CancelScope.moveOnAfter(Duration.ofSeconds(1), () -> {
                    try (var n = Nursery.open()) {
                        for (int i = 0; i < 3; i++) {
                            started(n, "worker", Counter::new).tell(c -> Foreign.block());
                        }
                        end.run(n);
                        n.join();
                    }
                });
            } catch (NurseryException | IllegalStateException e) {
                assertTrue(e.toString().contains("fail"), e::toString);
            }
            assertEquals(List.of(), Registry.list());
        }
    }

    @TractorTest
    void anActorWhoseCancellationWaitsForTheTerminalStaysUntilThen(Nursery n, ScriptedConsole console)
            throws Exception {
        var counter = started(n, "counter", Counter::new);
        counter.tell(c -> Tractor.breakpoint());
        var session = console.next();
        n.start("canceller", Counter::new).tell(c -> counter.cancel());
        Watch.untilActor("/canceller", "the end of /counter");
        assertTrue(there("counter"));
        session.resume();
        counter.join();
        assertFalse(there("counter"));
    }

    @TractorTest
    void whoeverWasToldThatAnActorIsGoneDoesNotFindIt() throws Exception {
        try (var n = Nursery.open()) {
            var counter = started(n, "counter", Counter::new);
            for (int i = 0; i < 3; i++) {
                n.fork(() -> {
                    try {
                        for (int k = 0; k < 20; k++) {
                            counter.run(c -> {});
                        }
                    } catch (ActorGoneException | ActorCancelledException e) {
                        assertFalse(there("counter"));
                    }
                });
            }
            n.fork(() -> {
                counter.stop();
                assertFalse(there("counter"));
            });
            n.fork(() -> {
                counter.cancel();
                assertFalse(there("counter"));
            });
            n.join();
        }
    }

    // Odd ends, each in a root of its own.

    @Test
    void anActorWhoseThreadCannotBeHadIsNeverRegistered() {
        var refuse = new AtomicBoolean();
        var threads = Thread.ofVirtual().factory();
        var root = Roots.open(RootOptions.standard().withName("no-threads").withThreads(body -> {
            if (refuse.compareAndSet(true, false)) {
                throw new IllegalStateException("no more threads");
            }
            return threads.newThread(body);
        }));
        try (var entry = root.enter()) {
            assertThrows(IllegalStateException.class, () -> {
                try (var n = Nursery.open()) {
                    refuse.set(true);
                    n.start("counter", Counter::new);
                }
            });
            assertEquals(List.of(), root.registry());
        }
        root.close();
    }

    @Test
    void anActorThatADefectEndsIsGoneAsWell() throws Exception {
        var root = Roots.open(RootOptions.standard().withName("defect").withListener((event, who, what) -> {
            if (event == Listener.Event.RECEIVED) {
                throw new IllegalStateException("a listener must not throw");
            }
        }));
        try (var entry = root.enter()) {
            assertThrows(
                    NurseryException.class,
                    () -> Nursery.run(n -> {
                        n.start("counter", Counter::new).tell(c -> {});
                        n.join();
                    }));
            assertEquals(List.of(), root.registry());
        }
        root.close();
    }
}
