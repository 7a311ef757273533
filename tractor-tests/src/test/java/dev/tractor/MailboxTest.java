package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.TractorTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A mailbox is bounded: who waits for room, in what order, and what ends that wait. */
class MailboxTest {

    /** An actor that serves one message until it is let go, and so has an empty mailbox of {@code capacity}. */
    private static Portal<Counter> busy(Nursery n, int capacity, CountDownLatch gate) throws Exception {
        var counter = n.start("counter", Counter::new, Spawn.local().withMailbox(capacity));
        var begun = new CountDownLatch(1);
        counter.tell(c -> {
            begun.countDown();
            gate.await();
        });
        begun.await();
        return counter;
    }

    @TractorTest
    void aMailboxTakesAsManyTellsAsItsCapacityWithoutWaiting() throws Exception {
        try (var n = Nursery.open()) {
            var gate = new CountDownLatch(1);
            var counter = busy(n, 3, gate);
            for (int i = 0; i < 3; i++) {
                counter.tell(c -> c.add(1)); // would block for ever
            }
            gate.countDown();
            assertEquals(3, (int) counter.ask(c -> c.total));
        }
    }

    @TractorTest
    void aTellWaitsWhileTheMailboxIsFull() throws Exception {
        try (var n = Nursery.open()) {
            var gate = new CountDownLatch(1);
            var counter = busy(n, 1, gate);
            counter.tell(c -> c.note("first"));
            var blocked = n.fork("teller", () -> counter.tell(c -> c.note("second")));
            Watch.untilTask("teller", "waits for room in the mailbox of /counter");
            assertFalse(blocked.isDone());
            gate.countDown();
            blocked.join();
            assertEquals(List.of("first", "second"), counter.ask(Counter::notes));
        }
    }

    @TractorTest
    void aBlockedTellReturnsWhenItHasItsPlaceNotWhenItHasRun() throws Exception {
        try (var n = Nursery.open()) {
            var gate = new CountDownLatch(1);
            var second = new CountDownLatch(1);
            var counter = busy(n, 1, gate);
            counter.tell(c -> second.await());
            var blocked = n.fork("teller", () -> counter.tell(c -> c.add(1)));
            Watch.untilTask("teller", "room in the mailbox");
            gate.countDown();
            blocked.join(); // the second message is being served, so there is room for the third
            second.countDown();
            assertEquals(1, (int) counter.ask(c -> c.total));
        }
    }

    @TractorTest
    void blockedTellsAndAsksAreServedInArrivalOrder() throws Exception {
        try (var n = Nursery.open()) {
            var gate = new CountDownLatch(1);
            var counter = busy(n, 1, gate);
            var tasks = new ArrayList<Task<?>>();
            for (int i = 0; i < 12; i++) {
                var what = String.valueOf(i);
                var name = "sender" + i;
                tasks.add(
                        i % 3 == 0
                                ? n.fork(name, () -> counter.run(c -> c.note(what)))
                                : n.fork(name, () -> counter.tell(c -> c.note(what))));
                int queued = i + 1;
                Watch.untilActor("/counter", queued + " in its mailbox");
            }
            gate.countDown();
            for (var task : tasks) {
                task.join();
            }
            assertEquals(IntStream.range(0, 12).mapToObj(String::valueOf).toList(), counter.ask(Counter::notes));
        }
    }

    @TractorTest
    void asksTakeRoom() throws Exception {
        try (var n = Nursery.open()) {
            var gate = new CountDownLatch(1);
            var counter = busy(n, 1, gate);
            var ask = n.fork("asker", () -> counter.run(c -> c.note("ask")));
            Watch.untilTask("asker", "a reply of /counter");
            var tell = n.fork("teller", () -> counter.tell(c -> c.note("tell")));
            Watch.untilTask("teller", "room in the mailbox of /counter");
            gate.countDown();
            ask.join();
            tell.join();
            assertEquals(List.of("ask", "tell"), counter.ask(Counter::notes));
        }
    }

    @TractorTest
    void aWithdrawnAskMakesRoom() throws Exception {
        try (var n = Nursery.open()) {
            var gate = new CountDownLatch(1);
            var counter = busy(n, 1, gate);
            var asked = n.fork(
                    "asker",
                    () -> CancelScope.run(scope -> {
                        n.fork("canceller", () -> {
                            Watch.untilTask("teller", "room in the mailbox of /counter");
                            scope.cancel("enough");
                        });
                        counter.run(c -> c.note("ask"));
                    }));
            Watch.untilTask("asker", "a reply of /counter");
            var tell = n.fork("teller", () -> counter.tell(c -> c.note("tell")));
            asked.join();
            tell.join(); // though the actor is still busy
            gate.countDown();
            assertEquals(List.of("tell"), counter.ask(Counter::notes));
            n.cancel("done");
        }
    }

