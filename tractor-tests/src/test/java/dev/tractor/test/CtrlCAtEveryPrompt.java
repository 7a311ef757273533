package dev.tractor.test;

import dev.tractor.spi.Console.Resumption;
import dev.tractor.spi.Pause;
import dev.tractor.spi.RootHandle;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInfo;

/**
 * Has every session of a {@link ScriptedConsole} held at a terminal as well, by a person who presses ctrl-c at each prompt:
 * in the middle of a word before the test sees the session, and again, in an empty line, before the test's answer is typed.
 * So a test that was written for the one runs at the other as it is.
 *
 * <p>A simulated test stays one. What happens at the terminal happens on threads outside, and in the middle of a step: the
 * paused task does nothing but look whether it is done, and so nothing else of the simulation runs. As a terminal takes real time,
 * that is done in the first schedules of a test only; the others, and the runs by which the kit shortens a failure, are
 * without a terminal. With {@code -Dtractor.ctrlc.schedules=1000000} all are at one.
 */
public final class CtrlCAtEveryPrompt {
    /** How many schedules of a test are played at a terminal. */
    private static final int SCHEDULES = Integer.getInteger("tractor.ctrlc.schedules", 4);

    /** By test: how many schedules there have been. */
    private static final Map<String, Integer> PLAYED = new ConcurrentHashMap<>();

    private final Object busy = new Object();

    // Guarded by busy.
    private @Nullable ScriptedTerminal terminal;
    private @Nullable Throwable failure;
    private int held;
    private int answered;
    private int pressed;
    private boolean over;

    private CtrlCAtEveryPrompt() {}

    /** Begins with the next session. Close what it returns when the test is over. */
    public static CtrlCAtEveryPrompt at(ScriptedConsole console, TestInfo test) {
        var name = test.getTestClass() + "#" + test.getTestMethod();
        int played = PLAYED.merge(name, 1, Integer::sum);
        var made = new CtrlCAtEveryPrompt();
        if (played <= SCHEDULES) {
            console.by(made.new Way());
        }
        return made;
    }

    /** Closes the terminal; sessions that come later are held by the test alone. Fails if it was not as expected. */
    public void close() {
        aside(() -> {
            over = true;
            if (terminal != null) {
                terminal.close();
            }
        });
        synchronized (busy) {
            if (failure != null) {
                throw new AssertionError("a session at the terminal was not as expected", failure);
            }
            // the last one's answer may not have been typed yet
            if (pressed != held + answered) {
                throw new AssertionError("ctrl-c was pressed " + pressed + " times in " + held + " sessions, of which "
                        + answered + " were answered");
            }
        }
    }

    /** What is done at the terminal. */
    private interface Deed {
        void run() throws Exception;
    }

    /** Does it on a thread outside, while the caller, and with it the simulation, stands still. */
    private void aside(Deed deed) {
        var done = new Done();
        Thread.ofPlatform().daemon().name("person at the terminal").start(() -> {
            try {
                synchronized (busy) {
                    try {
                        deed.run();
                    } catch (Exception | AssertionError e) {
                        failed(e);
                    }
                }
            } finally {
                done.yes = true;
            }
        });
        while (!done.yes) {
            // any way to wait would let the simulation go on, at a monitor after five seconds
        }
    }

    private static final class Done {
        private volatile boolean yes;
    }

    private void failed(Throwable e) {
        if (failure == null) {
            failure = e;
        }
        if (terminal != null) {
            terminal.close(); // so that whoever is paused goes on
        }
    }

    private final class Way implements ScriptedConsole.Detour {

        @Override
        public Resumption hold(RootHandle root, Pause pause, Supplier<Resumption> answered) {
            var session = new Held();
            aside(() -> session.begin(root, pause));
            var answer = answered.get();
            aside(() -> session.end(answer));
            return answer;
        }

        @Override
        public void queueChanged() {
            aside(() -> {
                if (terminal != null) {
                    terminal.console().queueChanged();
                }
            });
        }
    }

    /** One session at the terminal. It is held on a thread of its own; the paused task's stands still. */
    private final class Held {
        private @Nullable Pause pause;
        private @Nullable FutureTask<Resumption> result;

        void begin(RootHandle root, Pause paused) throws InterruptedException {
            if (over || failure != null) {
                return;
            }
            var open = terminal == null ? ScriptedTerminal.of(root) : terminal;
            terminal = open;
            held++;
            var holding = new FutureTask<>(() -> open.console().hold(paused));
            pause = paused;
            result = holding;
            Thread.ofPlatform().daemon().name("paused at the terminal").start(holding);
            open.expect(" in " + paused.actor() + ", task " + paused.task());
            open.expectPrompt(paused.actor());
            open.type("qui");
            ctrlC(open, paused, holding);
        }

        void end(Resumption answer) throws Exception {
            var open = terminal;
            var paused = pause;
            var holding = result;
            if (open == null || paused == null || holding == null || over || failure != null) {
                return;
            }
            answered++;
            ctrlC(open, paused, holding);
            open.enter(answer == Resumption.QUIT ? "quit" : "continue");
            var typed = holding.get();
            if (typed != answer) {
                throw new AssertionError("typed " + answer + ", and the session ended with " + typed);
            }
        }

        private void ctrlC(ScriptedTerminal open, Pause paused, Future<?> holding) throws InterruptedException {
            open.press(Key.CTRL_C);
            open.expectPrompt(paused.actor());
            if (holding.isDone()) {
                throw new AssertionError("ctrl-c has ended the session of " + paused.actor());
            }
            pressed++;
        }
    }
}
