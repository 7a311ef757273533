package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.ScriptedConsole;
import dev.tractor.test.TractorTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.function.ThrowingSupplier;

/** Nurseries in which nobody but the owner forks and starts, and which have no thread of their own. */
class OwnerOnlyTest {
    private final ScopedValue<String> colour = ScopedValue.newInstance();

    private static Nursery open() {
        return Nursery.open(o -> o.name("own").ownerOnly());
    }

    @TractorTest
    void tasksNeedNoKeeper() throws Exception {
        try (var n = open()) {
            var tasks = new ArrayList<Task<Integer>>();
            for (int i = 0; i < 3; i++) {
                int number = i;
                tasks.add(n.fork(() -> {
                    Tractor.sleep(Duration.ofMillis(number));
                    return number;
                }));
            }
            n.join();
            assertEquals(
                    0 + 1 + 2,
                    tasks.get(0).get() + tasks.get(1).get() + tasks.get(2).get());
            assertEquals(7, n.fork(() -> 7).join()); // after a join, too
            assertFalse(n.threads.keeper.begun());
        }
    }

    /** What wakes the owner is the end of the last thread, not of the last child: no join may be missed. */
    @TractorTest
    void theOwnerIsWokenWhenTheLastOfManyEnds() throws Exception {
        for (int block = 0; block < 5; block++) {
            var ended = new ArrayList<Integer>();
            try (var n = open()) {
                for (int i = 0; i < 4; i++) {
                    int number = i;
                    n.fork(() -> {
                        Tractor.checkpoint();
                        synchronized (ended) {
                            ended.add(number);
                        }
                    });
                }
                n.join();
                assertEquals(4, ended.size());
                n.after(Duration.ofNanos(1), () -> ended.clear());
                n.join();
                assertEquals(0, ended.size());
            }
        }
    }

    @TractorTest
    void theOwnerIsWokenWhenOnlySomeAreLeft() throws Exception {
        var begun = new Event();
        var doubled = Tasks.map(List.of(1, 2, 3), 2, x -> {
            if (x == 1) {
                begun.await();
            } else if (x == 3) { // has its turn when the second has ended
                begun.set();
            }
            return 2 * x;
        });
        assertEquals(List.of(2, 4, 6), doubled);
    }

    private static void assertRefused(String what, String who, ThrowingSupplier<?> call) {
        var refused = assertThrows(IllegalStateException.class, call::get);
        assertTrue(
                refused.getMessage()
                        .startsWith("cannot " + what + " in nursery own here: it was opened with ownerOnly()"),
                refused::getMessage);
        assertTrue(refused.getMessage().contains("this is " + who), refused::getMessage);
    }

    @TractorTest
    void nobodyElseForksStartsOrSetsATimer() throws Exception {
        try (var n = open()) {
            n.fork("other", () -> {
                assertRefused("fork a task", "task other", () -> n.fork(() -> {}));
                assertRefused("fork a task", "task other", () -> n.fork("named", () -> 1));
                assertRefused("start an actor", "task other", () -> n.start("actor", Counter::new));
                assertRefused("set a timer", "task other", () -> n.after(Duration.ofSeconds(1), () -> {}));
                assertRefused("set a timer", "task other", () -> n.every(Duration.ofSeconds(1), () -> {}));
            });
            n.join(); // none of that has failed it
            assertEquals(1, n.fork(() -> 1).join());
        }
    }

    @TractorTest
    void theOwnerIsRefusedInsideABindingItMadeInTheBody() throws Exception {
        var thrown = assertThrows(IllegalStateException.class, () -> {
            try (var n = open()) {
                ScopedValue.where(colour, "red").run(() -> n.fork("painter", () -> {}));
            }
        });
        assertTrue(
                thrown.getMessage()
                        .startsWith("cannot start task painter in nursery own here: it was opened with ownerOnly()"),
                thrown::getMessage);
        var actor = assertThrows(IllegalStateException.class, () -> {
            try (var n = open()) {
                ScopedValue.where(colour, "red").run(() -> n.start("painter", Counter::new));
            }
        });
        assertTrue(actor.getMessage().contains("/painter"), actor::getMessage);
    }

    @TractorTest
    void aBindingAroundTheBlockIsInherited() throws Exception {
        var seen = ScopedValue.where(colour, "red").call(() -> {
            try (var n = open()) {
                return n.fork(colour::get).join();
            }
        });
        assertEquals("red", seen);
    }

    @TractorTest
    void anActorMayHaveANurseryOfItsOwnAndDialogs() throws Exception {
        try (var n = open()) {
            var first = n.start("first", Counter::new);
            assertTrue(n.threads.keeper.begun());
            assertEquals(
                    3,
                    first.<Integer>ask(
                            c -> Actor.current().nursery().fork(() -> 3).join()));
            var second = n.start("second", Counter::new);
            int sum = second.ask(c -> {
                var inside = Actor.current().nursery().start("inside", Counter::new);
                return inside.<Integer>ask(i -> i.total + 4);
            });
            assertEquals(4, sum);
        }
    }

    @TractorTest
    void othersMayCancelItAndAFailureCancelsTheSiblings() throws Exception {
        var real = new IllegalArgumentException("real");
        var thrown = assertThrows(NurseryException.class, () -> {
            try (var n = open()) {
                var sleeper = n.fork(() -> Tractor.sleep(Duration.ofHours(1)));
                n.fork("failing", () -> {
                    throw real;
                });
                try {
                    n.join();
                } finally {
                    assertTrue(sleeper.isDone());
                }
            }
        });
        assertSame(real, thrown.getCause());
        try (var n = open()) {
            var sleeper = n.fork(() -> Tractor.sleep(Duration.ofHours(1)));
            n.fork(() -> n.cancel("by another"));
            n.join();
            assertTrue(sleeper.isDone());
            assertThrows(SpawnRefusedException.class, () -> n.fork(() -> {}));
        }
    }

    /** It is put off until the terminal is free, by a thread that is gone when the block is left. */
    @TractorTest
    void aCancellationWaitsForTheTerminal(Nursery outer, ScriptedConsole console) throws Exception {
        var over = new AtomicBoolean();
        outer.fork("visitor", () -> Tractor.breakpoint());
        var session = console.next();
        Keeper keeper;
        try (var n = open()) {
            keeper = n.threads.keeper;
            var sleeper = n.fork("sleeper", () -> Tractor.sleep(Duration.ofHours(1)));
            n.cancel("while somebody looks");
            assertTrue(keeper.begun());
            for (int i = 0; i < 50; i++) {
                assertEquals(1, outer.fork(() -> 1).join()); // so much that a cancellation would have arrived
                assertNull(sleeper.strand.base.cause);
            }
            outer.fork("ending", () -> {
                over.set(true);
                session.resume();
            });
            n.join();
            assertTrue(sleeper.isDone());
            assertTrue(over.get());
        }
        assertFalse(keeper.ownThread.isAlive());
    }
}
