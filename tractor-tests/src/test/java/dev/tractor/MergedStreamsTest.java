package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.test.Simulation;
import dev.tractor.test.TestRoot;
import dev.tractor.test.TractorTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;

/** The streams of two actors, merged by a third for the root. */
class MergedStreamsTest {
    private static final Duration PACE = Duration.ofMillis(10);

    /** Sends numbers. */
    static final class Source {
        int numbers(Dialog<String, Integer, Integer> d, int count, Duration pace) throws InterruptedException {
            d.started("numbers");
            try (var s = d.openStream()) {
                for (int i = 0; i < count; i++) {
                    s.send(i);
                    Tractor.sleep(pace);
                }
            }
            return count;
        }
    }

    /** Starts two sources and merges what they send. */
    static final class Merger {
        int merge(Dialog<String, Integer, Integer> d, int count, Duration pace) throws InterruptedException {
            d.started("merging");
            try (var merged = d.openStream()) {
                return Nursery.run(n -> {
                    var parts = new ArrayList<Task<Integer>>();
                    for (var name : List.of("one", "two")) {
                        var source = n.start(name, Source::new);
                        parts.add(n.fork(name, () -> relay(source, merged, count, pace)));
                    }
                    int sum = 0;
                    for (var part : parts) {
                        sum += part.join();
                    }
                    return sum;
                });
            }
        }

        private static int relay(
                Portal<Source> source, MessageStream<Integer, Integer> merged, int count, Duration pace)
                throws InterruptedException {
            try (var ctx = source.open(Source::numbers, count, pace)) {
                for (int number : ctx.openStream()) {
                    merged.send(number);
                }
                int sent = ctx.result();
                source.stop();
                return sent;
            }
        }
    }

    /** All that two sources send, as the root receives it. */
    private static List<Integer> aggregate(int count, Duration pace) throws InterruptedException {
        return Nursery.run(n -> {
            var merger = n.start("merger", Merger::new);
            var seen = new ArrayList<Integer>();
            try (var ctx = merger.open(Merger::merge, count, pace)) {
                for (int number : ctx.openStream(StreamOptions.blocking(8))) {
                    seen.add(number);
                }
                int sum = ctx.result();
                assertEquals(seen.size(), sum);
            }
            merger.stop();
            return seen;
        });
    }

    private static List<Integer> twice(int count) {
        return IntStream.range(0, count)
                .boxed()
                .flatMap(number -> Stream.of(number, number))
                .toList();
    }

    private static void assertMerged(int count, List<Integer> seen) {
        assertEquals(twice(count), seen.stream().sorted().toList());
        // in the order of each source: no number comes before all smaller ones have come at least once
        int most = -1;
        for (int number : seen) {
            assertTrue(number <= most + 1, seen::toString);
            most = Math.max(most, number);
        }
    }

    @TractorTest(cancelEverywhere = true, interruptEverywhere = true)
    @Scenario("B07")
    void fourActorsMergeTwoStreams() throws Exception {
        assertMerged(12, aggregate(12, Duration.ZERO));
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    @Tag("slow")
    @Scenario("B07")
    void aThousandNumbersOfEachAreMergedInTime() throws Exception {
        var seen = CancelScope.failAfter(Duration.ofSeconds(5), () -> aggregate(1_000, Duration.ZERO));
        assertMerged(1_000, seen);
    }

    @TractorTest
    @Scenario("B08")
    void cancelledAtSixMomentsBeforeItsEndItGivesNoResultAndLeavesNobody(Simulation sim, TestRoot root)
            throws Exception {
        int count = 14;
        var results = Collections.synchronizedList(new ArrayList<List<Integer>>());
        var alone = root.leaks();
        for (int moment = 1; moment <= 6; moment++) {
            var begin = sim.now();
            var limit = PACE.multipliedBy(count * moment / 7);
            var done = CancelScope.moveOnAfter(limit, () -> results.add(aggregate(count, PACE)));
            assertFalse(done);
            assertEquals(limit, sim.now().minus(begin));
            assertEquals(alone, root.leaks());
        }
        assertEquals(List.of(), results);
        var begin = sim.now();
        assertMerged(count, aggregate(count, PACE));
        assertEquals(PACE.multipliedBy(count), sim.now().minus(begin));
    }
}
