package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.test.Simulation;
import dev.tractor.test.TractorTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;

/** What comes of children that fail: one that is noticed at once, many at the same moment, and trees of them. */
class FailingChildrenTest {
    private static final int MANY = 25;
    private static final Duration MOMENT = Duration.ofMillis(500);

    /** Waits for the moment, whoever has failed by then, so that all fail who are to fail. */
    private static <X extends Exception> void failAtTheMoment(X error) throws X {
        CancelScope.shield(() -> {
            try {
                Tractor.sleep(MOMENT);
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted in a shield", e);
            }
        });
        throw error;
    }

    // At the same moment.

    @TractorTest
    @Scenario("N03")
    void twentyFiveTasksThatFailAtTheSameMomentAreOneExceptionWithTwentyFiveFailures() {
        var errors = new CopyOnWriteArrayList<Throwable>();
        try (var n = Nursery.open()) {
            for (int i = 0; i < MANY; i++) {
                var error = new IOException("task " + i);
                errors.add(error);
                n.fork(() -> failAtTheMoment(error));
            }

            var thrown = assertThrows(NurseryException.class, n::join);

            assertEquals(MANY, thrown.failures().size());
            assertEquals(Set.copyOf(errors), Set.copyOf(thrown.failures()));
            assertSame(thrown.failures().getFirst(), thrown.getCause());
            assertEquals(thrown.failures().subList(1, MANY), List.of(thrown.getSuppressed()));
        } // and nothing more
    }

    @TractorTest
    @Scenario("N03")
    void twentyFiveActorsThatFailAtTheSameMomentAreOneExceptionWithTwentyFiveFailures() throws Exception {
        var errors = new HashSet<Throwable>();
        var paths = new HashSet<String>();
        try (var n = Nursery.open()) {
            for (int i = 0; i < MANY; i++) {
                var error = new IOException("actor " + i);
                errors.add(error);
                paths.add("/a" + i);
                n.start("a" + i, Counter::new).tell(c -> failAtTheMoment(error));
            }

            var thrown = assertThrows(NurseryException.class, n::join);

            assertEquals(MANY, thrown.failures().size());
            for (var failure : thrown.failures()) {
                var failed = assertInstanceOf(ActorFailedException.class, failure);
                assertTrue(paths.remove(failed.source()), failed::toString);
                assertEquals(List.of(failed.source()), failed.path());
                assertTrue(errors.remove(failed.getCause()), failed::toString);
            }
        }
    }

    @TractorTest
    void aFailureIsNoticedAtOnceThoughNobodyJoins(Simulation simulation) throws Exception {
        try (var n = Nursery.open()) {
            n.fork("failing", () -> {
                Tractor.sleep(MOMENT);
                throw new IOException("broken");
            });
            var sibling = n.fork("sibling", () -> Tractor.sleep(Foreign.LONG));
            var server = n.start("server", Counter::new);

            assertThrows(NurseryException.class, () -> Tractor.sleep(Foreign.LONG));

            assertEquals(MOMENT, simulation.now());
            CancelScope.shield(() -> server.join());
            Foreign.until(sibling::isDone);
            assertTrue(simulation.now().compareTo(MOMENT.plusMillis(100)) < 0, simulation::toString);
        }
    }

    @TractorTest
    void whatEndedSaysInWhichWay() throws Exception {
        var broken = new IOException("broken");
        try (var n = Nursery.open()) {
            var done = n.fork("done", () -> "value");
            done.join();
            var sleeping = n.fork("sleeping", () -> Tractor.sleep(Foreign.LONG));
            var failing = n.fork("failing", () -> failAtTheMoment(broken));

            var thrown = assertThrows(NurseryException.class, n::join);

            assertSame(broken, thrown.getCause());
            assertEquals("value", done.get());
            assertSame(
                    broken, assertThrows(NurseryException.class, failing::get).getCause());
            var cancelled = assertThrows(CancellationException.class, sleeping::get);
            assertEquals(
                    "task sleeping was cancelled: task failing failed: java.io.IOException: broken (by task failing)",
                    cancelled.getMessage());
        }
    }

    // Some of them.

    /** How many of each there are, and how many of them fail. */
    private record Mixture(int tasks, int failingTasks, int actors, int failingActors) {
        int failing() {
            return failingTasks + failingActors;
        }
    }

    private static final List<Mixture> MIXTURES = List.of(
            new Mixture(1, 1, 0, 0),
            new Mixture(3, 1, 0, 0),
            new Mixture(0, 0, 3, 1),
            new Mixture(2, 2, 2, 0),
            new Mixture(2, 0, 3, 2),
            new Mixture(2, 1, 2, 1));

