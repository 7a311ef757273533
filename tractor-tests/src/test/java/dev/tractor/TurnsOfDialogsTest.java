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
import java.util.concurrent.CountDownLatch;

/** One turn at a time, also when an actor's dialogs share it. */
final class TurnsOfDialogsTest {

    /** State that notices when two turns overlap. */
    static final class Bench {
        private int inside;
        private int entered;
        private final List<String> order = new ArrayList<>();

        /** A stretch of code without a tractor call that waits: nobody else may be in one. */
        private void stretch() throws InterruptedException {
            inside++;
            entered++;
            try {
                assertEquals(1, inside);
                Tractor.checkpoint(); // where the simulation may switch, though no turn ends
                assertEquals(1, inside);
            } finally {
                inside--;
            }
        }

        int echo(Dialog<String, Integer, Integer> d) throws InterruptedException {
            d.started("echo");
            stretch();
            int count = 0;
            try (var s = d.openStream(StreamOptions.blocking(1))) {
                for (int message : s) {
                    stretch();
                    s.send(message);
                    stretch();
                    count++;
                }
            }
            stretch();
            return count;
        }

        void sleeper(Dialog<String, Integer, Integer> d, String name, Duration time) throws InterruptedException {
            d.started(name);
            order.add(name + " begins");
            Tractor.sleep(time);
            order.add(name + " ends");
        }

        int handler() throws InterruptedException {
            stretch();
            Tractor.sleep(Duration.ofMillis(1)); // keeps the turn
            stretch();
            return entered;
        }

        void note(String what) {
            order.add(what);
        }

        List<String> order() {
            return List.copyOf(order);
        }
    }

    @TractorTest
    void noTwoTurnsOverlap(Nursery n) throws Exception {
        var bench = n.start("bench", Bench::new);
        Nursery.run(inner -> {
            for (int i = 0; i < 3; i++) {
                inner.fork("talker", () -> {
                    try (var ctx = bench.open(Bench::echo)) {
                        try (var s = ctx.openStream(StreamOptions.blocking(1))) {
                            for (int m = 0; m < 3; m++) {
                                s.send(m);
                                int back = s.receive();
                                assertEquals(m, back);
                            }
                        }
                        int count = ctx.result();
                        assertEquals(3, count);
                    }
                });
                inner.fork("asker", () -> {
                    for (int m = 0; m < 2; m++) {
                        bench.run(Bench::handler);
                        bench.tell(Bench::stretch);
                    }
                });
            }
        });
    }

    @TractorTest
    void noTwoTurnsOverlapWhileDialogsAreCancelled(Nursery n) throws Exception {
        var bench = n.start("bench", Bench::new);
        Nursery.run(inner -> {
            for (int i = 0; i < 3; i++) {
                inner.fork("talker", () -> {
                    try (var ctx = bench.open(Bench::echo)) {
                        var s = ctx.openStream(StreamOptions.blocking(1));
                        s.send(1);
                        s.receive();
                        ctx.cancel("enough");
                    }
                });
                inner.fork("asker", () -> bench.run(Bench::handler));
            }
        });
    }

    @TractorTest
    void aDialogGivesTheTurnUpWhileItWaits(Nursery n) throws Exception {
        var bench = n.start("bench", Bench::new);
        try (var ctx = bench.open(Bench::sleeper, "dialog", Duration.ofSeconds(5))) {
            ctx.started();
            bench.tell(b -> b.note("meanwhile"));
            ctx.result();
        }
        List<String> order = bench.ask(Bench::order);
        assertEquals(List.of("dialog begins", "meanwhile", "dialog ends"), order);
    }

    @TractorTest
    void aDialogKeepsTheTurnInForeignCode(Nursery n) throws Exception {
        var bench = n.start("bench", Bench::new);
        try (var ctx = bench.open((Bench b, Dialog<String, Integer, Integer> d) -> {
            d.started("foreign");
            b.note("begins");
            Thread.sleep(Duration.ofSeconds(1));
            b.note("ends");
        })) {
            ctx.started();
            bench.tell(b -> b.note("after"));
            ctx.result();
        }
        List<String> order = bench.ask(Bench::order);
        assertEquals(List.of("begins", "ends", "after"), order);
    }

    @TractorTest
    void turnsAreGrantedFirstComeFirstServed(Nursery n, Simulation sim) throws Exception {
        var bench = n.start("bench", Bench::new);
        try (var first = bench.open(Bench::sleeper, "first", Duration.ofSeconds(2));
                var second = bench.open(Bench::sleeper, "second", Duration.ofSeconds(1))) {
            first.started();
            second.started();
            bench.tell(b -> {
                Tractor.sleep(Duration.ofSeconds(10)); // both dialogs want their turn meanwhile
                b.note("handler");
            });
            Tractor.sleep(Duration.ofMillis(1500));
            bench.tell(b -> b.note("between")); // after the second dialog asked, before the first
            first.result();
            second.result();
        }
        List<String> order = bench.ask(Bench::order);
        var begun = order.subList(0, 2);
        assertTrue(begun.containsAll(List.of("first begins", "second begins")), order::toString);
        assertEquals(List.of("handler", "second ends", "between", "first ends"), order.subList(2, 6));
    }

