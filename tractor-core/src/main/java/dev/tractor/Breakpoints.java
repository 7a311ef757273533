package dev.tractor;

import dev.tractor.spi.Console;
import dev.tractor.spi.Pause;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Breakpoints and crashes: decides whether a session is due, gets the terminal for it, has the console hold it, and gives
 * the terminal back.
 */
final class Breakpoints {
    private Breakpoints() {}

    /** A breakpoint in user code, on the calling thread. */
    static void pause() {
        var strand = Strand.current();
        var stack = Frames.ofUser(Thread.currentThread().getStackTrace());
        var where = "breakpoint in " + strand + (stack.isEmpty() ? "" : " at " + stack.getFirst());
        if (strand.atConsole) {
            Log.info(() -> where + " passed over: this task is at the console already");
            return;
        }
        var console = strand.root.console();
        if (console == null) {
            Log.warn(() -> where + " passed over: add tractor-debug to the class path to get a console here");
            return;
        }
        if (!console.available()) {
            if (strand.root.inChildJvm()) {
                Log.warn(() -> where + " passed over: there is no console in a child JVM yet; start the actor without"
                        + " Spawn.process() to stop here");
                return;
            }
            Log.warn(
                    () -> where + " passed over: there is no terminal; run with one, or give commands on standard input"
                            + " with -Dtractor.console=stdin");
            return;
        }
        var request = strand.cancelled() ? null : strand.root.tty.request(strand, false);
        if (request == null) {
            Log.warn(() -> where
                    + " passed over: the task is cancelled; put the breakpoint into CancelScope.shield to stop"
                    + " there all the same");
            return;
        }
        if (hold(console, request, strand, stack, null) == Console.Resumption.QUIT) {
            throw new BreakpointQuitException(where.substring("breakpoint in ".length()));
        }
    }

    /** An error is about to leave a task, a turn or a block: opens the crash console in debug mode. */
    static void crash(Strand strand, boolean debug, Throwable error) {
        if (!debug || strand.atConsole || error instanceof BreakpointQuitException || shownHere(strand, error)) {
            return;
        }
        var console = strand.root.console();
        if (console == null || !console.available()) {
            return;
        }
        var request = strand.root.tty.request(strand, true);
        if (request != null) {
            hold(console, request, strand, Frames.ofUser(error.getStackTrace()), error);
        }
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

    private static Console.Resumption hold(
            Console console,
            TtyLock.Request request,
            Strand strand,
            List<StackTraceElement> stack,
            @Nullable Throwable error) {
        try {
            strand.awaitShielded(request);
            strand.atConsole = true;
            return CancelScope.shield(() -> console.hold(new Pause(
                    strand.actorPath(), strand.name(), Thread.currentThread().getName(), stack, error)));
        } catch (RuntimeException | Error e) { // a console that fails must not take the place of the user's error
            Log.warn("the console failed in the session of " + strand + "; it goes on", e);
            return Console.Resumption.CONTINUE;
        } finally {
            strand.atConsole = false;
            strand.root.tty.end(request);
        }
    }
}
