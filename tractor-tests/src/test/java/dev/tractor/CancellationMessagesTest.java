package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.LogCapture;
import dev.tractor.test.Simulation;
import dev.tractor.test.TestRoot;
import dev.tractor.test.TractorTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;

/** Every message of a cancellation says who was cancelled, why, and by whom: who began it, however many levels away. */
class CancellationMessagesTest {
    private static final Duration LONG = Duration.ofHours(1);

    /** Sleeps, and notes what ends that. */
    private static void sleep(List<String> messages) throws InterruptedException {
        try {
            Tractor.sleep(LONG);
        } catch (CancelledException e) {
            messages.add(e.getMessage());
            throw e;
        }
    }

    private static void fail() {
        throw new IllegalStateException("boom");
    }

    // CancelledException.

    @TractorTest
    void aCancelledNursery(Simulation sim) throws Exception {
        var messages = new ArrayList<String>();
        try (var n = Nursery.open(o -> o.name("shop"))) {
            n.fork("worker", () -> sleep(messages));
            n.fork("canceller", () -> {
                sim.settle();
                n.cancel("enough");
            });
            n.join();
        }
        assertEquals(List.of("task worker is cancelled: enough (by task canceller)"), messages);
    }

    @TractorTest
    void aBlockThatIsLeft(Simulation sim) {
        var messages = new ArrayList<String>();
        var left = assertThrows(IllegalStateException.class, () -> {
            try (var n = Nursery.open(o -> o.name("shop"))) {
                n.fork("worker", () -> sleep(messages));
                sim.settle();
            }
        });
        assertEquals(
                "the block of nursery shop was left without joining task worker; call join() before the block ends, or read"
                        + " each task's result, or cancel the nursery",
                left.getMessage());
        assertEquals(List.of("task worker is cancelled: its block was left (by task test)"), messages);
    }

    @TractorTest
    void aDeadlineThatReachesAChild(Simulation sim) throws Exception {
        var messages = new ArrayList<String>();
        assertThrows(
                TimeoutException.class,
                () -> CancelScope.failAfter(
                        Duration.ofSeconds(2),
                        () -> Nursery.run(n -> {
                            n.fork("worker", () -> sleep(messages));
                            sleep(messages);
                        })));
        assertEquals(
                List.of(
                        "task worker is cancelled: a deadline of 2s has passed (by task test)",
                        "task test is cancelled: a deadline of 2s has passed (by task test)"),
                messages.stream().sorted((a, b) -> b.compareTo(a)).toList());
    }

    @TractorTest
    void aScopeThatAnotherTaskCancels(Simulation sim) throws Exception {
        var messages = new ArrayList<String>();
        Nursery.run(n -> {
            CancelScope.run(scope -> {
                n.fork("canceller", () -> {
                    sim.settle();
                    scope.cancel("enough");
                });
                sleep(messages);
            });
        });
        assertEquals(List.of("task test is cancelled: enough (by task canceller)"), messages);
    }

    @TractorTest
    void anInterruptOfForeignCode() {
        Thread.currentThread().interrupt();
        var cancelled = assertThrows(CancelledException.class, Tractor::checkpoint);
        assertEquals("task test is cancelled: its thread was interrupted (by foreign code)", cancelled.getMessage());
    }

    @TractorTest
    void aFailureThreeLevelsBelow(Simulation sim) {
        var messages = new ArrayList<String>();
        var thrown = assertThrows(NurseryException.class, () -> {
            try (var outer = Nursery.open(o -> o.name("outer"))) {
                outer.fork("sibling", () -> sleep(messages));
                outer.fork(
                        "middle",
                        () -> Nursery.run(o -> o.name("middle"), middle -> {
                            middle.fork(
                                    "lower",
                                    () -> Nursery.run(o -> o.name("inner"), inner -> {
                                        inner.fork("failing", () -> {
                                            sim.settle();
                                            fail();
                                        });
                                    }));
                        }));
                outer.join();
            }
        });
        var chain = "a child of nursery middle failed: task lower: a child of nursery inner failed: task failing:"
                + " java.lang.IllegalStateException: boom";
        assertEquals("a child of nursery outer failed: task middle: " + chain, thrown.getMessage());
        assertEquals(
                List.of("task sibling is cancelled: task middle failed: " + chain + " (by task failing)"), messages);
    }