    @TractorTest
    void aCancelledBlockedTellHasNotBeenSent() throws Exception {
        try (var n = Nursery.open()) {
            var gate = new CountDownLatch(1);
            var counter = busy(n, 1, gate);
            counter.tell(c -> c.note("first"));
            var blocked = n.fork(
                    "teller",
                    () -> CancelScope.run(scope -> {
                        n.fork("canceller", () -> {
                            Watch.untilTask("teller", "room in the mailbox of /counter");
                            scope.cancel("enough");
                        });
                        assertThrows(CancelledException.class, () -> counter.tell(c -> c.note("second")));
                    }));
            blocked.join();
            gate.countDown();
            assertEquals(List.of("first"), counter.ask(Counter::notes));
            n.cancel("done");
        }
    }

    @TractorTest(repeats = 1000)
    void aTellThatThrowsHasNotSentAndOneThatReturnsHas() throws Exception {
        try (var n = Nursery.open()) {
            var gate = new CountDownLatch(1);
            var counter = busy(n, 1, gate);
            counter.tell(c -> {});
            var sent = new AtomicInteger();
            var tellers = new ArrayList<Task<?>>();
            for (int i = 0; i < 3; i++) {
                tellers.add(n.fork(() -> {
                    CancelScope.run(scope -> {
                        var canceller = n.fork(() -> scope.cancel("enough"));
                        canceller.name();
                        counter.tell(c -> c.add(1));
                        sent.incrementAndGet();
                    });
                }));
            }
            gate.countDown();
            for (var teller : tellers) {
                teller.join();
            }
            assertEquals(sent.get(), (int) counter.ask(c -> c.total));
            n.cancel("done");
        }
    }

    @TractorTest
    void stopRefusesTheTellsThatWaitForRoom() throws Exception {
        try (var n = Nursery.open()) {
            var gate = new CountDownLatch(1);
            var served = new AtomicInteger();
            var counter = busy(n, 1, gate);
            counter.tell(c -> served.incrementAndGet());
            var blocked = n.fork(
                    "teller",
                    () -> assertThrows(ActorGoneException.class, () -> counter.tell(c -> served.incrementAndGet())));
            Watch.untilTask("teller", "room in the mailbox of /counter");
            counter.stop();
            assertTrue(blocked.join().getMessage().contains("it was stopped"));
            gate.countDown();
            counter.join();
            assertEquals(1, served.get());
        }
    }

    @TractorTest
    void stopRefusesTheAsksThatWaitForRoom() throws Exception {
        try (var n = Nursery.open()) {
            var gate = new CountDownLatch(1);
            var served = new AtomicInteger();
            var counter = busy(n, 1, gate);
            counter.tell(c -> served.incrementAndGet());
            var blocked = n.fork(
                    "asker",
                    () -> assertThrows(ActorGoneException.class, () -> counter.run(c -> served.incrementAndGet())));
            Watch.untilActor("/counter", "2 in its mailbox");
            counter.stop();
            assertTrue(blocked.join().getMessage().contains("it was stopped"));
            gate.countDown();
            counter.join();
            assertEquals(1, served.get());
        }
    }

    @TractorTest
    void cancelRefusesTheTellsThatWaitForRoom() throws Exception {
        try (var n = Nursery.open()) {
            var counter = busy(n, 1, new CountDownLatch(1));
            counter.tell(c -> c.add(1));
            var blocked =
                    n.fork("teller", () -> assertThrows(ActorGoneException.class, () -> counter.tell(c -> c.add(1))));
            Watch.untilTask("teller", "room in the mailbox of /counter");
            counter.cancel("no longer needed");
            assertTrue(blocked.join().getMessage().contains("it was cancelled: no longer needed"));
        }
    }

    @TractorTest
    void aRefusedTellShowsTheSendersOwnStack() throws Exception {
        try (var n = Nursery.open()) {
            var gate = new CountDownLatch(1);
            var counter = busy(n, 1, gate);
            counter.tell(c -> {});
            var blocked =
                    n.fork("teller", () -> assertThrows(ActorGoneException.class, () -> counter.tell(c -> c.add(1))));
            Watch.untilTask("teller", "room in the mailbox of /counter");
            counter.stop();
            gate.countDown();
            assertTrue(List.of(blocked.join().getStackTrace()).stream()
                    .anyMatch(frame -> frame.getClassName().equals(MailboxTest.class.getName())));
        }
    }

    @TractorTest
    void capacityOnePassesTenThousandTellsInOrder() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new, Spawn.local().withMailbox(1));
            for (int i = 0; i < 10_000; i++) {
                int expected = i;
                counter.tell(c -> {
                    if (c.total != expected) {
                        throw new AssertionError(c.total + " instead of " + expected);
                    }
                    c.add(1);
                });
            }
            assertEquals(10_000, (int) counter.ask(c -> c.total));
        }
    }

    @TractorTest
    void manySendersOfAMailboxOfOneLoseNothing() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new, Spawn.local().withMailbox(1));
            var tasks = new ArrayList<Task<?>>();
            for (int s = 0; s < 20; s++) {
                tasks.add(n.fork(() -> {
                    for (int i = 0; i < 100; i++) {
                        if (i % 2 == 0) {
                            counter.tell(c -> c.add(1));
                        } else {
                            counter.run(c -> c.add(1));
                        }
                    }
                }));
            }
            for (var task : tasks) {
                task.join();
            }
            assertEquals(2_000, (int) counter.ask(c -> c.total));
        }
    }
}
