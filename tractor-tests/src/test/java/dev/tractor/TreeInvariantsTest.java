package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.test.Simulation;
import dev.tractor.test.TractorTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** What holds in every tree, over random trees of actors, tasks, scopes and shields. */
class TreeInvariantsTest {

    private static Duration upTo(int millis, SplittableRandom random) {
        return Duration.ofMillis(random.nextInt(millis));
    }

    // A cancellation never replaces a real error.

    @TractorTest
    @Scenario("I3")
    void anErrorOfAnActorOrATaskIsKnownAtTheTopWhateverIsCancelled(Simulation simulation) {
        var tree = new ErrorTree();
        Throwable outcome = null;
        try {
            tree.node(new SplittableRandom(simulation.seed()), 3);
        } catch (Throwable t) {
            outcome = t;
        }
        var lost = new HashSet<Throwable>(tree.thrown);
        if (outcome != null) {
            lost.removeAll(Trees.reachable(outcome));
        }
        if (!lost.isEmpty()) {
            throw new AssertionError("lost " + lost, outcome);
        }
    }

    /** An error that must not be lost. */
    private static final class Real extends Exception {
        private static final long serialVersionUID = 1L;

        Real(String message) {
            super(message);
        }
    }

    /** Actors and tasks in nurseries in scopes: asked, told and forked, and at random failing or cancelled. */
    private static final class ErrorTree {
        final List<Real> thrown = new ArrayList<>();

        private Real real(String where) {
            var error = new Real(where + " " + thrown.size());
            thrown.add(error);
            return error;
        }

        void node(SplittableRandom random, int depth) throws Exception {
            if (depth == 0) {
                leaf(random);
                return;
            }
            var inside = random.split();
            switch (random.nextInt(5)) {
                case 0 -> CancelScope.moveOnAfter(upTo(6, random), () -> nursery(inside, depth));
                case 1 -> CancelScope.shield(() -> nursery(inside, depth));
                case 2 ->
                    CancelScope.moveOnAfter(upTo(4, random), () -> {
                        CancelScope.shield(() -> nursery(inside, depth));
                    });
                default -> nursery(inside, depth);
            }
        }

        private void nursery(SplittableRandom random, int depth) throws Exception {
            var ownerOnly = random.nextBoolean();
            try (var n = Nursery.open(o -> {
                if (ownerOnly) {
                    o.ownerOnly();
                }
            })) {
                var actor = n.start("actor", Object::new);
                for (int i = 1 + random.nextInt(3); i > 0; i--) {
                    var below = random.split();
                    switch (random.nextInt(4)) {
                        case 0 -> n.fork(() -> node(below, depth - 1));
                        case 1 -> n.fork(() -> actor.run(state -> node(below, depth - 1)));
                        case 2 -> actor.tell(state -> node(below, depth - 1));
                        default -> actor.tell(state -> Actor.current().nursery().fork(() -> node(below, depth - 1)));
                    }
                }
                var when = upTo(5, random);
                switch (random.nextInt(6)) {
                    case 0 -> {
                        Tractor.sleep(when);
                        actor.cancel("at random");
                    }
                    case 1 -> {
                        Tractor.sleep(when);
                        n.cancel("at random");
                    }
                    case 2 -> {
                        Tractor.sleep(when);
                        throw real("body");
                    }
                    default -> {}
                }
                actor.stop();
                n.join();
            }
        }

        private void leaf(SplittableRandom random) throws Exception {
            switch (random.nextInt(6)) {
                case 0 -> throw real("leaf");
                case 1 -> {
                    Tractor.sleep(upTo(6, random));
                    throw real("late leaf");
                }
                case 2 -> {
                    try {
                        Thread.sleep(upTo(6, random));
                    } catch (InterruptedException e) {
                        throw real("clean-up");
                    }
                }
                case 3 -> {
                    try (AutoCloseable resource = () -> {
                        throw real("close");
                    }) {
                        Tractor.sleep(upTo(6, random));
                    }
                }
                default -> Tractor.sleep(upTo(6, random));
            }
        }
    }

    // A cancellation is in force at the next checkpoint.

    @TractorTest
    @Scenario("I7")
    void aCancellationIsInForceAtTheNextCheckpointButInNoShield(Simulation simulation) throws Exception {
        var tree = new CancelledTree(new SplittableRandom(simulation.seed()));
        var ended = CancelScope.run(scope -> Nursery.run(n -> {
            n.fork("canceller", () -> {
                Tractor.sleep(upTo(20, tree.random));
                scope.cancel("now");
                tree.cancelled.set(true);
            });
            tree.populate(n, 3, false);
        }));
        assertEquals(List.of(), tree.violations);
        assertEquals(tree.begun.get(), tree.ended.get());
        assertTrue(tree.cancelled.get());
        assertTrue(!ended || tree.begun.get() == 0);
    }

    /** Bodies that go from checkpoint to checkpoint until they are cancelled; those in shields for a while. */
    private static final class CancelledTree {
        private static final int ROUNDS = 30;

        final SplittableRandom random;
        final AtomicBoolean cancelled = new AtomicBoolean();
        final List<String> violations = new ArrayList<>();

        /** Of the bodies that no shield protects. */
        final AtomicInteger begun = new AtomicInteger();

        /** Of these, by a cancellation. */
        final AtomicInteger ended = new AtomicInteger();

        CancelledTree(SplittableRandom random) {
            this.random = random;
        }

        void populate(Nursery n, int depth, boolean shielded) {
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                Step body =
                        depth == 0 || random.nextInt(3) == 0 ? () -> walk(shielded) : () -> nested(depth - 1, shielded);
                switch (random.nextInt(3)) {
                    case 0 ->
                        n.start("actor", () -> {
                                    body.take();
                                    return "state";
                                })
                                .stop();
                    case 1 -> n.fork(() -> CancelScope.run(scope -> body.take()));
                    default -> n.fork(body::take);
                }
            }
        }

        private interface Step {
            void take() throws InterruptedException;
        }

        private void nested(int depth, boolean shielded) throws InterruptedException {
            switch (random.nextInt(4)) {
                case 0 ->
                    CancelScope.shield(() -> {
                        try {
                            Nursery.run(n -> {
                                populate(n, depth, true);
                            });
                        } catch (InterruptedException e) {
                            violations.add("a block in a shield was cancelled: " + e);
                        }
                    });
                case 1 -> CancelScope.shield(() -> walk(true));
                default ->
                    Nursery.run(n -> {
                        populate(n, depth, shielded);
                    });
            }
        }

        private void walk(boolean shielded) throws InterruptedException {
            if (shielded) {
                walkUnharmed();
                return;
            }
            begun.incrementAndGet();
            try {
                while (true) {
                    Tractor.sleep(Duration.ofMillis(1));
                    var before = cancelled.get();
                    if (random.nextBoolean()) {
                        Tractor.checkpoint();
                    } else {
                        Tractor.sleep(Duration.ZERO);
                    }
                    if (before) {
                        violations.add(Strand.currentName() + " passed a checkpoint though it is cancelled");
                        return;
                    }
                }
            } catch (CancelledException e) {
                ended.incrementAndGet();
                throw e;
            }
        }

        private void walkUnharmed() {
            try {
                for (int round = 0; round < ROUNDS; round++) {
                    Tractor.sleep(Duration.ofMillis(1));
                    Tractor.checkpoint();
                }
            } catch (InterruptedException e) {
                violations.add("a shield let in " + e);
            }
        }
    }
}
