package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.Simulation;
import dev.tractor.test.TestRoot;
import dev.tractor.test.TractorTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Waiting for an actor of a name. */
class RegistryAwaitTest {
    private static final String WAITS = "waits for an actor named \"counter\" to be registered";

    private static Task<Portal<Counter>> waiter(Nursery n, String task) {
        var waiter = n.fork(task, () -> Registry.await("counter", Counter.class));
        Watch.untilTask(task, WAITS);
        return waiter;
    }

    /** The watches that are open, as the leak check sees them. */
    private static List<String> watches(TestRoot root) {
        return root.leaks().stream()
                .filter(line -> line.startsWith("in the registry: watch"))
                .toList();
    }

    @TractorTest
    void oneThatIsThereIsReturnedAtOnce(Nursery n, Simulation sim) throws Exception {
        var counter = n.start("counter", Counter::new);
        counter.run(c -> {});
        assertEquals(counter, Registry.await("counter", Counter.class));
        assertEquals(Duration.ZERO, sim.now());
    }

    @TractorTest
    void oneThatComesLaterIsWaitedFor(Nursery n) throws Exception {
        var early = n.fork("early", () -> Registry.await("counter", Counter.class));
        n.start("other", Counter::new).run(c -> {});
        var counter = n.start("counter", Counter::new);
        var late = n.fork("late", () -> Registry.await("counter", Counter.class));
        assertEquals(counter, early.join());
        assertEquals(counter, late.join());
    }

    @TractorTest
    void theTreeShowsForWhomATaskWaitsUntilItComes(Nursery n, TestRoot root) throws Exception {
        var waiter = waiter(n, "waiter");
        assertEquals(List.of("in the registry: watch of the actors named \"counter\" by task waiter"), watches(root));
        n.start("counter", Counter::new);
        waiter.join();
        assertEquals(List.of(), watches(root));
    }

    @TractorTest
    void allWhoWaitAreTold(Nursery n) throws Exception {
        var waiters = new ArrayList<Task<Portal<Counter>>>();
        for (int i = 0; i < 10; i++) {
            waiters.add(waiter(n, "waiter-" + i));
        }
        var counter = n.start("counter", Counter::new);
        for (var waiter : waiters) {
            assertEquals(counter, waiter.join());
        }
    }

    @TractorTest
    void anActorWhoseConstructorFailsIsNotWhatOneWaitedFor(Nursery n) throws Exception {
        var waiter = waiter(n, "waiter");
        assertThrows(
                NurseryException.class,
                () -> Nursery.run(inner -> {
                    inner.start("counter", () -> {
                        throw new IllegalStateException("no");
                    });
                }));
        assertFalse(waiter.isDone());
        var counter = n.start("counter", Counter::new);
        assertEquals(counter, waiter.join());
    }

    @TractorTest
    void oneThatWasGoneBeforeTheWaiterLookedIsNotReturned() throws Exception {
        try (var n = Nursery.open()) {
            var told = n.fork(() -> Registry.await("counter", Counter.class).name());
            var first = n.start("counter", Counter::new);
            first.run(c -> {});
            var before = n.fork(() -> {
                first.stop();
                var portal = Registry.await("counter", Counter.class);
                assertFalse(portal.equals(first));
                return portal;
            });
            first.join();
            var second = n.start("counter", Counter::new);
            assertEquals(second, before.join());
            assertEquals("counter", told.join());
        }
    }

    @TractorTest
    void aWaitEndsAtItsDeadlineAndLeavesNothing(Nursery n, Simulation sim, TestRoot root) throws Exception {
        assertThrows(
                TimeoutException.class,
                () -> CancelScope.failAfter(Duration.ofMinutes(1), () -> Registry.await("counter", Counter.class)));
        assertEquals(Duration.ofMinutes(1), sim.now());
        assertEquals(List.of(), watches(root));
    }

    @TractorTest
    void aCancelledWaitIsOverAndLeavesNothing(TestRoot root) throws Exception {
        try (var n = Nursery.open()) {
            waiter(n, "waiter");
            n.cancel("enough");
            n.join();
        }
        assertEquals(List.of(), watches(root));
    }

    @TractorTest
    void aForeignInterruptEndsAWait(Nursery n) throws Exception {
        var thread = new Thread[1];
        var waiter = n.fork("waiter", () -> {
            thread[0] = Thread.currentThread();
            return assertThrows(CancelledException.class, () -> Registry.await("counter", Counter.class));
        });
        Watch.untilTask("waiter", WAITS);
        thread[0].interrupt();
        assertTrue(waiter.join().getMessage().contains("its thread was interrupted"), waiter.get()::toString);
    }

    @TractorTest
    void inACancelledScopeItThrowsThoughTheActorIsThere(Nursery n) throws Exception {
        n.start("counter", Counter::new).run(c -> {});
        boolean completed = CancelScope.run(scope -> {
            scope.cancel("enough");
            Registry.await("counter", Counter.class);
        });
        assertFalse(completed);
    }
}
