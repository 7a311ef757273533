package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.test.TractorTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/** What a portal does to a healthy actor: ask, run and tell, their order, their threads, what may be sent. */
class PortalTest {

    @TractorTest
    void askReturnsWhatTheFunctionReturns() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            assertEquals(3, (int) counter.ask(c -> c.add(3)));
            assertEquals(5, (int) counter.ask(c -> c.add(2)));
        }
    }

    @TractorTest
    void askMayReturnNull() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            assertNull(counter.ask(c -> null));
        }
    }

    @TractorTest
    void askReturnsTheVeryObjectInOneJvm() throws Exception {
        try (var n = Nursery.open()) {
            var reply = new Object();
            assertSame(reply, n.start("counter", Counter::new).ask(c -> reply));
        }
    }

    @TractorTest
    void runReturnsAfterTheActionHasRun() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var ran = new boolean[1]; // no volatile: run orders memory
            counter.run(c -> ran[0] = true);
            assertTrue(ran[0]);
        }
    }

    @TractorTest
    void tellReturnsBeforeTheActionHasRun() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var gate = new CountDownLatch(1);
            counter.tell(c -> gate.await()); // would never return if it waited
            counter.tell(c -> c.add(1));
            gate.countDown();
            assertEquals(1, (int) counter.ask(c -> c.total));
        }
    }

    @TractorTest
    void messagesOfOneSenderAreServedInTheOrderTheyWereSent() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var expected = new ArrayList<String>();
            for (int i = 0; i < 200; i++) {
                var what = String.valueOf(i);
                switch (i % 3) {
                    case 0 -> counter.tell(c -> c.note(what));
                    case 1 -> counter.run(c -> c.note(what));
                    default ->
                        counter.ask(c -> {
                            c.note(what);
                            return true;
                        });
                }
                expected.add(what);
            }
            assertEquals(expected, counter.ask(Counter::notes));
        }
    }

    @TractorTest
    void theMessagesOfEachOfManySendersStayInOrder() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var tasks = new ArrayList<Task<?>>();
            for (int s = 0; s < 5; s++) {
                var sender = s;
                tasks.add(n.fork(() -> {
                    for (int i = 0; i < 100; i++) {
                        var what = sender + ":" + i;
                        if (i % 7 == 0) {
                            counter.run(c -> c.note(what));
                        } else {
                            counter.tell(c -> c.note(what));
                        }
                    }
                    return counter.ask(c -> c.total);
                }));
            }
            for (var task : tasks) {
                task.join();
            }
            var notes = counter.ask(Counter::notes);
            assertEquals(500, notes.size());
            for (int s = 0; s < 5; s++) {
                var prefix = s + ":";
                assertEquals(
                        IntStream.range(0, 100).mapToObj(i -> prefix + i).toList(),
                        notes.stream().filter(note -> note.startsWith(prefix)).toList());
            }
        }
    }

    @TractorTest
    void messagesOfDifferentSendersAreServedInArrivalOrder() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var gate = new CountDownLatch(1);
            var busy = new CountDownLatch(1);
            counter.tell(c -> {
                busy.countDown();
                gate.await();
            });
            busy.await();
            var tasks = new ArrayList<Task<?>>();
            for (int i = 0; i < 10; i++) {
                var what = String.valueOf(i);
                int queued = i + 1;
                tasks.add(n.fork("sender" + i, () -> counter.run(c -> c.note(what))));
                Watch.until(() -> Watch.actor("/counter").detail().matches(".*\\b" + queued + " in its mailbox"));
            }
            gate.countDown();
            for (var task : tasks) {
                task.join();
            }
            assertEquals(IntStream.range(0, 10).mapToObj(String::valueOf).toList(), counter.ask(Counter::notes));
        }
    }

    @TractorTest
    @Scenario("D26")
    void everyMessageRunsOnTheActorsOwnThread() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var thread = counter.ask(c -> Thread.currentThread());
            var second = new Thread[1];
            counter.run(c -> second[0] = Thread.currentThread());
            assertSame(thread, second[0]);
            assertNotSame(Thread.currentThread(), thread);
            assertTrue(thread.isVirtual());
            assertEquals("/counter", thread.getName());
        }
    }

    @TractorTest
    void anActorAsksAnother() throws Exception {
        try (var n = Nursery.open()) {
            var back = n.start("back", Counter::new);
            var front = n.start("front", Counter::new);
            assertEquals(4, (int) front.ask(f -> back.ask(b -> b.add(4))));
        }
    }

    @TractorTest
    void anActorTellsItself() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            counter.run(c -> counter.tell(x -> x.add(1)));
            assertEquals(1, (int) counter.ask(c -> c.total));
        }
    }

    @TractorTest
    void aNullMessageIsRefusedByName() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            assertEquals(
                    "function",
                    assertThrows(NullPointerException.class, () -> counter.ask((ActorFunction<Counter, ?>) null))
                            .getMessage());
            assertEquals(
                    "action",
                    assertThrows(NullPointerException.class, () -> counter.run(null))
                            .getMessage());
            assertEquals(
                    "action",
                    assertThrows(NullPointerException.class, () -> counter.tell(null))
                            .getMessage());
            assertEquals(
                    "reason",
                    assertThrows(NullPointerException.class, () -> counter.cancel(null))
                            .getMessage());
        }
    }

    @TractorTest
    void aPortalKnowsNameAndPath() throws Exception {
        try (var n = Nursery.open()) {
            var shop = n.start("shop", Counter::new);
            var orders = shop.ask(s -> Actor.current().nursery().start("orders", Counter::new));
            assertEquals("orders", orders.name());
            assertEquals("/shop/orders", orders.path());
            assertEquals("portal of /shop/orders", orders.toString());
        }
    }

    @TractorTest
    void portalsOfOneActorAreEqualAndOthersAreNot() throws Exception {
        try (var n = Nursery.open()) {
            var one = n.start("counter", Counter::new);
            var two = n.start("counter", Counter::new);
            var again = one.ask(c -> Actor.current().self());
            assertEquals(one, again);
            assertEquals(one.hashCode(), again.hashCode());
            assertNotEquals(one, two);
            assertNotEquals("counter", one);
        }
    }

    @TractorTest
    void aPortalIsAliveUntilTheActorHasEnded() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            assertTrue(counter.isAlive());
            counter.stop();
            counter.join();
            assertFalse(counter.isAlive());
        }
    }

    @TractorTest
    void aBlankNameIsRefused() {
        try (var n = Nursery.open()) {
            for (var name : List.of("", " ", "\t")) {
                var refused = assertThrows(IllegalArgumentException.class, () -> n.start(name, Counter::new));
                assertEquals(
                        "the name of an actor is blank; give it a word that finds it in the tree, such as \"orders\"",
                        refused.getMessage());
            }
        }
    }

    @TractorTest
    void aNullNameIsRefused() {
        try (var n = Nursery.open()) {
            var refused = assertThrows(IllegalArgumentException.class, () -> n.start(null, Counter::new));
            assertTrue(refused.getMessage().startsWith("the name of an actor is null"), refused.getMessage());
        }
    }

    @TractorTest
    void aNameWithASlashOrAControlCharacterIsRefused() {
        try (var n = Nursery.open()) {
            for (var name : List.of("/", "a/b", "a\nb")) {
                var refused = assertThrows(IllegalArgumentException.class, () -> n.start(name, Counter::new));
                assertEquals(
                        "the name \"" + name + "\" of an actor holds a slash or a control character;"
                                + " slashes separate the names in a path",
                        refused.getMessage());
            }
        }
    }

    @TractorTest
    void aNullFactoryOrSpawnIsRefusedByName() {
        try (var n = Nursery.open()) {
            assertEquals(
                    "factory",
                    assertThrows(NullPointerException.class, () -> n.start("counter", null))
                            .getMessage());
            assertEquals(
                    "how",
                    assertThrows(NullPointerException.class, () -> n.start("counter", Counter::new, null))
                            .getMessage());
        }
    }

    @TractorTest
    void aMailboxWithoutRoomForOneMessageIsRefused() {
        var refused =
                assertThrows(IllegalArgumentException.class, () -> Spawn.local().withMailbox(0));
        assertEquals("a mailbox holds at least 1 message, not 0", refused.getMessage());
    }
}