    @TractorTest
    @Scenario("N06")
    void someThatFailCancelAllOthers() throws Exception {
        for (var mixture : MIXTURES) {
            var tasks = new ArrayList<Task<?>>();
            var actors = new ArrayList<Portal<?>>();
            try (var n = Nursery.open()) {
                for (int i = 0; i < mixture.tasks; i++) {
                    var fails = i < mixture.failingTasks;
                    tasks.add(n.fork(() -> {
                        if (fails) {
                            failAtTheMoment(new IOException("task"));
                        }
                        Tractor.sleep(Foreign.LONG);
                    }));
                }
                for (int i = 0; i < mixture.actors; i++) {
                    var actor = n.start("actor" + i, Counter::new);
                    actors.add(actor);
                    if (i < mixture.failingActors) {
                        actor.tell(c -> failAtTheMoment(new IOException("actor")));
                    }
                }

                var thrown = assertThrows(NurseryException.class, n::join);

                assertEquals(mixture.failing(), thrown.failures().size(), mixture::toString);
                assertEquals(
                        mixture.failingActors,
                        thrown.failures().stream()
                                .filter(ActorFailedException.class::isInstance)
                                .count());
                for (var task : tasks.subList(mixture.failingTasks, mixture.tasks)) {
                    assertThrows(CancellationException.class, task::get);
                }
                assertTrue(tasks.stream().allMatch(Task::isDone));
                assertFalse(actors.stream().anyMatch(Portal::isAlive));
            }
        }
    }

    @TractorTest
    @Scenario("N06")
    void anErrorThatTheAskerKeepsToItselfCancelsNobody() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            assertThrows(ActorFailedException.class, () -> counter.run(c -> failAtTheMoment(new IOException("kept"))));
            assertEquals(1, (int) counter.ask(c -> c.add(1)));
        }
    }

    // Trees of them.

    /** A leaf that fails, and below it a tree one level lower. */
    private static void failTree(int depth) throws Exception {
        Nursery.run(n -> {
            n.fork(() -> failAtTheMoment(new IOException("leaf " + depth)));
            if (depth > 1) {
                n.fork(() -> failTree(depth - 1));
            }
        });
    }

    @TractorTest
    void failuresOfATreeOfTasksAreATreeOfOneThreeAndSixLevels() {
        for (int depth : new int[] {1, 3, 6}) {
            Throwable thrown = assertThrows(NurseryException.class, () -> failTree(depth));
            for (int level = depth; level > 1; level--) {
                var failures = ((NurseryException) thrown).failures();
                assertEquals(2, failures.size());
                var leaf = failures.get(0) instanceof NurseryException ? failures.get(1) : failures.get(0);
                assertEquals(
                        "leaf " + level,
                        assertInstanceOf(IOException.class, leaf).getMessage());
                thrown = failures.get(0) == leaf ? failures.get(1) : failures.get(0);
            }
            var last = assertInstanceOf(NurseryException.class, thrown).failures();
            assertEquals(1, last.size());
            assertEquals("leaf 1", last.getFirst().getMessage());
        }
    }

    /** The same with actors: each has a nursery with an actor that fails, and one that has such a nursery. */
    private static void failTreeOfActors(int depth) throws Exception {
        Nursery.run(n -> {
            n.start("leaf", Counter::new).tell(c -> failAtTheMoment(new IOException("leaf " + depth)));
            if (depth > 1) {
                n.start("branch", Counter::new).tell(c -> failTreeOfActors(depth - 1));
            }
        });
    }

    @TractorTest
    void noFailureOfATreeOfActorsIsLostOverOneThreeAndSixLevels() {
        for (int depth : new int[] {1, 3, 6}) {
            var thrown = assertThrows(NurseryException.class, () -> failTreeOfActors(depth));
            var all = Trees.reachable(thrown);
            var leaves = new HashSet<String>();
            var sources = new HashSet<String>();
            for (var error : all) {
                if (error instanceof IOException) {
                    leaves.add(error.getMessage());
                } else if (error instanceof ActorFailedException failed) {
                    sources.add(failed.source());
                    assertEquals(failed.source(), failed.path().getFirst());
                }
            }
            for (int level = 1; level <= depth; level++) {
                assertTrue(leaves.contains("leaf " + level), leaves::toString);
                assertTrue(sources.contains("/branch".repeat(depth - level) + "/leaf"), sources::toString);
            }
            assertEquals(depth, leaves.size());
        }
    }
}
