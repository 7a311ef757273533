package dev.tractor.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.Nursery;
import dev.tractor.NurseryException;
import dev.tractor.spi.Link;
import dev.tractor.spi.Listener;
import dev.tractor.spi.RootOptions;
import dev.tractor.spi.Roots;
import dev.tractor.test.sim.Dice;
import dev.tractor.test.sim.Machine;
import dev.tractor.test.sim.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** A tree on a simulated machine, with faults on its link. */
final class FaultyTree {
    private static final int RANDOM_SCHEDULES = 20;
    private static final long STEPS = 100_000;

    final Faults faults;
    final Machine machine;

    private FaultyTree(Machine machine, long seed) {
        this.machine = machine;
        this.faults = new Faults(machine, seed);
    }

    /** What runs in it. */
    interface Body {
        void run(FaultyTree tree, Nursery n) throws Exception;
    }

    /** What can be compared between two runs. */
    record Trace(long fingerprint, long nanos, List<String> applied) {}

    /** Runs it first come, first served, and under some random schedules; each run must come to its end. */
    static void everyRun(Body body) {
        run(Schedule.fifo(1), link -> link, body);
        for (int seed = 0; seed < RANDOM_SCHEDULES; seed++) {
            run(Schedule.random(seed), link -> link, body);
        }
    }

    static Trace run(Schedule schedule, UnaryOperator<Link> around, Body body) {
        assertTrue(Agent.canSimulate(), "the tests need a JVM that allows simulations");
        var machine = new Machine(schedule, false, STEPS);
        var tree = new FaultyTree(machine, Dice.derive(schedule.seed(), 7));
        var failure = new AtomicReference<Throwable>();
        var main = machine.threads().newThread(() -> {
            try {
                tree.play(around, body);
            } catch (Throwable t) {
                failure.set(t);
            }
        });
        main.start();
        var stop = machine.run();
        machine.close();
        if (failure.get() != null) {
            throw new AssertionError(schedule + ": " + failure.get() + "\n" + tree.faults.applied(), failure.get());
        }
        assertEquals(
                Machine.Stop.ENDED,
                stop,
                () -> schedule + ": left are "
                        + machine.alive().stream()
                                .map(thread -> thread.getName() + " at " + List.of(thread.getStackTrace()))
                                .toList());
        assertEquals(List.of(), machine.outsiders(), "woken from outside");
        return new Trace(machine.fingerprint(), machine.nanoTime(), tree.faults.applied());
    }

    private void play(UnaryOperator<Link> around, Body body) throws Exception {
        var root = Roots.open(RootOptions.standard()
                .withThreads(machine.threads())
                .withClock(new SimulatedClock(machine))
                .withListener((event, who, _) -> {
                    if (event == Listener.Event.RECEIVED) {
                        faults.received(who);
                    }
                    machine.point();
                })
                .withLink(around.apply(faults.link())));
        faults.attach(root);
        try (var _ = root.enter()) {
            try (var n = Nursery.open()) {
                body.run(this, n);
            } finally {
                faults.end();
            }
        } finally {
            root.close();
        }
    }

    Duration now() {
        return Duration.ofNanos(machine.nanoTime());
    }

    /** The failures of a nursery of its own around {@code body}, which are expected. */
    static List<Throwable> failuresOf(Block body) throws Exception {
        try {
            Nursery.run(n -> {
                body.run(n);
            });
            return List.of();
        } catch (NurseryException e) {
            return e.failures();
        }
    }

    /** Code in a nursery. */
    interface Block {
        void run(Nursery n) throws Exception;
    }
}
