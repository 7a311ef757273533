package dev.tractor.debug;

import dev.tractor.debug.stops.Debugger;
import dev.tractor.spi.Console;
import dev.tractor.spi.Pause;
import dev.tractor.spi.RootHandle;
import dev.tractor.spi.SessionLink;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
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
        StandardStreams.bound(limit);
    }

    /** Whether there is a terminal is found out by asking for it. */
    @Override
    public boolean available() {
        return true;
    }

    /** A task that has stopped by itself keeps its frames, so that they can be taken back. */
    @Override
    public Resumption atBreakpoint(Supplier<Resumption> stop) {
        return Debugger.during(stop);
    }

    @Override
    public Resumption hold(Pause pause) {
        throw new IllegalStateException("a child JVM has no terminal of its own");
    }

    @Override
    public Resumption hold(Pause pause, SessionLink terminal) {
        return Holding.hold(opened -> new FarTerminal(terminal, entered).hold(screen -> {
            var held = new Session(pause, new FarRoot(root, screen), screen, sources(), displays, note, limit);
            opened.accept(held);
            return held;
        }));
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
