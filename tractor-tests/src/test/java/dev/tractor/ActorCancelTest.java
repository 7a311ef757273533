package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.test.TractorTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** How an actor is cancelled: by its portal, from inside, from below, and by its nursery. */
class ActorCancelTest {

    @TractorTest
    void cancellingAnIdleActorReturnsTrueWhenItHasEnded() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            counter.run(c -> c.add(1));
            assertTrue(counter.cancel());
            assertFalse(counter.isAlive());
        }
    }

    @TractorTest
    @Scenario("S02")
    void anActorThatHasAnsweredTwiceIsCancelled() throws Exception {
        try (var n = Nursery.open()) {
            var frank = n.start("frank", () -> "frank");
            assertEquals("frank says hello", frank.ask(name -> name + " says hello"));
            assertEquals("frank says goodbye", frank.ask(name -> name + " says goodbye"));
            assertTrue(frank.cancel());
            assertThrows(ActorGoneException.class, () -> frank.ask(name -> name));
        }
    }

    @TractorTest
    void cancellingTwiceReturnsTrueTwice() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            assertTrue(counter.cancel());
            assertTrue(counter.cancel());
        }
    }

    @TractorTest
    void cancellingOneActorLeavesItsSiblingsAndTheBlockAlone() throws Exception {
        try (var n = Nursery.open()) {
            var one = n.start("one", Counter::new);
            var two = n.start("two", Counter::new);
            one.cancel();
            assertEquals(1, (int) two.ask(c -> c.add(1)));
            n.fork(() -> {}).join();
        }
    }

    @TractorTest
    void cancellingAnActorBeforeItsConstructorIsDoneInterruptsTheConstructor() throws Exception {
        try (var n = Nursery.open()) {
            var begun = new CountDownLatch(1);
            var counter = n.<Counter>start("counter", () -> {
                begun.countDown();
                new CountDownLatch(1).await();
                throw new AssertionError();
            });
            begun.await();
            assertTrue(counter.cancel());
            n.join(); // the interruption was the answer, not a failure
        }
    }

    @TractorTest
    @Scenario("A03")
    void aCancelledActorInterruptsItsHandler() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var begun = new CountDownLatch(1);
            counter.tell(c -> {
                begun.countDown();
                new CountDownLatch(1).await();
            });
            begun.await();
            assertTrue(counter.cancel());
            n.join();
        }
    }

    @TractorTest
    void theAskerOfACancelledHandlerIsToldByWhom() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var begun = new CountDownLatch(1);
            var told = n.fork(
                    "asker",
                    () -> assertThrows(
                            ActorCancelledException.class,
                            () -> counter.run(c -> {
                                begun.countDown();
                                new CountDownLatch(1).await();
                            })));
            begun.await();
            n.fork("killer", () -> counter.cancel("no longer needed")).join();
            assertEquals("task killer", told.join().canceller());
            assertEquals(
                    "actor /counter was cancelled before it could answer: no longer needed (by task killer)",
                    told.get().getMessage());
            assertEquals("/counter", told.get().source());
            assertEquals(List.of("/counter"), told.get().path());
        }
    }

    @TractorTest
    void theAskersOfDroppedMessagesAreToldByWhom() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var gate = new CountDownLatch(1);
            var ran = new AtomicBoolean();
            counter.tell(c -> gate.await());
            var told = n.fork(
                    "asker", () -> assertThrows(ActorCancelledException.class, () -> counter.run(c -> ran.set(true))));
            Watch.untilTask("asker", "a reply of /counter");
            n.fork("killer", () -> counter.cancel("no longer needed")).join();
            assertEquals("task killer", told.join().canceller());
            assertFalse(ran.get());
        }
    }

    @TractorTest
    void droppedMessagesAreCountedInTheLog() throws Exception {
        var lines = new CopyOnWriteArrayList<String>();
        try (var heard = new Heard(lines);
                var n = Nursery.open()) {
            var counter = n.start("dropping", Counter::new);
            counter.tell(c -> new CountDownLatch(1).await());
            Watch.untilActor("/dropping", "running, waits at ");
            for (int i = 0; i < 3; i++) {
                counter.tell(c -> c.add(1));
            }
            counter.cancel("no longer needed");
        }
        var mine = lines.stream().filter(line -> line.startsWith("/dropping ")).toList();
        assertEquals(1, mine.size(), lines::toString);
        assertTrue(
                mine.getFirst()
                        .startsWith("/dropping dropped 3 messages at its end: it was cancelled: no longer needed"),
                mine::getFirst);
    }

    @TractorTest
    void whatManyDropTogetherIsToldInAFewLines() throws Exception {
        var lines = new CopyOnWriteArrayList<String>();
        try (var heard = new Heard(lines)) {
            try (var n = Nursery.open(o -> o.name("crowd"))) {
                for (int i = 0; i < 12; i++) {
                    var busy = n.start("crowded-" + i, Counter::new);
                    busy.tell(c -> new CountDownLatch(1).await());
                    Watch.untilActor("/crowded-" + i, "running, waits at ");
                    busy.tell(c -> c.add(1));
                    busy.tell(c -> c.add(1));
                }
                n.cancel("too many");
            }
        }
        var mine = lines.stream()
                .filter(line -> line.startsWith("/crowded-") && line.contains(" dropped 2 messages"))
                .toList();
        assertEquals(10, mine.size(), lines::toString);
        assertEquals(
                List.of("2 more actors of nursery crowd dropped 4 messages or replies at their end: cancelled: too many"
                        + " (by task test)"),
                lines.stream().filter(line -> line.contains(" more actor")).toList());
    }

    @TractorTest
    void aMessageToACancelledActorSaysByWhom() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            n.fork("killer", () -> counter.cancel("no longer needed")).join();
            var gone = assertThrows(ActorGoneException.class, () -> counter.tell(c -> c.add(1)));
            assertEquals(
                    "actor /counter takes no more messages: it was cancelled: no longer needed (by task killer);"
                            + " check the portal's owner, or start it anew",
                    gone.getMessage());
        }
    }

    @TractorTest
    void cancellingAnActorThatWasStoppedDoesNotChangeHowItEnded() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            counter.stop();
            counter.join();
            assertTrue(counter.cancel());
            var gone = assertThrows(ActorGoneException.class, () -> counter.tell(c -> c.add(1)));
            assertTrue(gone.getMessage().contains("it was stopped"), gone.getMessage());
        }
    }

    @TractorTest
    void cancelWaitsAtMostTheGracePeriodAndReturnsFalse() throws Exception {
        var gate = new CountDownLatch(1);
        try (var n = Nursery.open(o -> o.grace(Duration.ofMillis(50)));
                AutoCloseable anyway = gate::countDown) {
            var counter = n.start("counter", Counter::new);
            var begun = new CountDownLatch(1);
            counter.tell(c -> CancelScope.shield(() -> {
                begun.countDown();
                gate.await();
            }));
            begun.await();
            assertFalse(counter.cancel());
            assertTrue(counter.isAlive());
            gate.countDown();
            assertTrue(counter.cancel());
        }
    }

    @TractorTest
    void cancellingTwiceLeavesNoReminderBehind() throws Exception {
        var gate = new CountDownLatch(1);
        try (var n = Nursery.open(o -> o.grace(Duration.ofMillis(1)));
                AutoCloseable anyway = gate::countDown) {
            var counter = n.start("twice-cancelled", Counter::new);
            var begun = new CountDownLatch(1);
            counter.tell(c -> CancelScope.shield(() -> {
                begun.countDown();
                gate.await();
            }));
            begun.await();
            counter.cancel("first of two");
            counter.cancel("second of two");
            gate.countDown();
            counter.join();
            var timers = Strand.current().root.timers();
            assertTrue(timers.stream().noneMatch(timer -> timer.contains("of two")), timers::toString);
        }
    }

    @TractorTest
    void cancelKeepsTheCallersInterrupt() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var kept = n.fork(() -> {
                Thread.currentThread().interrupt();
                assertTrue(counter.cancel());
                return Thread.interrupted();
            });
            assertTrue(kept.join());
        }
    }

    @TractorTest
    void cancelWorksInACancelledScope() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            CancelScope.run(scope -> {
                scope.cancel("enough");
                assertTrue(counter.cancel());
            });
        }
    }

    @TractorTest
    void cancelFromInsideOnlyRequests() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var returned = new AtomicReference<Boolean>();
            assertThrows(
                    ActorCancelledException.class,
                    () -> counter.run(c -> {
                        returned.set(counter.cancel("had enough"));
                        Tractor.checkpoint();
                    }));
            assertEquals(false, returned.get());
            counter.join();
        }
    }

    @TractorTest
    void cancelFromATaskOfTheActorOnlyRequests() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var returned = new AtomicReference<Boolean>();
            counter.run(c -> Actor.current().nursery().fork(() -> returned.set(counter.cancel("had enough"))));
            counter.join();
            assertEquals(false, returned.get());
        }
    }

    @TractorTest
    void cancelFromAnActorBelowOnlyRequests() throws Exception {
        try (var n = Nursery.open()) {
            var upper = n.start("upper", Counter::new);
            var lower = upper.ask(u -> Actor.current().nursery().start("lower", Counter::new));
            var returned = new AtomicReference<Boolean>();
            lower.tell(l -> returned.set(upper.cancel("had enough")));
            upper.join();
            assertEquals(false, returned.get());
        }
    }

    @TractorTest
    void anActorInAnActorInAnActorIsCancelledTopDownAndEndsBottomUp() throws Exception {
        var ended = new CopyOnWriteArrayList<String>();
        try (var n = Nursery.open()) {
            var a = n.start("a", () -> new Closing("a", ended));
            var b = a.ask(x -> Actor.current().nursery().start("b", () -> new Closing("b", ended)));
            var c = b.ask(x -> Actor.current().nursery().start("c", () -> new Closing("c", ended)));
            assertEquals("/a/b/c", c.path());
            c.run(x -> {});
            assertTrue(a.cancel());
            assertFalse(c.isAlive());
        }
        assertEquals(List.of("c", "b", "a"), ended);
    }

    @TractorTest
    void leavingTheBlockCancelsActorsInReverseOrderOfTheirStart() throws Exception {
        var order = new CopyOnWriteArrayList<String>();
        try (var n = Nursery.open()) {
            for (var name : List.of("first", "second", "third")) {
                var next = n.start(name, Counter::new);
                var begun = new CountDownLatch(1);
                next.tell(c -> {
                    begun.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } finally {
                        order.add(name);
                    }
                });
                begun.await();
            }
        }
        assertEquals(3, order.size());
        assertTrue(order.containsAll(List.of("first", "second", "third")));
    }

    @TractorTest
    void theHandlerOfACancelledActorThatFailsForRealFailsTheNursery() {
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    var counter = n.start("counter", Counter::new);
                    var begun = new CountDownLatch(1);
                    counter.tell(c -> {
                        begun.countDown();
                        try {
                            new CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException("real");
                        }
                    });
                    begun.await();
                    counter.cancel();
                }));
        var failure = assertInstanceOf(ActorFailedException.class, thrown.getCause());
        assertEquals("real", failure.getCause().getMessage());
    }

    @TractorTest
    void noHandlerRunsAfterCancelHasReturned() throws Exception {
        for (int i = 0; i < 200; i++) {
            try (var n = Nursery.open()) {
                var counter = n.start("counter", Counter::new);
                var ran = new AtomicInteger();
                for (int m = 0; m < 5; m++) {
                    counter.tell(c -> ran.incrementAndGet());
                }
                assertTrue(counter.cancel());
                int then = ran.get();
                Thread.yield();
                assertEquals(then, ran.get());
            }
        }
    }

    /** Notes its end. */
    private record Closing(String name, List<String> ended) implements AutoCloseable {
        @Override
        public void close() {
            ended.add(name);
        }
    }

    /** Listens to the runtime's log. */
    private static final class Heard extends Handler implements AutoCloseable {
        private final Logger logger = Logger.getLogger("tractor.runtime");
        private final List<String> lines;

        Heard(List<String> lines) {
            this.lines = lines;
            logger.addHandler(this);
        }

        @Override
        public void publish(LogRecord line) {
            lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
        }
    }
}
