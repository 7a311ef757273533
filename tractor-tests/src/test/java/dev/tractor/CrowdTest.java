package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.TractorTest;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;

/** Many of everything. */
@Tag("slow")
class CrowdTest {

    @TractorTest(mode = TractorTest.Mode.REAL)
    void aHundredThousandActorsAreStartedAskedAndCancelled() throws Exception {
        var actors = new ArrayList<Portal<Counter>>();
        try (var n = Nursery.open(o -> o.name("crowd"))) {
            for (int i = 0; i < 100_000; i++) {
                actors.add(n.start("a" + i, Counter::new));
            }
            int sum = 0;
            for (var actor : actors) {
                sum += actor.ask(c -> c.add(1));
            }
            assertEquals(100_000, sum);
        }
        assertTrue(actors.stream().noneMatch(Portal::isAlive));
        assertTrue(
                Tractor.tree().children().stream().noneMatch(node -> node.name().equals("crowd")));
        var timers = Strand.current().root.timers();
        assertTrue(timers.stream().noneMatch(timer -> timer.contains("crowd")), timers::toString);
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void tenThousandSendersReachOneActor() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var tasks = new ArrayList<Task<?>>();
            for (int i = 0; i < 10_000; i++) {
                tasks.add(
                        i % 2 == 0
                                ? n.fork(() -> counter.ask(c -> c.add(1)))
                                : n.fork(() -> counter.tell(c -> c.add(1))));
            }
            for (var task : tasks) {
                task.join();
            }
            assertEquals(10_000, (int) counter.ask(c -> c.total));
        }
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void tenThousandAskersOfACancelledActorAreAllTold() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new, Spawn.local().withMailbox(100));
            counter.tell(c -> new CountDownLatch(1).await());
            var tasks = new ArrayList<Task<Boolean>>();
            for (int i = 0; i < 10_000; i++) {
                boolean tell = i % 2 == 0;
                tasks.add(n.fork(() -> {
                    try {
                        if (tell) {
                            counter.tell(c -> c.add(1));
                        } else {
                            counter.run(c -> c.add(1));
                        }
                        return true;
                    } catch (ActorCancelledException | ActorGoneException e) {
                        return false;
                    }
                }));
            }
            Watch.untilActor("/counter", " in its mailbox");
            assertTrue(counter.cancel());
            int sent = 0;
            for (var task : tasks) {
                sent += task.join() ? 1 : 0;
            }
            assertTrue(sent <= 101, "tells that found a place: " + sent);
        }
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void actorsNestedAHundredDeepAreCancelledFromTheTop() throws Exception {
        try (var n = Nursery.open()) {
            var top = n.start("a", Counter::new);
            var deepest = top;
            for (int i = 0; i < 100; i++) {
                deepest = deepest.ask(x -> Actor.current().nursery().start("a", Counter::new));
            }
            assertEquals(101 * 2, deepest.path().length());
            assertTrue(top.cancel());
            assertFalse(deepest.isAlive());
        }
    }
}
