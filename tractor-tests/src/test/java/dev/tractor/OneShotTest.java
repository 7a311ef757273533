package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.Simulation;
import dev.tractor.test.TractorTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/** Actors that live for one call. */
class OneShotTest {
    private final List<String> ends = Collections.synchronizedList(new ArrayList<>());

    /** Notes its own end. */
    private final class Worker implements AutoCloseable {
        private final String word;

        Worker(String word) {
            this.word = word;
        }

        String longest(String... words) {
            return List.of(words).contains(word) ? word : null;
        }

        String fail(Exception error) throws Exception {
            throw error;
        }

        @Override
        public void close() throws Exception {
            ends.add(word);
        }
    }

    @TractorTest(cancelEverywhere = true, interruptEverywhere = true)
    void theReplyComesBackWhenTheActorIsGone() throws Exception {
        var path = new AtomicReference<String>();
        var self = new AtomicReference<Portal<?>>();
        String word = Actor.ask("poet", () -> new Worker("hyacinth"), w -> {
            path.set(Actor.current().path());
            self.set(Actor.current().self());
            return w.longest("rose", "hyacinth");
        });
        assertEquals("hyacinth", word);
        assertEquals("/poet", path.get());
        assertEquals(List.of("hyacinth"), ends);
        assertFalse(self.get().isAlive());
    }

    @TractorTest
    void theReplyMayBeNull() throws Exception {
        assertNull(Actor.ask("poet", () -> new Worker("lily"), w -> w.longest("rose")));
    }

    @TractorTest
    void runHasNoReply() throws Exception {
        var ran = new ArrayList<String>();
        Actor.run("poet", () -> new Worker("lily"), w -> ran.add(w.word));
        assertEquals(List.of("lily"), ran);
        assertEquals(List.of("lily"), ends);
    }

    @TractorTest
    void whatTheFunctionThrowsComesBackAsFromAnAsk() {
        var broken = new IOException("no ink");
        var thrown = assertThrows(
                ActorFailedException.class, () -> Actor.ask("poet", () -> new Worker("lily"), w -> w.fail(broken)));
        assertSame(broken, thrown.getCause());
        assertEquals("/poet", thrown.source());
        assertEquals(List.of("/poet"), thrown.path());
        assertEquals(0, thrown.getSuppressed().length);
        assertEquals(List.of("lily"), ends);
    }

    @TractorTest
    void aConstructorThatThrowsIsAFailureOfTheActor() {
        var broken = new IOException("no paper");
        var thrown = assertThrows(
                ActorFailedException.class,
                () -> Actor.ask(
                        "poet",
                        () -> {
                            throw broken;
                        },
                        w -> "not reached"));
        assertSame(broken, thrown.getCause());
        assertEquals("/poet", thrown.source());
    }

    @TractorTest
    void aStateThatCannotBeClosedFailsTheCallThoughItHasReplied() {
        var broken = new IOException("stuck");
        AutoCloseable state = () -> {
            throw broken;
        };
        var thrown = assertThrows(ActorFailedException.class, () -> Actor.ask("poet", () -> state, s -> "a fine word"));
        assertSame(broken, thrown.getCause());
    }

    @TractorTest
    void theErrorOfTheFunctionComesBeforeThatOfTheEnd() {
        var broken = new IOException("no ink");
        var worse = new IOException("stuck");
        AutoCloseable state = () -> {
            throw worse;
        };
        var thrown = assertThrows(
                ActorFailedException.class,
                () -> Actor.run("poet", () -> state, s -> {
                    throw broken;
                }));
        assertSame(broken, thrown.getCause());
        assertSame(worse, thrown.getSuppressed()[0].getCause());
    }

    @TractorTest
    void whatItStartedInItsOwnNurseryEndsWithIt(Simulation sim) throws Exception {
        var ended = new CountDownLatch(1);
        Actor.run("poet", () -> new Worker("lily"), w -> {
            var begun = new CountDownLatch(1);
            Actor.current().nursery().fork(() -> {
                try {
                    begun.countDown();
                    Tractor.sleep(Foreign.LONG);
                } finally {
                    ended.countDown();
                }
            });
            begun.await();
        });
        assertEquals(0, ended.getCount());
        assertEquals(Duration.ZERO, sim.now());
    }

    @TractorTest
    void aFailureInItsOwnNurseryIsTheActors() {
        var broken = new IOException("inside");
        var thrown = assertThrows(
                ActorFailedException.class,
                () -> Actor.run("poet", () -> new Worker("lily"), w -> {
                    Actor.current().nursery().fork(() -> {
                        throw broken;
                    });
                    Tractor.sleep(Duration.ofSeconds(1));
                }));
        assertTrue(Trees.reachable(thrown).contains(broken), thrown::toString);
    }

