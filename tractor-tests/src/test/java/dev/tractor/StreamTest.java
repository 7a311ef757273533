package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.test.Simulation;
import dev.tractor.test.TractorTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Streams: order, backpressure, waits that are given up, and how they end. */
final class StreamTest {

    /** The other side of a stream. */
    static final class Desk {
        /** Sends the numbers from 0 up to {@code count}, and returns how many it has sent. */
        int numbers(Dialog<String, Integer, Integer> d, int count) throws InterruptedException {
            d.started("numbers");
            try (var s = d.openStream()) {
                for (int i = 0; i < count; i++) {
                    s.send(i);
                }
            }
            return count;
        }

        /** Sends without end and says how many were sent when that fails. */
        int endless(Dialog<AtomicInteger, Integer, Integer> d) throws InterruptedException {
            var sent = new AtomicInteger();
            d.started(sent);
            var s = d.openStream();
            while (true) {
                s.send(sent.get());
                sent.incrementAndGet();
            }
        }

        /** Sends back what it receives. */
        int echo(Dialog<String, Integer, Integer> d) throws InterruptedException {
            d.started("echo");
            int count = 0;
            try (var s = d.openStream()) {
                for (int message : s) {
                    s.send(message);
                    count++;
                }
            }
            return count;
        }

        /** Opens its stream and waits. */
        int idle(Dialog<String, Integer, Integer> d) throws InterruptedException {
            d.started("idle");
            var _ = d.openStream();
            Tractor.sleep(Duration.ofDays(1));
            return 0;
        }

        int closesAtOnce(Dialog<String, Integer, Integer> d) throws InterruptedException {
            d.started("closes");
            d.openStream().close();
            Tractor.sleep(Duration.ofDays(1));
            return 0;
        }
    }

    @TractorTest
    void messagesKeepTheirOrder(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        var seen = new ArrayList<Integer>();
        try (var ctx = desk.open(Desk::numbers, 20)) {
            for (int number : ctx.openStream(StreamOptions.blocking(3))) {
                seen.add(number);
            }
        }
        for (int i = 0; i < 20; i++) {
            assertEquals(i, (int) seen.get(i));
        }
        assertEquals(20, seen.size());
    }

    @TractorTest
    void aSenderWaitsWhileTheBufferIsFull(Nursery n, Simulation sim) throws Exception {
        var desk = n.start("desk", Desk::new);
        try (var ctx = desk.open(Desk::endless)) {
            var s = ctx.openStream(StreamOptions.blocking(5));
            var sent = ctx.started();
            sim.settle();
            int first = sent.get();
            assertEquals(5, first);
            int received = s.receive();
            assertEquals(0, received);
            sim.settle();
            assertEquals(6, sent.get());
        }
    }

    @TractorTest
    void theBufferHolds64MessagesUnlessSaidOtherwise(Nursery n, Simulation sim) throws Exception {
        var desk = n.start("desk", Desk::new);
        try (var ctx = desk.open(Desk::endless)) {
            var sent = ctx.started(); // this side has not even opened its stream
            sim.settle();
            assertEquals(64, sent.get());
        }
    }

    @TractorTest
    @Scenario("C09")
    void aStreamMayDropTheNewestAndCountThem(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        try (var ctx = desk.open((Desk _, Dialog<String, Integer, Integer> d) -> {
            d.started("flood");
            var s = d.openStream();
            s.receive(); // the options are in force
            for (int i = 0; i < 10; i++) {
                s.send(i);
            }
            return 10;
        })) {
            var s = ctx.openStream(StreamOptions.dropping(4));
            s.send(1);
            int sent = ctx.result();
            assertEquals(10, sent);
            var seen = new ArrayList<Integer>();
            for (int number : s) {
                seen.add(number);
            }
            assertEquals(List.of(0, 1, 2, 3), seen);
            assertEquals(6, s.dropped());
        }
    }

