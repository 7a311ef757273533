package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.test.TractorTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** Forking and starting: by whom, when, with which scoped values, and when it is refused. */
class SpawningTest {
    private final ScopedValue<String> colour = ScopedValue.newInstance();

    @TractorTest(mode = TractorTest.Mode.REAL)
    void anotherThreadForksWhileTheOwnerIsInForeignCode() throws Exception {
        try (var n = Nursery.open()) {
            var result = new CountDownLatch(1);
            var outsider = Thread.ofPlatform().start(() -> n.fork(result::countDown));
            result.await();
            outsider.join();
            n.join();
        }
    }

    @TractorTest
    void anotherThreadStartsAnActorWhileTheOwnerIsInForeignCode() throws Exception {
        try (var n = Nursery.open()) {
            var result = new CountDownLatch(1);
            var outsider = Thread.ofVirtual()
                    .start(() -> n.start("actor", () -> {
                        result.countDown();
                        return "state";
                    }));
            result.await();
            outsider.join();
        }
    }

    @TractorTest
    void anotherThreadForksWhileTheOwnerJoins() throws Exception {
        try (var n = Nursery.open()) {
            var me = Strand.current();
            var result = new CountDownLatch(1);
            n.fork(() -> {
                Foreign.until(() -> me.waiting() != null);
                n.fork(result::countDown);
                result.await();
            });
            n.join();
            assertEquals(0, result.getCount());
        }
    }

    @TractorTest
    void theOwnerForksInsideABindingItMadeInTheBody() throws Exception {
        try (var n = Nursery.open()) {
            var task = ScopedValue.where(colour, "red").call(() -> n.fork(() -> colour.isBound()));
            n.join();
            assertFalse(task.get());
        }
    }

