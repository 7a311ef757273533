package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.Faults;
import dev.tractor.test.Messages;
import dev.tractor.test.TractorTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;

/** Nothing that could be served is refused, whatever the crowd of waits looks like while it changes. */
class NoDeadlockTest {

    @TractorTest
    @Tag("stress")
    void asksDownARandomOrderAreNeverRefused() throws Exception {
        try (var n = Nursery.open()) {
            var actors = new ArrayList<Portal<Counter>>();
            for (int i = 0; i < 12; i++) {
                actors.add(n.start("actor" + i, Counter::new, Spawn.local().withMailbox(2)));
            }
            var tasks = new ArrayList<Task<?>>();
            for (int t = 0; t < 16; t++) {
                var random = new Random(t);
                tasks.add(n.fork(() -> {
                    for (int i = 0; i < 10; i++) {
                        descend(actors, random.nextInt(4), random.nextLong());
                    }
                }));
            }
            for (var task : tasks) {
                task.join();
            }
        }
    }

    /** Asks an actor, which asks or tells one further down, and so on. */
    private static void descend(List<Portal<Counter>> actors, int at, long seed) throws InterruptedException {
        if (at >= actors.size()) {
            return;
        }
        var random = new Random(seed);
        int next = at + 1 + random.nextInt(4);
        long further = random.nextLong();
        if (random.nextInt(5) == 0) {
            actors.get(at).tell(x -> descend(actors, next, further));
        } else if (random.nextInt(4) == 0) {
            actors.get(at)
                    .run(x -> Nursery.run(inner -> {
                        inner.fork(() -> descend(actors, next, further));
                        inner.fork(() -> descend(actors, next + 1, further));
                    }));
        } else {
            actors.get(at).run(x -> descend(actors, next, further));
        }
    }

    @TractorTest
    void whoWaitsForAReplyThatIsLateOnTheLinkDoesNotWaitForTheActorThatSentIt(Nursery n, Faults faults)
            throws Exception {
        var late = Duration.ofSeconds(10);
        var a = n.start("a", Counter::new);
        var b = n.start("b", Counter::new);
        faults.delay(Messages.replies().from("/b").to("/a"), late).once();
        var first = n.fork(() -> a.run(x -> b.run(y -> y.add(1))));
        Tractor.sleep(Duration.ofSeconds(1)); // so that b has answered and is free
        b.run(y -> a.run(x -> x.add(1)));
        first.join();
        assertEquals(1, (int) a.ask(x -> x.total));
    }

    @TractorTest
    void whoHasGivenUpWaitingForALateReplyDisturbsNobody(Nursery n, Faults faults) throws Exception {
        var b = n.start("b", Counter::new);
        faults.delay(Messages.replies(), Duration.ofSeconds(10)).once();
        assertFalse(CancelScope.moveOnAfter(Duration.ofSeconds(1), () -> b.run(y -> y.add(1))));
        assertEquals(2, (int) b.ask(y -> y.add(1)));
        Tractor.sleep(Duration.ofSeconds(20)); // the first reply comes, and finds nobody
        assertEquals(3, (int) b.ask(y -> y.add(1)));
    }

    /**
     * Three actors ask round in a circle, but never all at once: whoever reads the three waits one after the other may see
     * a circle that was never there.
     */
    @TractorTest(mode = TractorTest.Mode.REAL)
    @Tag("stress")
    void asksThatFormACircleOnlyOverTimeAreNeverRefused() throws Exception {
        try (var n = Nursery.open()) {
            var s = n.start("s", Counter::new);
            var x = n.start("x", Counter::new);
            var y = n.start("y", Counter::new);
            var over = new AtomicBoolean();
            var steady = new ArrayList<Task<?>>();
            for (int i = 0; i < 2; i++) {
                steady.add(n.fork(() -> {
                    while (!over.get()) {
                        s.run(a -> x.run(b -> {}));
                    }
                }));
            }
            for (int i = 0; i < 20_000; i++) {
                x.run(b -> y.run(c -> {}));
                y.run(c -> s.run(a -> {}));
            }
            over.set(true);
            for (var task : steady) {
                task.join();
            }
        }
    }

