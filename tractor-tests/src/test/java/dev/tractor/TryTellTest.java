package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.Faults;
import dev.tractor.test.Messages;
import dev.tractor.test.TractorTest;
import java.time.Duration;

/** A tell that never waits, and how full a mailbox is. */
class TryTellTest {

    /** An actor that is busy until the event, with room for so many messages. */
    private static Portal<Counter> busy(Nursery n, int room, Event gate) throws InterruptedException {
        var counter = n.start("counter", Counter::new, Spawn.local().withMailbox(room));
        var begun = new Event();
        counter.tell(c -> {
            begun.set();
            gate.await();
        });
        begun.await();
        return counter;
    }

    @TractorTest
    void tryTellSendsWhileThereIsRoom(Nursery n) throws Exception {
        var gate = new Event();
        var counter = busy(n, 2, gate);
        assertEquals(0, counter.queued());
        assertTrue(counter.tryTell(c -> c.note("first")));
        assertTrue(counter.tryTell(c -> c.note("second")));
        assertEquals(2, counter.queued());
        assertFalse(counter.tryTell(c -> c.note("third")));
        assertEquals(2, counter.queued());
        gate.set();
        assertEquals(2, (int) counter.ask(c -> c.notes().size()));
        assertTrue(counter.tryTell(c -> c.note("fourth")));
        assertEquals("[first, second, fourth]", counter.ask(Counter::notes).toString());
        assertEquals(0, counter.queued());
    }

    @TractorTest
    void queuedCountsThoseWhoWaitForRoomToo(Nursery n) throws Exception {
        var gate = new Event();
        var counter = busy(n, 1, gate);
        counter.tell(c -> {});
        n.fork("teller", () -> counter.tell(c -> {}));
        Watch.untilTask("teller", "room in the mailbox");
        assertEquals(2, counter.queued());
        assertFalse(counter.tryTell(c -> c.note("overtaken")));
        gate.set();
    }

    @TractorTest
    void tryTellIsNoCheckpoint(Nursery n) throws Exception {
        var counter = n.start("counter", Counter::new);
        CancelScope.run(scope -> {
            scope.cancel("enough");
            Thread.currentThread().interrupt();
            assertTrue(counter.tryTell(c -> c.add(1)));
            assertTrue(Thread.interrupted());
        });
        assertEquals(1, (int) counter.ask(c -> c.total));
    }

    @TractorTest
    void anActorMayTryToTellItselfThoughItsMailboxIsFull(Nursery n) throws Exception {
        var counter = n.start("counter", Counter::new, Spawn.local().withMailbox(1));
        counter.run(c -> {
            int sent = 0;
            while (counter.tryTell(x -> x.add(1))) {
                sent++;
            }
            assertEquals(1, sent);
        });
        assertEquals(1, (int) counter.ask(c -> c.total));
    }

    @TractorTest
    void whatItThrowsFailsTheActor() {
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    var counter = n.start("counter", Counter::new);
                    assertTrue(counter.tryTell(c -> {
                        throw new IllegalStateException("real");
                    }));
                }));
        assertInstanceOf(ActorFailedException.class, thrown.getCause());
    }

    @TractorTest
    void tryTellToAnActorThatHasEndedThrows(Nursery n) throws Exception {
        var gate = new Event();
        var counter = busy(n, 1, gate);
        counter.tell(c -> {});
        counter.stop();
        var gone = assertThrows(ActorGoneException.class, () -> counter.tryTell(c -> {}));
        assertTrue(gone.getMessage().contains("it was stopped"), gone.getMessage());
        gate.set();
    }

    @TractorTest
    void aNullActionIsRefusedByName(Nursery n) {
        var counter = n.start("counter", Counter::new);
        assertEquals(
                "action",
                assertThrows(NullPointerException.class, () -> counter.tryTell(null))
                        .getMessage());
    }

    @TractorTest
    void aLinkThatDelaysItDoesNotKeepTheSenderWaiting(Nursery n, Faults faults) throws Exception {
        var counter = n.start("counter", Counter::new, Spawn.local().withMailbox(1));
        faults.delay(Messages.tells(), Duration.ofSeconds(1));
        assertTrue(counter.tryTell(c -> c.add(1)));
        assertTrue(counter.tryTell(c -> c.add(1)));
        Tractor.sleep(Duration.ofSeconds(2));
        assertEquals(2, (int) counter.ask(c -> c.total));
    }

    @TractorTest(cancelEverywhere = true)
    void sendersThatNeverWaitAndSendersThatDoLoseNothing(Nursery n) throws Exception {
        var counter = n.start("counter", Counter::new, Spawn.local().withMailbox(2));
        var sent = new int[1];
        for (int i = 0; i < 3; i++) {
            n.fork(() -> {
                        for (int j = 0; j < 3; j++) {
                            if (counter.tryTell(c -> c.add(1))) {
                                sent[0]++;
                            }
                            counter.tell(c -> c.add(1));
                            sent[0]++;
                        }
                    })
                    .join();
        }
        assertEquals(sent[0], (int) counter.ask(c -> c.total));
    }
}