    @TractorTest
    void aCallerThatIsCancelledTakesTheActorWithIt(Simulation sim) throws Exception {
        var finished = CancelScope.moveOnAfter(
                Duration.ofSeconds(1),
                () -> Actor.run("poet", () -> new Worker("lily"), w -> Tractor.sleep(Foreign.LONG)));
        assertFalse(finished);
        assertEquals(List.of("lily"), ends);
        assertEquals(Duration.ofSeconds(1), sim.now());
    }

    @TractorTest
    void anErrorOnTheWayOutGoesBeforeTheCancellation() {
        var broken = new IOException("spilled");
        var thrown = assertThrows(
                ActorFailedException.class,
                () -> CancelScope.moveOnAfter(
                        Duration.ofSeconds(1),
                        () -> Actor.run("poet", () -> new Worker("lily"), w -> {
                            try {
                                Tractor.sleep(Foreign.LONG);
                            } catch (InterruptedException e) {
                                throw broken;
                            }
                        })));
        assertSame(broken, thrown.getCause());
    }

    @TractorTest
    void anActorThatIsCancelledByOthersSaysSo() {
        var thrown = assertThrows(
                ActorCancelledException.class,
                () -> Actor.run("poet", () -> new Worker("lily"), w -> {
                    Actor.current().self().cancel("enough");
                    Tractor.checkpoint();
                }));
        assertEquals("/poet", thrown.source());
    }

    @TractorTest
    void twentyFiveAtOnceAreAllGoneWhateverFails() throws Exception {
        for (int failing : new int[] {0, 1, 5, 25}) {
            ends.clear();
            var numbers = IntStream.range(0, 25).boxed().toList();
            var results = Tasks.map(numbers, 25, number -> {
                try {
                    return Actor.ask("poet", () -> new Worker("lily"), w -> {
                        Tractor.sleep(Duration.ofMillis(500));
                        return number < failing ? w.fail(new IOException("no " + number)) : w.word;
                    });
                } catch (ActorFailedException e) {
                    return "failed";
                }
            });
            assertEquals(failing, Collections.frequency(results, "failed"));
            assertEquals(25, ends.size());
        }
    }

    @TractorTest
    void theFirstOfManyThatFailsCancelsTheOthers(Simulation sim) {
        var thrown = assertThrows(
                NurseryException.class,
                () -> Tasks.map(
                        List.of(1, 2, 3, 4),
                        4,
                        number -> Actor.ask("poet-" + number, () -> new Worker("w"), w -> {
                            Tractor.sleep(Duration.ofSeconds(number));
                            return w.fail(new IOException("no " + number));
                        })));
        assertEquals(1, thrown.failures().size());
        assertEquals("/poet-1", ((ActorFailedException) thrown.getCause()).source());
        assertEquals(4, ends.size());
        assertEquals(Duration.ofSeconds(1), sim.now());
    }

    @TractorTest
    void aCallToTheActorThatWaitsForItIsRefused() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var thrown = assertThrows(
                    ActorFailedException.class,
                    () -> counter.run(
                            c -> Actor.ask("poet", () -> new Worker("lily"), w -> counter.ask(x -> x.add(1)))));
            assertInstanceOf(DeadlockException.class, thrown.getCause());
            assertEquals("/counter/poet", thrown.source());
            assertEquals(List.of("/counter/poet", "/counter"), thrown.path());
        }
    }

    @TractorTest
    void aHandlerOfItsSpawnTakesItsFailure() {
        var handled = Collections.synchronizedList(new ArrayList<String>());
        var thrown = assertThrows(
                ActorGoneException.class,
                () -> Actor.ask(
                        "poet",
                        () -> {
                            throw new IOException("no paper");
                        },
                        Spawn.local().withOnFailure((path, failure) -> handled.add(path)),
                        w -> "not reached"));
        assertEquals(List.of("/poet"), handled);
        assertTrue(thrown.getMessage().contains("no paper"), thrown.getMessage());
    }

    @TractorTest
    void inACancelledScopeNoActorStarts() throws Exception {
        var finished = CancelScope.run(scope -> {
            scope.cancel("enough");
            Actor.run(
                    "poet",
                    () -> {
                        ends.add("made");
                        return new Worker("lily");
                    },
                    w -> {});
        });
        assertFalse(finished);
        assertEquals(List.of(), ends);
    }

    @TractorTest
    void theNameIsChecked() {
        var thrown =
                assertThrows(IllegalArgumentException.class, () -> Actor.run("a/b", () -> new Worker("lily"), w -> {}));
        assertTrue(thrown.getMessage().startsWith("the name \"a/b\" of an actor holds a slash"), thrown.getMessage());
    }
}
