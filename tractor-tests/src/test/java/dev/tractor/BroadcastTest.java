package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.stream.IntStream;

/** One stream for several subscribers. */
final class BroadcastTest {

    /** Sends the numbers it is asked for. */
    static final class Source {

        int numbers(Dialog<String, Integer, Integer> d, int count) throws InterruptedException {
            d.started("numbers");
            try (var s = d.openStream()) {
                s.receive(); // everybody has subscribed
                for (int i = 0; i < count; i++) {
                    s.send(i);
                }
            }
            return count;
        }

        int onDemand(Dialog<String, Integer, Integer> d) throws InterruptedException {
            d.started("on demand");
            try (var s = d.openStream()) {
                for (int number : s) {
                    s.send(number);
                }
            }
            return 0;
        }

        int fails(Dialog<String, Integer, Integer> d) throws InterruptedException {
            d.started("fails");
            var s = d.openStream();
            s.receive();
            s.send(0);
            throw new IllegalStateException("dry");
        }
    }

    private static List<Integer> upTo(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @TractorTest
    @Scenario({"B04", "B10"})
    void everySubscriberReceivesEverythingInOrder(Nursery n) throws Exception {
        var source = n.start("source", Source::new);
        try (var ctx = source.open(Source::numbers, 10)) {
            var s = ctx.openStream();
            try (var all = s.broadcast(10)) {
                var tasks = new ArrayList<Task<List<Integer>>>();
                for (int i = 0; i < 4; i++) {
                    var subscription = all.subscribe();
                    tasks.add(n.fork(() -> {
                        List<Integer> seen = new ArrayList<>();
                        for (int number : subscription) {
                            seen.add(number);
                        }
                        return seen;
                    }));
                }
                s.send(-1);
                for (var task : tasks) {
                    assertEquals(upTo(10), task.join());
                }
            }
            int sent = ctx.result();
            assertEquals(10, sent);
        }
    }

    @TractorTest
    @Scenario({"B11", "B16"})
    void oneThatLagsIsToldHowMuchAndGoesOn(Nursery n) throws Exception {
        var source = n.start("source", Source::new);
        try (var ctx = source.open(Source::numbers, 10)) {
            var s = ctx.openStream();
            try (var all = s.broadcast(3);
                    var fast = all.subscribe();
                    var slow = all.subscribe();
                    var patient = all.subscribeSkipping()) {
                s.send(-1);
                for (int i = 0; i < 10; i++) {
                    int number = fast.receive();
                    assertEquals(i, number);
                }
                var lagged = assertThrows(LaggedException.class, slow::receive);
                assertEquals(7, lagged.missed());
                assertEquals(
                        "a subscription to a broadcast of the stream of the context of task test with /source was too"
                                + " slow and has missed 7 messages; receive faster, or give broadcast(...) a capacity"
                                + " of more than 3",
                        lagged.getMessage());
                int next = slow.receive();
                assertEquals(7, next);
                assertEquals(7, slow.missed());
                next = patient.receive();
                assertEquals(7, next);
                assertEquals(7, patient.missed());
                assertEquals(0, fast.missed());
            }
        }
    }

    @TractorTest
    @Scenario("B15")
    void aSubscriberThatIsCancelledTakesNothingFromTheOthers(Nursery n) throws Exception {
        var source = n.start("source", Source::new);
        try (var ctx = source.open(Source::onDemand)) {
            var s = ctx.openStream();
            try (var all = s.broadcast(8)) {
                var staying = all.subscribe();
                var seen = n.fork("staying", () -> List.of(staying.receive(), staying.receive()));
                CancelScope.run(scope -> Nursery.run(inner -> {
                    var leaving = all.subscribe();
                    inner.fork("leaving", () -> {
                        while (true) {
                            leaving.receive();
                        }
                    });
                    inner.fork("sender", () -> {
                        s.send(0);
                        scope.cancel("leave");
                    });
                }));
                s.send(1);
                assertEquals(List.of(0, 1), seen.join());
            }
        }
    }

    @TractorTest
    void theEndOfTheStreamEndsEverySubscription(Nursery n) throws Exception {
        var source = n.start("source", Source::new);
        try (var ctx = source.open(Source::fails)) {
            var s = ctx.openStream();
            try (var all = s.broadcast(8)) {
                var subscriptions = List.of(all.subscribe(), all.subscribe(), all.subscribe());
                var ends = new ArrayList<String>();
                CancelScope.shield(() -> Nursery.run(inner -> {
                    for (var subscription : subscriptions) {
                        inner.fork(() -> {
                            int first = subscription.receive();
                            assertEquals(0, first);
                            var end = assertThrows(ActorFailedException.class, subscription::receive);
                            ends.add(end.getCause().getMessage());
                        });
                    }
                    s.send(-1);
                    inner.join();
                }));
                assertEquals(List.of("dry", "dry", "dry"), ends);
            }
            assertThrows(ActorFailedException.class, ctx::result);
        }
    }

    @TractorTest
    @Scenario("B13")
    void closingItEndsTheSubscriptionsAndNotTheStream(Nursery n, Simulation sim) throws Exception {
        var source = n.start("source", Source::new);
        try (var ctx = source.open(Source::onDemand)) {
            var s = ctx.openStream();
            var all = s.broadcast(8);
            var first = all.subscribe();
            var second = all.subscribe();
            var tasks = List.of(
                    n.fork(() -> assertThrows(StreamEndedException.class, first::receive)),
                    n.fork(() -> assertThrows(StreamEndedException.class, second::receive)));
            sim.settle();
            assertEquals(2, all.subscriptions());
            all.close();
            for (var task : tasks) {
                var ended = task.join();
                assertTrue(ended.getMessage().endsWith("is closed"), ended.getMessage());
            }
            assertEquals(0, all.subscriptions());
            var thrown = assertThrows(StreamEndedException.class, all::subscribe);
            assertTrue(thrown.getMessage().endsWith("is closed; subscribe before its close()"), thrown.getMessage());
            s.send(5);
            int back = s.receive();
            assertEquals(5, back);
        }
    }

    @TractorTest
    void aSubscriptionCanBeClosedWhileItsTaskWaits(Nursery n, Simulation sim) throws Exception {
        var source = n.start("source", Source::new);
        try (var ctx = source.open(Source::onDemand)) {
            var s = ctx.openStream();
            try (var all = s.broadcast(8)) {
                var first = all.subscribe();
                var second = all.subscribe();
                var leaving = n.fork(() -> assertThrows(StreamEndedException.class, first::receive));
                var staying = n.fork(() -> second.receive());
                sim.settle();
                first.close();
                leaving.join();
                s.send(3);
                int number = staying.join();
                assertEquals(3, number);
                assertEquals(1, all.subscriptions());
            }
        }
    }

    @TractorTest
    void aReceiveMayHaveADeadlineOrNotWaitAtAll(Nursery n, Simulation sim) throws Exception {
        var source = n.start("source", Source::new);
        try (var ctx = source.open(Source::onDemand)) {
            var s = ctx.openStream();
            try (var all = s.broadcast(8)) {
                var first = all.subscribe();
                var second = all.subscribe();
                assertEquals(Optional.empty(), first.tryReceive());
                var other =
                        n.fork(() -> assertThrows(TimeoutException.class, () -> second.receive(Duration.ofSeconds(5))));
                assertThrows(TimeoutException.class, () -> first.receive(Duration.ofSeconds(2)));
                assertEquals(Duration.ofSeconds(2), sim.now());
                other.join();
                assertEquals(Duration.ofSeconds(5), sim.now());
                s.send(3);
                sim.settle();
                assertEquals(Optional.of(3), first.tryReceive());
                assertEquals(Optional.of(3), second.tryReceive());
            }
        }
    }

    @TractorTest
    void oneSubscribesFromNowOn(Nursery n) throws Exception {
        var source = n.start("source", Source::new);
        try (var ctx = source.open(Source::onDemand)) {
            var s = ctx.openStream();
            try (var all = s.broadcast(8)) {
                var early = all.subscribe();
                s.send(0);
                int number = early.receive();
                assertEquals(0, number);
                var late = all.subscribe();
                s.send(1);
                number = late.receive();
                assertEquals(1, number);
                number = early.receive();
                assertEquals(1, number);
            }
        }
    }
}