    @TractorTest
    void aFailureInAnActorBelowAnActor(Nursery n, Simulation sim) {
        var messages = new ArrayList<String>();
        var thrown = assertThrows(NurseryException.class, () -> {
            try (var shop = Nursery.open(o -> o.name("shop"))) {
                shop.fork("sibling", () -> sleep(messages));
                shop.start("boss", Object::new).run(b -> {
                    Actor.current().nursery().start("clerk", Object::new).tell(c -> {
                        sim.settle();
                        fail();
                    });
                });
                shop.join();
            }
        });
        var failure = "actor /boss/clerk failed: java.lang.IllegalStateException: boom (passed through /boss)";
        assertEquals("a child of nursery shop failed: " + failure, thrown.getMessage());
        assertEquals(List.of("task sibling is cancelled: " + failure + " (by /boss/clerk)"), messages);
    }

    @TractorTest
    void aRootThatIsCancelled(TestRoot root, Simulation sim) {
        var messages = new ArrayList<String>();
        var strand = Strand.current();
        var thrown = assertThrows(NurseryException.class, () -> {
            try (var n = Nursery.open(o -> o.name("shop"))) {
                n.fork("worker", () -> sleep(messages));
                sim.settle();
                n.fail(
                        new IllegalStateException("ctrl-c"),
                        null,
                        new Cancellation("ctrl-c", strand.root.tree().name()));
                n.join();
            }
        });
        assertEquals("nursery shop failed: java.lang.IllegalStateException: ctrl-c", thrown.getMessage());
        assertEquals(
                List.of("task worker is cancelled: ctrl-c (by CancellationMessagesTest.aRootThatIsCancelled)"),
                messages);
    }

    // Actors.

    @TractorTest
    void anAskOfAnActorThatIsCancelled(Nursery n, Simulation sim) throws Exception {
        var desk = n.start("desk", Object::new);
        var asking = n.fork(
                "asking",
                () -> assertThrows(ActorCancelledException.class, () -> desk.run(d -> Thread.sleep(LONG)))
                        .getMessage());
        n.fork("canceller", () -> {
            sim.settle();
            desk.cancel("no longer needed");
        });
        assertEquals(
                "actor /desk was cancelled before it could answer: no longer needed (by task canceller)",
                asking.join());
    }

    @TractorTest
    void anAskOfAnActorThatPassesTheCancellationOn(Nursery n, Simulation sim) throws Exception {
        var back = n.start("back", Object::new);
        var front = n.start("front", Object::new);
        var asking = n.fork(
                "asking",
                () -> assertThrows(
                                ActorCancelledException.class, () -> front.run(f -> back.run(b -> Thread.sleep(LONG))))
                        .getMessage());
        n.fork("canceller", () -> {
            sim.settle();
            back.cancel("no longer needed");
        });
        assertEquals(
                "actor /back was cancelled before it could answer: no longer needed (by task canceller), which passed"
                        + " through /front",
                asking.join());
    }

    @TractorTest
    void anActorThatIsGone(Nursery n) throws Exception {
        var cancelled = n.start("cancelled", Object::new);
        cancelled.cancel("no longer needed");
        assertEquals(
                "actor /cancelled takes no more messages: it was cancelled: no longer needed (by task test); check the"
                        + " portal's owner, or start it anew",
                assertThrows(ActorGoneException.class, () -> cancelled.run(c -> {}))
                        .getMessage());
        var stopped = n.start("stopped", Object::new);
        stopped.stop();
        stopped.join();
        assertEquals(
                "actor /stopped takes no more messages: it was stopped; check the portal's owner, or start it anew",
                assertThrows(ActorGoneException.class, () -> stopped.run(c -> {}))
                        .getMessage());
    }

