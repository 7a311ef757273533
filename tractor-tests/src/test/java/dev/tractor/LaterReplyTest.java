package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.Faults;
import dev.tractor.test.LogCapture;
import dev.tractor.test.Messages;
import dev.tractor.test.Simulation;
import dev.tractor.test.TractorTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Replies that are given some time after the handler has returned. */
class LaterReplyTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Serves those who wait for an order, in a later turn. */
    static class Desk {
        final Deque<Reply<String>> waiting = new ArrayDeque<>();

        void next(Reply<String> reply) {
            waiting.add(reply);
        }

        void serve(String order) {
            waiting.remove().give(order);
        }

        int waiting() {
            return waiting.size();
        }
    }

    private static final class ClosingDesk extends Desk implements AutoCloseable {
        @Override
        public void close() {
            waiting.forEach(reply -> reply.fail(new IOException("closed")));
        }
    }

    /** Somebody who waits at the desk. */
    private static Task<String> caller(Nursery n, Portal<Desk> desk) throws InterruptedException {
        int before = desk.ask(Desk::waiting);
        Task<String> caller = n.fork("caller", () -> desk.ask((d, reply) -> d.next(reply)));
        Watch.until(() -> desk.ask(Desk::waiting) > before);
        return caller;
    }

    // Giving it.

    @TractorTest
    void aReplyMayBeGivenWhileTheHandlerRuns(Nursery n) throws Exception {
        var counter = n.start("counter", Counter::new);
        int now = counter.ask((c, reply) -> reply.give(c.add(3)));
        assertEquals(3, now);
        String nothing = counter.ask((c, reply) -> reply.give(null));
        assertNull(nothing);
    }

    @TractorTest
    void aReplyMayBeGivenInALaterTurnAndTheActorServesOthersMeanwhile(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        var first = caller(n, desk);
        var second = caller(n, desk);
        desk.run(d -> d.serve("apple"));
        assertEquals("apple", first.join());
        assertFalse(second.isDone());
        desk.tell(d -> d.serve("pear"));
        assertEquals("pear", second.join());
    }

    @TractorTest
    void aReplyMayBeGivenByATaskOfTheActor(Nursery n, Simulation sim) throws Exception {
        var counter = n.start("counter", Counter::new);
        String page = counter.ask((c, reply) -> Actor.current().nursery().fork(() -> {
            Tractor.sleep(SECOND);
            return reply.give("page");
        }));
        assertEquals("page", page);
        assertEquals(SECOND, sim.now());
    }

    @TractorTest
    void aReplyMayBePassedOnToAnotherActor(Nursery n) throws Exception {
        var back = n.start("back", Counter::new);
        var front = n.start("front", Counter::new);
        int sum = front.ask((f, reply) -> back.tell(b -> reply.give(b.add(4))));
        assertEquals(4, sum);
    }

    @TractorTest
    void anyThreadMayGiveIt(Nursery n) throws Exception {
        var counter = n.start("counter", Counter::new);
        var told = new boolean[1]; // no volatile: a reply orders memory
        boolean taken = counter.ask((c, reply) -> Thread.ofVirtual().start(() -> {
            told[0] = true;
            reply.give(true);
        }));
        assertTrue(taken);
        assertTrue(told[0]);
    }

    @TractorTest
    void givingItTellsWhetherItIsTaken(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        var caller = caller(n, desk);
        assertTrue((boolean) desk.ask(d -> d.waiting.getFirst().isWanted()));
        assertTrue((boolean) desk.ask(d -> d.waiting.getFirst().give("apple")));
        assertFalse((boolean) desk.ask(d -> d.waiting.getFirst().isWanted()));
        assertEquals("apple", caller.join());
    }

    @TractorTest
    void aReplyCanBeUsedOnce(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        var caller = caller(n, desk);
        desk.run(d -> {
            var reply = d.waiting.getFirst();
            assertTrue(reply.give("apple"));
            var refused = assertThrows(IllegalStateException.class, () -> reply.give("pear"));
            assertEquals(
                    "the reply of /desk to task caller was given before; a Reply can be used once",
                    refused.getMessage());
            assertThrows(IllegalStateException.class, () -> reply.fail(new IOException()));
            assertEquals("reply of /desk to task caller", reply.toString());
        });
        assertEquals("apple", caller.join());
    }

    @TractorTest
    void ofTwoWhoGiveItOneIsRefusedAndTheCallerGetsOneOfThem(Nursery n) throws Exception {
        var counter = n.start("counter", Counter::new);
        var refused = new int[1];
        var both = new Event();
        int got = counter.ask((c, reply) -> {
            for (int i = 1; i <= 2; i++) {
                int value = i;
                n.fork(() -> {
                    try {
                        reply.give(value);
                    } catch (IllegalStateException e) {
                        refused[0]++;
                        both.set();
                    }
                });
            }
        });
        both.await();
        assertTrue(got == 1 || got == 2);
        assertEquals(1, refused[0]);
    }

    // Errors.

    @TractorTest
    void anErrorThatIsGivenComesBackAsTheActorsOwn(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        var error = new IOException("no line");
        n.fork(() -> {
                    var thrown = assertThrows(
                            ActorFailedException.class, () -> desk.<String>ask((d, reply) -> reply.fail(error)));
                    assertSame(error, thrown.getCause());
                    assertEquals("actor /desk failed: java.io.IOException: no line", thrown.getMessage());
                })
                .join();
        assertEquals(0, (int) desk.ask(Desk::waiting));
    }

    @TractorTest
    void anErrorOfTheHandlerComesBackAndTheActorLives(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        var kept = new ArrayList<Reply<String>>();
        var thrown = assertThrows(
                ActorFailedException.class,
                () -> desk.<String>ask((d, reply) -> {
                    kept.add(reply);
                    throw new IOException("no line");
                }));
        assertInstanceOf(IOException.class, thrown.getCause());
        assertFalse(kept.getFirst().isWanted());
        assertFalse(kept.getFirst().give("too late"));
        assertFalse(kept.getFirst().fail(new IOException("too late")));
        assertEquals(0, (int) desk.ask(Desk::waiting));
    }

    @TractorTest
    void anErrorOfTheHandlerAfterItHasGivenTheReplyFailsTheActor() {
        var replies = new ArrayList<String>();
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    var desk = n.start("desk", Desk::new);
                    n.fork(() -> replies.add(CancelScope.shield(() -> desk.ask((d, reply) -> {
                        reply.give("apple");
                        throw new IOException("no line");
                    }))));
                }));
        assertInstanceOf(IOException.class, thrown.getCause().getCause());
        assertEquals(List.of("apple"), replies);
    }

    @TractorTest
    void anErrorForACallerThatHasGivenUpIsLoggedAndFailsNobody(Nursery n, LogCapture log) throws Exception {
        var desk = n.start("desk", Desk::new);
        assertThrows(TimeoutException.class, () -> desk.<String>ask(SECOND, (d, reply) -> d.next(reply)));
        assertFalse((boolean) desk.ask(d -> d.waiting.remove().fail(new IOException("no line"))));
        assertEquals(0, (int) desk.ask(Desk::waiting));
        log.expect(
                System.Logger.Level.INFO,
                "nobody waits any more for the reply of /desk to " + Strand.current()
                        + ", which was an error: actor /desk failed: java.io.IOException: no line");
    }

    @TractorTest
    void nullsAreRefusedByName(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        assertEquals(
                "action",
                assertThrows(NullPointerException.class, () -> desk.ask((ReplyingAction<Desk, String>) null))
                        .getMessage());
        String answer = desk.ask((d, reply) -> {
            assertEquals(
                    "error",
                    assertThrows(NullPointerException.class, () -> reply.fail(null))
                            .getMessage());
            reply.give("still wanted");
        });
        assertEquals("still wanted", answer);
    }

    // The caller gives up.

    @TractorTest
    void aCancelledCallerThrowsAtOnceAndTheReplyKnows(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        CancelScope.run(scope -> {
            n.fork(() -> {
                Watch.until(() -> desk.ask(Desk::waiting) == 1);
                scope.cancel("enough");
            });
            var thrown = assertThrows(CancelledException.class, () -> desk.<String>ask((d, reply) -> d.next(reply)));
            assertEquals("enough", thrown.reason());
        });
        assertFalse((boolean) desk.ask(d -> d.waiting.getFirst().isWanted()));
        assertFalse((boolean) desk.ask(d -> d.waiting.getFirst().give("apple")));
    }

    @TractorTest
    void aCallerThatGivesUpWhileTheHandlerRunsInterruptsIt(Nursery n, Simulation sim) throws Exception {
        var desk = n.start("desk", Desk::new);
        var late = assertThrows(
                TimeoutException.class,
                () -> desk.<String>ask(SECOND, (d, reply) -> Tractor.sleep(Duration.ofHours(1))));
        assertEquals("no reply of /desk within 1s; the ask had begun to run", late.getMessage());
        assertEquals(SECOND, sim.now());
        assertEquals(0, (int) desk.ask(Desk::waiting));
    }

    @TractorTest
    void aCallerThatGivesUpLaterInterruptsNoOtherMessage(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        var late = n.fork(() ->
                assertThrows(TimeoutException.class, () -> desk.<String>ask(SECOND, (d, reply) -> d.next(reply))));
        Watch.until(() -> desk.ask(Desk::waiting) == 1);
        desk.run(d -> Tractor.sleep(SECOND.multipliedBy(2)));
        assertTrue(late.isDone());
    }

    @TractorTest
    void aReplyThatMeetsACancellationIsTakenOrKnownNotToBe(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        var got = new String[1];
        var taken = new boolean[1];
        CancelScope.run(scope -> {
            n.fork(() -> scope.cancel("enough"));
            got[0] = desk.ask((d, reply) -> taken[0] = reply.give("apple"));
        });
        desk.run(d -> {});
        assertEquals(taken[0] ? "apple" : null, got[0]);
    }

    // The actor ends.

    @TractorTest
    void whoIsOwedAReplyIsToldThatTheActorWasStopped(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        var told = n.fork(
                "caller",
                () -> assertThrows(ActorGoneException.class, () -> desk.<String>ask((d, reply) -> d.next(reply))));
        Watch.until(() -> desk.ask(Desk::waiting) == 1);
        desk.stop();
        assertTrue(told.join().getMessage().contains("it was stopped"));
    }

    @TractorTest
    void whoIsOwedAReplyIsToldThatTheActorWasCancelled(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        var told = n.fork(
                "caller",
                () -> assertThrows(ActorCancelledException.class, () -> desk.<String>ask((d, reply) -> d.next(reply))));
        Watch.until(() -> desk.ask(Desk::waiting) == 1);
        desk.cancel("no longer needed");
        assertTrue(told.join().getMessage().contains("no longer needed"));
    }

    @TractorTest
    void whoIsOwedAReplyIsToldHowTheActorFailed() {
        var told = new ArrayList<String>();
        assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    var desk = n.start("desk", Desk::new);
                    n.fork(() -> CancelScope.shield(() -> {
                        var gone = assertThrows(
                                ActorGoneException.class,
                                () -> desk.<String>ask((d, reply) -> {
                                    d.next(reply);
                                    desk.tell(x -> {
                                        throw new IOException("no line");
                                    });
                                }));
                        told.add(gone.getMessage());
                    }));
                }));
        assertTrue(told.getFirst().contains("it failed: java.io.IOException: no line"), told.getFirst());
    }

    @TractorTest
    void theStateMayReplyWhileItIsClosed(Nursery n) throws Exception {
        Portal<ClosingDesk> desk = n.start("desk", ClosingDesk::new);
        var told = n.fork(
                "caller",
                () -> assertThrows(ActorFailedException.class, () -> desk.<String>ask((d, reply) -> d.next(reply))));
        Watch.until(() -> desk.ask(Desk::waiting) == 1);
        desk.stop();
        assertEquals(
                "actor /desk failed: java.io.IOException: closed", told.join().getMessage());
        desk.join();
    }

    @TractorTest
    void aReplyAfterTheEndOfTheActorIsDropped(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        var kept = new ArrayList<Reply<String>>();
        var caller = n.fork(() -> assertThrows(
                ActorGoneException.class,
                () -> desk.<String>ask((d, reply) -> {
                    kept.add(reply);
                    d.next(reply);
                })));
        Watch.until(() -> desk.ask(Desk::waiting) == 1);
        desk.stop();
        desk.join();
        assertFalse(kept.getFirst().isWanted());
        assertFalse(kept.getFirst().give("apple"));
        assertFalse(kept.getFirst().fail(new IOException()));
        caller.join();
    }

    @TractorTest
    void aReplyThatMeetsTheEndOfTheActorEndsTheCall(Nursery n, LogCapture log) throws Exception {
        var desk = n.start("desk", Desk::new);
        var taken = new boolean[1];
        var given = new Event();
        var caller = n.fork("caller", () -> {
            try {
                return desk.<String>ask((d, reply) -> {
                    n.fork(() -> {
                        taken[0] = reply.give("apple");
                        given.set();
                    });
                    desk.stop();
                });
            } catch (ActorGoneException e) {
                return "gone";
            }
        });
        assertEquals(caller.join(), given(given, taken) ? "apple" : "gone");
        desk.join();
        if (taken[0]) {
            log.expectNone(System.Logger.Level.INFO); // nothing was owed at the end
        }
    }

    private static boolean given(Event given, boolean[] taken) throws InterruptedException {
        given.await();
        return taken[0];
    }

    // The search for calls that can never be served.

    @TractorTest
    void whoWaitsForALaterReplyIsNotHeldUpByTheActor(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        var front = n.start("front", Counter::new);
        // the desk asks the front, which waits for an order that somebody else will bring to the desk
        var order = n.fork(() -> front.ask(f -> desk.<String>ask((d, reply) -> d.next(reply))));
        Watch.until(() -> desk.ask(Desk::waiting) == 1);
        var asked = n.fork(
                "asked",
                () -> desk.run(d -> {
                    d.serve("apple");
                    front.run(f -> {});
                }));
        assertEquals("apple", order.join());
        asked.join();
    }

    @TractorTest
    void aReplyThatTheHandlerHasPassedOnMayComeThoughTheHandlerWaitsForTheCaller(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        var front = n.start("front", Counter::new);
        String order = front.ask(f -> desk.<String>ask((d, reply) -> {
            n.fork(() -> {
                Watch.untilActor("/desk", "waits for a reply of /front");
                reply.give("apple");
            });
            front.run(x -> x.add(1)); // when the front has the reply
        }));
        assertEquals("apple", order);
        assertEquals(1, (int) front.ask(f -> f.total));
    }

    @TractorTest
    void anAskThatCannotEvenBeginIsRefused(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        desk.run(d -> assertThrows(DeadlockException.class, () -> desk.<String>ask((x, reply) -> reply.give("never"))));
    }

    // By a link.

    @TractorTest
    void aSlowLinkCarriesIt(Nursery n, Faults faults, Simulation sim) throws Exception {
        var desk = n.start("desk", Desk::new);
        faults.delay(Messages.messages().from("/desk"), SECOND);
        faults.delay(Messages.asks(), SECOND).once();
        var caller = n.fork("caller", () -> desk.<String>ask((d, reply) -> d.next(reply)));
        Tractor.sleep(Duration.ofMillis(1500));
        desk.tell(d -> d.serve("apple"));
        assertEquals("apple", caller.join());
        assertEquals(Duration.ofMillis(2500), sim.now());
    }

    @TractorTest
    void aReplyOnItsWayOutlivesTheActor(Nursery n, Faults faults) throws Exception {
        var desk = n.start("desk", Desk::new);
        faults.delay(Messages.replies(), SECOND);
        String order = CancelScope.failAfter(
                Duration.ofMinutes(1),
                () -> desk.ask((d, reply) -> {
                    reply.give("apple");
                    desk.stop();
                }));
        assertEquals("apple", order);
    }

    @TractorTest
    void aReplyThatIsLostOnTheWayTimesOut(Nursery n, Faults faults) throws Exception {
        var desk = n.start("desk", Desk::new);
        faults.drop(Messages.replies()).once();
        assertThrows(TimeoutException.class, () -> desk.<String>ask(SECOND, (d, reply) -> reply.give("apple")));
        assertEquals("pear", desk.<String>ask(SECOND, (d, reply) -> reply.give("pear")));
    }

    @TractorTest(copyMessages = true)
    void aReplyIsSharedAndWhatItCarriesIsCopied(Nursery n) throws Exception {
        var back = n.start("back", Counter::new);
        var front = n.start("front", Counter::new);
        List<String> got = front.ask((f, reply) -> back.tell(b -> {
            b.note("pear");
            reply.give(b.log);
        }));
        got.add("plum");
        assertEquals(List.of("pear"), back.ask(Counter::notes));
    }

    // Everywhere.

    @TractorTest(cancelEverywhere = true, interruptEverywhere = true)
    void whoeverGivesUpNobodyWaitsForEver() throws Exception {
        Nursery.run(n -> {
            var desk = n.start("desk", Desk::new);
            var callers = new ArrayList<Task<?>>();
            for (int i = 0; i < 3; i++) {
                callers.add(n.fork(() -> {
                    try {
                        assertEquals("apple", desk.<String>ask(SECOND, (d, reply) -> d.next(reply)));
                    } catch (TimeoutException e) {
                        assertTrue(e.getMessage().startsWith("no reply of /desk within 1s"), e.getMessage());
                    }
                }));
            }
            for (int i = 0; i < 2; i++) {
                Tractor.sleep(Duration.ofMillis(400));
                desk.tell(d -> {
                    d.waiting.removeIf(reply -> !reply.isWanted());
                    if (d.waiting() > 0) {
                        d.serve("apple");
                    }
                });
            }
            for (var caller : callers) {
                caller.join();
            }
            desk.stop();
        });
    }
}
