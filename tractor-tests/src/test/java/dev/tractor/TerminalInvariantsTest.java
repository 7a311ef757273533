package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.test.ScriptedConsole;
import dev.tractor.test.Simulation;
import dev.tractor.test.TractorTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/** What holds at the terminal while random trees of actors and tasks stop there, and are cancelled all around it. */
class TerminalInvariantsTest {

    /** Looks at the terminal. */
    private interface Look {
        void at(ScriptedConsole.Session session);
    }

    @TractorTest
    @Scenario("I8")
    void neitherACancellationNorAnInterruptReachesWhoHoldsOrWaits(
            Nursery n, ScriptedConsole console, Simulation simulation) throws Exception {
        var crowd = new Crowd(simulation, console);
        Look look = session -> {
            for (var name : console.queue()) {
                var strand = crowd.strands.get(name);
                for (var scope = strand.base; scope != null; scope = scope.inner) {
                    assertNull(scope.cause, () -> name + " is cancelled");
                }
                assertFalse(strand.thread().isInterrupted(), () -> name + " is interrupted");
            }
        };
        crowd.play(n, look, look);
    }

    @TractorTest
    @Scenario("I9")
    void theLatchOfABusyPeriodFiresAtItsEnd(Nursery n, ScriptedConsole console, Simulation simulation)
            throws Exception {
        var tty = Strand.current().root.tty();
        var periods = new ArrayList<TtyLock.Latch>();
        Runnable sample = () -> {
            var latch = tty.latch();
            assertEquals(latch == null, console.queue().isEmpty());
            if (latch != null && (periods.isEmpty() || periods.getLast() != latch)) {
                assertFalse(periods.contains(latch), "a period came back");
                periods.add(latch);
            }
            for (var period : periods) {
                assertEquals(period != latch, period.fired());
            }
        };
        var over = new AtomicBoolean();
        var sampler = n.fork("sampler", () -> {
            while (!over.get()) {
                sample.run();
                Tractor.sleep(Duration.ofMillis(1));
            }
        });
        var crowd = new Crowd(simulation, console);
        crowd.play(
                n,
                session -> {
                    sample.run();
                    assertNotNull(tty.latch());
                    crowd.latch = tty.latch();
                },
                session -> {
                    sample.run();
                    assertSame(crowd.latch, tty.latch(), "the period of a session that is open");
                });
        over.set(true);
        sampler.join();
        assertNull(tty.latch());
        assertTrue(periods.stream().allMatch(TtyLock.Latch::fired));
    }

    @TractorTest
    @Scenario("I10")
    void sessionsAreGrantedInTheOrderOfTheRequests(Nursery n, ScriptedConsole console, Simulation simulation)
            throws Exception {
        var crowd = new Crowd(simulation, console);
        var waiting = new ArrayList<String>();
        crowd.play(
                n,
                session -> {
                    var queue = console.queue();
                    assertEquals(Crowd.name(session), queue.getFirst());
                    assertStartsWith(waiting, queue);
                    waiting.clear();
                    waiting.addAll(queue);
                },
                session -> {
                    var queue = console.queue();
                    assertStartsWith(waiting, queue); // others come behind, and nobody goes
                    waiting.clear();
                    waiting.addAll(queue.subList(1, queue.size()));
                });
    }

    private static void assertStartsWith(List<String> before, List<String> now) {
        assertEquals(before, now.subList(0, Math.min(before.size(), now.size())));
    }

    /** Actors and tasks that stop at random moments and are cancelled at others, and the user who answers. */
    private static final class Crowd {
        /** By the names that the console gives them. */
        final Map<String, Strand> strands = new HashMap<>();

        TtyLock.Latch latch;

        private final ScriptedConsole console;
        private final SplittableRandom random;
        private int members;

        Crowd(Simulation simulation, ScriptedConsole console) {
            this.console = console;
            this.random = new SplittableRandom(simulation.seed());
        }

        static String name(ScriptedConsole.Session session) {
            return session.actor() + " (" + session.task() + ")";
        }

        /** Plays it to its end; looks at each session when it has begun, and when all around it had some time. */
        void play(Nursery n, Look begun, Look held) throws Exception {
            var user = n.fork("user", () -> {
                while (true) {
                    var session = console.next();
                    begun.at(session);
                    Tractor.sleep(Duration.ofMillis(5)); // in which others are cancelled
                    held.at(session);
                    session.resume();
                }
            });
            var answered = new AtomicBoolean();
            try {
                Nursery.run(all -> {
                    populate(all, 2);
                });
                answered.set(true);
            } finally {
                assertTrue(answered.get() || user.isDone());
            }
        }

        private Duration soon() {
            return Duration.ofMillis(random.nextInt(20));
        }

        private void populate(Nursery n, int depth) {
            for (int i = 2 + random.nextInt(2); i > 0; i--) {
                var name = "m" + members++;
                switch (random.nextInt(depth > 0 ? 5 : 3)) {
                    case 0 -> {
                        var actor = n.start(name, Object::new);
                        n.fork(name + "-caller", () -> {
                            actor.tell(state -> stop());
                            Tractor.sleep(soon());
                            actor.cancel("at random");
                        });
                    }
                    case 1 -> n.fork(name, this::stop);
                    case 2 -> n.fork(name, () -> CancelScope.moveOnAfter(soon(), () -> stop()));
                    case 3 ->
                        n.fork(
                                name,
                                () -> Nursery.run(inner -> {
                                    populate(inner, depth - 1);
                                    Tractor.sleep(soon());
                                    inner.cancel("at random");
                                }));
                    default -> {
                        var actor = n.start(name, Object::new);
                        n.fork(name + "-caller", () -> {
                            actor.run(state -> populate(Actor.current().nursery(), depth - 1));
                            Tractor.sleep(soon());
                            actor.cancel("at random");
                        });
                    }
                }
            }
        }

        private void stop() throws InterruptedException {
            var strand = Strand.current();
            strands.put(strand.actorPath() + " (" + strand.name() + ")", strand);
            for (int i = 1 + random.nextInt(2); i > 0; i--) {
                Tractor.sleep(soon());
                Tractor.breakpoint();
            }
        }
    }
}
