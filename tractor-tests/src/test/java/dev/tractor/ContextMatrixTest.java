package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.test.TractorTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Who cancels or fails, and what each side of a context sees of it. */
final class ContextMatrixTest {
    private static final Duration DAY = Duration.ofDays(1);

    /** The other side: notes how its endpoints end. */
    static final class Peer {
        private @Nullable Throwable ended;
        private final List<Object> received = new ArrayList<>();

        /** Waits for ever, noting what ends that. */
        int waits(Dialog<String, Object, Object> d) throws InterruptedException {
            d.started("waits");
            try {
                Tractor.sleep(DAY);
                return 1;
            } catch (InterruptedException e) {
                ended = e;
                throw e;
            }
        }

        int receives(Dialog<String, Object, Object> d) throws InterruptedException {
            d.started("receives");
            try (var s = d.openStream()) {
                for (var message : s) {
                    received.add(message);
                }
            }
            return received.size();
        }

        int returns(Dialog<String, Object, Object> d) {
            d.started("returns");
            return 7;
        }

        int fails(Dialog<String, Object, Object> d, Exception how) throws Exception {
            d.started("fails");
            throw how;
        }

        int failsAtOnce(Dialog<String, Object, Object> d, Exception how) throws Exception {
            throw how;
        }

        int cancelsItself(Dialog<String, Object, Object> d) throws InterruptedException {
            d.started("cancels itself");
            d.cancel("had enough");
            Tractor.checkpoint();
            return 1;
        }

        int cancelsItselfBeforeItStarts(Dialog<String, Object, Object> d) throws InterruptedException {
            d.cancel("not today");
            ended = assertThrows(IllegalStateException.class, d::openStream);
            Tractor.checkpoint();
            return 1;
        }

        int failsInCleanup(Dialog<String, Object, Object> d) throws Exception {
            d.started("fails in cleanup");
            try (AutoCloseable _ = () -> {
                throw new IllegalStateException("cleanup");
            }) {
                Tractor.sleep(DAY);
            }
            return 1;
        }

        int failsAndCleansUpWithACheckpoint(Dialog<String, Object, Object> d) throws Exception {
            d.started("fails");
            try (AutoCloseable _ = Tractor::checkpoint) {
                d.cancel("masked?");
                throw new IllegalStateException("the real one");
            }
        }

        String ended() {
            return String.valueOf(ended);
        }

        List<Object> received() {
            return List.copyOf(received);
        }
    }

    private static String ended(Portal<Peer> peer) throws InterruptedException {
        return peer.ask(Peer::ended);
    }

    // It returns.

    @TractorTest
    void row1ADialogThatReturnsAndABlockThatIsJustLeft(Nursery n) throws Exception {
        var peer = n.start("peer", Peer::new);
        Context<?, ?, ?, Integer> left;
        try (var ctx = peer.open(Peer::returns)) {
            left = ctx;
            ctx.started();
        }
        // it may have been cancelled before it returned: then that is no error either
        var outcome = left.outcome().orElseThrow();
        assertTrue(outcome.equals(new Outcome.Value<>(7)) || outcome instanceof Outcome.Cancelled, outcome::toString);
    }

    @TractorTest
    @Scenario("C03")
    void row6CancellingADialogThatHasReturnedDoesNothing(Nursery n) throws Exception {
        var peer = n.start("peer", Peer::new);
        try (var ctx = peer.open(Peer::returns)) {
            int value = ctx.result();
            assertEquals(7, value);
            assertTrue(ctx.cancel());
            value = ctx.result();
            assertEquals(7, value);
        }
    }

    // It fails.

    @TractorTest
    void row3AFailureEndsTheBlockAndIsSeenByEveryCallInIt(Nursery n) throws Exception {
        var peer = n.start("peer", Peer::new);
        var error = new IllegalArgumentException("bang");
        var thrown = assertThrows(ActorFailedException.class, () -> {
            try (var ctx = peer.open(Peer::fails, error)) {
                var first = assertThrows(ActorFailedException.class, () -> Tractor.sleep(DAY));
                var second = assertThrows(ActorFailedException.class, ctx::result);
                var third = assertThrows(
                        ActorFailedException.class, () -> ctx.openStream().receive());
                assertSame(error, second.getCause());
                assertFalse(first == second || second == third);
                throw third;
            }
        });
        assertSame(error, thrown.getCause());
        assertEquals("/peer", thrown.source());
        assertEquals(List.of("/peer"), thrown.path());
        assertEquals(0, thrown.getSuppressed().length);
        Tractor.checkpoint(); // the block has been left
    }

