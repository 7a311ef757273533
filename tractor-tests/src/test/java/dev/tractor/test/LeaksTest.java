package dev.tractor.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.CancelScope;
import dev.tractor.Nursery;
import dev.tractor.Registry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** A test that leaves something behind fails and says what. The planted leaks live on threads of the test's own. */
class LeaksTest {

    @Test
    void aNurseryLeftOnAnotherThreadIsNamedWithItsTasksActorsAndThreads() {
        var failure = assertInstanceOf(AssertionError.class, Planted.failureOf(LeftNursery.class));
        var lines = linesOf(failure);
        assertEquals("LeftNursery.test has left behind:", lines.getFirst());
        assertStarts(lines.get(1), "  nursery leaked of / (running: task Thread-");
        assertStarts(lines.get(2), "  task lost of / (");
        assertStarts(lines.get(3), "  actor /ghost (waiting: ");
        var threads =
                lines.stream().filter(line -> line.startsWith("  thread \"")).toList();
        assertEquals(3, threads.size(), lines::toString);
        assertTrue(
                threads.stream().anyMatch(line -> line.contains("lost") && line.contains("LeaksTest")),
                lines::toString);
    }

    static class LeftNursery {
        @TractorTest
        void test(TestRoot root) throws InterruptedException {
            var started = new CountDownLatch(1);
            Thread.ofPlatform().daemon().start(() -> leave(root, started));
            started.await();
            String alive;
            do { // until its owner and its actor have come to wait, too
                Thread.onSpinWait();
                alive = root.leaks().toString();
            } while (!alive.contains("(running: task Thread-") || !alive.contains("/ghost (waiting: "));
        }

        private static void leave(TestRoot root, CountDownLatch started) {
            try {
                root.call(() -> {
                    try (var n = Nursery.open(options -> options.name("leaked"))) {
                        var lost = n.fork("lost", () -> new CountDownLatch(1).await());
                        n.start("ghost", Object::new).run(state -> {});
                        while (!root.tree().toString().contains("task lost  running")) {
                            Thread.onSpinWait();
                        }
                        started.countDown();
                        return lost.join();
                    }
                });
            } catch (Exception e) {
                // the kit has cancelled the root
            }
        }
    }

    @Test
    void aTimerLeftIsNamed() {
        var lines = linesOf(Planted.failureOf(LeftTimer.class));
        assertEquals(2, lines.size(), lines::toString);
        assertStarts(lines.getLast(), "  timer: deadline in task the helper");
    }

    @TestInstance(Lifecycle.PER_CLASS)
    static class LeftTimer {
        private @Nullable Thread helper;

        @TractorTest
        void test(TestRoot root) throws InterruptedException {
            var started = new CountDownLatch(1);
            helper = Thread.ofPlatform().name("the helper").daemon().start(() -> {
                try {
                    root.call(() -> CancelScope.moveOnAfter(Duration.ofHours(1), () -> {
                        started.countDown();
                        new CountDownLatch(1).await();
                    }));
                } catch (Exception e) {
                    // the end of the test
                }
            });
            started.await();
        }

        @AfterAll
        void tearDown() {
            if (helper != null) {
                helper.interrupt();
            }
        }
    }

    @Test
    void aWatchOfTheRegistryLeftIsNamed() {
        var lines = linesOf(Planted.failureOf(LeftWatch.class));
        assertEquals(2, lines.size(), lines::toString);
        assertEquals("  in the registry: watch of the actors named \"service\" by task the helper", lines.getLast());
    }

    static class LeftWatch {
        @TractorTest
        void test(TestRoot root) throws InterruptedException {
            Thread.ofPlatform().name("the helper").start(() -> watch(root)).join();
        }

        private static void watch(TestRoot root) {
            try {
                root.call(() -> Registry.openWatch("service"));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void anInterruptOfTheTestsThreadIsALeak() {
        for (var failure : List.of(
                Planted.failureOf(LeftInterrupt.class), Planted.simulatedFailureOf(LeftInterrupt.class, Map.of()))) {
            assertTrue(
                    failure.getMessage()
                            .contains("LeftInterrupt.test has left behind:\n  an interrupt of the test's thread,"),
                    failure::getMessage);
        }
        assertFalse(Thread.interrupted());
    }

    static class LeftInterrupt {
        @TractorTest
        void test() {
            Thread.currentThread().interrupt();
        }
    }

    @TractorTest(interruptEverywhere = true)
    void anInterruptThatTheKitHasSentIsNone() {
        try (var n = Nursery.open()) {
            n.start("service", Object::new);
        } // a foreign interrupt in this wait is kept
    }

    @Test
    void aLeakIsSuppressedWhenTheTestHasFailed() {
        var failure = Planted.failureOf(FailsAndLeaves.class);
        assertEquals("the body", failure.getMessage());
        assertEquals(1, failure.getSuppressed().length);
        assertStarts(failure.getSuppressed()[0].getMessage(), "FailsAndLeaves.test has left behind:\n  nursery leaked");
    }

    static class FailsAndLeaves {
        @TractorTest
        void test(TestRoot root) throws InterruptedException {
            new LeftNursery().test(root);
            throw new AssertionError("the body");
        }
    }

    @TractorTest
    void aTestCanLookAtWhatIsAlive(Nursery n, TestRoot root) throws InterruptedException {
        n.start("service", Object::new).run(state -> {});
        CancelScope.moveOnAfter(Duration.ofHours(1), () -> {
            var alive = root.leaks();
            assertEquals(4, alive.size(), alive::toString);
            assertEquals("nursery test of / (running)", alive.getFirst());
            assertStarts(alive.get(1), "actor /service (");
            assertStarts(alive.get(2), "timer: deadline in ");
            assertEquals("in the registry: /service", alive.get(3));
            assertEquals(1, root.timers().size());
        });
        assertEquals(List.of(), root.timers());
    }

    @TractorTest
    void manyTasksLeaveNothingBehind(Nursery n) throws InterruptedException {
        for (int i = 0; i < 2_000; i++) {
            n.fork(() -> {});
        }
        n.join();
    }

    private static List<String> linesOf(Throwable failure) {
        return Arrays.asList(failure.getMessage().split("\n"));
    }

    private static void assertStarts(String text, String start) {
        assertTrue(text.startsWith(start), text);
    }
}
