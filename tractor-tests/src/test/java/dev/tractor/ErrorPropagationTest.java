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
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** Where errors of actors go, and what they say of their way. */
class ErrorPropagationTest {

    private static Counter fail() throws IOException {
        throw new IOException("no disk");
    }

    // To the caller.

    @TractorTest
    @Scenario({"N01", "M17"})
    void anAskFailsWithWhatTheFunctionThrewAndTheActorLives() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var original = new IOException("no disk");
            var thrown = assertThrows(
                    ActorFailedException.class,
                    () -> counter.ask(c -> {
                        throw original;
                    }));
            assertSame(original, thrown.getCause());
            assertEquals("actor /counter failed: java.io.IOException: no disk", thrown.getMessage());
            assertEquals("/counter", thrown.source());
            assertEquals(List.of("/counter"), thrown.path());
            assertEquals(1, (int) counter.ask(c -> c.add(1)));
        }
    }

    /** An error of user code. */
    private static final class SoldOut extends Exception {
        private static final long serialVersionUID = 1L;
        private final int left;

        SoldOut(int left) {
            super("sold out");
            this.left = left;
        }
    }

    @TractorTest
    @Scenario("M18")
    void anErrorOfAClassOfOnesOwnKeepsItsClassAndItsFields() throws Exception {
        try (var n = Nursery.open()) {
            var back = n.start("back", Counter::new);
            var front = n.start("front", Counter::new);
            var thrown = assertThrows(
                    ActorFailedException.class,
                    () -> front.run(f -> back.run(b -> {
                        throw new SoldOut(3);
                    })));
            assertEquals(3, assertInstanceOf(SoldOut.class, thrown.getCause()).left);
        }
    }

    @TractorTest
    void anErrorOfARunGoesToTheCallerAndTheActorLives() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var thrown = assertThrows(
                    ActorFailedException.class,
                    () -> counter.run(c -> {
                        throw new StackOverflowError("deep");
                    }));
            assertInstanceOf(StackOverflowError.class, thrown.getCause());
            assertEquals(1, (int) counter.ask(c -> c.add(1)));
        }
    }

    @TractorTest
    void theAskersOwnCallIsInTheStackTraceOfWhatItThrows() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var thrown = assertThrows(ActorFailedException.class, () -> counter.ask(c -> fail()));
            assertTrue(List.of(thrown.getStackTrace()).stream()
                    .anyMatch(
                            frame -> frame.getMethodName().equals("theAskersOwnCallIsInTheStackTraceOfWhatItThrows")));
            assertEquals("fail", thrown.getCause().getStackTrace()[0].getMethodName());
        }
    }

    @TractorTest
    void anErrorThroughTwoActorsNamesBothInnermostFirst() throws Exception {
        try (var n = Nursery.open()) {
            var back = n.start("back", Counter::new);
            var front = n.start("front", Counter::new);
            var thrown = assertThrows(ActorFailedException.class, () -> front.ask(f -> back.ask(b -> fail())));
            assertEquals("/back", thrown.source());
            assertEquals(List.of("/back", "/front"), thrown.path());
            assertInstanceOf(IOException.class, thrown.getCause());
            assertEquals(
                    "actor /back failed: java.io.IOException: no disk (passed through /front)", thrown.getMessage());
        }
    }

    @TractorTest
    void anErrorThroughThreeActorsNamesAllThree() throws Exception {
        try (var n = Nursery.open()) {
            var c = n.start("c", Counter::new);
            var b = n.start("b", Counter::new);
            var a = n.start("a", Counter::new);
            var thrown = assertThrows(ActorFailedException.class, () -> a.ask(x -> b.ask(y -> c.ask(z -> fail()))));
            assertEquals("/c", thrown.source());
            assertEquals(List.of("/c", "/b", "/a"), thrown.path());
            assertInstanceOf(IOException.class, thrown.getCause());
            assertEquals("actor /c failed: java.io.IOException: no disk (passed through /b, /a)", thrown.getMessage());
        }
    }

    @TractorTest
    void anActorThatCatchesAnErrorStopsItThere() throws Exception {
        try (var n = Nursery.open()) {
            var back = n.start("back", Counter::new);
            var front = n.start("front", Counter::new);
            assertEquals("caught /back", front.ask(f -> {
                try {
                    return back.ask(b -> fail()).toString();
                } catch (ActorFailedException e) {
                    return "caught " + e.source();
                }
            }));
        }
    }

    @TractorTest
    void anErrorThatAnActorWrapsIsItsOwn() throws Exception {
        try (var n = Nursery.open()) {
            var back = n.start("back", Counter::new);
            var front = n.start("front", Counter::new);
            var thrown = assertThrows(
                    ActorFailedException.class,
                    () -> front.ask(f -> {
                        try {
                            return back.ask(b -> fail());
                        } catch (ActorFailedException e) {
                            throw new IllegalStateException("cannot ship", e);
                        }
                    }));
            assertEquals("cannot ship", thrown.getCause().getMessage());
            assertEquals(List.of("/front"), thrown.path()); // its own error; the other is among the causes
            assertEquals("/back", ((ActorFailedException) thrown.getCause().getCause()).source());
        }
    }

    @TractorTest
    void theFailureOfATaskThatAHandlerForkedReachesTheAsker() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var thrown = assertThrows(
                    ActorFailedException.class,
                    () -> counter.run(c -> Nursery.run(inner -> {
                        inner.fork(ErrorPropagationTest::fail);
                    })));
            assertEquals("/counter", thrown.source());
            var group = assertInstanceOf(NurseryException.class, thrown.getCause());
            assertInstanceOf(IOException.class, group.getCause());
            assertEquals(1, (int) counter.ask(c -> c.add(1)));
        }
    }

    @TractorTest
    void theFailureOfAnActorInAHandlersNurseryNamesBothActors() throws Exception {
        try (var n = Nursery.open()) {
            var front = n.start("front", Counter::new);
            var thrown = assertThrows(
                    ActorFailedException.class,
                    () -> front.run(f -> Nursery.run(inner -> {
                        inner.start("back", ErrorPropagationTest::fail);
                    })));
            assertEquals("/front/back", thrown.source());
            assertEquals(List.of("/front/back", "/front"), thrown.path());
            assertTrue(thrown.getMessage().endsWith("(passed through /front)"), thrown.getMessage());
        }
    }

    @TractorTest
    @Scenario({"D25", "M19"})
    void anErrorWhoseMessageCannotBeReadStillReachesTheAsker() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var thrown = assertThrows(
                    ActorFailedException.class,
                    () -> counter.run(c -> {
                        throw new Unreadable();
                    }));
            assertInstanceOf(Unreadable.class, thrown.getCause());
            assertEquals(1, (int) counter.ask(c -> c.add(1)));
        }
    }

    @TractorTest
    void anErrorWhoseCausesGoRoundInACircleStillReachesTheAsker() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var one = new IllegalStateException("one");
            var two = new IllegalStateException("two", one);
            one.initCause(two);
            var thrown = assertThrows(
                    ActorFailedException.class,
                    () -> counter.run(c -> {
                        throw one;
                    }));
            assertSame(one, thrown.getCause());
            assertEquals(1, (int) counter.ask(c -> c.add(1)));
        }
    }

    /** An error of user code that is broken itself. */
    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("cannot even say what is wrong");
        }
    }

    // To the nursery.

    @TractorTest
    @Scenario({"N01", "A02"})
    void anErrorOfATellFailsTheActorAndItsNursery() {
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    n.start("counter", Counter::new).tell(c -> fail());
                }));
        assertEquals(1, thrown.failures().size());
        var failure = assertInstanceOf(ActorFailedException.class, thrown.getCause());
        assertEquals(List.of("/counter"), failure.path());
        assertInstanceOf(IOException.class, failure.getCause());
    }

    @TractorTest
    void anErrorThatReachesATellThroughAnAskNamesBothActors() {
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    var back = n.start("back", Counter::new);
                    n.start("front", Counter::new).tell(f -> back.run(b -> fail()));
                }));
        var failure = assertInstanceOf(ActorFailedException.class, thrown.getCause());
        assertEquals("/back", failure.source());
        assertEquals(List.of("/back", "/front"), failure.path());
    }

    @TractorTest
    void theFailureOfANestedActorPassesThroughTheActorsAboveIt() {
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    var a = n.start("a", Counter::new);
                    var b = a.ask(x -> Actor.current().nursery().start("b", Counter::new));
                    var c = b.ask(x -> Actor.current().nursery().start("c", Counter::new));
                    c.tell(x -> fail());
                }));
        var failure = assertInstanceOf(ActorFailedException.class, thrown.getCause());
        assertEquals("/a/b/c", failure.source());
        assertEquals(List.of("/a/b/c", "/a/b", "/a"), failure.path());
    }

    @TractorTest
    void whatFailedAnActorBesidesIsNotLostOnTheWayThroughAnother() {
        var bad = new IOException("bad");
        var flush = new IOException("cannot flush");
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    n.start("front", Counter::new)
                            .tell(f -> Nursery.run(inner -> {
                                inner.start("back", () -> (AutoCloseable) () -> {
                                            throw flush;
                                        })
                                        .tell(b -> {
                                            throw bad;
                                        });
                            }));
                }));
        assertEquals(List.of("/front/back", "/front"), ((ActorFailedException) thrown.getCause()).path());
        assertTrue(Trees.reachable(thrown).containsAll(List.of(bad, flush)), thrown::toString);
    }

    @TractorTest
    void joiningAnActorTellsWhatFailedItBesides() {
        var flush = new IOException("cannot flush");
        var told = new AtomicReference<Throwable>();
        assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    var counter = n.start("counter", () -> (AutoCloseable) () -> {
                        throw flush;
                    });
                    n.fork(
                            "joiner",
                            () -> CancelScope.shield(
                                    () -> told.set(assertThrows(ActorFailedException.class, counter::join))));
                    Watch.untilTask("joiner", "the end of /counter");
                    counter.tell(c -> {
                        throw new IllegalStateException("bad");
                    });
                }));
        assertTrue(Trees.reachable(told.get()).contains(flush), told.get()::toString);
    }

    @TractorTest
    void messagesAfterAFailedTellAreNotServed() {
        var after = new AtomicReference<String>();
        assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    var gate = new CountDownLatch(1);
                    var counter = n.start("counter", Counter::new);
                    counter.tell(c -> {
                        gate.await();
                        fail();
                    });
                    counter.tell(c -> after.set("served"));
                    gate.countDown();
                }));
        assertSame(null, after.get());
    }

    // Cancellations that cross actors.

    @TractorTest
    void theCancellationOfAnotherActorPassesThroughAsOne() throws Exception {
        try (var n = Nursery.open()) {
            var back = n.start("back", Counter::new);
            var front = n.start("front", Counter::new);
            var begun = new CountDownLatch(1);
            var told = n.fork(
                    "asker",
                    () -> assertThrows(
                            ActorCancelledException.class,
                            () -> front.run(f -> back.run(b -> {
                                begun.countDown();
                                new CountDownLatch(1).await();
                            }))));
            begun.await();
            n.fork("killer", () -> back.cancel("no longer needed")).join();
            assertEquals("task killer", told.join().canceller());
            assertEquals("/back", told.get().source());
            assertEquals(List.of("/back", "/front"), told.get().path());
            assertEquals(
                    "actor /back was cancelled before it could answer: no longer needed (by task killer),"
                            + " which passed through /front",
                    told.get().getMessage());
            assertEquals(1, (int) front.ask(f -> f.add(1)));
        }
    }

    @TractorTest
    void anErrorOfACleanUpIsNotLostWithTheCancellationOfAnotherActor() throws Exception {
        var flush = new IOException("cannot flush");
        try (var n = Nursery.open()) {
            var back = n.start("back", Counter::new);
            var front = n.start("front", Counter::new);
            var asked = new CountDownLatch(1);
            var told = n.fork(
                    "asker",
                    () -> assertThrows(
                            ActorCancelledException.class,
                            () -> front.run(f -> {
                                try (AutoCloseable resource = () -> {
                                    throw flush;
                                }) {
                                    back.run(b -> {
                                        asked.countDown();
                                        new CountDownLatch(1).await();
                                    });
                                }
                            })));
            asked.await();
            back.cancel("no longer needed");
            assertEquals(List.of("/back", "/front"), told.join().path());
            assertTrue(Trees.reachable(told.get()).contains(flush), told.get()::toString);
        }
    }

    @TractorTest
    void theCancellationOfAnotherActorFailsATaskThatLetsItPass() {
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    var back = n.start("back", Counter::new);
                    var begun = new CountDownLatch(1);
                    n.fork(() -> back.run(b -> {
                        begun.countDown();
                        new CountDownLatch(1).await();
                    }));
                    begun.await();
                    back.cancel("no longer needed");
                    n.join();
                }));
        assertInstanceOf(ActorCancelledException.class, thrown.getCause());
    }

    @TractorTest
    void aCancelledExceptionOfAHandlersOwnScopeDoesNotCrossTheActor() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var thrown = assertThrows(
                    ActorFailedException.class,
                    () -> counter.run(c -> {
                        Thread.currentThread().interrupt();
                        Tractor.checkpoint();
                    }));
            assertFalse(thrown instanceof ActorCancelledException);
            assertEquals(
                    "foreign code",
                    assertInstanceOf(CancelledException.class, thrown.getCause())
                            .by());
        }
    }

    @TractorTest(repeats = 500)
    void aRealErrorOfAHandlerIsNeverReplacedByTheCancellationOfItsActor() throws Exception {
        var raised = new AtomicReference<Throwable>();
        var told = new AtomicReference<Throwable>();
        try {
            Nursery.run(n -> {
                var counter = n.start("counter", Counter::new);
                var begun = new CountDownLatch(1);
                n.fork("asker", () -> {
                    try {
                        counter.run(c -> {
                            begun.countDown();
                            Thread.onSpinWait();
                            raised.set(new IOException("real"));
                            throw (IOException) raised.get();
                        });
                    } catch (ActorFailedException e) {
                        told.set(e.getCause());
                    }
                });
                begun.await();
                counter.cancel();
            });
        } catch (NurseryException e) {
            told.set(e.getCause().getCause());
        }
        assertSame(raised.get(), told.get());
    }

    @TractorTest(repeats = 500)
    void aRealErrorOfATellIsNeverReplacedByTheEndOfTheBlock() throws Exception {
        var raised = new AtomicReference<Throwable>();
        Throwable told = null;
        try (var n = Nursery.open()) {
            n.start("counter", Counter::new).tell(c -> {
                raised.set(new IOException("real"));
                throw (IOException) raised.get();
            });
            while (raised.get() == null) {
                Thread.onSpinWait();
            }
        } catch (NurseryException e) {
            told = e.getCause().getCause();
        }
        assertSame(raised.get(), told);
    }
}
