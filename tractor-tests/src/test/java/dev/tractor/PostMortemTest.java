package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.debug.InterruptedByUserException;
import dev.tractor.spi.Console;
import dev.tractor.spi.Pause;
import dev.tractor.spi.RootOptions;
import dev.tractor.spi.Roots;
import dev.tractor.test.Key;
import dev.tractor.test.LogCapture;
import dev.tractor.test.ScriptedConsole;
import dev.tractor.test.ScriptedTerminal;
import dev.tractor.test.TractorTest;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A crash session for an error that was caught, asked for by a call. */
class PostMortemTest {

    /** What is thrown, and caught in {@link #caught}. */
    private static void fail(String message) {
        throw new IllegalStateException(message);
    }

    private static IllegalStateException caught(String message) {
        return assertThrows(IllegalStateException.class, () -> fail(message));
    }

    private static List<String> names(ScriptedConsole console) {
        return console.sessions().stream()
                .map(session ->
                        session.actor() + (session.caught() ? " caught" : session.crash() ? " crash" : " pause"))
                .toList();
    }

    @TractorTest
    void itHoldsItsTaskAndShowsTheErrorAndWhereItWasThrown(Nursery n, ScriptedConsole console) throws Exception {
        var error = caught("boom");
        var task = n.fork("careful", () -> {
            Tractor.postMortem(error);
            return "went on";
        });
        var session = console.next();
        assertFalse(task.isDone());
        assertEquals("careful", session.task());
        assertTrue(session.crash());
        assertTrue(session.caught());
        assertSame(error, session.error().orElseThrow());
        assertEquals("fail", session.stack().getFirst().getMethodName());
        session.resume();
        assertEquals("went on", task.join());
    }

    @TractorTest
    void quitMeansTheSameAsContinue(Nursery n, ScriptedConsole console) throws Exception {
        var task = n.fork("careful", () -> {
            Tractor.postMortem(caught("boom"));
            return "went on";
        });
        console.next().quit();
        assertEquals("went on", task.join());
    }

    @TractorTest
    @Scenario("D13")
    void sessionsThatAreAskedForAndThoseThatComeByThemselvesTakeTurns(Nursery outer, ScriptedConsole console) {
        console.autoContinue();
        var thrown = assertThrows(
                ActorFailedException.class,
                () -> Nursery.run(o -> o.debug(true), n -> {
                    var child = n.start("child", Counter::new);
                    try {
                        child.run(c -> {
                            try {
                                fail("boom");
                            } catch (IllegalStateException e) {
                                Tractor.postMortem(e);
                                throw e;
                            }
                        });
                    } catch (ActorFailedException e) {
                        Tractor.postMortem(e);
                        throw e;
                    }
                }));
        assertEquals(List.of("/child caught", "/child crash", "/ caught", "/ crash"), names(console));
        var errors =
                console.sessions().stream().map(s -> s.error().orElseThrow()).toList();
        assertSame(errors.get(0), errors.get(1));
        assertSame(thrown, errors.get(2));
        assertSame(thrown, errors.get(3));
    }

    @TractorTest
    void anErrorThatACrashConsoleHasShownIsShownAgain(Nursery outer, ScriptedConsole console) throws Exception {
        console.autoContinue();
        var failure = assertThrows(NurseryException.class, () -> {
            try (var n = Nursery.open(o -> o.debug(true))) {
                n.start("child", Counter::new).tell(c -> fail("boom"));
                n.join();
            }
        });
        Tractor.postMortem(failure);
        Tractor.postMortem(failure);
        assertEquals(List.of("/child crash", "/ crash", "/ caught", "/ caught"), names(console));
    }

    @TractorTest
    void itWaitsForItsTurn(Nursery n, ScriptedConsole console) throws Exception {
        var first = n.fork("first", () -> Tractor.breakpoint());
        var open = console.next();
        var second = n.fork("second", () -> Tractor.postMortem(caught("boom")));
        console.awaitQueue(2);
        assertEquals(List.of("/ (first)", "/ (second)"), console.queue());
        console.expectNone();
        open.resume();
        var next = console.next();
        assertEquals("second", next.task());
        next.resume();
        first.join();
        second.join();
    }

    @TractorTest
    @Scenario("D14")
    void inACancelledScopeItIsPassedOverWithAHintAndOpensInAShield(Nursery n, ScriptedConsole console, LogCapture log)
            throws Exception {
        console.autoContinue();
        CancelScope.run(scope -> {
            scope.cancel("enough");
            Tractor.postMortem(caught("unseen"));
            CancelScope.shield(() -> Tractor.postMortem(caught("seen")));
            assertThrows(CancelledException.class, Tractor::checkpoint);
        });
        assertEquals(
                List.of("seen"),
                console.sessions().stream()
                        .map(session -> session.error().orElseThrow().getMessage())
                        .toList());
        log.expect(System.Logger.Level.WARNING, "post mortem of java.lang.IllegalStateException: unseen in task test");
        log.expect(
                System.Logger.Level.WARNING,
                "passed over: the task is cancelled; put the post mortem into CancelScope.shield");
    }

