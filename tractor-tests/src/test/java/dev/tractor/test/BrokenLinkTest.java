package dev.tractor.test;

import static dev.tractor.test.FaultyTree.everyRun;
import static dev.tractor.test.FaultyTree.failuresOf;
import static dev.tractor.test.Messages.asks;
import static dev.tractor.test.Messages.tells;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.Actor;
import dev.tractor.ActorFailedException;
import dev.tractor.ActorGoneException;
import dev.tractor.Portal;
import dev.tractor.Task;
import dev.tractor.Tractor;
import dev.tractor.build.Scenario;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class BrokenLinkTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Counts. */
    static final class Till {
        int paid;

        int pay() {
            return ++paid;
        }
    }

    private static int payFrom(Portal<Object> clerk, Portal<Till> till) throws InterruptedException {
        return clerk.ask(_ -> {
            try {
                return till.ask(Till::pay);
            } catch (ActorGoneException e) {
                assertEquals(
                        "actor /till cannot be reached: the test broke the link between /clerk and /till",
                        e.getMessage());
                return -1;
            }
        });
    }

    @Test
    void aBrokenLinkFailsWhatIsSentUntilItIsMended() {
        everyRun((tree, n) -> {
            var till = n.start("till", Till::new);
            var clerk = n.start("clerk", Object::new);
            tree.faults.breakLink("/clerk", "/till");
            assertEquals(-1, payFrom(clerk, till));
            assertEquals(1, till.ask(Till::pay), "others reach it");
            tree.faults.mendLink("/till", "/clerk");
            assertEquals(2, payFrom(clerk, till));
        });
    }

    @Test
    void aBrokenLinkFailsTells() {
        everyRun((tree, n) -> {
            var till = n.start("till", Till::new);
            tree.faults.breakLink("/till", "/**");
            assertThrows(ActorGoneException.class, () -> till.tell(Till::pay));
            tree.faults.mendLink("/till", "/**");
            assertEquals(1, till.ask(Till::pay));
        });
    }

    @Test
    @Scenario("F01")
    void aReplyIsLostWhenTheLinkBreaksMeanwhile() {
        everyRun((tree, n) -> {
            var till = n.start("till", Till::new);
            var asker = n.fork(() -> {
                var gone = assertThrows(
                        ActorGoneException.class,
                        () -> till.ask(t -> {
                            Tractor.sleep(SECOND);
                            return t.pay();
                        }));
                assertEquals(
                        "the reply of /till was lost: the test broke the link between / and /till", gone.getMessage());
            });
            tree.machine.settle();
            tree.faults.breakLink("/", "/till");
            asker.join();
            tree.faults.mendLink("/", "/till");
            assertEquals(2, till.ask(Till::pay), "the first was served");
        });
    }

    @Test
    @Scenario("F01")
    void aLinkThatBreaksAmongManyMessagesIsToldToWhoeverSends() {
        everyRun((tree, n) -> {
            var till = n.start("till", Till::new);
            for (int i = 0; i < 100; i++) {
                if (i == 50) {
                    tree.faults.breakLink("/", "/till");
                }
                if (i < 50) {
                    assertEquals(i + 1, till.ask(Till::pay));
                } else if (i % 2 == 0) {
                    assertThrows(ActorGoneException.class, () -> till.ask(Till::pay));
                } else {
                    assertThrows(ActorGoneException.class, () -> till.tell(Till::pay));
                }
            }
            tree.faults.mendLink("/", "/till");
            assertEquals(51, till.ask(Till::pay));
        });
    }

    @Test
    @Scenario("F01")
    void anActorWhoseLinkBreaksAmongManyMessagesFailsAndEndsWithItsBlock() {
        everyRun((tree, n) -> {
            var till = n.start("till", Till::new);
            var started = new AtomicReference<Portal<Object>>();
            var failures = failuresOf(inner -> {
                var clerk = inner.start("clerk", Object::new);
                started.set(clerk);
                clerk.tell(_ -> {
                    while (true) {
                        till.tell(Till::pay);
                        Tractor.sleep(SECOND);
                    }
                });
                while (till.ask(t -> t.paid) < 50) {
                    Tractor.sleep(SECOND);
                }
                tree.faults.breakLink("/clerk", "/till");
                inner.join();
            });
            assertEquals(1, failures.size(), failures::toString);
            var failure = assertInstanceOf(ActorFailedException.class, failures.getFirst());
            assertEquals("/clerk", failure.source());
            assertInstanceOf(ActorGoneException.class, failure.getCause());
            assertFalse(started.get().isAlive());
            int paid = till.ask(t -> t.paid);
            assertTrue(paid >= 50); // others reach it
        });
    }

    @Test
    @Scenario("S16")
    void anErrorWhoseReplyIsLostFailsTheActor() {
        everyRun((tree, n) -> {
            var started = new AtomicReference<Portal<Till>>();
            var asker = new AtomicReference<Task<?>>();
            var failures = failuresOf(inner -> {
                var till = inner.start("till", Till::new);
                started.set(till);
                asker.set(n.fork(() -> assertThrows(
                        ActorGoneException.class,
                        () -> till.run(_ -> {
                            Tractor.sleep(SECOND);
                            throw new IllegalStateException("no change");
                        }))));
                tree.machine.settle();
                tree.faults.breakLink("/", "/till");
                inner.join();
            });
            asker.get().join();
            assertEquals(1, failures.size(), failures::toString);
            assertEquals(
                    "actor /till failed: java.lang.IllegalStateException: no change",
                    failures.getFirst().getMessage());
            assertFalse(started.get().isAlive());
        });
    }

    @Test
    void anErrorThatWasGivenAsAReplyFailsNobodyWhenItIsLost() {
        everyRun((tree, n) -> {
            var till = n.start("till", Till::new);
            var asker = n.fork(() -> assertThrows(
                    ActorGoneException.class,
                    () -> till.<Integer>ask((_, reply) -> {
                        Tractor.sleep(SECOND);
                        reply.fail(new IllegalStateException("no change"));
                    })));
            tree.machine.settle();
            tree.faults.breakLink("/", "/till");
            asker.join();
            tree.faults.mendLink("/", "/till");
            assertEquals(1, till.ask(Till::pay));
        });
    }

    @Test
    void whatIsUnderWayWhenTheLinkBreaksIsLost() {
        everyRun((tree, n) -> {
            var till = n.start("till", Till::new);
            tree.faults.delay(asks().to("/till"), SECOND).once();
            tree.faults.delay(tells().to("/till"), SECOND).once();
            till.tell(Till::pay);
            var asker = n.fork(() -> {
                assertThrows(ActorGoneException.class, () -> till.ask(Till::pay));
            });
            tree.machine.settle();
            tree.faults.breakLink("/", "/till");
            asker.join();
            Tractor.sleep(SECOND);
            tree.faults.mendLink("/", "/till");
            assertEquals(1, till.ask(Till::pay));
        });
    }

    @Test
    void anActorIsNotPartedFromItsOwnTasks() {
        everyRun((tree, n) -> {
            var till = n.start("till", Till::new);
            till.run(_ -> {
                var self = Actor.current().self(Till.class);
                Actor.current().nursery().fork(() -> {
                    Tractor.sleep(SECOND);
                    self.tell(Till::pay);
                });
            });
            tree.faults.breakLink("/till", "/**");
            Tractor.sleep(SECOND.multipliedBy(2));
            tree.faults.mendLink("/till", "/**");
            assertEquals(2, till.ask(Till::pay));
        });
    }

    @Test
    void mendingWhatIsNotBrokenNamesWhatIs() {
        everyRun((tree, n) -> {
            tree.faults.breakLink("/a", "/b");
            var refused = assertThrows(IllegalArgumentException.class, () -> tree.faults.mendLink("/a", "/c"));
            assertEquals("the link between /a and /c is not broken; broken are [/a and /b]", refused.getMessage());
        });
    }
}
