package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** One publisher, and consumers that change what they want to hear of, until somebody ends it. */
class PubSubTest {
    private static final List<String> TOPICS = List.of("even", "odd", "third");
    private static final int CONSUMERS = 3;
    private static final Duration RUN = Duration.ofSeconds(3);

    /** What a consumer is sent. */
    sealed interface Item {}

    /** From here on it hears of these. */
    record Topics(Set<String> topics) implements Item {}

    /** What there is to hear. */
    record News(String topic, int number) implements Item {}

    /** Sends its news to those who want it. All of its code runs in its turn, so nothing here is locked. */
    static final class Publisher {
        private final Map<MessageStream<Set<String>, Item>, Set<String>> wanted = new LinkedHashMap<>();
        private int number;

        /** One consumer: sends the topics it wants, and receives an echo of them and then the news. */
        void subscribe(Dialog<Void, Set<String>, Item> d) throws InterruptedException {
            d.started();
            var s = d.openStream();
            try {
                for (var topics : s) {
                    wanted.remove(s); // it is not sent the old while it has no room for the echo, and then has the turn
                    s.send(new Topics(topics));
                    wanted.put(s, topics);
                }
            } finally {
                wanted.remove(s);
            }
        }

        void publish() {
            number++;
            var topics = new ArrayList<String>();
            topics.add(number % 2 == 0 ? "even" : "odd");
            if (number % 3 == 0) {
                topics.add("third");
            }
            wanted.forEach((s, wants) -> topics.stream().filter(wants::contains).forEach(topic -> {
                try {
                    s.trySend(new News(topic, number));
                } catch (StreamEndedException e) {
                    // it is about to leave
                }
            }));
        }

        int subscribers() {
            return wanted.size();
        }
    }

    /** Takes what comes, and wants something else every now and then. */
    static final class Consumer {
        private Set<String> hears = Set.of();
        private final AtomicInteger heard;

        Consumer(AtomicInteger heard) {
            this.heard = heard;
        }

        void run(Portal<Publisher> publisher, int first) throws InterruptedException {
            try (var ctx = publisher.open(Publisher::subscribe);
                    var s = ctx.openStream();
                    var n = Nursery.open()) {
                n.fork("choosing", () -> {
                    for (int i = first; ; i++) {
                        s.send(Set.of(TOPICS.get(i % TOPICS.size()), TOPICS.get((i + 1 + i / 3 % 2) % TOPICS.size())));
                        Tractor.sleep(Duration.ofMillis(200));
                    }
                });
                for (var item : s) {
                    switch (item) {
                        case Topics(var topics) -> hears = topics;
                        case News(var topic, var number) -> {
                            assertTrue(hears.contains(topic), () -> topic + " while it hears " + hears);
                            assertTrue(fits(topic, number), () -> number + " is not " + topic);
                            heard.incrementAndGet();
                        }
                    }
                }
            }
        }

        private static boolean fits(String topic, int number) {
            return switch (topic) {
                case "even" -> number % 2 == 0;
                case "odd" -> number % 2 == 1;
                default -> number % 3 == 0;
            };
        }
    }

    private final AtomicInteger heard = new AtomicInteger();

    /** Runs until it is ended from outside. */
    private void publishAndConsume(Nursery n, Duration every) throws InterruptedException {
        var publisher = n.start("publisher", Publisher::new);
        for (int i = 0; i < CONSUMERS; i++) {
            int first = i;
            n.start("consumer" + i, () -> new Consumer(heard)).tell(c -> c.run(publisher, first));
        }
        n.every(every, () -> publisher.tell(Publisher::publish));
    }

    @TractorTest
    @Scenario("B01")
    void aDeadlineEndsThemAll(Simulation sim, TestRoot root) throws Exception {
        var alone = root.leaks();
        var done = CancelScope.moveOnAfter(
                RUN,
                () -> Nursery.run(n -> {
                    publishAndConsume(n, Duration.ofMillis(50));
                }));
        assertFalse(done);
        assertEquals(RUN, sim.now());
        assertTrue(heard.get() > 50, heard::toString);
        assertEquals(alone, root.leaks());
    }

    @TractorTest
    @Scenario("B01")
    void ctrlCEndsThemAllInVirtualTime(Nursery n, Simulation sim) throws Exception {
        publishAndConsume(n, Duration.ofMillis(50));
        var root = Strand.current().root;
        sim.after(RUN, () -> root.cancel(new InterruptedByUserException()));
        var thrown = assertThrows(NurseryException.class, n::join);
        assertInstanceOf(InterruptedByUserException.class, thrown.getCause());
        assertEquals(1, thrown.failures().size());
        assertEquals(RUN, sim.now());
        assertEquals(List.of(), n.children());
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    @Scenario("B01")
    void ctrlCAtATerminalEndsThemAll(Nursery n, ScriptedTerminal terminal) throws Exception {
        publishAndConsume(n, Duration.ofMillis(1));
        while (heard.get() == 0) {
            Tractor.sleep(Duration.ofMillis(1));
        }
        terminal.press(Key.CTRL_C);
        var thrown = assertThrows(NurseryException.class, n::join);
        assertInstanceOf(InterruptedByUserException.class, thrown.getCause());
        assertEquals(1, thrown.failures().size());
        assertEquals(List.of(), n.children());
    }

    @TractorTest(cancelEverywhere = true)
    void aConsumerThatLeavesIsForgotten(Nursery n) throws Exception {
        var publisher = n.start("publisher", Publisher::new);
        try (var ctx = publisher.open(Publisher::subscribe);
                var s = ctx.openStream()) {
            s.send(Set.of("odd"));
            assertEquals(new Topics(Set.of("odd")), s.receive());
            publisher.run(Publisher::publish);
            publisher.run(Publisher::publish);
            publisher.run(Publisher::publish);
            assertEquals(List.of(new News("odd", 1), new News("odd", 3)), List.of(s.receive(), s.receive()));
            int subscribers = publisher.ask(Publisher::subscribers);
            assertEquals(1, subscribers);
        }
        int subscribers = publisher.ask(Publisher::subscribers);
        assertEquals(0, subscribers);
    }
}
