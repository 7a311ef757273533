package dev.tractor;

import dev.tractor.spi.Console;
import dev.tractor.spi.Pause;
import dev.tractor.spi.Stops;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Breakpoints and crashes: decides whether a session is due, gets the terminal for it, has the console hold it, and gives
 * the terminal back.
 */
final class Breakpoints {
    private Breakpoints() {}

    /** A breakpoint in user code, on the calling thread. @param values to be shown; null when that is the only one */
    static void pause(@Nullable Object @Nullable ... values) {
        var strand = Strand.current();
        var stack = stackOfCaller();
        if (shownByStep(strand, stack)) {
            return;
        }
        var place = strand + at(stack);
        var where = "breakpoint in " + place;
        var console = console(strand, where);
        if (console == null) {
            return;
        }
        var shown = values == null ? Collections.<@Nullable Object>singletonList(null) : Arrays.asList(values);
        var resumption = console.atBreakpoint(() -> {
            var request = request(strand, false, false);
            if (request == null) {
                cancelled(where, "the breakpoint");
                return Console.Resumption.CONTINUE;
            }
            return hold(console, request, strand, "breakpoint", where, stack, null, false, false, shown);
        });
        if (resumption == Console.Resumption.QUIT) {
            throw new BreakpointQuitException(place);
        }
    }

    /** Whether a step has shown this line before it was run, so that its breakpoint has nothing new to tell. */
    private static boolean shownByStep(Strand strand, List<StackTraceElement> stack) {
        var from = strand.steppingFrom;
        strand.steppingFrom = null;
        return from != null && strand.stepping != null && !stack.isEmpty() && from.equals(stack.getFirst());
    }

    /** A debugger has stopped the calling thread. */
    static Console.Resumption stop(Stops.Stop stop) {
        var strand = Strand.current();
        var stack = Frames.ofUser(stop.stack());
        var place = strand + at(stack);
        var where = stop.reason() + " in " + place;
        var console = console(strand, where);
        if (console == null) {
            return Console.Resumption.CONTINUE;
        }
        var request = request(strand, false, stop.asked());
        if (request == null) {
            cancelled(where, "the code");
            return Console.Resumption.CONTINUE;
        }
        var resumption = hold(console, request, strand, stop.reason(), where, stack, null, false, false, List.of());
        switch (resumption) {
            case QUIT -> throw new BreakpointQuitException(place);
            case STEP -> strand.steppingFrom = stack.isEmpty() ? null : stack.getFirst();
            case CONTINUE -> {}
        }
        return resumption;
    }

    /** Whether errors of the calling thread are to be shown, should they leave the task. */
    static boolean watches() {
        var strand = Strand.known();
        return strand != null && !strand.atConsole && debug(strand);
    }

    /** Whether an error is to be shown, should it leave the task. */
    static boolean watches(Throwable error) {
        var strand = Strand.current();
        return watches()
                && error != strand.shownWhereThrown
                && !(error instanceof BreakpointQuitException)
                && !Cancellation.answeredBy(error, strand.nursery)
                && !shownHere(strand, error);
    }

    /** Whether what leaves the strand opens the crash console; of a foreign one, what leaves the block it is in. */
    private static boolean debug(Strand strand) {
        if (!strand.foreign()) {
            return strand.debug;
        }
        for (var scope = strand.scope(); scope != null; scope = scope.outer) {
            if (scope.nursery != null) {
                return scope.nursery.debug;
            }
        }
        return false;
    }

    /** A debugger has stopped the calling thread where it has thrown an error that will leave the task. */
    static void thrown(Throwable error, StackTraceElement[] stack) {
        var strand = Strand.current();
        var console = strand.root.console();
        if (!watches(error) || console == null || !console.available()) {
            return;
        }
        strand.shownWhereThrown = error;
        hold(
                console,
                requestAnyway(strand),
                strand,
                "crash",
                null,
                Frames.ofUser(stack),
                error,
                false,
                true,
                List.of());
    }

    /** An error that will leave the task opens no session where it is thrown. */
    static void thrownOn(Throwable error) {
        var strand = Strand.current();
        var console = strand.root.console();
        var step = strand.stepping;
        if (console != null
                && error == strand.shownWhereThrown
                && step != null
                && strand.root.tty().steps(step)) {
            console.thrownOn(error);
        }
    }

    /** An error that had its session where it was thrown goes nowhere. */
    static void notThrown(Throwable error) {
        shownWhereThrown(Strand.current(), error);
    }

    /** Whether the error had its session where it was thrown. Each has one end, so it is forgotten then. */
    private static boolean shownWhereThrown(Strand strand, Throwable error) {
        if (strand.shownWhereThrown != error) {
            return false; // that one may be on its way still, when this is the failure of a block that it has passed
        }
        strand.shownWhereThrown = null;
        return true;
    }

    /** The strand comes to the end of a message, or of all it has to do: a step that it was told to take is over. */
    static void leave(Strand strand) {
        strand.shownWhereThrown = null;
        leave(strand, null);
    }

    private static void leave(Strand strand, @Nullable Throwable error) {
        var request = strand.stepping;
        if (request == null) {
            return;
        }
        strand.stepping = null;
        var console = strand.root.console();
        boolean kept = strand.root.tty().resume(request, false);
        if (console != null) {
            console.stepLeft(strand.toString(), error, kept);
        }
        strand.root.tty().end(request);
    }

