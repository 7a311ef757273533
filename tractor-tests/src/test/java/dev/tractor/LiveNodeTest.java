package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.ActorTree.Kind;
import dev.tractor.spi.NodeHandle;
import dev.tractor.spi.NodeHandle.Cancelling;
import dev.tractor.test.ScriptedConsole;
import dev.tractor.test.TractorTest;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/** What the console sees of the nodes of the live tree, and their cancellation from there. */
class LiveNodeTest {

    private static NodeHandle node(String name) {
        var left = new ArrayList<>(Strand.current().root.nodes());
        while (!left.isEmpty()) {
            var node = left.removeFirst();
            if (node.kind() != Kind.NURSERY && node.name().equals(name)) {
                return node;
            }
            left.addAll(node.children());
        }
        throw new NoSuchElementException(name);
    }

    private static List<String> kinds(NodeHandle.Waiting waiting) {
        return waiting.oldest().stream().map(NodeHandle.Letter::kind).toList();
    }

    @TractorTest
    void theMailboxShowsItsMessagesInOrderAndWhoWaitsForRoom(Nursery n) throws Exception {
        var go = new Event();
        var began = new Event();
        var counter = n.start("counter", Counter::new, Spawn.local().withMailbox(2));
        counter.tell(_ -> {
            began.set();
            go.await();
        });
        began.await();
        counter.tell(c -> c.add(1));
        var asker = n.fork("asker", () -> counter.ask(c -> c.add(1)));
        while (node("counter").waiting(10).count() < 2) {
            Tractor.checkpoint();
            Thread.yield();
        }
        var late = n.fork("late", () -> counter.tell(c -> c.add(1)));
        while (node("counter").waiting(10).count() < 3) {
            Tractor.checkpoint();
            Thread.yield();
        }
        var waiting = node("counter").waiting(10);
        assertEquals(List.of("tell", "ask", "tell"), kinds(waiting));
        assertEquals(
                List.of(true, true, false),
                waiting.oldest().stream().map(NodeHandle.Letter::admitted).toList());
        assertNull(waiting.oldest().getFirst().blocked());
        assertSame(node("asker").thread(), waiting.oldest().get(1).blocked());
        assertSame(node("late").thread(), waiting.oldest().get(2).blocked());
        assertEquals("task late", waiting.oldest().get(2).sender());
        assertEquals(List.of("tell"), kinds(node("counter").waiting(1)));
        assertEquals(3, node("counter").waiting(0).count());
        go.set();
        assertEquals(2, (int) asker.join());
        late.join();
        counter.stop();
    }

    @TractorTest
    void theStateIsThatOfTheActor(Nursery n) throws Exception {
        var made = new Counter();
        var counter = n.start("counter", () -> made);
        counter.run(c -> c.add(1));
        assertSame(made, node("counter").state());
        counter.cancel();
    }

    @TractorTest
    void anActorIsCancelledOnce(Nursery n) throws Exception {
        var counter = n.start("counter", Counter::new);
        var asker = n.fork(
                "asker",
                () -> assertThrows(ActorCancelledException.class, () -> counter.run(_ -> new Event().await())));
        while (counter.isAlive() && !node("counter").doing().contains("event")) {
            Tractor.checkpoint();
            Thread.yield();
        }
        var node = node("counter");
        assertEquals(Cancelling.BEGUN, node.cancel("enough", "the user"));
        assertTrue(List.of(Cancelling.CANCELLED_BEFORE, Cancelling.ENDED).contains(node.cancel("again", "the user")));
        assertEquals("the user", asker.join().canceller());
    }

    @TractorTest
    void whoWaitsForTheTerminalIsLeftAloneUntilItsSessionHasEnded(Nursery n, ScriptedConsole console) throws Exception {
        var counter = n.start("counter", Counter::new);
        var ended = new Event();
        var asker = n.fork("asker", () -> {
            assertThrows(
                    ActorCancelledException.class,
                    () -> counter.run(_ -> {
                        Tractor.breakpoint();
                        Tractor.checkpoint();
                    }));
            ended.set();
        });
        var session = console.next();
        assertEquals(Cancelling.PUT_OFF, node("counter").cancel("enough", "the user"));
        assertFalse(ended.isSet());
        session.resume();
        asker.join();
        assertTrue(ended.isSet());
    }

    @TractorTest
    void aTaskThatHoldsTheTerminalIsLeftAloneToo(Nursery n, ScriptedConsole console) throws Exception {
        var task = n.fork("careful", () -> {
            Tractor.breakpoint();
            assertThrows(CancelledException.class, Tractor::checkpoint);
            return "left";
        });
        var session = console.next();
        assertEquals(Cancelling.PUT_OFF, node("careful").cancel("enough", "the user"));
        session.resume();
        assertEquals("left", task.join());
        assertEquals(
                Cancelling.REFUSED, Strand.current().root.nodes().getFirst().cancel("no", "the user"));
    }
}
