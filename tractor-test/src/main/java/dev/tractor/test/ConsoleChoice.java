package dev.tractor.test;

import dev.tractor.spi.Console;
import dev.tractor.spi.Pause;
import dev.tractor.spi.RootHandle;
import dev.tractor.spi.SessionLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the sessions of a test's root are held: in a {@link ScriptedConsole}, on a {@link ScriptedTerminal}, or nowhere. The
 * root gets its console before the test's parameters are known, so this stands between them.
 */
final class ConsoleChoice {
    /** For what was typed last to be carried out before a session counts as left open. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ScriptedConsole scripted = new ScriptedConsole();

    /** Test's thread only. */
    private boolean scriptedChosen;

    private volatile @Nullable ScriptedTerminal terminal;

    /** The session on the terminal. Written by the paused task's thread. */
    private volatile @Nullable Pause paused;

    /** What core sees. */
    Console attach(RootHandle root) {
        return new Seam(scripted.attach(root));
    }

    /** The test asks for the console. Test's thread only. */
    ScriptedConsole scripted() {
        if (terminal != null) {
            throw both();
        }
        scriptedChosen = true;
        scripted.enable();
        return scripted;
    }

    /** The test asks for the terminal. Test's thread only. */
    ScriptedTerminal terminal(RootHandle root) {
        if (scriptedChosen) {
            throw both();
        }
        var known = terminal;
        if (known != null) {
            return known;
        }
        try {
            return terminal = ScriptedTerminal.of(root);
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "a ScriptedTerminal needs the console of tractor-debug, which is not there; add a test dependency on"
                            + " dev.tractor:tractor-debug, or use a ScriptedConsole",
                    e);
        }
    }

    private static IllegalStateException both() {
        return new IllegalStateException(
                "a test has a ScriptedConsole or a ScriptedTerminal, not both: a session is held in one place; drop one of"
                        + " the parameters, here or in a @BeforeEach or @AfterEach method");
    }

    /** @see ScriptedConsole#queue() */
    List<String> queue() {
        return scripted.queue();
    }

    /** Resumes every session, now and later. @return what the test has left unanswered, a line each */
    List<String> release() {
        var open = terminal;
        if (open == null) {
            return scripted.release();
        }
        awaitAnswer(open);
        var left = new ArrayList<String>();
        var unanswered = paused;
        if (unanswered != null) {
            left.add("console session of " + ScriptedConsole.name(unanswered.actor(), unanswered.task())
                    + " on the terminal, which the test has not ended");
        }
        queue().stream().skip(1).forEach(waiter -> left.add(waiter + " waits for a console session"));
        open.close();
        return left;
    }

    /** The test may just have typed the end of the session. */
    private void awaitAnswer(ScriptedTerminal open) {
        try {
            open.awaitKeysTaken(() -> paused == null, PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Passes on to what was chosen. */
    private final class Seam implements Console {
        private final Console scriptedSeam;

        Seam(Console scriptedSeam) {
            this.scriptedSeam = scriptedSeam;
        }

        private Console chosen() {
            var open = terminal;
            return open == null ? scriptedSeam : open.console();
        }

        @Override
        public boolean available() {
            return chosen().available();
        }

        @Override
        public Resumption hold(Pause pause) {
            paused = pause;
            try {
                return chosen().hold(pause);
            } finally {
                paused = null;
                var open = terminal;
                if (open != null) {
                    open.tellChange();
                }
            }
        }

        @Override
        public boolean servesChildJvms() {
            return chosen().servesChildJvms();
        }

        @Override
        public void serve(SessionLink session) {
            chosen().serve(session);
        }

        @Override
        public void queueChanged() {
            chosen().queueChanged();
        }
    }
}
