package dev.tractor.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.CancelScope;
import dev.tractor.Nursery;
import dev.tractor.Tractor;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A test that hangs is shown and ended. The planted ones let their time run out by themselves, so none waits for it. */
class TimeoutTest {

    private static TimeoutException timeoutOf(Class<?> planted) {
        return assertInstanceOf(TimeoutException.class, Planted.failureOf(planted));
    }

    private static void assertContains(String text, String part) {
        assertTrue(text.contains(part), () -> "no \"" + part + "\" in: " + text);
    }

    @Test
    void aTestWhoseTimeIsUpIsEnded() {
        var report = timeoutOf(TooLong.class).getMessage();
        assertTrue(report.startsWith("TooLong.test has not ended within 1 ms\nTooLong.test\n└── nursery test"), report);
    }

    static class TooLong {
        @TractorTest(timeout = "1 ms")
        void test() throws InterruptedException {
            new CountDownLatch(1).await();
        }
    }

    @Test
    void theReportShowsTheTreeAndTheStacks() {
        var report = timeoutOf(Hanging.class).getMessage();
        assertContains(report, "Hanging.test has not ended within 30 s");
        assertContains(report, "└── nursery test");
        assertContains(report, "└── task hanging  running");
        assertContains(report, "├── /idle  waits for messages");
        assertContains(report, "\"task hanging\" #");
        assertContains(report, " WAITING, in nursery test, parked on java.util.concurrent.CountDownLatch$Sync@");
        assertContains(report, "    at dev.tractor.test.TimeoutTest");
        assertContains(report, "TimeoutTest$Hanging.forEver(TimeoutTest.java:");
        assertContains(report, "TimeoutTest$Hanging.test(TimeoutTest.java:");
    }

    static class Hanging {
        @TractorTest
        void test(Nursery n, TestRoot root) throws InterruptedException {
            n.start("idle", Object::new).run(state -> {});
            var hanging = new Thread[1];
            var started = new CountDownLatch(1);
            n.fork("hanging", () -> {
                hanging[0] = Thread.currentThread();
                started.countDown();
                forEver();
            });
            started.await();
            Waits.untilParked(hanging[0]);
            root.timeOut();
            n.join();
        }

        private static void forEver() throws InterruptedException {
            new CountDownLatch(1).await();
        }
    }

    @Test
    void whatComesOfTheTimeoutIsNotShownTwice() {
        assertEquals(0, timeoutOf(Joining.class).getSuppressed().length);
    }

    static class Joining {
        @TractorTest
        void test(Nursery n, TestRoot root) throws InterruptedException {
            n.fork(() -> new CountDownLatch(1).await());
            root.timeOut();
            n.join();
        }
    }

    @Test
    void aFailureOnTheWayOutIsSuppressed() {
        var suppressed = timeoutOf(FailsOnTheWayOut.class).getSuppressed();
        assertEquals(1, suppressed.length, () -> Arrays.toString(suppressed));
        assertEquals("on the way out", suppressed[0].getMessage());
    }

    static class FailsOnTheWayOut {
        @TractorTest
        void test(Nursery n, TestRoot root) {
            root.timeOut();
            try {
                n.join();
                new CountDownLatch(1).await();
            } catch (InterruptedException | RuntimeException e) {
                throw new AssertionError("on the way out");
            }
        }
    }

    @Test
    void anOpenConsoleSessionIsShownAndResumed() {
        var report = timeoutOf(AtTheConsole.class).getMessage();
        assertContains(report, "task paused  at the console");
        assertContains(report, "terminal:\n  / (paused)\n");
    }

    static class AtTheConsole {
        @TractorTest
        void test(Nursery n, TestRoot root, ScriptedConsole console) throws InterruptedException {
            n.fork("paused", () -> Tractor.breakpoint());
            console.next();
            root.timeOut();
            n.join();
        }
    }

    @Test
    void aTestThatWaitsForASessionIsEnded() {
        var suppressed = timeoutOf(NoSession.class).getSuppressed();
        assertEquals(1, suppressed.length, () -> Arrays.toString(suppressed));
        assertInstanceOf(InterruptedException.class, suppressed[0]); // shows where it was
    }

    static class NoSession {
        @TractorTest
        void test(TestRoot root, ScriptedConsole console) throws InterruptedException {
            root.timeOut();
            console.next();
        }
    }

    @Test
    @Tag("slow")
    void aTestThatDoesNotAnswerItsCancellationIsInterruptedInItsShield() {
        timeoutOf(Shielded.class);
        assertFalse(Thread.interrupted());
    }

    static class Shielded {
        @TractorTest
        void test(TestRoot root) throws InterruptedException {
            CancelScope.shield(() -> {
                root.timeOut();
                new CountDownLatch(1).await();
            });
        }
    }

    @Test
    @Tag("slow")
    void aTaskThatDoesNotAnswerItsCancellationIsInterruptedInItsShield() {
        timeoutOf(ShieldedTask.class);
        assertFalse(Thread.interrupted());
    }

    static class ShieldedTask {
        @TractorTest
        void test(Nursery n, TestRoot root) throws InterruptedException {
            n.fork(() -> CancelScope.shield(() -> {
                root.timeOut();
                new CountDownLatch(1).await();
            }));
            n.join();
        }
    }
}
