package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.spi.Stops;
import dev.tractor.test.ScriptedConsole;
import dev.tractor.test.TractorTest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Who has the terminal while a task steps. What a debugger does, the task does here by itself: it stops where it says so. */
class SteppingTerminalTest {

    /** As a debugger does after a step. */
    private static void stop() {
        Stops.stop(new Stops.Stop("step", true, Thread.currentThread().getStackTrace()));
    }

    @TractorTest
    void aTaskKeepsTheTerminalFromStepToStep(Nursery n, ScriptedConsole console) throws Exception {
        n.fork("steps", () -> {
            Tractor.breakpoint();
            stop();
            stop();
        });
        var first = console.next();
        n.fork("other", () -> Tractor.breakpoint());
        console.awaitQueue(2);
        first.step();
        var second = console.next();
        assertEquals("steps", second.task());
        second.step();
        var third = console.next();
        assertEquals("steps", third.task());
        assertEquals(List.of("/ (steps)", "/ (other)"), console.queue());
        third.resume();
        var other = console.next();
        assertEquals("other", other.task());
        other.resume();
        n.join();
    }

    @TractorTest
    void theEndOfATaskIsTheEndOfItsStep(Nursery n, ScriptedConsole console) throws Exception {
        n.fork("steps", () -> Tractor.breakpoint());
        var first = console.next();
        n.fork("other", () -> Tractor.breakpoint());
        console.awaitQueue(2);
        first.step();
        var other = console.next();
        assertEquals("other", other.task());
        other.resume();
        n.join();
        assertEquals(List.of(), console.queue());
    }

    static final class Stepper {
        void stops() {
            Tractor.breakpoint();
        }

        void stopped() {
            stop();
        }
    }

    @TractorTest
    void theEndOfAMessageIsTheEndOfItsStep(Nursery n, ScriptedConsole console) throws Exception {
        var stepper = n.start("stepper", Stepper::new);
        stepper.tell(Stepper::stops);
        console.next().step();
        stepper.run(s -> {});
        assertEquals(List.of(), console.queue());
        stepper.tell(Stepper::stopped);
        console.next().resume();
        stepper.stop();
        n.join();
    }

    @TractorTest
    void aStepThatTakesLongLetsTheNextOneHaveTheTerminal(Nursery n, ScriptedConsole console) throws Exception {
        var helper = n.start("helper", Stepper::new);
        n.fork("steps", () -> {
            Tractor.breakpoint();
            helper.run(Stepper::stops); // ends only when the helper has had the terminal
            stop();
        });
        console.next().step();
        var helpers = console.next();
        assertEquals("/helper", helpers.actor());
        helpers.resume();
        var again = console.next();
        assertEquals("steps", again.task());
        again.resume();
        helper.stop();
        n.join();
    }

    @TractorTest
    void aCancellationWaitsForTheEndOfTheSessionWhateverStepsItTakes(Nursery n, ScriptedConsole console)
            throws Exception {
        var passed = new AtomicInteger();
        var task = n.fork("steps", () -> {
            Tractor.breakpoint();
            passed.incrementAndGet();
            Tractor.sleep(Duration.ofMillis(10)); // not cut short
            passed.incrementAndGet();
            stop();
            Tractor.sleep(Duration.ofMinutes(1)); // cut short
            passed.incrementAndGet();
        });
        var first = console.next();
        var cancels = n.fork("cancels", () -> task.cancel());
        first.step();
        var second = console.next();
        second.resume();
        assertTrue(cancels.join());
        assertEquals(2, passed.get());
    }

    @TractorTest
    void deadlinesStandStillAtThePromptAndRunDuringAStep(Nursery n, ScriptedConsole console) throws Exception {
        n.fork("steps", () -> {
            try {
                CancelScope.failAfter(Duration.ofSeconds(2), () -> {
                    Tractor.breakpoint();
                    Tractor.sleep(Duration.ofMinutes(1));
                    return 0;
                });
                throw new AssertionError("the deadline did not pass");
            } catch (TimeoutException e) {
                stop();
            }
        });
        var first = console.next();
        Tractor.sleep(Duration.ofSeconds(10)); // longer than the deadline: it stands still
        first.step();
        console.next().resume();
        n.join();
    }

    @TractorTest
    void aBreakpointThatAStepHasShownIsPassedOverAndTheNextOneIsNot(Nursery n, ScriptedConsole console)
            throws Exception {
        var task = n.fork("steps", SteppingTerminalTest::shown);
        var first = console.next(); // where the debugger stops before the line
        assertTrue(first.values().isEmpty());
        first.step();
        var second = console.next();
        assertEquals(List.of("second"), second.values());
        second.resume();
        task.join();
    }

    private static boolean shown() {
        stopBeforeNextLine();
        Tractor.breakpoint("first");
        Tractor.breakpoint("second");
        return true;
    }

    private static void stopBeforeNextLine() {
        var stack = Thread.currentThread().getStackTrace();
        var rest = Arrays.copyOfRange(stack, 2, stack.length);
        var at = rest[0];
        rest[0] = new StackTraceElement(
                at.getClassLoaderName(),
                at.getModuleName(),
                at.getModuleVersion(),
                at.getClassName(),
                at.getMethodName(),
                at.getFileName(),
                at.getLineNumber() + 1);
        Stops.stop(new Stops.Stop("step", true, rest));
    }

    @TractorTest
    void whoeverTakesTheTerminalFromAStepLetsTheTaskGo(Nursery n, ScriptedConsole console) throws Exception {
        var go = new Event();
        var task = n.fork("steps", () -> {
            Tractor.breakpoint();
            go.await();
            return Strand.current().root.tty().latch() == null;
        });
        console.next().step();
        var tty = Strand.current().root.tty();
        while (!tty.endStep()) {
            Tractor.sleep(Duration.ofMillis(1)); // it has not begun
        }
        assertTrue(!tty.endStep());
        go.set();
        assertTrue(task.join());
    }
}
