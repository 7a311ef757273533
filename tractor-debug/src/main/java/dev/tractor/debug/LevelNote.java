package dev.tractor.debug;

import dev.tractor.debug.frames.Level;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Says how much this JVM lets be seen, and how to see more: in the first session of a process, and in {@code help}. */
final class LevelNote {
    private final AtomicBoolean said;

    /**
     * @param silent whether the banner says nothing of it, as in a console over a terminal that a test made
     */
    LevelNote(boolean silent) {
        said = new AtomicBoolean(silent);
    }

    /** {@return the line for the banner, in the first session} */
    Optional<String> once() {
        if (said.getAndSet(true)) {
            return Optional.empty();
        }
        var level = Level.here();
        return Optional.of(
                level == Level.STACK
                        ? numbered(level) + "; for variables: java " + level.next()
                        : numbered(level) + "; \"help\" says more");
    }

    /** Adds what help ends with. */
    static void explain(Page page) {
        var level = Level.here();
        page.line(Page.start(Look.QUIET, "  " + numbered(level) + ": " + level.says()));
        if (!level.next().isEmpty()) {
            page.line(Page.start(Look.QUIET, "  the next level: java " + level.next()));
        }
    }

    private static String numbered(Level level) {
        return "level " + (level.ordinal() + 1) + " of " + Level.values().length;
    }
}