    @TractorTest
    void aSenderThatWaitedIsServedWhenTheReceiverDropsInstead(Nursery n, Simulation sim) throws Exception {
        var desk = n.start("desk", Desk::new);
        try (var ctx = desk.open(Desk::numbers, 100)) {
            ctx.started();
            sim.settle(); // it waits for room behind 64 messages
            var s = ctx.openStream(StreamOptions.dropping(10));
            int sent = ctx.result();
            assertEquals(100, sent);
            int seen = 0;
            for (int number : s) {
                assertEquals(seen, number);
                seen++;
            }
            assertEquals(100, seen + s.dropped());
        }
    }

    @TractorTest
    void tryReceiveAndTrySendNeverWait(Nursery n, Simulation sim) throws Exception {
        var desk = n.start("desk", Desk::new);
        try (var ctx = desk.open(Desk::idle)) {
            ctx.started();
            var s = ctx.openStream();
            assertEquals(Optional.empty(), s.tryReceive());
            for (int i = 0; i < 64; i++) {
                assertTrue(s.trySend(i));
            }
            assertFalse(s.trySend(64));
            assertEquals(Duration.ZERO, sim.now());
        }
    }

    @TractorTest
    void aReceiveMayHaveADeadline(Nursery n, Simulation sim) throws Exception {
        var desk = n.start("desk", Desk::new);
        try (var ctx = desk.open(Desk::echo)) {
            var s = ctx.openStream();
            var thrown = assertThrows(TimeoutException.class, () -> s.receive(Duration.ofSeconds(3)));
            assertEquals(
                    "no message has come to the stream of the context of task test with /desk within 3s",
                    thrown.getMessage());
            assertEquals(Duration.ofSeconds(3), sim.now());
            s.send(5);
            int back = s.receive(Duration.ofSeconds(3));
            assertEquals(5, back);
            assertEquals(Duration.ofSeconds(3), sim.now());
            assertThrows(TimeoutException.class, () -> s.receive(Duration.ZERO));
        }
    }

    @TractorTest
    @Scenario({"B09", "I6"})
    void aReceiveThatIsCancelledClosesNothingAndLosesNothing(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        var seen = new ArrayList<Integer>();
        try (var ctx = desk.open(Desk::numbers, 12)) {
            var s = ctx.openStream(StreamOptions.blocking(2));
            // each consumer but the last is cancelled at some moment, and another takes its place
            for (int round = 0; round < 8; round++) {
                CancelScope.run(scope -> Nursery.run(inner -> {
                    inner.fork("consumer", () -> consume(s, seen));
                    inner.fork("canceller", () -> scope.cancel("next, please"));
                }));
            }
            consume(s, seen);
            int sent = ctx.result();
            assertEquals(12, sent);
        }
        for (int i = 0; i < 12; i++) {
            assertEquals(i, (int) seen.get(i));
        }
    }

    private static void consume(MessageStream<Integer, Integer> stream, List<Integer> seen)
            throws InterruptedException {
        while (seen.size() < 12) {
            seen.add(stream.receive());
        }
    }

    @TractorTest
    void aSendThatIsCancelledHasNotSent(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        var sent = new ArrayList<Integer>();
        try (var ctx = desk.open((Desk _, Dialog<String, Integer, Integer> d) -> {
            d.started("slow");
            var seen = new ArrayList<Integer>();
            for (int number : d.openStream(StreamOptions.blocking(1))) {
                seen.add(number);
                Tractor.checkpoint();
            }
            return seen;
        })) {
            ctx.started();
            try (var s = ctx.openStream()) {
                for (int i = 0; i < 12; i++) {
                    int number = i;
                    CancelScope.run(scope -> Nursery.run(inner -> {
                        inner.fork("sender", () -> {
                            s.send(number);
                            sent.add(number);
                        });
                        inner.fork("canceller", () -> scope.cancel("too late"));
                    }));
                }
            }
            assertEquals(sent, ctx.result());
        }
    }

    @TractorTest
    @Scenario("B06")
    void whatWasSentBeforeACloseIsReceived(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        try (var ctx = desk.open(Desk::numbers, 3)) {
            int sent = ctx.result();
            var s = ctx.openStream();
            int seen = 0;
            for (int number : s) {
                assertEquals(seen++, number);
            }
            assertEquals(sent, seen);
            assertFalse(s.iterator().hasNext());
        }
    }

