package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.TractorTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReference;

/** Calls that can never be served are refused at once. */
class DeadlockTest {
    private static final String ADVICE = ". Use tell, or ask from a task that nobody in this chain waits for";

    /** What {@code call} comes to: its value, or "refused" when a deadlock is what it threw, at whatever distance. */
    private static String outcome(Callable<String> call) throws Exception {
        try {
            return call.call();
        } catch (ActorFailedException e) {
            assertInstanceOf(DeadlockException.class, e.getCause());
            return "refused";
        }
    }

    @TractorTest
    void anActorThatAsksItselfIsRefused() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var thrown = assertThrows(ActorFailedException.class, () -> counter.ask(c -> counter.ask(x -> x.add(1))));
            assertEquals(
                    "this call can never be served: /counter waits for a reply of /counter; and that waits for /counter"
                            + ADVICE,
                    assertInstanceOf(DeadlockException.class, thrown.getCause()).getMessage());
            assertEquals(1, (int) counter.ask(c -> c.add(1)));
        }
    }

    @TractorTest
    void aConstructorThatAsksItsOwnActorIsRefused() {
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    n.start("counter", () -> {
                        Actor.current().self(Counter.class).run(c -> c.add(1));
                        return new Counter();
                    });
                }));
        assertInstanceOf(DeadlockException.class, thrown.getCause().getCause());
    }

    @TractorTest
    void anActorThatJoinsItselfIsRefused() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var thrown = assertThrows(ActorFailedException.class, () -> counter.run(c -> counter.join()));
            assertInstanceOf(DeadlockException.class, thrown.getCause());
        }
    }

    @TractorTest(repeats = 1000)
    void anActorThatAsksBackIsRefusedAndNotItsCaller() throws Exception {
        try (var n = Nursery.open()) {
            var a = n.start("a", Counter::new);
            var b = n.start("b", Counter::new);
            var seen = new AtomicReference<Throwable>();
            String served = a.ask(x -> b.ask(y -> {
                seen.set(assertThrows(DeadlockException.class, () -> a.run(z -> {})));
                return "served";
            }));
            assertEquals("served", served);
            assertEquals(
                    "this call can never be served: /b waits for a reply of /a; /a waits for a reply of /b;"
                            + " and that waits for /b" + ADVICE,
                    seen.get().getMessage());
        }
    }

    @TractorTest(repeats = 1000)
    void ofTwoActorsThatAskEachOtherExactlyOneIsRefused() throws Exception {
        try (var n = Nursery.open()) {
            var a = n.start("a", Counter::new);
            var b = n.start("b", Counter::new);
            var meeting = new CyclicBarrier(2);
            var one = n.fork(() -> outcome(() -> a.ask(x -> {
                meeting.await();
                return b.ask(y -> "served");
            })));
            var two = n.fork(() -> outcome(() -> b.ask(y -> {
                meeting.await();
                return a.ask(x -> "served");
            })));
            var outcomes = new ArrayList<>(List.of(one.join(), two.join()));
            Collections.sort(outcomes);
            assertEquals(List.of("refused", "served"), outcomes);
        }
    }

    @TractorTest(repeats = 200)
    void inARingOfFiveExactlyOneIsRefused() throws Exception {
        int size = 5;
        try (var n = Nursery.open()) {
            var ring = new ArrayList<Portal<Counter>>();
            for (int i = 0; i < size; i++) {
                ring.add(n.start("actor" + i, Counter::new));
            }
            var meeting = new CyclicBarrier(size);
            var tasks = new ArrayList<Task<String>>();
            for (int i = 0; i < size; i++) {
                var self = ring.get(i);
                var next = ring.get((i + 1) % size);
                tasks.add(n.fork(() -> outcome(() -> self.ask(x -> {
                    meeting.await();
                    return next.ask(y -> "served");
                }))));
            }
            int refused = 0;
            for (var task : tasks) {
                refused += task.join().equals("refused") ? 1 : 0;
            }
            assertEquals(1, refused);
        }
    }

    @TractorTest
    void theMessageNamesTheActorsOfTheChainInOrder() throws Exception {
        try (var n = Nursery.open()) {
            var a = n.start("a", Counter::new);
            var b = n.start("b", Counter::new);
            var c = n.start("c", Counter::new);
            var thrown =
                    assertThrows(ActorFailedException.class, () -> a.ask(x -> b.ask(y -> c.ask(z -> a.ask(w -> 1)))));
            assertEquals(List.of("/c", "/b", "/a"), thrown.path());
            assertEquals(
                    "this call can never be served: /c waits for a reply of /a; /a waits for a reply of /b;"
                            + " /b waits for a reply of /c; and that waits for /c" + ADVICE,
                    thrown.getCause().getMessage());
        }
    }

    // Through tasks and nurseries.

    @TractorTest
    void aTaskThatAsksTheActorWhoseHandlerJoinsItIsRefused() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var thrown = assertThrows(
                    ActorFailedException.class,
                    () -> counter.run(c -> Nursery.run(inner -> {
                        inner.fork("worker", () -> {
                            Watch.untilActor("/counter", "1 child of nursery");
                            counter.run(x -> {});
                        });
                        inner.join();
                    })));
            var group = assertInstanceOf(NurseryException.class, thrown.getCause());
            assertEquals(
                    "this call can never be served: /counter (task worker) waits for a reply of /counter;"
                            + " /counter waits for 1 child of nursery main of /counter;"
                            + " and that waits for /counter (task worker)" + ADVICE,
                    assertInstanceOf(DeadlockException.class, group.getCause()).getMessage());
        }
    }

    @TractorTest
    void aTaskThatHasAskedTheActorIsRefusedWhenTheHandlerBeginsToJoinIt() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var thrown = assertThrows(
                    ActorFailedException.class,
                    () -> counter.run(c -> Nursery.run(inner -> {
                        inner.fork("worker", () -> counter.run(x -> {}));
                        Watch.untilTask("worker", "a reply of /counter");
                        inner.join();
                    })));
            var group = assertInstanceOf(NurseryException.class, thrown.getCause());
            assertInstanceOf(DeadlockException.class, group.getCause());
        }
    }

    @TractorTest
    void aTaskThatHasAskedTheActorIsServedWhenNobodyJoinsIt() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var worker = counter.ask(c -> {
                var task = Actor.current().nursery().fork("worker", () -> counter.ask(x -> x.add(1)));
                Watch.untilTask("worker", "a reply of /counter");
                return task;
            });
            assertEquals(1, (int) worker.join());
        }
    }

    @TractorTest
    void aHandlerThatJoinsATaskOfTheActorsNurseryWhichAsksTheActorIsRefused() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var seen = new AtomicReference<DeadlockException>();
            counter.run(c -> {
                var task = Actor.current().nursery().fork("worker", () -> counter.ask(x -> x.add(1)));
                Watch.untilTask("worker", "a reply of /counter");
                seen.set(assertThrows(DeadlockException.class, task::join));
            });
            assertTrue(seen.get()
                    .getMessage()
                    .startsWith("this call can never be served: /counter waits for the end of"
                            + " /counter (task worker); /counter (task worker) waits for a reply of /counter;"));
            assertEquals(1, (int) counter.ask(c -> c.total));
        }
    }

    @TractorTest
    void aShieldedTaskThatAsksTheActorWhoseHandlerLeavesItsNurseryIsRefused() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var seen = new AtomicReference<DeadlockException>();
            counter.run(c -> {
                try (var inner = Nursery.open()) {
                    inner.fork(
                            "worker",
                            () -> CancelScope.shield(() -> {
                                seen.set(assertThrows(DeadlockException.class, () -> counter.run(x -> {})));
                            }));
                    Watch.untilTask("worker", "a reply of /counter");
                    inner.cancel("enough");
                }
            });
            assertInstanceOf(DeadlockException.class, seen.get());
        }
    }

    @TractorTest
    void anActorThatJoinsItsParentWhoseHandlerJoinsItIsRefused() throws Exception {
        try (var n = Nursery.open()) {
            var parent = n.start("parent", Counter::new);
            var thrown = assertThrows(
                    ActorFailedException.class,
                    () -> parent.run(p -> Nursery.run(inner -> {
                        var child = inner.start("child", Counter::new);
                        child.tell(c -> parent.join());
                        inner.join();
                    })));
            assertEquals(List.of("/parent/child", "/parent"), thrown.path());
            assertTrue(thrown.getMessage().contains("/parent/child waits for the end of /parent;"), thrown::getMessage);
        }
    }

    @TractorTest(repeats = 100)
    void ofTwoTasksThatJoinEachOtherExactlyOneIsRefused() throws Exception {
        try (var n = Nursery.open()) {
            var meeting = new CountDownLatch(1);
            var first = new AtomicReference<Task<String>>();
            var second = new AtomicReference<Task<String>>();
            first.set(n.fork(() -> {
                meeting.await();
                return joined(second.get());
            }));
            second.set(n.fork(() -> {
                meeting.await();
                return joined(first.get());
            }));
            meeting.countDown();
            var outcomes =
                    new ArrayList<>(List.of(first.get().join(), second.get().join()));
            Collections.sort(outcomes);
            assertEquals(List.of("joined", "refused"), outcomes);
        }
    }

    private static String joined(Task<String> task) throws InterruptedException {
        try {
            task.join();
            return "joined";
        } catch (DeadlockException e) {
            return "refused";
        }
    }

    // Tells.

    @TractorTest
    void anActorThatTellsItselfWhenItsMailboxIsFullIsRefused() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new, Spawn.local().withMailbox(1));
            counter.run(c -> {
                counter.tell(x -> x.add(1));
                var thrown = assertThrows(DeadlockException.class, () -> counter.tell(x -> x.add(1)));
                assertTrue(
                        thrown.getMessage().contains("/counter waits for room in the mailbox of /counter;"),
                        thrown::getMessage);
            });
            assertEquals(1, (int) counter.ask(c -> c.total));
        }
    }

    @TractorTest(repeats = 200)
    void ofTwoActorsThatTellEachOtherIntoFullMailboxesExactlyOneIsRefused() throws Exception {
        try (var n = Nursery.open()) {
            var a = n.start("a", Counter::new, Spawn.local().withMailbox(1));
            var b = n.start("b", Counter::new, Spawn.local().withMailbox(1));
            var meeting = new CyclicBarrier(3);
            var filled = new CountDownLatch(1);
            var one = n.fork(() -> outcome(() -> a.ask(x -> {
                meeting.await();
                filled.await();
                b.tell(y -> y.add(1));
                return "sent";
            })));
            var two = n.fork(() -> outcome(() -> b.ask(y -> {
                meeting.await();
                filled.await();
                a.tell(x -> x.add(1));
                return "sent";
            })));
            meeting.await();
            a.tell(x -> x.add(1));
            b.tell(x -> x.add(1));
            filled.countDown();
            var outcomes = new ArrayList<>(List.of(one.join(), two.join()));
            Collections.sort(outcomes);
            assertEquals(List.of("refused", "sent"), outcomes);
            assertEquals(3, a.ask(x -> x.total) + b.ask(x -> x.total));
        }
    }

    @TractorTest
    void anAskAndATellThatWaitForEachOtherAreFound() throws Exception {
        try (var n = Nursery.open()) {
            var a = n.start("a", Counter::new, Spawn.local().withMailbox(1));
            var b = n.start("b", Counter::new);
            a.run(x -> {
                a.tell(y -> y.add(1));
                b.run(y -> assertThrows(DeadlockException.class, () -> a.tell(z -> z.add(1))));
            });
            assertEquals(1, (int) a.ask(x -> x.total));
        }
    }

    // What is no deadlock.

    @TractorTest
    void aCycleWithADeadlineInItIsLeftToTheDeadline() throws Exception {
        try (var n = Nursery.open()) {
            var a = n.start("a", Counter::new);
            var b = n.start("b", Counter::new);
            boolean intime =
                    a.ask(x -> CancelScope.moveOnAfter(Duration.ofMillis(50), () -> b.run(y -> a.run(z -> {}))));
            assertEquals(false, intime);
            assertEquals(1, (int) b.ask(y -> y.add(1)));
        }
    }

    @TractorTest
    void anAskWithADeadlineThatClosesACycleIsLeftToTheDeadline() throws Exception {
        try (var n = Nursery.open()) {
            var a = n.start("a", Counter::new);
            var b = n.start("b", Counter::new);
            var busy = new CountDownLatch(1);
            var closed = n.fork(
                    "closer",
                    () -> a.ask(x -> {
                        busy.countDown();
                        Watch.untilActor("/b", "a reply of /a");
                        return CancelScope.moveOnAfter(Duration.ofMillis(50), () -> b.run(y -> {}));
                    }));
            busy.await();
            assertEquals("served", b.ask(y -> a.ask(x -> "served")));
            assertEquals(false, closed.join());
        }
    }

    @TractorTest
    void aJoinWithADeadlineIsLeftToTheDeadline() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            boolean intime = counter.ask(c -> CancelScope.moveOnAfter(
                    Duration.ofMillis(50),
                    () -> Nursery.run(inner -> {
                        inner.fork(() -> counter.run(x -> {}));
                    })));
            assertEquals(false, intime);
        }
    }

    @TractorTest
    void aChainThatEndsIsServed() throws Exception {
        try (var n = Nursery.open()) {
            var actors = new ArrayList<Portal<Counter>>();
            for (int i = 0; i < 50; i++) {
                actors.add(n.start("actor" + i, Counter::new));
            }
            assertEquals(50, depth(actors, 0));
        }
    }

    private static int depth(List<Portal<Counter>> actors, int from) throws InterruptedException {
        return from == actors.size() ? 0 : 1 + actors.get(from).ask(x -> depth(actors, from + 1));
    }
}
