package dev.tractor.debug;

import dev.tractor.debug.stops.Debugger;
import dev.tractor.spi.Console;
import dev.tractor.spi.Pause;
import dev.tractor.spi.RootHandle;
import dev.tractor.spi.SessionLink;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The console of a child JVM: its sessions run here, and are shown at the terminal of the topmost JVM. It never touches the
 * terminal itself.
 */
final class ChildConsole implements Console {
    private final RootHandle root;
    private final Displays displays = new Displays();
    private final LevelNote note = new LevelNote(false);
    private final OutputLimit limit = new OutputLimit();

    /** Where sources are looked for; null before the first session. Of the task whose session is open. */
    private @Nullable List<Path> sources;

    /** What was entered, of the task whose session is open. */
    private final List<String> entered = new ArrayList<>();

    ChildConsole(RootHandle root) {
        this.root = root;
    }

    /** Whether there is a terminal is found out by asking for it. */
    @Override
    public boolean available() {
        return true;
    }

    @Override
    public Resumption hold(Pause pause) {
        throw new IllegalStateException("a child JVM has no terminal of its own");
    }

    @Override
    public Resumption hold(Pause pause, SessionLink terminal) {
        var debugger = Debugger.attached();
        if (debugger != null) {
            debugger.forgetSteps(); // it has stopped by itself
        }
        boolean interrupted = Thread.interrupted(); // cleared, because files cannot be read with the interrupt set
        var opened = new Session[1];
        try {
            var resumption = new FarTerminal(terminal, entered).hold(screen -> {
                var session = new Session(pause, new FarRoot(root, screen), screen, sources(), displays, note, limit);
                opened[0] = session;
                return session;
            });
            if (opened[0] != null && resumption != Resumption.QUIT) {
                Debugger.carryOut(opened[0].plan());
            }
            return resumption;
        } finally {
            if (interrupted || opened[0] != null && opened[0].leftInterrupted()) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private List<Path> sources() {
        var known = sources;
        if (known == null) {
            known = Sources.roots(Path.of(""), System.getProperty("tractor.sources", ""));
            sources = known;
        }
        return known;
    }
}
