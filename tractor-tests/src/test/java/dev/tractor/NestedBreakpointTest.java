package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tractor.build.Scenario;
import dev.tractor.test.Key;
import dev.tractor.test.ScriptedTerminal;
import dev.tractor.test.TractorTest;
import dev.tractor.test.TractorTest.Mode;
import java.time.Duration;
import org.junit.jupiter.api.Tag;

/** A task that comes to a breakpoint within its own session, by what is entered there; with ctrl-c at every prompt. */
@Tag("terminal")
@Tag("slow")
class NestedBreakpointTest {
    private static int passed;

    /** Is called in a session: the evaluator knows what stands in an entry, and not what that calls. */
    static int stopsHere() {
        Tractor.breakpoint();
        Tractor.postMortem(new IllegalStateException("caught"));
        return ++passed;
    }

    private static void prompt(ScriptedTerminal terminal) throws InterruptedException {
        terminal.expectPrompt("/actor");
        terminal.type("qui");
        terminal.press(Key.CTRL_C);
        terminal.expectPrompt("/actor");
        terminal.press(Key.CTRL_C);
        terminal.expectPrompt("/actor");
    }

    @TractorTest(mode = Mode.REAL)
    @Scenario("D19")
    void aBreakpointWithinTheTasksOwnSessionIsPassedOverAndCtrlCHarmsNobody(Nursery n, ScriptedTerminal terminal)
            throws Exception {
        terminal.timeLimit(Duration.ofSeconds(25));
        terminal.resize(160, 60);
        passed = 0;
        var actor = n.start("actor", Counter::new);
        var stopped = n.fork("asker", () -> actor.run(c -> Tractor.breakpoint()));
        terminal.expect("breakpoint in /actor");
        prompt(terminal);
        terminal.enter("dev.tractor.Tractor.breakpoint()");
        terminal.expect("breakpoint() has no effect here: this task is at the console already");
        prompt(terminal);
        terminal.enter("1000 + dev.tractor.NestedBreakpointTest.stopsHere()");
        terminal.expect("1001");
        prompt(terminal);
        assertEquals(1, Strand.current().root.tty().waiters().size());
        terminal.enter("continue");
        terminal.expect("/actor continued");
        stopped.join();
        assertEquals(1, passed);
    }
}