    @TractorTest
    void cancelledDialogsGoFirst(Nursery n) throws Exception {
        var bench = n.start("bench", Bench::new);
        try (var first = bench.open(Bench::sleeper, "first", Duration.ofSeconds(1));
                var second = bench.open((Bench b, Dialog<String, Integer, Integer> d) -> {
                    d.started("second");
                    try {
                        Tractor.sleep(Duration.ofDays(1));
                    } finally {
                        b.note("second is cancelled");
                    }
                })) {
            first.started();
            second.started();
            bench.tell(b -> {
                Tractor.sleep(Duration.ofSeconds(10)); // the first wants its turn at 1 s
                b.note("handler");
            });
            bench.tell(b -> b.note("queued"));
            Tractor.sleep(Duration.ofSeconds(5));
            second.cancel("at 5 s");
            first.result();
        }
        List<String> order = bench.ask(Bench::order);
        assertEquals(List.of("first begins", "handler", "second is cancelled", "queued", "first ends"), order);
    }

    @TractorTest
    void aDialogMayAskItsOwnActor(Nursery n) throws Exception {
        var bench = n.start("bench", Bench::new);
        try (var ctx = bench.open((Bench b, Dialog<Void, Void, Void> d) -> {
            var self = Actor.current().self(Bench.class);
            self.run(other -> other.note("asked from the dialog"));
            Nursery.run(inner -> {
                inner.fork(() -> self.run(other -> other.note("asked from its task")));
            });
            try (var ownContext = self.open(
                    (Bench same, Dialog<Void, Void, Void> _) -> same.order().size())) {
                return ownContext.result();
            }
        })) {
            int size = ctx.result();
            assertEquals(2, size);
        }
    }

    @TractorTest
    @Scenario("C10")
    void aHandlerThatWaitsForADialogOfItsOwnActorIsRefused(Nursery n) throws Exception {
        var bench = n.start("bench", Bench::new);
        var thrown = assertThrows(
                ActorFailedException.class,
                () -> bench.run(_ -> {
                    try (var ctx = Actor.current().self(Bench.class).open(Bench::echo)) {
                        ctx.started();
                    }
                }));
        assertTrue(
                thrown.getMessage()
                        .contains("this call can never be served: /bench waits for the start of a dialog of /bench;"
                                + " and that waits for /bench"),
                thrown.getMessage());
    }

    @TractorTest
    void aHandlerWhoseContextAsksBackIsToldSo(Nursery n) throws Exception {
        var bench = n.start("bench", Bench::new);
        var other = n.start("other", Bench::new);
        var thrown = assertThrows(
                ActorFailedException.class,
                () -> bench.run(_ -> {
                    try (var ctx = other.open((Bench _, Dialog<Void, Void, Void> _) -> bench.ask(Bench::handler))) {
                        ctx.result();
                    }
                }));
        assertTrue(thrown.getMessage().contains("this call can never be served"), thrown.getMessage());
        assertEquals("/other", thrown.source());
    }

    @TractorTest
    void randomTalkIsNeverRefusedAndNeverOverlaps(Nursery n) throws Exception {
        var benches = List.of(n.start("a", Bench::new), n.start("b", Bench::new));
        Nursery.run(inner -> {
            for (int i = 0; i < 3; i++) {
                inner.fork("talker", () -> {
                    for (int m = 0; m < 3; m++) {
                        var bench = benches.get(m % 2);
                        var other = benches.get((m + 1) % 2);
                        try (var ctx = bench.open((Bench b, Dialog<Void, Integer, Integer> d) -> {
                            d.started();
                            b.stretch();
                            other.run(Bench::handler); // and that may be talking to us
                            b.stretch();
                            var s = d.openStream();
                            s.send(s.receive() + 1);
                            b.stretch();
                        })) {
                            var s = ctx.openStream();
                            s.send(1);
                            int back = s.receive();
                            assertEquals(2, back);
                            ctx.result();
                        }
                    }
                });
            }
        });
    }

    /** With points in the mailbox, see {@code CorePointsTest}, they also contend for its lock. */
    @TractorTest
    void allDialogsThatAreCancelledAtOnceGetTheirLastTurn(Nursery n) throws Exception {
        var bench = n.start("bench", Bench::new);
        var open = new CountDownLatch(4);
        for (int i = 0; i < 4; i++) {
            n.fork(() -> {
                try (var ctx = bench.open(Bench::echo);
                        var s = ctx.openStream()) {
                    ctx.started();
                    open.countDown();
                    s.receive();
                } catch (ActorFailedException | StreamEndedException e) {
                    // it was cancelled
                }
            });
        }
        open.await();
        bench.cancel();
        n.join();
    }
}
