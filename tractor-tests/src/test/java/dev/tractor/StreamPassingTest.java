package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.Simulation;
import dev.tractor.test.TractorTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Senders and receivers that pass each other in a channel, and wait when it is full or empty: every message comes once. */
final class StreamPassingTest {
    private static final int STEP = 1_000_000;

    /** Receives until the end. */
    private static List<Integer> all(Channel<Integer> channel, AtomicInteger held) throws InterruptedException {
        var seen = new ArrayList<Integer>();
        while (true) {
            try {
                seen.add(channel.receive(Strand.current(), Long.MAX_VALUE));
                held.decrementAndGet();
            } catch (StreamEndedException _) {
                return seen;
            }
        }
    }

    private static void checkOrder(List<Integer> seen) {
        var last = new int[16];
        for (int message : seen) {
            int sender = message / STEP;
            assertTrue(message > last[sender], () -> message + " came after a later one of its sender");
            last[sender] = message;
        }
    }

    private static void check(Nursery n, int capacity, int senders, int receivers, int each) throws Exception {
        var channel = new Channel<Integer>("a stream");
        channel.options(StreamOptions.blocking(capacity));
        var held = new AtomicInteger();
        var most = new AtomicInteger();
        var lists = new ArrayList<Task<List<Integer>>>();
        for (int i = 0; i < receivers; i++) {
            lists.add(n.fork(() -> all(channel, held)));
        }
        var sending = new ArrayList<Task<Boolean>>();
        for (int i = 0; i < senders; i++) {
            int first = i * STEP;
            sending.add(n.fork(() -> {
                for (int k = 1; k <= each; k++) {
                    channel.send(first + k, Strand.current());
                    most.accumulateAndGet(held.incrementAndGet(), Math::max);
                }
                return true;
            }));
        }
        for (var sender : sending) {
            assertTrue(sender.join());
        }
        channel.endSending("all is sent");
        var seen = new ArrayList<Integer>();
        for (var list : lists) {
            var own = list.join();
            checkOrder(own);
            seen.addAll(own);
        }
        assertEquals(senders * each, seen.size());
        assertEquals(senders * each, seen.stream().distinct().count());
        int bound = capacity + receivers; // one that was received and not counted yet
        assertTrue(most.get() <= bound, () -> most + " messages were sent and not received");
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "2, 1, 1", "64, 1, 1", "100, 1, 1", "1, 3, 2", "64, 3, 1", "17, 1, 3", "64, 4, 4"})
    @Timeout(60)
    void everyMessageComesOnceAndInOrder(int capacity, int senders, int receivers) throws Exception {
        Nursery.run(n -> {
            check(n, capacity, senders, receivers, 30_000);
            return true;
        });
    }

    @TractorTest
    void everyMessageComesOnceInEverySchedule(Nursery n, Simulation sim) throws Exception {
        check(n, 3, 2, 2, 12);
    }

    /** Receivers whose time is over while messages come lose none. */
    @Test
    @Timeout(60)
    void aReceiveThatIsGivenUpLosesNoMessage() throws Exception {
        int messages = 20_000;
        Nursery.run(n -> {
            var channel = new Channel<Integer>("a stream");
            var seen = n.fork(() -> {
                var list = new ArrayList<Integer>();
                while (list.size() < messages) {
                    var strand = Strand.current();
                    long until = strand.root.deadlines.timeAfter(20_000); // ns
                    var message = channel.receive(strand, until);
                    if (message != null) {
                        list.add(message);
                    }
                }
                return list;
            });
            for (int i = 1; i <= messages; i++) {
                channel.send(i, Strand.current());
            }
            checkOrder(seen.join());
            return true;
        });
    }

    @Test
    void afterSomeoneHasWaitedTheOthersPassAgain() throws Exception {
        var ring = new Ring<String>();
        ring.shut();
        ring.add("a");
        ring.open(2, true);
        assertTrue(ring.pass("b"));
        assertTrue(!ring.pass("c"), "it is full");
        assertEquals("a", ring.pass());
        assertTrue(ring.pass("c"));
        ring.shut();
        ring.open(0, false);
        assertTrue(!ring.pass("d") && ring.pass() == null, "nobody may pass");
        ring.shut();
        ring.open(3, true);
        assertTrue(ring.pass("d"));
        assertEquals("b", ring.pass());
        assertEquals("c", ring.pass());
        assertEquals("d", ring.pass());
        assertEquals(null, ring.pass());
    }
}
