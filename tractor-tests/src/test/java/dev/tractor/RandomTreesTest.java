package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.test.Simulation;
import dev.tractor.test.TractorTest;
import java.time.Duration;
import java.util.HashSet;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;

/** Containment and no lost error, over random trees of nurseries, scopes and shields in which anything may fail. */
@Tag("stress")
class RandomTreesTest {
    private static final int TREES = 1000;

    /** For a thread that has nothing left to run to be gone. */
    private static final Duration END = Duration.ofSeconds(5);

    @TractorTest
    @Scenario({"I2", "I3"})
    void nothingRunsAfterItsBlockAndNoErrorIsLost(Simulation simulation) throws Exception {
        new Tree(simulation.seed()).check();
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void norDoesItOnRealThreads() throws Exception {
        for (long seed = 0; seed < TREES; seed++) {
            new Tree(seed).check();
        }
    }

    /** An error that must not be lost. */
    private static final class Real extends Exception {
        private static final long serialVersionUID = 1L;

        Real(String message) {
            super(message);
        }
    }

    /** What a node may count on: whether somebody is going to cancel it, and how deep it may still go. */
    private record Place(boolean doomed, int depth) {
        Place below() {
            return new Place(doomed, depth - 1);
        }

        Place inShield() {
            return new Place(false, depth);
        }

        Place inCancelled() {
            return new Place(true, depth);
        }
    }

    private static final class Tree {
        private final long seed;
        private final Queue<Real> thrown = new ConcurrentLinkedQueue<>();
        private final Queue<String> escaped = new ConcurrentLinkedQueue<>();
        private final AtomicInteger live = new AtomicInteger();
        private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

        Tree(long seed) {
            this.seed = seed;
        }

        void check() throws InterruptedException {
            Throwable outcome = null;
            var strand = Strand.current();
            var scope = strand.scope();
            try {
                node(new SplittableRandom(seed), new Place(false, 4), live);
            } catch (Throwable t) {
                outcome = t;
            }
            assertEquals(0, live.get(), "live bodies after seed " + seed);
            assertEquals(0, escaped.size(), "seed " + seed + ": " + escaped);
            assertEquals(scope, strand.scope(), "scope after seed " + seed);
            assertFalse(Thread.interrupted(), "interrupted after seed " + seed);
            for (var thread : threads) {
                if (thread != Thread.currentThread()) {
                    assertTrue(thread.join(END), thread + " is alive after seed " + seed);
                }
            }
            var lost = new HashSet<Throwable>(thrown);
            if (outcome != null) {
                lost.removeAll(Trees.reachable(outcome));
            }
            if (!lost.isEmpty()) {
                throw new AssertionError("seed " + seed + " lost " + lost, outcome);
            }
        }

        private Real real(String where) {
            var error = new Real(where + " of seed " + seed);
            thrown.add(error);
            return error;
        }

        private void node(SplittableRandom random, Place place, AtomicInteger counter) throws Exception {
            counter.incrementAndGet();
            threads.add(Thread.currentThread());
            try {
                if (place.depth == 0) {
                    leaf(random, place);
                } else {
                    scoped(random, place);
                }
            } finally {
                counter.decrementAndGet();
            }
        }

        private void scoped(SplittableRandom random, Place place) throws Exception {
            var inside = random.split();
            switch (random.nextInt(7)) {
                case 0 ->
                    CancelScope.moveOnAfter(Duration.ofNanos(random.nextInt(500_000)), () -> {
                        nursery(inside, place.inCancelled());
                    });
                case 1 -> CancelScope.shield(() -> nursery(inside, place.inShield()));
                case 2 ->
                    CancelScope.run(scope -> {
                        try {
                            scope.cancel("at random");
                            nursery(inside, place.inCancelled());
                        } catch (InterruptedException | RuntimeException e) {
                            throw e;
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    });
                case 3 ->
                    CancelScope.moveOnAfter(Duration.ofNanos(random.nextInt(500_000)), () -> {
                        CancelScope.shield(() -> nursery(inside, place.inShield()));
                    });
                default -> nursery(inside, place);
            }
        }

        private void nursery(SplittableRandom random, Place place) throws Exception {
            var inBlock = new AtomicInteger();
            var ownerOnly = random.nextInt(3) == 0;
            Consumer<NurseryOptions> options = o -> {
                if (ownerOnly) {
                    o.ownerOnly();
                }
            };
            try {
                if (random.nextBoolean()) {
                    try (var n = Nursery.open(options)) {
                        body(n, ownerOnly, random, place, inBlock);
                        n.join();
                    }
                } else {
                    Nursery.run(options, n -> {
                        try {
                            body(n, ownerOnly, random, place, inBlock);
                        } catch (InterruptedException | RuntimeException e) {
                            throw e;
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    });
                }
            } finally {
                if (inBlock.get() != 0) {
                    escaped.add(inBlock + " children");
                }
            }
        }

        private void body(Nursery n, boolean ownerOnly, SplittableRandom random, Place place, AtomicInteger counter)
                throws Exception {
            var cancels = random.nextInt(5) == 0;
            var below = cancels ? place.below().inCancelled() : place.below();
            var children = 1 + random.nextInt(3);
            for (int i = 0; i < children; i++) {
                var forChild = random.split();
                switch (random.nextInt(4)) {
                    case 0 ->
                        n.start("actor", () -> {
                                    node(forChild, below, counter);
                                    return "state";
                                })
                                .stop();
                    case 1 ->
                        n.fork(() -> {
                            if (ownerOnly) {
                                node(forChild, below, counter);
                            } else {
                                n.fork(() -> node(forChild, below, counter));
                            }
                        });
                    default -> n.fork(() -> node(forChild, below, counter));
                }
            }
            if (cancels) {
                n.cancel("at random");
            }
            switch (random.nextInt(6)) {
                case 0 -> throw real("body");
                case 1 -> Tractor.sleep(Duration.ofNanos(random.nextInt(300_000)));
                case 2 -> Thread.sleep(Duration.ofNanos(random.nextInt(300_000)));
                case 3 -> node(random.split(), place.below(), counter);
                default -> {}
            }
        }

        private void leaf(SplittableRandom random, Place place) throws Exception {
            switch (random.nextInt(9)) {
                case 0 -> throw real("leaf");
                case 1 -> Tractor.sleep(Duration.ofNanos(random.nextInt(1_000_000)));
                case 2 -> Thread.sleep(Duration.ofNanos(random.nextInt(1_000_000)));
                case 3 -> {
                    try {
                        Thread.sleep(Duration.ofNanos(random.nextInt(1_000_000)));
                    } catch (InterruptedException e) {
                        throw real("clean-up");
                    }
                }
                case 4 -> {
                    try (AutoCloseable resource = () -> {
                        throw real("close");
                    }) {
                        Tractor.sleep(Duration.ofNanos(random.nextInt(1_000_000)));
                    }
                }
                case 5 -> {
                    if (place.doomed) {
                        Tractor.sleep(Foreign.LONG);
                    }
                }
                case 6 -> {
                    if (place.doomed) {
                        new CountDownLatch(1).await();
                    }
                }
                default -> {}
            }
        }
    }
}
