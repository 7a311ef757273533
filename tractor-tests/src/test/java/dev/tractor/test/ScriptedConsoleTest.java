package dev.tractor.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.BreakpointQuitException;
import dev.tractor.Nursery;
import dev.tractor.NurseryException;
import dev.tractor.Tractor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Console sessions in the hands of a test. */
class ScriptedConsoleTest {

    /** An actor that stops. */
    static class Stopping {
        int stop() {
            Tractor.breakpoint();
            return 7;
        }
    }

    @TractorTest
    void aBreakpointHoldsItsTaskUntilItIsResumed(Nursery n, ScriptedConsole console) throws InterruptedException {
        var task = n.fork("careful", () -> new Stopping().stop());
        var session = console.next();
        assertEquals("/", session.actor());
        assertEquals("careful", session.task());
        assertFalse(session.crash());
        assertTrue(session.error().isEmpty());
        assertEquals("stop", session.stack().getFirst().getMethodName());
        assertEquals(List.of("/ (careful)"), console.queue());
        assertFalse(task.isDone());
        session.resume();
        assertEquals(7, task.join());
        assertEquals(List.of(), console.queue());
        assertFalse(session.isOpen());
    }

    @TractorTest
    void anActorStopsInItsTurn(Nursery n, ScriptedConsole console) throws InterruptedException {
        var actor = n.start("stopping", Stopping::new);
        var asking = n.fork("asking", () -> actor.ask(Stopping::stop));
        var session = console.next();
        assertEquals("/stopping", session.actor());
        session.resume();
        assertEquals(7, asking.join());
    }

    @TractorTest
    void quitRaisesAnErrorInThePausedTask(Nursery n, ScriptedConsole console) throws InterruptedException {
        var task = n.fork("paused", () -> assertThrows(BreakpointQuitException.class, Tractor::breakpoint));
        console.next().quit();
        var error = task.join();
        assertTrue(error.getMessage().startsWith("quit at the breakpoint in task paused"), error::getMessage);
    }

    @TractorTest(debug = true)
    void aCrashShowsTheErrorBeforeItLeavesTheTask(Nursery n, ScriptedConsole console) throws InterruptedException {
        var error = new IllegalStateException("planted");
        var task = n.fork("failing", () -> {
            throw error;
        });
        var session = console.next();
        assertTrue(session.crash());
        assertSame(error, session.error().orElseThrow());
        assertEquals("failing", session.task());
        assertFalse(task.isDone());
        console.autoContinue();
        session.resume();
        var failure = assertThrows(NurseryException.class, n::join);
        assertSame(error, failure.getCause());
    }

    @TractorTest(debug = true)
    void afterTheTaskTheFailedBlockOpensTheCrashConsole(Nursery n, ScriptedConsole console)
            throws InterruptedException {
        console.autoContinue();
        n.fork("failing", () -> {
            throw new IllegalStateException("planted");
        });
        assertThrows(NurseryException.class, n::join);
        var sessions = console.sessions();
        assertEquals(2, sessions.size(), sessions::toString);
        assertInstanceOf(
                IllegalStateException.class, sessions.getFirst().error().orElseThrow());
        assertInstanceOf(NurseryException.class, sessions.getLast().error().orElseThrow());
    }

    @TractorTest
    void sessionsAreGrantedInTheOrderOfTheRequests(Nursery n, ScriptedConsole console) throws InterruptedException {
        var names = List.of("first", "second", "third");
        for (var name : names) {
            n.fork(name, () -> Tractor.breakpoint());
            console.awaitQueue(names.indexOf(name) + 1);
        }
        assertEquals(List.of("/ (first)", "/ (second)", "/ (third)"), console.queue());
        for (var name : names) {
            var session = console.next();
            assertEquals(name, session.task());
            session.resume();
        }
        n.join();
        assertEquals(
                names,
                console.sessions().stream().map(ScriptedConsole.Session::task).toList());
    }

    @TractorTest
    void autoContinueResumesOpenAndLaterSessionsAndRecordsThem(Nursery n, ScriptedConsole console)
            throws InterruptedException {
        var first = n.fork("first", () -> Tractor.breakpoint());
        console.awaitQueue(1);
        console.autoContinue();
        first.join();
        n.fork("second", () -> Tractor.breakpoint()).join();
        assertEquals(
                List.of("first", "second"),
                console.sessions().stream().map(ScriptedConsole.Session::task).toList());
        console.expectNone();
        var refusal = assertThrows(IllegalStateException.class, console::next);
        assertEquals(
                "no session will come: this console resumes them all by itself; see sessions()", refusal.getMessage());
    }

    @TractorTest
    void theTestItselfCanStop(Nursery n, ScriptedConsole console) throws InterruptedException {
        var answering = n.fork("answering", () -> console.next().resume());
        Tractor.breakpoint();
        answering.join();
    }

    @TractorTest
    void aSessionIsAnsweredOnce(Nursery n, ScriptedConsole console) throws InterruptedException {
        var task = n.fork("paused", () -> Tractor.breakpoint());
        var session = console.next();
        session.resume();
        var refusal = assertThrows(IllegalStateException.class, session::quit);
        assertEquals(
                "the session of / (paused) at a breakpoint has ended already, with CONTINUE; a session is answered once",
                refusal.getMessage());
        task.join();
    }

    @TractorTest
    void expectNoneNamesWhatIsOpen(Nursery n, ScriptedConsole console) throws InterruptedException {
        console.expectNone();
        n.fork("paused", () -> Tractor.breakpoint());
        console.awaitQueue(1);
        while (console.sessions().isEmpty()) {
            Thread.onSpinWait();
        }
        var error = assertThrows(AssertionError.class, console::expectNone);
        assertEquals("expected no console session, but there is [/ (paused) at a breakpoint]", error.getMessage());
        console.next().resume();
        n.join();
    }

    @Test
    void aSessionLeftOpenFailsTheTestAndIsResumed() {
        var failure = Planted.failureOf(Unanswered.class);
        assertEquals("""
                Unanswered.test has left behind:
                  console session of / (first) at a breakpoint, which the test has not answered
                  / (second) waits for a console session\
                """, failure.getMessage());
    }

    static class Unanswered {
        @TractorTest
        void test(Nursery n, ScriptedConsole console) throws InterruptedException {
            n.fork("first", () -> Tractor.breakpoint());
            console.next();
            n.fork("second", () -> Tractor.breakpoint());
            console.awaitQueue(2);
        }
    }
}