    @TractorTest
    void aCancellationWhileItIsOpenComesAfterIt(Nursery n, ScriptedConsole console) throws Exception {
        var cancelledInside = new AtomicBoolean();
        var task = n.fork("careful", () -> {
            Tractor.postMortem(caught("boom"));
            cancelledInside.set(true);
            Tractor.checkpoint();
            return "not cancelled";
        });
        var session = console.next();
        var canceller = n.fork("canceller", () -> task.cancel());
        assertTrue(session.isOpen());
        session.resume();
        canceller.join();
        Foreign.until(task::isDone);
        assertTrue(cancelledInside.get());
        assertEquals(1, console.sessions().size());
    }

    @TractorTest
    void ctrlCLeavesItAloneAndThenEndsAll(Nursery n, ScriptedConsole console) throws Exception {
        var after = new AtomicBoolean();
        n.fork("careful", () -> {
            Tractor.postMortem(caught("boom"));
            after.set(true);
            Tractor.sleep(Foreign.LONG);
        });
        var session = console.next();
        Strand.current().root.cancel(new InterruptedByUserException());
        assertTrue(session.isOpen()); // who is stopped is not disturbed
        assertFalse(after.get());
        session.resume();
        var thrown = assertThrows(NurseryException.class, n::join);
        assertInstanceOf(InterruptedByUserException.class, thrown.getCause());
        assertTrue(after.get());
    }

    @TractorTest
    void withoutATerminalItIsLoggedAndPassedOver(Nursery n, LogCapture log) {
        Tractor.postMortem(caught("boom"));
        var line = log.expect(
                System.Logger.Level.WARNING, "post mortem of java.lang.IllegalStateException: boom in task test at ");
        assertTrue(line.toString().contains("PostMortemTest.java"), line::toString);
        log.expect(System.Logger.Level.WARNING, "passed over: there is no terminal");
    }

    /** Is broken itself. */
    private static final class BrokenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new UnsupportedOperationException("no stack");
        }

        @Override
        public String getMessage() {
            throw new UnsupportedOperationException("no message");
        }
    }

    @TractorTest
    void anErrorThatIsBrokenItselfIsShownAsFarAsItCanBeAndTheTerminalIsFreeThen(Nursery n, ScriptedConsole console) {
        console.autoContinue();
        var broken = new BrokenException();
        Tractor.postMortem(broken);
        assertSame(
                broken,
                assertThrows(
                        BrokenException.class,
                        () -> Tractor.crashConsole(() -> {
                            throw broken;
                        })));
        assertEquals(List.of("/ caught", "/ caught"), names(console));
        assertEquals(List.of(), console.sessions().getFirst().stack());
        assertEquals(List.of(), console.queue());
    }

    @Test
    void anErrorIsNeeded() {
        assertEquals(
                "error",
                assertThrows(NullPointerException.class, () -> Tractor.postMortem(null))
                        .getMessage());
    }

    @Test
    void withinTheTasksOwnSessionItIsPassedOver() {
        var held = new AtomicInteger();
        var console = new Console() {
            @Override
            public boolean available() {
                return true;
            }

            @Override
            public Resumption hold(Pause pause) {
                held.incrementAndGet();
                Tractor.postMortem(caught("as an expression may, that the user types in"));
                return Resumption.CONTINUE;
            }
        };
        var root = Roots.open(RootOptions.standard().withName("nested").withConsole(_ -> console));
        try (var inRoot = root.enter()) {
            Tractor.postMortem(caught("boom"));
            assertEquals(1, held.get());
            assertFalse(Strand.current().atConsole);
        } finally {
            root.close();
        }
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void atATerminalItSaysThatTheErrorWasCaughtAndCtrlCHarmsNobody(Nursery n, ScriptedTerminal terminal)
            throws Exception {
        var task = n.fork("careful", () -> {
            Tractor.postMortem(caught("planted"));
            return "went on";
        });
        terminal.expect("┌ caught error in /, task careful\n│ java.lang.IllegalStateException: planted");
        terminal.expectPrompt();
        terminal.type("err");
        terminal.press(Key.CTRL_C);
        terminal.expectPrompt();
        assertFalse(task.isDone());
        terminal.enter("error");
        terminal.expect("at dev.tractor.PostMortemTest.fail(");
        terminal.enter("quit");
        assertEquals("went on", task.join());
        terminal.expect("→ / quit\n");
    }
}
