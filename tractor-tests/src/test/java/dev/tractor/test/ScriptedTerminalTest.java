package dev.tractor.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.BreakpointQuitException;
import dev.tractor.Nursery;
import dev.tractor.NurseryException;
import dev.tractor.Tractor;
import dev.tractor.debug.InterruptedByUserException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Console sessions on a terminal in the hands of a test. */
class ScriptedTerminalTest {

    /** An actor that stops. */
    static class Stopping {
        int stop() {
            Tractor.breakpoint();
            return 7;
        }
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void aBreakpointTalksToTheTerminal(Nursery n, ScriptedTerminal terminal) throws InterruptedException {
        var task = n.fork("careful", () -> new Stopping().stop());
        terminal.expect("┌ breakpoint in /, task careful");
        terminal.expect("at dev.tractor.test.ScriptedTerminalTest$Stopping.stop");
        terminal.enter("tree");
        terminal.expect("task careful");
        terminal.expectPrompt("/");
        assertFalse(task.isDone());
        terminal.enter("continue");
        terminal.expect("→ / continued");
        assertEquals(7, task.join());
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void anActorStopsInItsTurn(Nursery n, ScriptedTerminal terminal) throws InterruptedException {
        var actor = n.start("stopping", Stopping::new);
        var asking = n.fork("asking", () -> actor.ask(Stopping::stop));
        terminal.expectPrompt("/stopping");
        terminal.enter("c");
        assertEquals(7, asking.join());
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void quitRaisesAnErrorInThePausedTask(Nursery n, ScriptedTerminal terminal) throws InterruptedException {
        var task = n.fork("paused", () -> assertThrows(BreakpointQuitException.class, Tractor::breakpoint));
        terminal.enter("quit");
        task.join();
    }

    @TractorTest(mode = TractorTest.Mode.REAL, debug = true)
    void aCrashShowsItsErrorThere(Nursery n, ScriptedTerminal terminal) throws InterruptedException {
        var task = n.fork("outer", () -> assertThrows(NurseryException.class, ScriptedTerminalTest::fail));
        terminal.expect("┌ crash in /, task failing\n│ java.lang.IllegalStateException: planted");
        terminal.enter("c");
        terminal.expect("┌ crash in /, task outer");
        terminal.enter("c");
        task.join();
    }

    private static void fail() throws Exception {
        Nursery.run(n -> {
            n.fork("failing", () -> {
                throw new IllegalStateException("planted");
            });
        });
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void ctrlCAtThePromptHarmsNobody(Nursery n, ScriptedTerminal terminal) throws InterruptedException {
        var task = n.fork("paused", () -> Tractor.breakpoint());
        terminal.expectPrompt();
        terminal.type("whe");
        terminal.press(Key.CTRL_C);
        terminal.expectPrompt();
        assertTrue(terminal.screen().endsWith("(tractor /) whe\n(tractor /)\n"), terminal::screen);
        terminal.press(Key.CTRL_D);
        task.join();
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void ctrlCWithoutASessionCancelsTheRoot(Nursery n, ScriptedTerminal terminal) throws InterruptedException {
        var waiting = n.fork("waiting", () -> new CountDownLatch(1).await());
        terminal.press(Key.CTRL_C);
        var failure = assertThrows(NurseryException.class, n::join);
        assertInstanceOf(InterruptedByUserException.class, failure.getCause());
        assertTrue(waiting.isDone());
        assertTrue(terminal.screen().contains("ctrl-c: cancelling everything"), terminal::screen);
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void sessionsFollowEachOther(Nursery n, ScriptedTerminal terminal) throws InterruptedException {
        n.start("first", Stopping::new).tell(Stopping::stop);
        terminal.expectPrompt("/first");
        n.start("second", Stopping::new).tell(Stopping::stop);
        terminal.expect("1 waits for the terminal: /second\n(tractor /first)");
        terminal.enter("c");
        terminal.expectPrompt("/second");
        terminal.enter("c");
        terminal.expect("→ /second continued");
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void aSessionWhoseEndHasBeenTypedIsNotLeftOpen(Nursery n, ScriptedTerminal terminal) throws InterruptedException {
        n.fork("paused", () -> Tractor.breakpoint());
        terminal.enter("continue");
    }

    @Test
    void aSessionLeftOpenFailsTheTestAndIsResumed() {
        var failure = Planted.failureOf(Unanswered.class);
        assertEquals("""
                Unanswered.test has left behind:
                  console session of / (first) on the terminal, which the test has not ended
                  / (second) waits for a console session\
                """, failure.getMessage());
    }

    static class Unanswered {
        @TractorTest(mode = TractorTest.Mode.REAL)
        void test(Nursery n, ScriptedTerminal terminal) throws InterruptedException {
            n.fork("first", () -> Tractor.breakpoint());
            terminal.expectPrompt();
            n.fork("second", () -> Tractor.breakpoint());
            terminal.expect("1 waits for the terminal");
        }
    }

    @Test
    void aTestHasTheConsoleOrTheTerminal() {
        for (var planted : new Class<?>[] {Both.class, BothFromElsewhere.class}) {
            var message = Planted.failureOf(planted).getMessage();
            assertTrue(
                    message.endsWith(
                            ": a test has a ScriptedConsole or a ScriptedTerminal, not both: a session is held in"
                                    + " one place; drop one of the parameters, here or in a @BeforeEach or @AfterEach method"),
                    message);
        }
    }

    static class Both {
        @TractorTest(mode = TractorTest.Mode.REAL)
        void test(ScriptedConsole console, ScriptedTerminal terminal) {}
    }

    static class BothFromElsewhere {
        @BeforeEach
        void setUp(ScriptedTerminal terminal) {}

        @TractorTest(mode = TractorTest.Mode.REAL)
        void test(ScriptedConsole console) {}
    }

    @Test
    void setUpAndTestShareOneTerminal() {
        assertEquals(1, Planted.passesOf(Shared.class));
    }

    static class Shared {
        @BeforeEach
        void setUp(Nursery n, ScriptedTerminal terminal) {
            n.fork("paused", () -> Tractor.breakpoint());
        }

        @TractorTest(mode = TractorTest.Mode.REAL)
        void test(ScriptedTerminal terminal) throws InterruptedException {
            terminal.enter("c");
        }
    }
}