    @TractorTest(repeats = 300)
    void aChainThatACancellationIsAboutToBreakIsNotRefused() throws Exception {
        try (var n = Nursery.open()) {
            var a = n.start("a", Counter::new);
            var b = n.start("b", Counter::new);
            var scope = new CancelScope[1];
            var ready = new CountDownLatch(1);
            var first = n.fork(
                    "first",
                    () -> a.ask(x -> CancelScope.run(around -> {
                        scope[0] = around;
                        ready.countDown();
                        b.run(y -> new CountDownLatch(1).await());
                    })));
            ready.await();
            scope[0].cancel("enough");
            a.run(x -> {});
            assertEquals(false, first.join());
            b.run(y -> {});
        }
    }

    @TractorTest
    void aTellToAFullMailboxOfABusyActorThatOwesUsNothingIsNotRefused() throws Exception {
        try (var n = Nursery.open()) {
            var a = n.start("a", Counter::new);
            var b = n.start("b", Counter::new, Spawn.local().withMailbox(1));
            var gate = new CountDownLatch(1);
            b.tell(y -> gate.await());
            b.tell(y -> y.add(1));
            var sent = n.fork("sender", () -> a.run(x -> b.tell(y -> y.add(1))));
            Watch.untilActor("/a", "room in the mailbox of /b");
            gate.countDown();
            sent.join();
            assertEquals(2, (int) b.ask(y -> y.total));
        }
    }

    @TractorTest
    void aTellThatADeadlineInTheMailboxWillMakeRoomForIsNotRefused() throws Exception {
        try (var n = Nursery.open()) {
            var a = n.start("a", Counter::new);
            var b = n.start("b", Counter::new, Spawn.local().withMailbox(1));
            var intime = n.fork("impatient", () -> {
                Watch.untilActor("/b", "a reply of /a");
                return CancelScope.moveOnAfter(Duration.ofMillis(100), () -> b.run(y -> {}));
            });
            // b waits for a, and a for room at b, which there is when the impatient one has given up
            b.run(y -> a.run(x -> {
                Watch.untilActor("/b", "1 in its mailbox");
                b.tell(z -> z.add(1));
            }));
            assertEquals(false, intime.join());
            assertEquals(1, (int) b.ask(y -> y.total));
        }
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void aTellThatADeadlineInTheMailboxHasMadeNoRoomForIsRefused() throws Exception {
        try (var n = Nursery.open()) {
            var a = n.start("a", Counter::new);
            var b = n.start("b", Counter::new, Spawn.local().withMailbox(1));
            var intime = n.fork("impatient", () -> {
                Watch.untilActor("/b", "a reply of /a");
                return CancelScope.moveOnAfter(Duration.ofMillis(100), () -> b.run(y -> {}));
            });
            // b waits for a, and a for room at b; what room the impatient one leaves goes to one that came before a
            b.run(y -> {
                n.fork("other", () -> {
                    Watch.untilActor("/b", "1 in its mailbox");
                    b.tell(z -> z.add(1));
                });
                a.run(x -> {
                    Watch.untilActor("/b", "2 in its mailbox");
                    assertThrows(DeadlockException.class, () -> b.tell(z -> z.add(1)));
                });
            });
            assertEquals(false, intime.join());
            assertEquals(1, (int) b.ask(y -> y.total));
            n.cancel("done");
        }
    }

    @TractorTest
    void aParentMayAskTheActorsItStarted() throws Exception {
        try (var n = Nursery.open()) {
            var parent = n.start("parent", Counter::new);
            int sum = parent.ask(p -> Nursery.run(inner -> {
                var children = new ArrayList<Portal<Counter>>();
                for (int i = 0; i < 5; i++) {
                    children.add(inner.start("child" + i, Counter::new));
                }
                int total = 0;
                for (var child : children) {
                    total += child.ask(c -> c.add(2));
                    child.stop();
                }
                return total;
            }));
            assertEquals(10, sum);
        }
    }

    @TractorTest
    void cancellingAnActorThatAsksUsIsNoDeadlock() throws Exception {
        try (var n = Nursery.open()) {
            var a = n.start("a", Counter::new);
            var b = n.start("b", Counter::new);
            boolean ended = a.ask(x -> {
                b.tell(y -> a.run(z -> {}));
                Watch.untilActor("/b", "a reply of /a");
                return b.cancel();
            });
            assertTrue(ended);
        }
    }
}
