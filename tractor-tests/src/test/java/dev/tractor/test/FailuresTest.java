package dev.tractor.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.Nursery;
import dev.tractor.NurseryException;
import dev.tractor.Task;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ParameterResolutionException;

/** Which failure a test ends with. */
class FailuresTest {

    private static Task<?> failing(Nursery n) {
        return n.fork("failing", () -> {
            throw new IllegalStateException("the child");
        });
    }

    @Test
    void aChildThatNobodyWasToldOfFailsTheTest() {
        var failure = assertInstanceOf(NurseryException.class, Planted.failureOf(NobodyTold.class));
        assertEquals("the child", failure.getCause().getMessage());
    }

    static class NobodyTold {
        @TractorTest
        void test(Nursery n) {
            Waits.untilDone(failing(n));
        }
    }

    @Test
    void aChildWhoseFailureTheTestHasSeenDoesNotFailIt() {
        assertEquals(1, Planted.passesOf(Told.class));
    }

    static class Told {
        @TractorTest
        void test(Nursery n) {
            var task = failing(n);
            var failure = assertThrows(NurseryException.class, task::join);
            assertEquals("the child", failure.getCause().getMessage());
        }
    }

    @Test
    void theTestsOwnFailureComesFirst() {
        var failure = Planted.failureOf(BodyAndChild.class);
        assertEquals("the body", failure.getMessage());
        assertEquals(1, failure.getSuppressed().length);
        var child = assertInstanceOf(NurseryException.class, failure.getSuppressed()[0]);
        assertEquals("the child", child.getCause().getMessage());
    }

    static class BodyAndChild {
        @TractorTest
        void test(Nursery n) {
            Waits.untilDone(failing(n));
            throw new AssertionError("the body");
        }
    }

    @Test
    void aTestThatIsInterruptedBecauseAChildFailedEndsWithTheChildsFailure() {
        var failure = assertInstanceOf(NurseryException.class, Planted.failureOf(Interrupted.class));
        assertEquals("the child", failure.getCause().getMessage());
        assertInstanceOf(InterruptedException.class, failure.getSuppressed()[0]);
    }

    static class Interrupted {
        @TractorTest
        void test(Nursery n) throws InterruptedException {
            failing(n);
            new CountDownLatch(1).await();
        }
    }

    @Test
    void aFailureBeforeTheTestEndsTheChildrenToo() {
        assertEquals("the set-up", Planted.failureOf(SetUpFails.class).getMessage());
    }

    static class SetUpFails {
        @BeforeEach
        void setUp(Nursery n) {
            n.fork(() -> new CountDownLatch(1).await());
            throw new AssertionError("the set-up");
        }

        @TractorTest
        void test() {}
    }

    @Test
    void aNurseryLeftOpenInTheTestFailsIt() {
        var failure = assertInstanceOf(IllegalStateException.class, Planted.failureOf(LeftOpen.class));
        assertEquals(
                "nursery inner was left open by task main; close nurseries in the reverse order, best by"
                        + " try-with-resources, or use Nursery.run",
                failure.getMessage());
    }

    static class LeftOpen {
        @TractorTest
        void test() {
            var _ = Nursery.open(options -> options.name("inner"));
        }
    }

    @Test
    void aTaskForkedAndNotJoinedInTheTestsOwnBlockFailsIt() {
        var failure = assertInstanceOf(IllegalStateException.class, Planted.failureOf(NotJoined.class));
        assertEquals(
                "the block of nursery inner was left without joining task forgotten; call join() before the block ends, or"
                        + " read each task's result, or cancel the nursery",
                failure.getMessage());
    }

    static class NotJoined {
        @TractorTest
        void test() {
            try (var n = Nursery.open(options -> options.name("inner"))) {
                n.fork("forgotten", () -> {});
            }
        }
    }

    @Test
    void anUnknownParameterIsRefusedWithWhatThereIs() {
        var failure = assertInstanceOf(ParameterResolutionException.class, Planted.failureOf(Unknown.class));
        assertTrue(failure.getMessage().contains("[java.lang.StringBuilder builder]"), failure::getMessage);
        assertTrue(
                failure.getMessage()
                        .endsWith(" A @TractorTest gives Nursery, TestRoot, Simulation, Faults, Probe, Sequencer,"
                                + " LogCapture, ScriptedConsole, ScriptedTerminal; for other types register a JUnit"
                                + " extension that resolves them."),
                failure::getMessage);
    }

    static class Unknown {
        @TractorTest
        void test(Nursery n, StringBuilder builder) {}
    }
}
