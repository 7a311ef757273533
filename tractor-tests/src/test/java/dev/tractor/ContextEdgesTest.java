package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.ScriptedConsole;
import dev.tractor.test.Simulation;
import dev.tractor.test.TractorTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** Contexts at their edges: ended before they began, twice, from elsewhere, or while something else ends. */
final class ContextEdgesTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);

    /** The other side. */
    static final class Peer {
        private boolean talked;

        int notes(Dialog<String, Integer, Integer> d) {
            talked = true;
            d.started("noted");
            return 1;
        }

        int waits(Dialog<String, Integer, Integer> d) throws InterruptedException {
            d.started("waits");
            Tractor.sleep(DAY);
            return 1;
        }

        /** Cleans up for a second when it is cancelled. */
        int cleansUp(Dialog<String, Integer, Integer> d) throws InterruptedException {
            d.started("cleans up");
            try {
                Tractor.sleep(DAY);
                return 1;
            } finally {
                CancelScope.shield(() -> {
                    try {
                        Tractor.sleep(SECOND);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
            }
        }

        int sends(Dialog<String, Integer, Integer> d) throws InterruptedException {
            d.started("sends");
            var s = d.openStream();
            for (int i = 0; i < 3; i++) {
                s.send(i);
            }
            Tractor.sleep(DAY);
            return 3;
        }

        int fails(Dialog<String, Integer, Integer> d, Exception how) throws Exception {
            d.started("fails");
            throw how;
        }

        boolean talked() {
            return talked;
        }
    }

    // Ended before it began, and ended twice.

    @TractorTest
    void oneThatWasCancelledBeforeItBeganNeverBeginsAndKeepsItsOutcome(Nursery n) throws Exception {
        var peer = n.start("peer", Peer::new);
        var gate = new Event();
        peer.tell(p -> gate.await());
        try (var ctx = peer.open(Peer::notes)) {
            assertTrue(ctx.cancel("too late"));
            var outcome = ctx.outcome().orElseThrow();
            gate.set();
            boolean talked = peer.ask(Peer::talked);
            assertFalse(talked);
            assertSame(outcome, ctx.outcome().orElseThrow());
        }
        var again = new Event();
        peer.tell(p -> again.await());
        try (var ctx = peer.open(Peer::notes)) {
            assertTrue(ctx.cancel("too late"));
            var outcome = ctx.outcome().orElseThrow();
            peer.cancel("all of it"); // drops what asked for the dialog
            assertSame(outcome, ctx.outcome().orElseThrow());
        }
    }

    @TractorTest
    void theFirstOfTwoCancellationsCounts(Nursery n) throws Exception {
        var peer = n.start("peer", Peer::new);
        try (var ctx = peer.open(Peer::cleansUp)) {
            ctx.started();
            var first = n.fork("first", () -> ctx.cancel("first"));
            Tractor.sleep(SECOND.dividedBy(2));
            ctx.cancel("second");
            boolean ended = first.join();
            assertTrue(ended);
            var outcome =
                    assertInstanceOf(Outcome.Cancelled.class, ctx.outcome().orElseThrow());
            assertEquals(
                    "/peer (task dialog-1) was cancelled: first (by task first)",
                    outcome.cancellation().getMessage());
        }
    }

    @TractorTest
    void afterACancellationNothingThatWasSentIsReceived(Nursery n, Simulation sim) throws Exception {
        var peer = n.start("peer", Peer::new);
        try (var ctx = peer.open(Peer::sends);
                var s = ctx.openStream()) {
            ctx.started();
            sim.settle();
            assertTrue(ctx.cancel("enough"));
            assertTrue(s.tryReceive().isEmpty());
            assertThrows(StreamEndedException.class, s::receive);
        }
    }

    // While the actor fails.

    @TractorTest
    void aDialogThatItsActorsFailureHasCancelledEndsByThatWhoeverCancelsItThen() {
        var broken = new IllegalStateException("broken");
        var outcome = new AtomicReference<Outcome<Integer>>();
        assertThrows(
                RuntimeException.class, // of the context, or of the nursery
                () -> Nursery.run(n -> {
                    var peer = n.start("peer", Peer::new);
                    try (var ctx = peer.open(Peer::cleansUp)) {
                        ctx.started();
                        peer.tell(p -> {
                            throw broken;
                        });
                        n.fork(
                                "late",
                                () -> CancelScope.shield(() -> {
                                    Tractor.sleep(SECOND.dividedBy(2));
                                    ctx.cancel("late");
                                    outcome.set(ctx.outcome().orElseThrow());
                                }));
                        Tractor.sleep(DAY);
                    }
                }));
        var failure = assertInstanceOf(Outcome.Failure.class, outcome.get());
        assertSame(broken, failure.failure().getCause());
    }

    @TractorTest
    void aDialogThatItsOpenerHasCancelledEndsByThatThoughItsActorFailsThen() {
        var broken = new IllegalStateException("broken");
        var outcome = new AtomicReference<Outcome<Integer>>();
        assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    var peer = n.start("peer", Peer::new);
                    try (var ctx = peer.open(Peer::cleansUp)) {
                        ctx.started();
                        n.fork("failing", () -> {
                            Tractor.sleep(SECOND.dividedBy(2));
                            peer.tell(p -> {
                                throw broken;
                            });
                        });
                        ctx.cancel("first");
                        outcome.set(ctx.outcome().orElseThrow());
                    }
                }));
        assertInstanceOf(Outcome.Cancelled.class, outcome.get());
    }

    @TractorTest
    void anAskBehindADialogThatWantsItsTurnIsAnsweredWhenTheActorIsCancelled(Nursery n, Simulation sim)
            throws Exception {
        var peer = n.start("peer", Peer::new);
        var asker = new AtomicReference<Task<?>>();
        assertThrows(ActorCancelledException.class, () -> {
            try (var ctx = peer.open(Peer::waits)) {
                ctx.started();
                peer.tell(p -> CancelScope.shield(() -> Tractor.sleep(SECOND))); // has the turn meanwhile
                sim.settle();
                asker.set(n.fork(
                        "asker", () -> assertThrows(ActorCancelledException.class, () -> peer.ask(Peer::talked))));
                sim.settle();
                peer.cancel("all of it"); // its dialog wants the turn now, before the ask
                ctx.result();
            }
        });
        asker.get().join();
    }

    // Who may do what.

    @TractorTest
    void openingIsACheckpoint(Nursery n) throws Exception {
        var peer = n.start("peer", Peer::new);
        CancelScope.run(scope -> {
            scope.cancel("enough");
            assertThrows(CancelledException.class, () -> peer.open(Peer::notes));
        });
        boolean talked = peer.ask(Peer::talked);
        assertFalse(talked);
    }

    @TractorTest
    void onlyItsOpenerMayCloseIt(Nursery n) throws Exception {
        var peer = n.start("peer", Peer::new);
        try (var ctx = peer.open(Peer::waits)) {
            var thrown = n.fork("other", () -> assertThrows(IllegalStateException.class, ctx::close))
                    .join();
            assertEquals(
                    "cannot close the context of task test with /peer here: only task test, which opened it, may close"
                            + " it; this is task other",
                    thrown.getMessage());
            assertTrue(ctx.outcome().isEmpty());
        }
    }

    @TractorTest
    void onlyTheDialogItselfSaysThatItHasStarted(Nursery n) throws Exception {
        var peer = n.start("peer", Peer::new);
        try (var ctx = peer.open((Peer p, Dialog<String, Integer, Integer> d) -> {
            try (var inner = Nursery.open()) {
                var thrown = inner.fork(
                                "helper",
                                () -> assertThrows(IllegalStateException.class, () -> d.started("by another")))
                        .join();
                d.started(thrown.getMessage());
            }
        })) {
            assertEquals(
                    "only /peer (task dialog-1) itself may say that it has started; this is /peer (task helper)",
                    ctx.started());
        }
    }

    @TractorTest
    void cancellingFromInsideTheActorOnlyRequests(Nursery n, Simulation sim) throws Exception {
        var peer = n.start("peer", Peer::new);
        try (var ctx = peer.open(Peer::waits)) {
            ctx.started();
            boolean ended = peer.ask(p -> ctx.cancel("from inside")); // it needs the turn to end, which is held here
            assertFalse(ended);
            assertEquals(Duration.ZERO, sim.now());
        }
    }

    @TractorTest
    void cancellingWaitsNoLongerThanTheGracePeriod(Simulation sim) throws Exception {
        try (var n = Nursery.open(o -> o.grace(SECOND.dividedBy(4)))) {
            var peer = n.start("peer", Peer::new);
            try (var ctx = peer.open(Peer::cleansUp)) {
                ctx.started();
                assertFalse(ctx.cancel("enough"));
                assertEquals(SECOND.dividedBy(4), sim.now());
            }
            assertEquals(SECOND, sim.now());
        }
    }

    @TractorTest
    void twoTasksWaitForItsEndAndOneGivesUp(Nursery n, Simulation sim) throws Exception {
        var peer = n.start("peer", Peer::new);
        var gate = new Event();
        try (var ctx = peer.open((Peer p, Dialog<String, Integer, Integer> d) -> {
            gate.await();
            return 5;
        })) {
            var result = n.fork("staying", ctx::result);
            var leaving = n.fork("leaving", () -> CancelScope.moveOnAfter(SECOND, ctx::result));
            boolean stayed = leaving.join();
            assertFalse(stayed);
            gate.set();
            int value = result.join();
            assertEquals(5, value);
        }
    }

    @TractorTest
    void aFailureThatOnlyAnotherTaskWasToldOfIsThrownByClose(Nursery n) {
        var peer = n.start("peer", Peer::new);
        var broken = new IllegalStateException("broken");
        var thrown = assertThrows(ActorFailedException.class, () -> {
            try (var ctx = peer.open(Peer::fails, broken)) {
                var told = new CountDownLatch(1);
                n.fork("other", () -> {
                    assertThrows(ActorFailedException.class, ctx::result);
                    told.countDown();
                });
                Foreign.awaitStubbornly(told); // no call of tractor's, which would be told
            }
        });
        assertSame(broken, thrown.getCause());
    }

    // What is left open.

    @TractorTest
    void whatIsLeftOpenInItsBlockEndsAndIsReported(Nursery n) throws Exception {
        var peer = n.start("peer", Peer::new);
        var ended = new AtomicBoolean();
        var thrown = assertThrows(IllegalStateException.class, () -> {
            try (var ctx = peer.open(Peer::waits)) {
                ctx.started();
                Nursery.open(o -> o.name("forgotten")).fork(() -> {
                    try {
                        Tractor.sleep(DAY);
                    } finally {
                        ended.set(true);
                    }
                });
                Tractor.sleep(SECOND);
            }
        });
        assertTrue(thrown.getMessage().startsWith("nursery forgotten was left open"), thrown::getMessage);
        assertTrue(ended.get());
        var broken = new IllegalStateException("broken");
        var failed = assertThrows(ActorFailedException.class, () -> {
            try (var ctx = peer.open(Peer::fails, broken)) {
                Nursery.open(o -> o.name("forgotten"));
                while (ctx.outcome().isEmpty()) {
                    Thread.yield();
                }
            }
        });
        assertSame(broken, failed.getCause());
        assertTrue(failed.getSuppressed()[0].getMessage().startsWith("nursery forgotten was left open"));
    }

    @TractorTest
    void whatAnEndpointLeavesOpenEndsAndIsItsError(Nursery n) throws Exception {
        var peer = n.start("peer", Peer::new);
        try (var ctx = peer.open((Peer p, Dialog<String, Integer, Integer> d) -> {
            Nursery.open(o -> o.name("forgotten"));
            d.started("careless");
        })) {
            var thrown = assertThrows(ActorFailedException.class, ctx::result);
            assertTrue(
                    thrown.getCause().getMessage().startsWith("nursery forgotten of /peer was left open"),
                    thrown::toString);
        }
    }

    // What can never end.

    @TractorTest
    void aDialogThatAsksWhoWaitsForItsEndIsRefused(Nursery n) throws Exception {
        var peer = n.start("peer", Peer::new);
        var asker = n.start("asker", Counter::new);
        var thrown = asker.ask(a -> {
            try (var ctx = peer.open((Peer p, Dialog<String, Integer, Integer> d) -> {
                int count = asker.ask(c -> c.add(1));
                return count;
            })) {
                return assertThrows(ActorFailedException.class, ctx::result);
            }
        });
        assertInstanceOf(DeadlockException.class, thrown.getCause());
    }

    @TractorTest
    void soIsOneThatAsksWhoLeavesItsBlockThoughThatHasADeadline(Nursery n) throws Exception {
        var peer = n.start("peer", Peer::new);
        var asker = n.start("asker", Counter::new);
        var refused = new ArrayList<Throwable>();
        asker.run(a -> CancelScope.moveOnAfter(DAY, () -> {
            try (var ctx = peer.open((Peer p, Dialog<String, Integer, Integer> d) -> {
                d.started("asks back");
                try {
                    Tractor.sleep(DAY);
                } finally {
                    refused.add(CancelScope.shield(
                            () -> assertThrows(DeadlockException.class, () -> asker.ask(c -> c.add(1)))));
                }
            })) {
                ctx.started();
            }
        }));
        assertEquals(1, refused.size());
    }

    // At the console.

    @TractorTest
    void aFailingDialogOpensTheCrashConsole(Nursery outer, ScriptedConsole console) {
        outer.fork("user", () -> {
            while (true) {
                console.next().resume();
            }
        });
        var broken = new IllegalStateException("broken");
        assertThrows(
                ActorFailedException.class,
                () -> Nursery.run(o -> o.debug(true), n -> {
                    var peer = n.start("peer", Peer::new);
                    try (var ctx = peer.open(Peer::fails, broken)) {
                        ctx.result();
                    }
                }));
        assertEquals(
                List.of("/peer dialog-1", "/ test"),
                console.sessions().stream()
                        .map(session -> session.actor() + " " + session.task())
                        .toList());
        assertSame(broken, console.sessions().getFirst().error().orElseThrow());
    }

    @TractorTest
    void theRootCancelsNoContextWhileTheTerminalIsWanted(Nursery n, ScriptedConsole console, Simulation sim)
            throws Exception {
        var peer = n.start("peer", Peer::new);
        try (var ctx = peer.open(Peer::waits)) {
            ctx.started();
            n.start("stopper", Counter::new).tell(c -> Tractor.breakpoint());
            var session = console.next();
            n.fork("canceller", () -> ctx.cancel("enough"));
            sim.settle();
            assertTrue(ctx.outcome().isEmpty());
            session.resume();
            assertThrows(ActorCancelledException.class, ctx::result);
        }
    }
}