    /** The session of the step that is under way, or a new one; null for a new one in a strand that is cancelled by now. */
    private static TtyLock.@Nullable Request request(Strand strand, boolean crash, boolean anyway) {
        var kept = strand.stepping;
        strand.stepping = null;
        var tty = strand.root.tty();
        if (kept != null && tty.resume(kept, crash)) {
            return kept;
        }
        return anyway ? tty.request(strand, crash) : tty.requestUnlessCancelled(strand, crash);
    }

    /** The same where there is one in any case. */
    private static TtyLock.Request requestAnyway(Strand strand) {
        return Objects.requireNonNull(request(strand, true, true));
    }

    /** An error that user code has caught, and wants to see. */
    static void postMortem(Throwable error) {
        var strand = Strand.current();
        var where = "post mortem of " + Names.text(error) + " in " + strand + at(stackOfCaller());
        var console = console(strand, where);
        if (console == null) {
            return;
        }
        var stack = stackOf(error);
        var request = request(strand, true, false);
        if (request == null) {
            cancelled(where, "the post mortem");
            return;
        }
        hold(console, request, strand, "caught error", where, stack, error, true, false, List.of());
    }

    /** A real error at the edge of code that is to be watched; it goes before any cancellation. */
    static void edge(Strand strand, Throwable error) {
        if (shownWhereThrown(strand, error)) {
            return;
        }
        var where = "crash console for " + Names.text(error) + " in " + strand + at(stackOfCaller());
        var console = console(strand, where);
        if (console != null) {
            var stack = stackOf(error);
            hold(console, requestAnyway(strand), strand, "caught error", where, stack, error, true, false, List.of());
        }
    }

    /** An error is about to leave a task or a turn: opens the crash console in debug mode, and is the end of a step. */
    static void crash(Strand strand, boolean debug, Throwable error) {
        crashOfBlock(strand, debug, error);
        leave(strand, error);
    }

    /** An error is about to leave a block: opens the crash console in debug mode. */
    static void crashOfBlock(Strand strand, boolean debug, Throwable error) {
        boolean shown = shownWhereThrown(strand, error);
        if (!debug
                || shown
                || strand.atConsole
                || error instanceof BreakpointQuitException
                || shownHere(strand, error)) {
            return;
        }
        var console = strand.root.console();
        if (console == null || !console.available()) {
            return;
        }
        var stack = stackOf(error);
        hold(console, requestAnyway(strand), strand, "crash", null, stack, error, false, false, List.of());
    }

    /** The console for a session that user code asks for; null when there is none, and then that is logged. */
    private static @Nullable Console console(Strand strand, String where) {
        if (strand.atConsole) {
            Log.info(() -> where + " passed over: this task is at the console already");
            return null;
        }
        var console = strand.root.console();
        if (console == null) {
            Log.warn(() -> where + " passed over: add tractor-debug to the class path to get a console here");
            return null;
        }
        if (console.available()) {
            return console;
        }
        Log.warn(() -> where + " passed over: there is no terminal; run with one, or give commands on standard input"
                + " with -Dtractor.console=stdin");
        return null;
    }

    private static void cancelled(String where, String what) {
        Log.warn(() -> where + " passed over: the task is cancelled; put " + what + " into CancelScope.shield to stop"
                + " there all the same");
    }

    private static List<StackTraceElement> stackOfCaller() {
        return Frames.ofUser(Thread.currentThread().getStackTrace());
    }

    private static String at(List<StackTraceElement> stack) {
        return stack.isEmpty() ? "" : " at " + stack.getFirst();
    }

    /** Whether this is the failure of a block whose session was held already, on its way through the same actor. */
    private static boolean shownHere(Strand strand, Throwable error) {
        for (var t : Errors.chain(error)) {
            var nursery = t instanceof NurseryException group ? group.nursery : null;
            if (nursery != null && nursery.failures.crashShown() && nursery.actor == strand.actor) {
                return true;
            }
        }
        return false;
    }

    /** Where an error was thrown. Asked for before the terminal is: user code may be broken in its errors, too. */
    private static List<StackTraceElement> stackOf(Throwable error) {
        try {
            return Frames.ofUser(error.getStackTrace());
        } catch (RuntimeException e) {
            return List.of();
        }
    }

    /** @param where what to say of a session that cannot be had; null for one that nobody has asked for */
    private static Console.Resumption hold(
            Console console,
            TtyLock.Request request,
            Strand strand,
            String reason,
            @Nullable String where,
            List<StackTraceElement> stack,
            @Nullable Throwable error,
            boolean caught,
            boolean thrown,
            List<@Nullable Object> values) {
        var resumption = Console.Resumption.CONTINUE;
        try {
            strand.awaitShielded(request);
            var refused = request.refusal();
            if (refused != null) {
                if (where != null) {
                    Log.warn(() -> where + " passed over: " + refused);
                }
                return Console.Resumption.CONTINUE;
            }
            strand.atConsole = true;
            var pause = new Pause(
                    reason,
                    strand.actorPath(),
                    strand.name(),
                    Thread.currentThread().getName(),
                    stack,
                    error,
                    caught,
                    thrown,
                    values);
            var terminal = request.terminal();
            resumption =
                    CancelScope.shield(() -> terminal == null ? console.hold(pause) : console.hold(pause, terminal));
        } catch (RuntimeException | Error e) { // a console that fails must not take the place of the user's error
            Log.warn("the console failed in the session of " + strand + "; it goes on", e);
        } finally {
            strand.atConsole = false;
            if (resumption == Console.Resumption.STEP && request.terminal() == null) {
                strand.stepping = request;
                strand.root.tty().step(request);
            } else {
                strand.root.tty().end(request);
            }
        }
        return resumption;
    }
}
