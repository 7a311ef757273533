package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.debug.InterruptedByUserException;
import dev.tractor.test.Key;
import dev.tractor.test.ScriptedTerminal;
import dev.tractor.test.Simulation;
import dev.tractor.test.TestRoot;
import dev.tractor.test.TractorTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** Programs made of streams: fed crowds, shared streams, and what ctrl-c does to them. */
class StreamScenariosTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration PACE = Duration.ofMillis(10);

    /** The other side of the streams. */
    static final class Desk {
        private final List<Integer> received = new ArrayList<>();
        private int dialogs;
        private int opened;

        /** Counts up for ever, a number each 10 ms. */
        void ticks(Dialog<Integer, Integer, Integer> d) throws InterruptedException {
            dialogs++;
            opened++;
            try {
                d.started(opened);
                var s = d.openStream();
                for (int i = 0; ; i++) {
                    s.send(i);
                    Tractor.sleep(PACE);
                }
            } finally {
                dialogs--;
            }
        }

        /** Notes what it receives. */
        void notes(Dialog<Integer, Integer, Integer> d) throws InterruptedException {
            dialogs++;
            try {
                d.started(0);
                for (int number : d.openStream(StreamOptions.blocking(4))) {
                    received.add(number);
                }
            } finally {
                dialogs--;
            }
        }

        void echo(Dialog<Integer, Integer, Integer> d) throws InterruptedException {
            dialogs++;
            try {
                d.started(0);
                var s = d.openStream();
                for (int number : s) {
                    s.send(number);
                }
            } finally {
                dialogs--;
            }
        }

        int dialogs() {
            return dialogs;
        }

        int opened() {
            return opened;
        }
    }

    // A crowd that is fed.

    @TractorTest
    @Scenario("S19")
    void allOfACrowdAreSentSomethingForASecondAndThenLeft(Simulation sim, TestRoot root) throws Exception {
        var alone = root.leaks();
        var desks = Collections.synchronizedList(new ArrayList<Desk>());
        var sent = new int[5];
        try (var n = Nursery.open()) {
            for (int i = 0; i < sent.length; i++) {
                int number = i;
                var desk = n.start("desk" + i, () -> {
                    var state = new Desk();
                    desks.add(state);
                    return state;
                });
                n.fork("feeder" + i, () -> {
                    try (var ctx = desk.open(Desk::notes);
                            var s = ctx.openStream()) {
                        while (true) {
                            s.send(sent[number]);
                            sent[number]++;
                            Tractor.sleep(PACE);
                        }
                    }
                });
            }
            Tractor.sleep(SECOND);
            n.cancel("that was a second");
        }
        assertEquals(SECOND, sim.now());
        assertEquals(alone, root.leaks());
        assertEquals(sent.length, desks.size());
        for (var desk : desks) {
            assertEquals(
                    IntStream.range(0, desk.received.size()).boxed().toList(), desk.received, "in order, none missing");
            assertTrue(desk.received.size() >= 99, desk.received::toString);
            assertEquals(0, desk.dialogs());
        }
        for (int count : sent) {
            assertTrue(count >= 100 && count <= 101, () -> count + " were sent");
        }
    }

    // Ctrl-c.

    /** Listens to one actor and talks with another, until it is ended from outside. @param talking set when it does both */
    private static void listenAndTalk(Portal<Desk> ticker, Portal<Desk> echoer, Event talking)
            throws InterruptedException {
        try (var oneWay = ticker.open(Desk::ticks);
                var ticks = oneWay.openStream();
                var bothWays = echoer.open(Desk::echo);
                var s = bothWays.openStream()) {
            for (int tick : ticks) {
                s.send(tick);
                int back = s.receive();
                assertEquals(tick, back);
                talking.set();
            }
        }
    }

    private static void assertEndedByUser(NurseryException thrown) {
        assertInstanceOf(InterruptedByUserException.class, thrown.getCause());
        assertEquals(List.of(thrown.getCause()), thrown.failures());
        assertEquals(0, thrown.getSuppressed().length);
    }

    @TractorTest
    @Scenario("B03")
    void ctrlCEndsStreamsInOneDirectionAndInBoth(Nursery n, Simulation sim) {
        var ticker = n.start("ticker", Desk::new);
        var echoer = n.start("echoer", Desk::new);
        var talking = new Event();
        var root = Strand.current().root;
        sim.after(SECOND, () -> root.cancel(new InterruptedByUserException()));
        assertEndedByUser(assertThrows(NurseryException.class, () -> listenAndTalk(ticker, echoer, talking)));
        assertTrue(talking.isSet());
        assertThrows(NurseryException.class, n::join);
        assertEquals(SECOND, sim.now());
        assertFalse(ticker.isAlive());
        assertFalse(echoer.isAlive());
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    @Scenario("B03")
    void ctrlCAtATerminalEndsStreamsInOneDirectionAndInBoth(Nursery n, ScriptedTerminal terminal) throws Exception {
        var ticker = n.start("ticker", Desk::new);
        var echoer = n.start("echoer", Desk::new);
        var talking = new Event();
        n.fork("talker", () -> listenAndTalk(ticker, echoer, talking));
        talking.await();
        terminal.press(Key.CTRL_C);
        assertEndedByUser(assertThrows(NurseryException.class, n::join));
        assertFalse(ticker.isAlive());
        assertFalse(echoer.isAlive());
    }

    @TractorTest
    @Scenario("T03")
    void ctrlCComesOutOfABodyThatHoldsSeveralResourcesAsWhatItIs(Nursery n, Simulation sim) {
        var closed = new ArrayList<String>();
        var ticker = n.start("ticker", Desk::new);
        var root = Strand.current().root;
        sim.after(SECOND, () -> root.cancel(new InterruptedByUserException()));
        assertEndedByUser(assertThrows(NurseryException.class, () -> {
            try (var lines = Tractor.openAll(() -> line("a", closed), () -> line("b", closed));
                    var one = ticker.open(Desk::ticks);
                    var two = ticker.open(Desk::ticks);
                    var s = two.openStream()) {
                assertEquals(2, lines.all().size());
                assertEquals(1, one.started());
                for (int tick : s) {
                    assertTrue(tick < 101);
                }
            }
        }));
        assertEquals(List.of("b", "a"), closed);
        assertEquals(SECOND, sim.now());
        assertThrows(NurseryException.class, n::join);
    }

    @TractorTest
    @Scenario("T03")
    void soDoesOneThatTheBodyThrows(Nursery n) {
        var closed = new ArrayList<String>();
        var ticker = n.start("ticker", Desk::new);
        var mine = new InterruptedByUserException();
        var thrown = assertThrows(InterruptedByUserException.class, () -> {
            try (var lines = Tractor.openAll(() -> line("a", closed), () -> line("b", closed));
                    var one = ticker.open(Desk::ticks);
                    var two = ticker.open(Desk::ticks);
                    var s = two.openStream()) {
                assertEquals(2, lines.all().size());
                assertEquals(1, one.started());
                int first = s.receive();
                assertEquals(0, first);
                throw mine;
            }
        });
        assertSame(mine, thrown);
        assertEquals(0, thrown.getSuppressed().length);
        assertEquals(List.of("b", "a"), closed);
        assertTrue(ticker.isAlive());
    }

    private static AutoCloseable line(String name, List<String> closed) {
        return () -> {
            Tractor.checkpoint(); // passes: it is closed in a shield
            closed.add(name);
        };
    }

    // A stream that is shared.

    /** One stream of an actor for many tasks here: a task of its own has the context, and others subscribe. */
    private static final class Feed implements AutoCloseable {
        private final CompletableFuture<Broadcast<Integer>> ready = new CompletableFuture<>();
        private final Event end = new Event();
        private final Task<?> task;

        private Feed(Nursery n, Portal<Desk> ticker) {
            task = n.fork("feed", () -> {
                try (var ctx = ticker.open(Desk::ticks);
                        var s = ctx.openStream();
                        var all = s.broadcast(64)) {
                    ready.complete(all);
                    end.await();
                }
            });
        }

        static Feed open(Nursery n, Portal<Desk> ticker) throws InterruptedException {
            var feed = new Feed(n, ticker);
            Tractor.await(feed.ready);
            return feed;
        }

        Broadcast<Integer> ticks() {
            return ready.join();
        }

        @Override
        public void close() throws InterruptedException {
            end.set();
            task.join();
        }
    }

    private static List<Integer> listen(Nursery n, Portal<Desk> ticker, int count) throws InterruptedException {
        try (var feed = Shared.open("ticks", () -> Feed.open(n, ticker));
                var subscription = feed.value().ticks().subscribe()) {
            var seen = new ArrayList<Integer>();
            while (seen.size() < count) {
                seen.add(subscription.receive());
            }
            return seen;
        }
    }

    @TractorTest(cancelEverywhere = true)
    @Scenario("T12")
    void oneStreamIsOpenedOnceAndSharedByManyTasks(Nursery n) throws Exception {
        var ticker = n.start("ticker", Desk::new);
        for (int round = 1; round <= 2; round++) {
            try (var held = Shared.open("ticks", () -> Feed.open(n, ticker))) {
                var listeners = new ArrayList<Task<List<Integer>>>();
                for (int i = 0; i < 4; i++) {
                    int count = 3 + i;
                    listeners.add(n.fork("listener" + i, () -> listen(n, ticker, count)));
                }
                for (int i = 0; i < 4; i++) {
                    var seen = listeners.get(i).join();
                    int first = seen.getFirst();
                    assertEquals(
                            IntStream.range(first, first + 3 + i).boxed().toList(), seen, "in order, none missing");
                }
                assertEquals(0, held.value().ticks().subscriptions());
                assertEquals(1, ticker.ask(Desk::dialogs));
            }
            assertEquals(round, ticker.ask(Desk::opened));
            assertEquals(0, ticker.ask(Desk::dialogs));
        }
    }
}