    @TractorTest
    void anActorInABlockThatIsLeft(Simulation sim) throws Exception {
        Portal<Object> desk;
        try (var n = Nursery.open(o -> o.name("shop"))) {
            desk = n.start("desk", Object::new);
            sim.settle();
        }
        assertEquals(
                "actor /desk takes no more messages: it was cancelled: its block was left (by task test); check the"
                        + " portal's owner, or start it anew",
                assertThrows(ActorGoneException.class, () -> desk.run(c -> {})).getMessage());
    }

    // Tasks, and spawning.

    @TractorTest
    void theResultOfATaskThatWasCancelled(Simulation sim) throws Exception {
        try (var n = Nursery.open(o -> o.name("shop"))) {
            var worker = n.fork("worker", () -> Tractor.sleep(LONG));
            sim.settle();
            n.cancel("enough");
            n.join();
            var thrown = assertThrows(CancellationException.class, worker::get);
            assertEquals("task worker was cancelled: enough (by task test)", thrown.getMessage());
        }
    }

    @TractorTest
    void aSpawnThatIsRefused() {
        try (var n = Nursery.open(o -> o.name("shop"))) {
            n.cancel("enough");
            assertEquals(
                    "cannot fork a task in nursery shop: it is cancelled: enough (by task test)",
                    assertThrows(SpawnRefusedException.class, () -> n.fork(() -> 1))
                            .getMessage());
            assertEquals(
                    "cannot start actor \"desk\" in nursery shop: it is cancelled: enough (by task test)",
                    assertThrows(SpawnRefusedException.class, () -> n.start("desk", Object::new))
                            .getMessage());
            n.close();
            assertEquals(
                    "cannot fork a task in nursery shop: it is closed; start children before its block ends",
                    assertThrows(SpawnRefusedException.class, () -> n.fork(() -> 1))
                            .getMessage());
        }
    }

    // The tree and the log.

    @TractorTest
    void theTreeShowsWhoCancelledWhomAndWhy(Nursery n, Simulation sim, TestRoot root) throws Exception {
        var gate = new CountDownLatch(1);
        n.fork("owner", () -> {
            try (var shop = Nursery.open(o -> o.name("shop"))) {
                shop.fork("stubborn", () -> CancelScope.shield(() -> gate.await()));
                sim.settle();
                shop.cancel("enough");
            }
        });
        Tractor.sleep(Duration.ofMillis(1)); // until the owner has settled, and cancelled
        var tree = root.tree().toString();
        assertTrue(tree.contains("nursery shop  cancelled: enough (by task owner)\n"), tree);
        assertTrue(tree.contains("task stubborn  cancelled by task owner: enough, waits at "), tree);
        gate.countDown();
        n.join();
    }

    @TractorTest
    void aStubbornTaskIsReportedWithTheReason(Simulation sim, LogCapture log) throws Exception {
        try (var n = Nursery.open(o -> o.name("shop"))) {
            n.fork("stubborn", () -> {
                for (int i = 0; i < 4; i++) {
                    try {
                        Thread.sleep(LONG);
                    } catch (InterruptedException e) {
                        // and goes on
                    }
                }
            });
            sim.settle();
            n.cancel("enough");
            n.join();
        }
        var line = log.expect(System.Logger.Level.WARNING, "task stubborn");
        assertTrue(
                line.message()
                        .startsWith(
                                "task stubborn has not answered its cancellation for 700 ms (enough (by task test));"
                                        + " its nursery waits for it. It is "),
                line::message);
    }

    @TractorTest
    void droppedMessagesAreLoggedWithTheReason(Nursery n, Simulation sim, LogCapture log) throws Exception {
        var desk = n.start("desk", Object::new);
        desk.tell(d -> Tractor.sleep(LONG));
        sim.settle();
        desk.tell(d -> {});
        desk.tell(d -> {});
        desk.cancel("no longer needed");
        assertEquals(
                "/desk dropped 2 messages at its end: it was cancelled: no longer needed (by task test)",
                log.expect(System.Logger.Level.INFO, "/desk").message());
    }
}
