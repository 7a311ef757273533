package dev.tractor.debug;

import dev.tractor.debug.eval.Completions;
import java.util.List;

/**
 * What can be completed at a prompt.
 *
 * @param commands the commands; none in the middle of an entry
 * @param java completes Java
 */
record Completing(List<Command> commands, Java java) {
    static final Completing NOTHING = new Completing(List.of(), (_, cursor) -> new Completions(cursor, List.of()));

    /** Completes the name before the cursor. Called on the terminal's thread. */
    interface Java {
        Completions complete(String line, int cursor);
    }
}
