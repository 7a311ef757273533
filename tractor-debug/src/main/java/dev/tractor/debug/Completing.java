package dev.tractor.debug;

import dev.tractor.debug.eval.Completions;
import java.util.List;

/**
 * What can be completed at a prompt.
 *
 * @param commands the commands; none in the middle of an entry
 * @param java completes Java
 * @param nodes completes names of actors and tasks
 */
record Completing(List<Command> commands, Java java, Nodes nodes) {
    static final Completing NOTHING =
            new Completing(List.of(), (_, cursor) -> new Completions(cursor, List.of()), _ -> List.of());

    /** Completes the name before the cursor. Called on the terminal's thread. */
    interface Java {
        Completions complete(String line, int cursor);
    }

    /** {@return the names that begin so} Called on the terminal's thread. */
    interface Nodes {
        List<String> complete(String begun);
    }
}