    @TractorTest
    void closingAStreamLeavesTheContextAlive(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        try (var ctx = desk.open(Desk::echo)) {
            var s = ctx.openStream();
            s.send(1);
            int back = s.receive();
            assertEquals(1, back);
            s.close();
            s.close();
            assertThrows(StreamEndedException.class, s::receive);
            assertThrows(StreamEndedException.class, () -> s.send(2));
            int count = ctx.result();
            assertEquals(1, count);
        }
    }

    @TractorTest
    void aStreamIsOpenedOnceOnEachSide(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        try (var ctx = desk.open(Desk::idle)) {
            ctx.openStream().close();
            var thrown = assertThrows(IllegalStateException.class, ctx::openStream);
            assertEquals(
                    "the context of task test with /desk has opened its stream before; a context has one",
                    thrown.getMessage());
        }
        try (var ctx = desk.open((Desk _, Dialog<String, Integer, Integer> d) -> {
            d.started("twice");
            d.openStream();
            d.openStream();
        })) {
            var error = assertThrows(ActorFailedException.class, ctx::result);
            assertEquals(
                    "/desk (task dialog-2) has opened its stream before; a context has one",
                    error.getCause().getMessage());
        }
    }

    @TractorTest
    @Scenario("C01")
    void startingTwiceOrStreamingBeforeTheStartIsAnErrorOfTheDialog(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        try (var ctx = desk.open((Desk _, Dialog<Integer, Integer, Integer> d) -> {
            d.started(1);
            d.started(2);
        })) {
            var error = assertThrows(ActorFailedException.class, ctx::result);
            assertEquals(
                    "/desk (task dialog-1) has said before that it has started; call started() once",
                    error.getCause().getMessage());
        }
        try (var ctx = desk.open((Desk _, Dialog<Integer, Integer, Integer> d) -> {
            d.openStream();
        })) {
            var error = assertThrows(ActorFailedException.class, ctx::started);
            assertEquals(
                    "/desk (task dialog-2) cannot open its stream yet; call started first",
                    error.getCause().getMessage());
        }
    }

    @TractorTest
    @Scenario("C04")
    void aDialogThatClosesItsStreamEndsTheOpenersIteration(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        try (var ctx = desk.open(Desk::closesAtOnce)) {
            var s = ctx.openStream();
            for (int _ : s) {
                throw new AssertionError("nothing was sent");
            }
            assertThrows(StreamEndedException.class, s::receive);
            assertThrows(StreamEndedException.class, () -> s.send(1));
            assertTrue(ctx.outcome().isEmpty());
        }
    }

    @TractorTest
    void nullIsRefused(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        try (var ctx = desk.open(Desk::idle)) {
            var s = ctx.openStream();
            Integer nothing = null;
            var thrown = assertThrows(NullPointerException.class, () -> s.send(nothing));
            assertTrue(thrown.getMessage().startsWith("null cannot be sent by the stream of the context"));
            assertThrows(IllegalArgumentException.class, () -> StreamOptions.blocking(0));
        }
    }

    @TractorTest
    @Scenario("B02")
    void severalTasksShareAStream(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        var seen = new ArrayList<Integer>();
        try (var ctx = desk.open(Desk::echo)) {
            var s = ctx.openStream(StreamOptions.blocking(2));
            Nursery.run(inner -> {
                for (int task = 0; task < 3; task++) {
                    inner.fork("sender", () -> {
                        for (int i = 0; i < 4; i++) {
                            s.send(i);
                        }
                    });
                    inner.fork("receiver", () -> {
                        for (int i = 0; i < 4; i++) {
                            seen.add(s.receive());
                        }
                    });
                }
            });
            s.close();
            int count = ctx.result();
            assertEquals(12, count);
        }
        seen.sort(Integer::compare);
        assertEquals(List.of(0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3), seen);
    }

    @TractorTest
    @Scenario("C06")
    void anotherTasksCancellationOfTheContextEndsTheIteration(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        try (var ctx = desk.open(Desk::idle)) {
            var s = ctx.openStream();
            n.fork("other", () -> ctx.cancel("enough"));
            for (int _ : s) {
                throw new AssertionError("nothing was sent");
            }
            Tractor.checkpoint();
        }
    }
}
