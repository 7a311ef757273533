package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.test.Simulation;
import dev.tractor.test.TractorTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What holds of every context, whatever its two sides and others do to it. */
final class ContextInvariantsTest {

    /** A side that does what chance says. */
    static final class Wild {
        final List<Integer> received = new ArrayList<>();
        final List<Integer> sent = new ArrayList<>();
        private @Nullable Throwable thrown;

        int talk(Dialog<String, Integer, Integer> d, RandomGenerator random) throws Exception {
            try {
                step(random);
                d.started("wild");
                step(random);
                try (var s = d.openStream(StreamOptions.blocking(1 + random.nextInt(3)))) {
                    for (int i = 0; i < 4; i++) {
                        if (random.nextBoolean()) {
                            s.send(i);
                            sent.add(i);
                        } else {
                            s.tryReceive().ifPresent(received::add);
                        }
                        step(random);
                    }
                    if (random.nextInt(4) == 0) {
                        d.cancel("of its own accord");
                        Tractor.checkpoint();
                    }
                    for (int message : s) {
                        received.add(message);
                    }
                }
                step(random);
                return 42;
            } catch (Throwable t) {
                thrown = t;
                throw t;
            }
        }

        private static void step(RandomGenerator random) throws InterruptedException {
            switch (random.nextInt(12)) {
                case 0 -> throw new IllegalStateException("by chance");
                case 1, 2 -> Tractor.sleep(Duration.ofMillis(random.nextInt(5)));
                case 3, 4 -> Tractor.checkpoint();
                default -> {}
            }
        }
    }

    /** What one side has seen of it. */
    private static final class Seen {
        final List<Outcome<Integer>> outcomes = new ArrayList<>();
        final List<Integer> received = new ArrayList<>();
        final List<Integer> sent = new ArrayList<>();

        @Nullable
        Throwable left;

        boolean cancelled;
    }

    @TractorTest
    @Scenario({"I1", "I4", "I5"})
    void aContextHasOneOutcomeAndKeepsItsMessagesInOrder(Nursery n, Simulation sim) throws Exception {
        var random = sim.random();
        var state = new AtomicReference<@Nullable Wild>();
        var seen = new Seen();
        try {
            Nursery.run(inner -> {
                var wild = inner.start("wild", () -> {
                    state.set(new Wild());
                    return state.get();
                });
                inner.fork("opener", () -> {
                    try {
                        // both may be waiting for each other
                        if (!CancelScope.moveOnAfter(Duration.ofMillis(100), () -> open(wild, seen, random))) {
                            seen.cancelled = true;
                        }
                    } catch (Throwable t) {
                        seen.left = t;
                        throw t;
                    } finally {
                        wild.stop();
                    }
                });
                if (random.nextInt(3) == 0) {
                    inner.fork("third", () -> {
                        Tractor.sleep(Duration.ofMillis(random.nextInt(6)));
                        wild.cancel("a third does not like it");
                    });
                }
            });
        } catch (NurseryException e) {
            assertFalse(seen.left instanceof CancelledException, e::toString); // I3: an error, never a cancellation
        }
        // I1
        assertTrue(seen.outcomes.stream().distinct().count() <= 1, seen.outcomes::toString);
        var wild = state.get();
        if (seen.outcomes.isEmpty() || wild == null) {
            return;
        }
        var outcome = seen.outcomes.getFirst();
        if (outcome instanceof Outcome.Failure<Integer> failed && wild.thrown instanceof IllegalStateException) {
            assertSame(wild.thrown, failed.failure().getCause()); // I3
        }
        // I4: who has cancelled this very context absorbs it, and nobody else does
        if (outcome instanceof Outcome.Cancelled && !seen.cancelled) {
            assertInstanceOf(ActorCancelledException.class, seen.left);
        }
        if (outcome instanceof Outcome.Cancelled && seen.cancelled) {
            assertFalse(seen.left instanceof ActorCancelledException, () -> "left with " + seen.left);
        }
        // I5: what was received is a beginning of what was sent
        assertEquals(wild.sent.subList(0, Math.min(wild.sent.size(), seen.received.size())), begin(seen, wild));
        assertTrue(seen.sent.size() >= wild.received.size(), () -> seen.sent + " sent, received " + wild.received);
        assertEquals(seen.sent.subList(0, wild.received.size()), wild.received);
    }

    /** One more may have been received than its sender has noted, when the sender was cancelled in that moment. */
    private static List<Integer> begin(Seen seen, Wild wild) {
        return seen.received.subList(0, Math.min(seen.received.size(), wild.sent.size()));
    }

    private static void open(Portal<Wild> wild, Seen seen, RandomGenerator random) throws Exception {
        Context<String, Integer, Integer, Integer> kept = null;
        try (var ctx = wild.open(Wild::talk, random)) {
            kept = ctx;
            if (random.nextBoolean()) {
                ctx.started();
            }
            try (var s = ctx.openStream(StreamOptions.blocking(1 + random.nextInt(3)))) {
                for (int i = 0; i < 3; i++) {
                    seen.sent.add(i);
                    try {
                        s.send(i);
                    } catch (InterruptedException | RuntimeException e) {
                        seen.sent.removeLast(); // one that throws has not sent
                        throw e;
                    }
                    if (random.nextBoolean()) {
                        seen.received.add(s.receive());
                    }
                }
            } catch (StreamEndedException e) {
                // it has ended early, which its outcome tells
            }
            if (random.nextInt(3) == 0) {
                seen.cancelled = ctx.outcome().isEmpty();
                ctx.cancel("by its opener");
                ctx.outcome().ifPresent(seen.outcomes::add);
                return;
            }
            ctx.result();
        } finally {
            if (kept != null) {
                kept.outcome().ifPresent(seen.outcomes::add);
                kept.outcome().ifPresent(seen.outcomes::add);
            }
        }
    }

    @TractorTest(cancelEverywhere = true, interruptEverywhere = true)
    @Scenario("C05")
    void whereverTheOpenerIsCancelledTheDialogEndsBeforeTheBlock(Nursery n, Simulation sim) throws Exception {
        var state = new Wild();
        var wild = n.start("wild", () -> state);
        var kept = new AtomicReference<@Nullable Context<String, Integer, Integer, Integer>>();
        sim.eventually(
                "the dialog has ended",
                () -> kept.get() == null || kept.get().outcome().isPresent());
        try (var ctx = wild.open((Wild w, Dialog<String, Integer, Integer> d) -> {
            d.started("echo");
            int count = 0;
            try (var s = d.openStream()) {
                for (int message : s) {
                    s.send(message);
                    count++;
                }
            }
            return count;
        })) {
            kept.set(ctx);
            ctx.started();
            try (var s = ctx.openStream()) {
                for (int i = 0; i < 2; i++) {
                    s.send(i);
                    int back = s.receive();
                    assertEquals(i, back);
                }
            }
            int count = ctx.result();
            assertEquals(2, count);
        } finally {
            if (kept.get() != null) {
                assertTrue(kept.get().outcome().isPresent());
            }
        }
    }
}
