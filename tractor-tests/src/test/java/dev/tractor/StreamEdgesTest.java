package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.Simulation;
import dev.tractor.test.TractorTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Streams at their edges: full, ended, closed, given up, and several who wait in line. */
final class StreamEdgesTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);

    /** The other side. */
    static final class Desk {
        private int sent;

        /** Receives nothing until a second has passed, and then all. */
        List<Integer> receivesLate(Dialog<String, Integer, Integer> d) throws InterruptedException {
            d.started("late");
            var s = d.openStream(StreamOptions.blocking(1));
            Tractor.sleep(SECOND);
            var seen = new ArrayList<Integer>();
            for (int number : s) {
                seen.add(number);
            }
            return seen;
        }

        /** Ends after a second without having received anything. */
        int receivesNothing(Dialog<String, Integer, Integer> d) throws InterruptedException {
            d.started("nothing");
            d.openStream(StreamOptions.blocking(1));
            Tractor.sleep(SECOND);
            return 0;
        }

        int echo(Dialog<String, Integer, Integer> d) throws InterruptedException {
            d.started("echo");
            var s = d.openStream();
            for (int number : s) {
                s.send(number);
            }
            return 0;
        }

        int sends(Dialog<String, Integer, Integer> d, int count) throws InterruptedException {
            d.started("sends");
            var s = d.openStream();
            for (int i = 0; i < count; i++) {
                s.send(i);
                sent++;
            }
            Tractor.sleep(DAY);
            return count;
        }

        int sent() {
            return sent;
        }
    }

    @TractorTest
    void sendingAndReceivingAreCheckpoints(Nursery n, Simulation sim) throws Exception {
        var desk = n.start("desk", Desk::new);
        try (var ctx = desk.open(Desk::sends, 1);
                var s = ctx.openStream()) {
            ctx.started();
            sim.settle();
            CancelScope.run(scope -> {
                scope.cancel("enough");
                assertThrows(CancelledException.class, () -> s.send(5));
                assertThrows(CancelledException.class, s::receive);
            });
            int number = s.receive();
            assertEquals(0, number);
        }
    }

    @TractorTest
    void thoseWhoWaitForRoomSendInTheOrderInWhichTheyCame(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        try (var ctx = desk.open(Desk::receivesLate)) {
            ctx.started();
            try (var s = ctx.openStream()) {
                var senders = new ArrayList<Task<?>>();
                for (int i = 0; i < 4; i++) {
                    int number = i;
                    senders.add(n.fork("sender" + i, () -> s.send(number)));
                    Tractor.sleep(Duration.ofMillis(10));
                }
                for (var sender : senders) {
                    sender.join();
                }
            }
            assertEquals(List.of(0, 1, 2, 3), ctx.result());
        }
    }

    @TractorTest
    void thoseWhoWaitForAMessageReceiveInTheOrderInWhichTheyCame(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        try (var ctx = desk.open(Desk::echo);
                var s = ctx.openStream()) {
            var receivers = new ArrayList<Task<Integer>>();
            for (int i = 0; i < 3; i++) {
                receivers.add(n.fork("receiver" + i, () -> s.receive()));
                Tractor.sleep(Duration.ofMillis(10));
            }
            for (int i = 0; i < 3; i++) {
                s.send(i);
            }
            for (int i = 0; i < 3; i++) {
                int number = receivers.get(i).join();
                assertEquals(i, number);
            }
        }
    }

    @TractorTest
    void aSenderThatWaitsHasNotSentWhenTheDialogEnds(Nursery n, Simulation sim) throws Exception {
        var desk = n.start("desk", Desk::new);
        try (var ctx = desk.open(Desk::receivesNothing);
                var s = ctx.openStream()) {
            ctx.started();
            s.send(1);
            assertThrows(StreamEndedException.class, () -> s.send(2));
            assertEquals(SECOND, sim.now());
            assertThrows(StreamEndedException.class, () -> s.trySend(3));
        }
    }

    @TractorTest
    void moreRoomLetsThoseInWhoWait(Nursery n, Simulation sim) throws Exception {
        var desk = n.start("desk", Desk::new);
        try (var ctx = desk.open(Desk::sends, 200)) {
            ctx.started();
            sim.settle();
            int before = desk.ask(Desk::sent);
            assertEquals(64, before);
            var s = ctx.openStream(StreamOptions.blocking(100));
            sim.settle();
            int after = desk.ask(Desk::sent);
            assertEquals(100, after);
            for (int i = 0; i < 200; i++) {
                int number = s.receive();
                assertEquals(i, number);
            }
        }
    }

    @TractorTest
    void whatWasNotReceivedBeforeTheCloseIsDropped(Nursery n, Simulation sim) throws Exception {
        var desk = n.start("desk", Desk::new);
        try (var ctx = desk.open(Desk::sends, 3)) {
            ctx.started();
            sim.settle();
            var s = ctx.openStream();
            s.close();
            assertTrue(s.tryReceive().isEmpty());
            assertThrows(StreamEndedException.class, s::receive);
        }
    }

    @TractorTest
    void trySendNeitherDropsNorFailsWhenItIsFull(Nursery n, Simulation sim) throws Exception {
        var desk = n.start("desk", Desk::new);
        for (var options : List.of(StreamOptions.dropping(1), StreamOptions.failing(1), StreamOptions.blocking(1))) {
            try (var ctx = desk.open((Desk _, Dialog<MessageStream<Integer, Integer>, Integer, Integer> d) -> {
                d.started();
                d.openStream(options);
                Tractor.sleep(DAY);
            })) {
                ctx.started();
                sim.settle();
                var s = ctx.openStream();
                assertTrue(s.trySend(1));
                assertFalse(s.trySend(2));
                assertFalse(s.trySend(3));
            }
        }
    }

    @TractorTest
    void aFailureIsNotToldThroughAStreamThatWasClosedHere(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        try (var ctx = desk.open((Desk _, Dialog<String, Integer, Integer> d) -> {
            d.started("fails");
            throw new IllegalStateException("broken");
        })) {
            var s = ctx.openStream();
            s.close();
            CancelScope.shield(() -> {
                assertThrows(ActorFailedException.class, ctx::result);
                assertThrows(StreamEndedException.class, s::receive);
            });
        } catch (ActorFailedException e) {
            assertEquals("broken", e.getCause().getMessage());
        }
    }

    @TractorTest
    void anInterruptThatComesWithAMessageIsNotForgotten(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        try (var ctx = desk.open(Desk::echo);
                var s = ctx.openStream()) {
            var thread = new Thread[1];
            var begun = new Event();
            var interrupted = new Event();
            var receiver = n.fork("receiver", () -> {
                thread[0] = Thread.currentThread();
                begun.set();
                try {
                    s.receive();
                    interrupted.await();
                    return Thread.interrupted();
                } catch (InterruptedException e) {
                    return true;
                }
            });
            begun.await();
            s.send(1);
            thread[0].interrupt();
            interrupted.set();
            boolean told = receiver.join();
            assertTrue(told);
        }
    }

    // A broadcast whose members leave.

    @TractorTest
    void whoeverLeavesABroadcastTakesNothingFromTheOthers(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        try (var ctx = desk.open(Desk::echo);
                var s = ctx.openStream();
                var all = s.broadcast(8)) {
            var staying = all.subscribe();
            var closed = all.subscribe();
            var first = new CancelScope[2];
            for (int i = 0; i < 2; i++) {
                int number = i;
                var leaving = all.subscribe();
                n.fork(
                        "leaving" + i,
                        () -> CancelScope.run(scope -> {
                            first[number] = scope;
                            receiveOrEnd(leaving);
                        }));
            }
            n.fork("closed", () -> assertTrue(closed.missed() == 0 && receiveOrEnd(closed)));
            var seen = n.fork("staying", () -> staying.receive());
            for (int i = 0; i < 2; i++) {
                int number = i;
                n.fork("canceller" + i, () -> {
                    Tractor.checkpoint();
                    if (first[number] != null) {
                        first[number].cancel("leave");
                    }
                });
            }
            n.fork("closer", closed::close);
            s.send(7);
            int message = seen.join();
            assertEquals(7, message);
        }
    }

    private static boolean receiveOrEnd(Subscription<Integer> subscription) throws InterruptedException {
        try {
            return subscription.receive() == 7;
        } catch (StreamEndedException e) {
            return true;
        }
    }
}
