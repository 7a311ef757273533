package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.debug.InterruptedByUserException;
import dev.tractor.test.LogCapture;
import dev.tractor.test.ScriptedConsole;
import dev.tractor.test.TractorTest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A crash session at the edge of a piece of code, which throws the error on or keeps it. */
class WatchedCodeTest {

    private static void raise(RuntimeException error) {
        throw error;
    }

    private static List<Throwable> shown(ScriptedConsole console) {
        return console.sessions().stream()
                .map(session -> session.error().orElseThrow())
                .toList();
    }

    @TractorTest
    @Scenario("D31")
    void anErrorIsShownAtTheEdgeAndThrownOn(Nursery n, ScriptedConsole console) throws Exception {
        var boom = new IOException("boom");
        var task = n.fork(
                "careful",
                () -> assertThrows(
                        IOException.class,
                        () -> Tractor.crashConsole(() -> {
                            throw boom;
                        })));
        var session = console.next();
        assertFalse(task.isDone());
        assertTrue(session.caught());
        assertSame(boom, session.error().orElseThrow());
        session.quit(); // the same as continue
        assertSame(boom, task.join());
        assertEquals(1, console.sessions().size());
    }

    @TractorTest
    @Scenario("D31")
    void anErrorIsShownAtTheEdgeAndKept(Nursery n, ScriptedConsole console) throws Exception {
        console.autoContinue();
        var boom = new AssertionError("boom");
        assertSame(
                boom,
                Tractor.keepCrash(() -> {
                            throw boom;
                        })
                        .orElseThrow());
        assertEquals(List.of(boom), shown(console));
    }

    @TractorTest
    @Scenario("D31")
    void codeThatThrowsNothingOpensNoSession(Nursery n, ScriptedConsole console) throws Exception {
        var ran = new AtomicBoolean();
        int seven = Tractor.crashConsole(() -> 7);
        assertEquals(7, seven);
        Tractor.crashConsole(() -> ran.set(true));
        assertTrue(ran.get());
        assertEquals(Optional.empty(), Tractor.keepCrash(() -> ran.set(false)));
        assertFalse(ran.get());
        assertTrue(console.sessions().isEmpty());
    }

    @TractorTest
    void eachEdgeThatAnErrorCrossesShowsItAndSoDoesDebugMode(Nursery outer, ScriptedConsole console) {
        console.autoContinue();
        var boom = new IllegalStateException("boom");
        assertThrows(
                IllegalStateException.class,
                () -> Nursery.run(o -> o.debug(true), n -> {
                    Tractor.crashConsole(() -> Tractor.crashConsole(() -> raise(boom)));
                }));
        assertEquals(List.of(boom, boom, boom), shown(console));
        assertFalse(console.sessions().getLast().caught());
    }

    // What is no error of the code.

    @TractorTest
    void answersToACancellationAreNeitherShownNorKept(Nursery n, ScriptedConsole console) throws Exception {
        assertFalse(CancelScope.moveOnAfter(
                Duration.ofMillis(10), () -> Tractor.crashConsole(() -> Tractor.sleep(Foreign.LONG))));
        var after = new AtomicBoolean();
        assertFalse(CancelScope.moveOnAfter(Duration.ofMillis(10), () -> {
            Tractor.keepCrash(() -> Tractor.sleep(Foreign.LONG));
            after.set(true);
        }));
        assertFalse(after.get());
        assertTrue(console.sessions().isEmpty());
    }

    @TractorTest
    void anAnswerOfACheckedTypeIsNotLostWhereItIsNotKept(Nursery n, ScriptedConsole console) throws Exception {
        var answer = new InterruptedIOException("half a line");
        CancelScope.run(scope -> {
            scope.cancel("enough");
            var thrown = assertThrows(
                    CancelledException.class,
                    () -> Tractor.keepCrash(() -> {
                        throw answer;
                    }));
            assertEquals(List.of(answer), List.of(thrown.getSuppressed()));
        });
        assertTrue(console.sessions().isEmpty());
    }

    @TractorTest
    void anErrorInACancelledScopeIsShownAndGoesBeforeTheCancellation(Nursery n, ScriptedConsole console) {
        console.autoContinue();
        var boom = new IllegalStateException("boom");
        assertSame(
                boom,
                assertThrows(
                        IllegalStateException.class,
                        () -> CancelScope.run(scope -> {
                            scope.cancel("enough");
                            Tractor.crashConsole(() -> raise(boom));
                        })));
        assertEquals(List.of(boom), shown(console));
    }

    @TractorTest
    void anErrorThatIsSuppressedInAnAnswerIsShownAndTheAnswerGoesOn(Nursery n, ScriptedConsole console)
            throws Exception {
        console.autoContinue();
        var boom = new IllegalStateException("not closed");
        for (var keep : List.of(true, false)) {
            assertSame(
                    boom,
                    assertThrows(
                            IllegalStateException.class,
                            () -> CancelScope.run(scope -> {
                                Action<Exception> body = () -> {
                                    try (AutoCloseable broken = () -> raise(boom)) {
                                        scope.cancel("enough");
                                        Tractor.checkpoint();
                                    }
                                };
                                if (keep) {
                                    Tractor.keepCrash(body);
                                } else {
                                    Tractor.crashConsole(body);
                                }
                            })));
        }
        assertEquals(List.of(boom, boom), shown(console));
    }

