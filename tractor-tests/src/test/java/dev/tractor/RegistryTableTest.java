package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.tractor.test.TractorTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;

/** The table by itself, with actors that never run. */
class RegistryTableTest {
    private final RegistryTable table = new RegistryTable();

    private static ActorCell<Counter> actor(Nursery n, String name) {
        return new ActorCell<>(n, name, Counter::new, Spawn.local());
    }

    @TractorTest
    void whoRetiresFirstIsNeverRegistered(Nursery n) {
        var a = actor(n, "a");
        table.retire(a);
        table.register(a);
        assertNull(table.oldest("a"));
        assertEquals(List.of(), table.actors());
    }

    @TractorTest
    void oneThatHasLeftKeepsNoOtherInMemory(Nursery n) {
        var actors = List.of(actor(n, "a"), actor(n, "a"), actor(n, "a"));
        actors.forEach(table::register);
        for (var actor : List.of(actors.get(1), actors.get(0), actors.get(2))) {
            table.retire(actor);
            table.retire(actor); // the second time it does nothing
            assertNull(actor.registeredBefore);
            assertNull(actor.registeredAfter);
            assertNull(actor.namesakeBefore);
            assertNull(actor.namesakeAfter);
        }
        assertEquals(List.of(), table.actors());
    }

    @TractorTest
    void whoComesOrLeavesDoesNotWaitAndWhoLooksSeesIt(Nursery n) throws Exception {
        var a = actor(n, "a");
        var b = actor(n, "b");
        table.register(a);
        var inside = new CountDownLatch(1);
        var gate = new CountDownLatch(1);
        var holder = n.fork(() -> table.exclusively(() -> {
            inside.countDown();
            return Foreign.awaitStubbornly(gate);
        }));
        inside.await();
        table.register(b);
        table.retire(a);
        assertFalse(holder.isDone());
        var lookers = List.of(
                n.fork(() -> table.oldest("a") == null),
                n.fork(() -> table.oldest("b") == b),
                n.fork(() -> table.actors().equals(List.of(b))));
        gate.countDown();
        for (var looker : lookers) {
            assertEquals(true, looker.join());
        }
    }

    @TractorTest
    void anActorServesWhileTheTableIsLookedAtAndItsWatcherIsToldAfterwards(Nursery n) throws Exception {
        var registry = Strand.current().root.registryTable();
        var watcher = n.fork("watcher", () -> Registry.await("a", Counter.class));
        Watch.untilTask("watcher", "waits for an actor named \"a\"");
        var inside = new CountDownLatch(1);
        var gate = new CountDownLatch(1);
        n.fork(() -> registry.exclusively(() -> {
            inside.countDown();
            return Foreign.awaitStubbornly(gate);
        }));
        inside.await();
        var a = n.start("a", Counter::new);
        assertEquals(1, (int) a.ask(c -> c.add(1)));
        assertFalse(watcher.isDone());
        gate.countDown();
        assertEquals(a, watcher.join());
    }

    @Tag("slow")
    @TractorTest(mode = TractorTest.Mode.REAL)
    void aHundredThousandOfOneNameComeAndGoInAnyOrder(Nursery n) {
        var actors = new ArrayList<ActorCell<Counter>>();
        for (int i = 0; i < 100_000; i++) {
            actors.add(actor(n, "worker"));
            table.register(actors.getLast());
        }
        assertEquals(actors, table.actors());
        var order = new ArrayList<>(actors);
        Collections.shuffle(order, new Random(1));
        var gone = new HashSet<ActorCell<?>>();
        int oldest = 0;
        for (var actor : order) {
            table.retire(actor);
            gone.add(actor);
            while (oldest < actors.size() && gone.contains(actors.get(oldest))) {
                oldest++;
            }
            assertSame(oldest < actors.size() ? actors.get(oldest) : null, table.oldest("worker"));
        }
        assertEquals(List.of(), table.actors());
    }
}