    @TractorTest
    void row3AFailureNobodyWasToldOfLeavesWithTheBlock(Nursery n) throws Exception {
        var peer = n.start("peer", Peer::new);
        var error = new IllegalArgumentException("bang");
        var thrown = assertThrows(ActorFailedException.class, () -> {
            try (var ctx = peer.open(Peer::failsAtOnce, error)) {
                while (ctx.outcome().isEmpty()) {
                    Thread.yield();
                }
            }
        });
        assertSame(error, thrown.getCause());
    }

    @TractorTest
    void row3ForeignCodeInTheBlockIsInterruptedByTheFailure(Nursery n) throws Exception {
        var peer = n.start("peer", Peer::new);
        var error = new IllegalArgumentException("bang");
        var thrown = assertThrows(InterruptedException.class, () -> {
            try (var _ = peer.open(Peer::fails, error)) {
                Thread.sleep(DAY);
            }
        });
        var told = assertInstanceOf(ActorFailedException.class, thrown.getSuppressed()[0]);
        assertSame(error, told.getCause());
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @TractorTest
    void row4AFailureBeforeTheStartIsThrownWhereTheStartIsAwaited(Nursery n) throws Exception {
        var peer = n.start("peer", Peer::new);
        var error = new IllegalArgumentException("bang");
        try (var ctx = peer.open(Peer::failsAtOnce, error)) {
            var thrown = assertThrows(ActorFailedException.class, ctx::started);
            assertSame(error, thrown.getCause());
        }
    }

    // The opener cancels.

    @TractorTest
    @Scenario("C03")
    void row5CancellingTheContextEndsTheBlockSilently(Nursery n) throws Exception {
        var peer = n.start("peer", Peer::new);
        try (var ctx = peer.open(Peer::waits)) {
            assertEquals("waits", ctx.started());
            assertTrue(ctx.cancel("enough"));
            assertInstanceOf(Outcome.Cancelled.class, ctx.outcome().orElseThrow());
            var thrown = assertThrows(ActorCancelledException.class, ctx::result);
            assertEquals("task test", thrown.canceller());
            for (var _ : ctx.openStream()) {
                throw new AssertionError("a message after the cancellation");
            }
            Tractor.checkpoint();
        }
        var ended = ended(peer);
        assertTrue(ended.contains("enough (by task test)"), ended);
    }

    @TractorTest
    void row5ADialogThatHasNotBegunIsWithdrawn(Nursery n) throws Exception {
        var peer = n.start("peer", Peer::new);
        peer.tell(p -> Tractor.sleep(Duration.ofSeconds(1)));
        try (var ctx = peer.open(Peer::waits)) {
            assertTrue(ctx.cancel());
            assertThrows(ActorCancelledException.class, ctx::started);
        }
        assertEquals("null", ended(peer));
    }

    @TractorTest
    @Scenario("C03")
    void row7CancellingTheActorInsteadIsSeenInTheBlock(Nursery n) throws Exception {
        var peer = n.start("peer", Peer::new);
        var thrown = assertThrows(ActorCancelledException.class, () -> {
            try (var ctx = peer.open(Peer::waits)) {
                ctx.started();
                assertTrue(peer.cancel("all of it"));
                assertInstanceOf(Outcome.Cancelled.class, ctx.outcome().orElseThrow());
                ctx.result();
            }
        });
        assertEquals("task test", thrown.canceller());
        assertEquals("/peer", thrown.source());
    }

    @TractorTest
    void row8CancellingTheContextAndThenTheActorIsAbsorbed(Nursery n) throws Exception {
        var peer = n.start("peer", Peer::new);
        try (var ctx = peer.open(Peer::waits)) {
            ctx.started();
            n.fork("other", () -> {
                        ctx.cancel("this first");
                        peer.cancel("then that");
                    })
                    .join();
            assertThrows(ActorCancelledException.class, ctx::result);
            Tractor.checkpoint();
        }
    }

    // Somebody else cancels.

    @TractorTest
    void row9AnActorCancelledByAThirdIsSeenByEachOpener(Nursery n) throws Exception {
        var peer = n.start("peer", Peer::new);
        var third = n.start("third", Peer::new);
        var thrown = assertThrows(ActorCancelledException.class, () -> {
            try (var healthy = third.open(Peer::waits)) {
                healthy.started();
                try (var ctx = peer.open(Peer::waits)) {
                    ctx.started();
                    third.tell(_ -> peer.cancel("no reason"));
                    Tractor.sleep(DAY);
                } finally {
                    assertTrue(healthy.outcome().isEmpty()); // a context with another actor is not touched
                }
            }
        });
        assertEquals("/third", thrown.canceller());
        assertTrue(thrown.getMessage().contains("no reason (by /third)"), thrown.getMessage());
    }

    @TractorTest
    void row10AnErrorOfTheHandlerOfThatWins(Nursery n) throws Exception {
        var peer = n.start("peer", Peer::new);
        var other = n.start("other", Peer::new);
        var mine = new IllegalStateException("mine");
        var thrown = assertThrows(IllegalStateException.class, () -> {
            try (var second = other.open(Peer::waits)) {
                second.started();
                try (var ctx = peer.open(Peer::waits)) {
                    ctx.started();
                    other.tell(_ -> peer.cancel("no reason"));
                    assertThrows(ActorCancelledException.class, ctx::result);
                    throw mine;
                }
            }
        });
        assertSame(mine, thrown);
        assertEquals(0, thrown.getSuppressed().length);
        var how = ended(other);
        assertTrue(how.contains("its opener has left the context (by task test)"), how);
    }

    @TractorTest
    void row11ADialogThatCancelsItselfSaysSo(Nursery n) throws Exception {
        var peer = n.start("peer", Peer::new);
        try (var ctx = peer.open(Peer::cancelsItself)) {
            var thrown = assertThrows(ActorCancelledException.class, ctx::result);
            assertEquals("/peer (task dialog-1) itself", thrown.canceller());
            assertEquals(
                    "/peer (task dialog-1) was cancelled: had enough (by /peer (task dialog-1) itself)",
                    thrown.getMessage());
        }
    }

    @TractorTest
    @Scenario("C07")
    void row11BeforeItHasStartedItCannotOpenItsStream(Nursery n) throws Exception {
        var peer = n.start("peer", Peer::new);
        try (var ctx = peer.open(Peer::cancelsItselfBeforeItStarts)) {
            assertThrows(ActorCancelledException.class, ctx::started);
        }
        var ended = ended(peer);
        assertTrue(ended.contains("call started first"), ended);
    }

    // The opener fails, or is cancelled.

    @TractorTest
    @Scenario("C02")
    void row12AnErrorOfTheOpenersBlockLeavesItUnchanged(Nursery n) throws Exception {
        var peer = n.start("peer", Peer::new);
        var mine = new IllegalStateException("mine");
        var thrown = assertThrows(IllegalStateException.class, () -> {
            try (var ctx = peer.open(Peer::waits)) {
                ctx.started();
                throw mine;
            }
        });
        assertSame(mine, thrown);
        assertEquals(0, thrown.getSuppressed().length);
        assertFalse(ended(peer).equals("null"));
    }

    @TractorTest
    void row13ACancellationOfTheOpenerGoesOnOutwards(Nursery n) throws Exception {
        var peer = n.start("peer", Peer::new);
        assertThrows(
                TimeoutException.class,
                () -> CancelScope.failAfter(Duration.ofSeconds(1), () -> {
                    try (var ctx = peer.open(Peer::waits)) {
                        ctx.result();
                    }
                }));
        assertFalse(ended(peer).equals("null"));
    }

    // Streams.

    @TractorTest
    void row14ClosingTheStreamEndsTheIterationOfTheOtherSide(Nursery n) throws Exception {
        var peer = n.start("peer", Peer::new);
        try (var ctx = peer.open(Peer::receives)) {
            try (var s = ctx.openStream()) {
                s.send("a");
                s.send("b");
            }
            int count = ctx.result();
            assertEquals(2, count);
        }
        List<Object> received = peer.ask(Peer::received);
        assertEquals(List.of("a", "b"), received);
    }

    @TractorTest
    void row15LeavingTheBlockCancelsADialogThatWatchesNothing(Nursery n) throws Exception {
        var peer = n.start("peer", Peer::new);
        try (var ctx = peer.open(Peer::waits)) {
            ctx.started();
            ctx.openStream().close();
        }
        assertFalse(ended(peer).equals("null"));
    }

    @TractorTest
    @Scenario("C09")
    void row16ASenderThatMayNotOverrunItsReceiverFails(Nursery n) throws Exception {
        var peer = n.start("peer", Peer::new);
        try (var ctx = peer.open((Peer _, Dialog<String, Integer, Integer> d) -> {
            d.started("sends");
            var s = d.openStream();
            for (int i = 0; ; i++) {
                s.send(i);
            }
        })) {
            ctx.openStream(StreamOptions.failing(3));
            var thrown = assertThrows(ActorFailedException.class, ctx::result);
            assertInstanceOf(StreamOverflowException.class, thrown.getCause());
        }
    }

    // Errors and cancellations at once.

    @TractorTest
    @Scenario("P01")
    void row18AnErrorIsNotReplacedByTheCancellationItProvokes(Nursery n) throws Exception {
        var peer = n.start("peer", Peer::new);
        var third = n.start("third", Peer::new);
        try (var ctx = peer.open((Peer _, Dialog<String, Object, Object> d) -> {
            d.started("opens another");
            try (var inner = third.open(Peer::waits)) {
                inner.started();
                inner.cancel();
                throw new IllegalStateException("own");
            }
        })) {
            var thrown = assertThrows(ActorFailedException.class, ctx::result);
            assertEquals("own", thrown.getCause().getMessage());
            assertEquals(0, thrown.getCause().getSuppressed().length);
        }
    }

    @TractorTest
    @Scenario("T19")
    void row19ARealErrorOfTheCleanupWinsOverTheCancellation(Nursery n) throws Exception {
        var peer = n.start("peer", Peer::new);
        var thrown = assertThrows(ActorFailedException.class, () -> {
            try (var ctx = peer.open(Peer::failsInCleanup)) {
                ctx.started();
                ctx.cancel();
                assertInstanceOf(Outcome.Failure.class, ctx.outcome().orElseThrow());
            }
        });
        assertEquals("cleanup", thrown.getCause().getMessage());
    }

    @TractorTest
    @Scenario("C13")
    void row19ARealErrorIsNotMaskedByACheckpointInItsCleanup(Nursery n) throws Exception {
        var peer = n.start("peer", Peer::new);
        try (var ctx = peer.open(Peer::failsAndCleansUpWithACheckpoint)) {
            var thrown = assertThrows(ActorFailedException.class, ctx::result);
            assertEquals("the real one", thrown.getCause().getMessage());
        }
    }

    // The actor ends.

    @TractorTest
    void aFailureOfTheActorIsSeenByItsOpeners(Nursery n) throws Exception {
        var seen = new AtomicReference<@Nullable Throwable>();
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(inner -> {
                    var peer = inner.start("peer", Peer::new);
                    var opener = n.fork("opener", () -> {
                        try (var ctx = peer.open(Peer::waits)) {
                            ctx.started();
                            peer.tell(_ -> {
                                throw new IllegalStateException("the actor");
                            });
                            seen.set(assertThrows(ActorFailedException.class, ctx::result));
                        }
                    });
                    CancelScope.shield(opener::join);
                }));
        assertEquals(1, thrown.failures().size());
        assertEquals("the actor", seen.get().getCause().getMessage());
    }

    @TractorTest
    void anActorThatIsStoppedLetsItsDialogsEnd(Nursery n) throws Exception {
        var peer = n.start("peer", Peer::new);
        try (var ctx = peer.open(Peer::receives)) {
            ctx.started();
            peer.stop();
            try (var s = ctx.openStream()) {
                s.send("still");
            }
            int count = ctx.result();
            assertEquals(1, count);
        }
        peer.join();
    }

    @TractorTest
    void aContextWithAnActorThatHasEndedIsRefused(Nursery n) throws Exception {
        var peer = n.start("peer", Peer::new);
        peer.stop();
        peer.join();
        var thrown = assertThrows(ActorGoneException.class, () -> peer.open(Peer::waits));
        assertTrue(thrown.getMessage().startsWith("actor /peer takes no more messages: it was stopped"));
        Tractor.checkpoint();
    }
}