    @TractorTest
    void aQuitAtABreakpointIsNeitherShownNorKept(Nursery n, ScriptedConsole console) throws Exception {
        var kept = n.fork(
                "kept",
                () -> assertThrows(BreakpointQuitException.class, () -> Tractor.keepCrash(() -> Tractor.breakpoint())));
        console.next().quit();
        kept.join();
        var thrown = n.fork(
                "thrown",
                () -> assertThrows(
                        BreakpointQuitException.class, () -> Tractor.crashConsole(() -> Tractor.breakpoint())));
        console.next().quit();
        thrown.join();
        assertEquals(2, console.sessions().size());
    }

    @TractorTest
    void anInterruptOfForeignCodeIsShownAndNotKept(Nursery n, ScriptedConsole console) {
        console.autoContinue();
        var thrown = assertThrows(
                CancelledException.class,
                () -> Tractor.keepCrash(() -> {
                    Thread.currentThread().interrupt();
                    Tractor.checkpoint();
                }));
        assertEquals(List.of(thrown), shown(console));
    }

    @TractorTest
    void theFailureOfABlockAroundIsShownAndNotKept(Nursery outer, ScriptedConsole console) {
        console.autoContinue();
        var boom = new IllegalStateException("boom");
        var thrown = assertThrows(NurseryException.class, () -> {
            try (var n = Nursery.open()) {
                n.fork("failing", () -> raise(boom));
                Tractor.keepCrash(n::join);
                throw new AssertionError("kept");
            }
        });
        assertSame(boom, thrown.getCause());
        assertEquals(List.of(thrown), shown(console));
    }

    @TractorTest
    void theFailureOfABlockWithinIsKept(Nursery outer, ScriptedConsole console) throws Exception {
        console.autoContinue();
        var boom = new IllegalStateException("boom");
        var kept = Tractor.keepCrash(() -> Nursery.run(n -> {
                    n.fork("failing", () -> raise(boom));
                }))
                .orElseThrow();
        assertSame(boom, assertInstanceOf(NurseryException.class, kept).getCause());
        Tractor.checkpoint(); // nothing is cancelled
        assertEquals(List.of(kept), shown(console));
    }

    /** The actor's side of a context that fails. */
    static final class Broken {
        int start(Dialog<Integer, Integer, Integer> d) throws InterruptedException {
            d.started(1);
            throw new IllegalStateException("dialog");
        }
    }

    @TractorTest
    void theFailureOfAContextAroundIsShownAndNotKeptAndThatOfOneWithinIsKept(Nursery n, ScriptedConsole console)
            throws Exception {
        console.autoContinue();
        var broken = n.start("broken", Broken::new);
        var thrown = assertThrows(ActorFailedException.class, () -> {
            try (var ctx = broken.open(Broken::start)) {
                Tractor.keepCrash(ctx::result);
                throw new AssertionError("kept");
            }
        });
        assertEquals("dialog", thrown.getCause().getMessage());
        var kept = Tractor.keepCrash(() -> {
                    try (var ctx = broken.open(Broken::start)) {
                        ctx.result();
                    }
                })
                .orElseThrow();
        assertEquals("dialog", kept.getCause().getMessage());
        assertEquals(List.of(thrown, kept), shown(console));
    }

    @TractorTest
    void ctrlCLeavesTheSessionAloneAndTheErrorGoesBeforeIt(Nursery n, ScriptedConsole console) throws Exception {
        var boom = new IllegalStateException("boom");
        var task = n.fork("careful", () -> Tractor.crashConsole(() -> raise(boom)));
        var session = console.next();
        Strand.current().root.cancel(new InterruptedByUserException());
        assertTrue(session.isOpen()); // who is stopped is not disturbed
        assertFalse(task.isDone());
        session.resume();
        var thrown = assertThrows(NurseryException.class, n::join);
        assertInstanceOf(InterruptedByUserException.class, thrown.getCause());
        assertTrue(thrown.failures().contains(boom), thrown.failures()::toString);
    }

    @TractorTest
    void ctrlCWhileAnErrorIsShownThatIsKeptEndsTheTaskAtItsNextCheckpoint(Nursery n, ScriptedConsole console)
            throws Exception {
        var boom = new IllegalStateException("boom");
        var kept = new AtomicBoolean();
        n.fork("careful", () -> {
            kept.set(Tractor.keepCrash(() -> raise(boom)).orElseThrow() == boom);
            Tractor.sleep(Foreign.LONG);
        });
        var session = console.next();
        Strand.current().root.cancel(new InterruptedByUserException());
        session.resume();
        var thrown = assertThrows(NurseryException.class, n::join);
        assertTrue(kept.get());
        assertEquals(1, thrown.failures().size(), thrown.failures()::toString);
    }

    @TractorTest
    void withoutATerminalTheErrorIsLoggedAndGoesItsWay(Nursery n, LogCapture log) throws Exception {
        var boom = new IllegalStateException("boom");
        assertSame(boom, assertThrows(IllegalStateException.class, () -> Tractor.crashConsole(() -> raise(boom))));
        assertSame(boom, Tractor.keepCrash(() -> raise(boom)).orElseThrow());
        var line = log.expect(
                System.Logger.Level.WARNING,
                "crash console for java.lang.IllegalStateException: boom in task test at ");
        assertTrue(line.toString().contains("WatchedCodeTest.java"), line::toString);
        log.expect(System.Logger.Level.WARNING, "passed over: there is no terminal");
    }
}