    @TractorTest
    void theOwnerForksAfterABindingInTheBodyHasEnded() throws Exception {
        try (var n = Nursery.open()) {
            ScopedValue.where(colour, "red").run(() -> {});
            assertEquals(1, n.fork(() -> 1).join());
        }
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void aFreshThreadForksAfterItsFirstBinding() throws Exception {
        var result = new AtomicReference<Object>();
        var thread = Thread.ofPlatform().start(() -> {
            try (var n = Nursery.open()) {
                ScopedValue.where(colour, "red").run(() -> {});
                result.set(n.fork(() -> "forked").join());
            } catch (Throwable t) {
                result.set(t);
            }
        });
        thread.join();
        assertEquals("forked", result.get());
    }

    @TractorTest
    void childrenInheritTheBindingsOfTheTimeTheNurseryWasOpened() throws Exception {
        var seen = ScopedValue.where(colour, "red").call(() -> {
            try (var n = Nursery.open()) {
                var own = n.fork(() -> colour.get());
                var bound = ScopedValue.where(colour, "blue").call(() -> n.fork(() -> colour.get()));
                n.join();
                return own.get() + bound.get();
            }
        });
        assertEquals("redred", seen);
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void childrenOfAnotherThreadsForkInheritTheOpenersBindings() throws Exception {
        var seen = ScopedValue.where(colour, "red").call(() -> {
            try (var n = Nursery.open()) {
                var task = new AtomicReference<Task<String>>();
                Thread.ofPlatform()
                        .start(() -> ScopedValue.where(colour, "blue").run(() -> task.set(n.fork(() -> colour.get()))))
                        .join();
                n.join();
                return task.get().get();
            }
        });
        assertEquals("red", seen);
    }

    @TractorTest
    void anActorInheritsTheOpenersBindings() throws Exception {
        var seen = ScopedValue.where(colour, "red").call(() -> {
            try (var n = Nursery.open()) {
                return n.start("actor", Object::new).<String>ask(state -> colour.get());
            }
        });
        assertEquals("red", seen);
    }

    /** Says who runs it; in the root's code also what an actor says that runs the same. */
    private static String whoRuns(Nursery n) throws InterruptedException {
        if (Strand.current().actor != null) {
            return Actor.current().path() + " with " + n.children().size();
        }
        var same = n.start("same", Object::new);
        return "/ with " + n.children().size() + ", "
                + same.<String>ask(state -> whoRuns(Actor.current().nursery()));
    }

    @TractorTest
    @Scenario("S01")
    void codeStartsAnActorThatRunsTheSameCode() throws Exception {
        try (var n = Nursery.open()) {
            assertEquals("/ with 1, /same with 0", whoRuns(n));
        }
    }

    @TractorTest
    @Scenario("T01")
    void aChildThatATaskStartsInANurseryItWasHandedFailsThatNursery() {
        var broken = new IOException("broken");
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(outer -> {
                    var handed = new AtomicReference<Nursery>();
                    var ready = new CountDownLatch(1);
                    outer.fork("owner", () -> {
                        try (var n = Nursery.open(o -> o.name("stash"))) {
                            handed.set(n);
                            ready.countDown();
                            Tractor.sleep(Foreign.LONG);
                        }
                    });
                    outer.fork("user", () -> {
                        ready.await();
                        handed.get().fork(() -> {
                            throw broken;
                        });
                    });
                }));
        var inner = assertInstanceOf(NurseryException.class, thrown.getCause());
        assertEquals("a child of nursery stash failed: task task-1: java.io.IOException: broken", inner.getMessage());
        assertSame(broken, inner.getCause());
        assertEquals(1, thrown.failures().size());
    }

    @TractorTest
    void aTaskForksIntoTheNurseryAroundItsOwn() throws Exception {
        try (var outer = Nursery.open()) {
            var sibling = new AtomicReference<Task<String>>();
            outer.fork(() -> {
                try (var inner = Nursery.open()) {
                    sibling.set(outer.fork(() -> "sibling"));
                    inner.fork(() -> 1).join();
                }
            });
            outer.join();
            assertEquals("sibling", sibling.get().get());
        }
    }

    @TractorTest
    void theOwnerForksIntoTheOuterNurseryFromTheInnerBlock() throws Exception {
        try (var outer = Nursery.open()) {
            Task<String> task;
            try (var inner = Nursery.open()) {
                task = outer.fork(() -> "outer");
                assertEquals("inner", inner.fork(() -> "inner").join());
            }
            assertEquals("outer", task.join());
        }
    }

    @TractorTest
    void aSpawnIntoACancelledNurseryIsRefused() throws Exception {
        try (var n = Nursery.open(o -> o.name("orders"))) {
            n.cancel("enough");
            var owner = Strand.currentName();

            var fork = assertThrows(SpawnRefusedException.class, () -> n.fork(() -> 1));
            var start = assertThrows(SpawnRefusedException.class, () -> n.start("actor", Object::new));

            assertEquals(
                    "cannot fork a task in nursery orders: it is cancelled: enough (by " + owner + ")",
                    fork.getMessage());
            assertEquals(
                    "cannot start actor \"actor\" in nursery orders: it is cancelled: enough (by " + owner + ")",
                    start.getMessage());
            n.join();
        }
    }

    @TractorTest
    void aSpawnIntoANurseryOpenedInACancelledScopeIsRefused() throws Exception {
        CancelScope.run(scope -> {
            scope.cancel("enough");
            try (var n = Nursery.open()) {
                assertThrows(SpawnRefusedException.class, () -> n.fork(() -> 1));
            }
        });
    }

    @TractorTest
    void aSpawnIntoAClosedNurseryIsRefused() {
        var n = Nursery.open(o -> o.name("orders"));
        n.close();
        assertEquals(
                "cannot fork a task in nursery orders: it is closed; start children before its block ends",
                assertThrows(SpawnRefusedException.class, () -> n.fork(() -> 1)).getMessage());
    }

    @TractorTest
    void aSpawnByTheOwnerOfAFailedNurseryThrowsTheFailure() {
        var broken = new IOException("broken");
        var n = Nursery.open();
        n.fork(() -> {
            throw broken;
        });
        Foreign.until(() -> n.cancelling() != null);

        assertSame(
                broken,
                assertThrows(NurseryException.class, () -> n.fork(() -> 1)).getCause());

        n.close();
    }

    @TractorTest
    void aSpawnByTheOwnerOfANurseryInAFailedOneThrowsTheOuterFailure() {
        var broken = new IOException("broken");
        var outer = Nursery.open();
        var inner = Nursery.open();
        outer.fork(() -> {
            throw broken;
        });
        Foreign.until(() -> inner.cancelling() != null);

        assertSame(
                broken,
                assertThrows(NurseryException.class, () -> inner.fork(() -> 1)).getCause());

        inner.close();
        outer.close();
    }

    @TractorTest
    void aSpawnByAnotherIntoAFailedNurseryIsRefusedWithTheFailureAsTheCause() throws Exception {
        var broken = new IOException("broken");
        var n = Nursery.open();
        n.fork(() -> {
            throw broken;
        });
        Foreign.until(() -> n.cancelling() != null);
        var thrown = new AtomicReference<Throwable>();
        var outsider = Thread.ofVirtual().start(() -> {
            try {
                n.fork(() -> 1);
            } catch (Throwable t) {
                thrown.set(t);
            }
        });
        Foreign.until(() -> !outsider.isAlive()); // the owner is interrupted, so it cannot join a thread

        assertInstanceOf(SpawnRefusedException.class, thrown.get());
        assertSame(broken, thrown.get().getCause());
        assertThrows(NurseryException.class, n::close);
    }

    @TractorTest
    void aBlankNameIsRefused() {
        try (var n = Nursery.open()) {
            for (var blank : new String[] {"", "  ", "\t"}) {
                assertEquals(
                        "the name of a task is blank; give it a word that finds it in the tree, such as \"orders\"",
                        assertThrows(IllegalArgumentException.class, () -> n.fork(blank, () -> 1))
                                .getMessage());
                assertThrows(IllegalArgumentException.class, () -> n.start(blank, Object::new));
                assertThrows(IllegalArgumentException.class, () -> Nursery.open(o -> o.name(blank)));
            }
        }
    }

    @TractorTest
    void aNullNameIsRefused() {
        try (var n = Nursery.open()) {
            assertEquals(
                    "the name of an actor is null; give it a word that finds it in the tree, such as \"orders\"",
                    assertThrows(IllegalArgumentException.class, () -> n.start(null, Object::new))
                            .getMessage());
        }
    }

    @TractorTest
    void aNameWithASlashIsRefused() {
        try (var n = Nursery.open()) {
            var thrown = assertThrows(IllegalArgumentException.class, () -> n.start("a/b", Object::new));
            assertTrue(
                    thrown.getMessage().startsWith("the name \"a/b\" of an actor holds a slash"), thrown.getMessage());
        }
    }

    @TractorTest
    void aRefusedNameLeavesNothingBehind() {
        var n = Nursery.open();
        assertThrows(IllegalArgumentException.class, () -> n.fork("", () -> 1));
        assertThrows(NullPointerException.class, () -> n.fork((java.util.concurrent.Callable<?>) null));
        n.close();
    }

    @TractorTest
    void aRefusedForkIsNotMissedByClose() {
        var n = Nursery.open();
        n.cancel("enough");
        assertThrows(SpawnRefusedException.class, () -> n.fork(() -> 1));
        n.close();
    }

    @TractorTest
    void aThreadUserCodeStartedMayOpenANurseryOfItsOwn() throws Exception {
        try (var n = Nursery.open()) {
            var task = n.fork(() -> {
                var result = new AtomicReference<Object>();
                Thread.ofVirtual()
                        .start(() -> {
                            try (var own = Nursery.open()) {
                                result.set(own.fork(() -> "own").join());
                            } catch (Throwable t) {
                                result.set(t);
                            }
                        })
                        .join();
                return result.get();
            });
            assertEquals("own", task.join());
        }
    }

    @TractorTest(mode = TractorTest.Mode.REAL, repeats = 20)
    void manyThreadsForkAtOnce() throws Exception {
        var tasks = new ArrayList<Task<Integer>>();
        try (var n = Nursery.open()) {
            var threads = new ArrayList<Thread>();
            for (int t = 0; t < 4; t++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < 100; i++) {
                        var task = n.fork(() -> 1);
                        synchronized (tasks) {
                            tasks.add(task);
                        }
                    }
                }));
            }
            for (var thread : threads) {
                thread.join();
            }
            n.join();
        }
        assertEquals(400, tasks.stream().mapToInt(Task::get).sum());
    }

    @TractorTest(mode = TractorTest.Mode.REAL, repeats = 20)
    void aForkThatRacesWithTheEndOfTheBlockRunsInsideItOrIsRefused() throws Exception {
        var n = Nursery.open();
        var late = new AtomicReference<Throwable>();
        var left = new java.util.concurrent.atomic.AtomicBoolean();
        var outlived = new java.util.concurrent.atomic.AtomicBoolean();
        var go = new CountDownLatch(1);
        var forker = Thread.ofPlatform().start(() -> {
            Foreign.awaitStubbornly(go);
            try {
                while (true) {
                    n.fork(() -> outlived.compareAndSet(false, left.get()));
                }
            } catch (Throwable t) {
                late.set(t);
            }
        });
        go.countDown();
        for (int i = 0; i < 1000; i++) {
            Thread.onSpinWait();
        }
        n.cancel("enough");
        n.close();
        left.set(true);
        forker.join();
        assertInstanceOf(SpawnRefusedException.class, late.get());
        assertNull(late.get().getCause());
        assertFalse(outlived.get());
    }
}
