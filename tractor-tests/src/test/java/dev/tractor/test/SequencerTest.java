package dev.tractor.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.CancelScope;
import dev.tractor.Nursery;
import dev.tractor.NurseryException;
import dev.tractor.Task;
import dev.tractor.Tractor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The order that a sequencer forces. */
class SequencerTest {
    private static void misuse(String message, Executable code) {
        assertEquals(message, assertThrows(IllegalStateException.class, code).getMessage());
    }

    /** Takes a step in a task of its own. @return what it fails with */
    private static Task<Throwable> refusedStep(Nursery n, Sequencer sequencer, int number) {
        return n.fork(() -> assertThrows(IllegalStateException.class, () -> sequencer.step(number)));
    }

    // Order.

    @Test
    void stepsAreDoneInTheOrderOfTheirNumbers() throws Exception {
        OnMachine.run(SequencerTest::runsInOrder);
    }

    @TractorTest(repeats = 20)
    void stepsOfRealThreadsAreDoneInTheOrderOfTheirNumbers(Nursery n) throws Exception {
        runsInOrder(n);
    }

    private static void runsInOrder(Nursery n) throws InterruptedException {
        var done = new ArrayList<Integer>(); // the order is what guards it
        try (var sequencer = new Sequencer()) {
            var tasks = IntStream.range(0, 10)
                    .map(i -> 9 - i)
                    .mapToObj(number -> n.fork(() -> {
                        try (var _ = sequencer.step(number)) {
                            done.add(number);
                        }
                        sequencer.step(number + 10, () -> {
                            done.add(number + 10);
                        });
                    }))
                    .toList();
            for (var task : tasks) {
                task.join();
            }
        }
        assertEquals(IntStream.range(0, 20).boxed().toList(), done);
    }

    @Test
    void aStepWaitsForTheEndOfTheOneBefore() throws Exception {
        OnMachine.run(n -> {
            try (var sequencer = new Sequencer()) {
                var first = sequencer.step(0);
                var second = n.fork(() -> sequencer.step(1));
                var third = n.fork(() -> sequencer.step(2));
                OnMachine.settle();
                assertFalse(second.isDone());
                first.close();
                first.close();
                OnMachine.settle();
                assertTrue(second.isDone());
                assertFalse(third.isDone(), "the second close has let nobody go");
                second.join().close();
                third.join().close();
            }
        });
    }

    // Misuse.

    @TractorTest
    void aNumberIsUsedOnce() throws Exception {
        var sequencer = new Sequencer();
        sequencer.step(0).close();
        sequencer.step(1).close();
        misuse(
                "step 0 is taken for the second time; give every step a number of its own (so far: 0, 1)",
                () -> sequencer.step(0));
        sequencer.close();
    }

    @TractorTest
    void aNegativeNumberIsRefused() {
        var refusal = assertThrows(IllegalArgumentException.class, () -> new Sequencer().step(-1));
        assertEquals("there is no step -1; steps are numbered from 0", refusal.getMessage());
    }

    @Test
    void aSkippedNumberIsNamedAtTheEnd() throws Exception {
        OnMachine.run(n -> {
            var sequencer = new Sequencer();
            sequencer.step(0).close();
            var third = refusedStep(n, sequencer, 3);
            var fifth = refusedStep(n, sequencer, 5);
            OnMachine.settle();
            misuse(
                    "nobody took steps 1, 2, 4, so steps 3, 5 could not be done; number them without a gap, from 0",
                    sequencer::close);
            assertEquals(
                    "step 3 cannot be done: the sequencer is closed",
                    third.join().getMessage());
            assertEquals(
                    "step 5 cannot be done: the sequencer is closed",
                    fifth.join().getMessage());
            misuse("step 1 comes too late: the sequencer is closed", () -> sequencer.step(1));
            sequencer.close();
        });
    }

    @TractorTest
    void aSkippedNumberIsNamedAlsoWhenTheWaitForALaterOneWasCancelled() throws Exception {
        var sequencer = new Sequencer();
        assertFalse(CancelScope.moveOnAfter(Duration.ofMillis(10), () -> {
            sequencer.step(1).close();
        }));
        misuse("nobody took step 0, so step 1 could not be done; number them without a gap, from 0", sequencer::close);
    }

    @TractorTest
    void aStepLeftOpenIsNamedAtTheEnd() throws Exception {
        var sequencer = new Sequencer();
        sequencer.step(0).close();
        var _ = sequencer.step(1);
        misuse(
                "the sequencer is closed while step 1 is under way; close steps before, best by try-with-resources",
                sequencer::close);
    }

    @TractorTest
    void aSequenceWithoutStepsIsFine() {
        new Sequencer().close();
    }

    // Failure and cancellation.

    @Test
    void aStepThatFailsReleasesTheOthers() throws Exception {
        OnMachine.run(n -> {
            var sequencer = new Sequencer();
            var waiting = refusedStep(n, sequencer, 3);
            var why = new IOException("no disk");
            OnMachine.settle();
            sequencer.step(0).close();
            assertSame(
                    why,
                    assertThrows(
                            IOException.class,
                            () -> sequencer.step(1, () -> {
                                throw why;
                            })));
            var refusal = waiting.join();
            assertEquals("step 3 cannot be done: step 1 failed: java.io.IOException: no disk", refusal.getMessage());
            assertSame(why, refusal.getCause());
            for (int again = 0; again < 2; again++) {
                misuse("step 2 cannot be done: step 1 failed: java.io.IOException: no disk", () -> sequencer.step(2));
            }
            sequencer.close();
        });
    }

    @Test
    void aCancelledWaitReleasesTheOthers() throws Exception {
        OnMachine.run(n -> {
            var sequencer = new Sequencer();
            var second = Duration.ofSeconds(1);
            var waiting = refusedStep(n, sequencer, 2);
            var first = sequencer.step(0);
            assertFalse(CancelScope.moveOnAfter(second, () -> sequencer.step(1)));
            assertEquals(second, OnMachine.time());
            var refusal = waiting.join();
            assertEquals("step 2 cannot be done: the wait for step 1 was cancelled", refusal.getMessage());
            assertInstanceOf(InterruptedException.class, refusal.getCause());
            first.close();
            sequencer.close();
        });
    }

    @TractorTest
    void aCancelledCallerTakesNoStep() throws Exception {
        var sequencer = new Sequencer();
        assertFalse(CancelScope.run(scope -> {
            scope.cancel("before");
            sequencer.step(0);
        }));
        sequencer.step(0).close();
        sequencer.close();
    }

    @TractorTest
    void anInterruptEndsTheWait() throws Exception {
        var sequencer = new Sequencer();
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> sequencer.step(1));
    }

    @Test
    void aFailureInTheNurseryEndsTheWait() throws Exception {
        OnMachine.run(around -> {
            var sequencer = new Sequencer();
            var failed = assertThrows(NurseryException.class, () -> {
                try (var n = Nursery.open()) {
                    n.fork(() -> {
                        Tractor.sleep(Duration.ofSeconds(1));
                        throw new IOException("the child");
                    });
                    sequencer.step(1);
                }
            });
            assertEquals("the child", failed.getCause().getMessage());
            assertEquals(Duration.ofSeconds(1), OnMachine.time());
        });
    }

    @Test
    void theFormWithTryLetsTheNextStepGo() throws Exception {
        OnMachine.run(n -> {
            var sequencer = new Sequencer();
            assertThrows(IOException.class, () -> {
                try (var _ = sequencer.step(0)) {
                    throw new IOException();
                }
            });
            sequencer.step(1).close();
            sequencer.close();
        });
    }
}
