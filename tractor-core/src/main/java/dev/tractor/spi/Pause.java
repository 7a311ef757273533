package dev.tractor.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One stop of one task: what a console session is about.
 *
 * @param actor path of the actor the task runs in; {@code "/"} for the root
 * @param task name of the task within its actor
 * @param thread name of the paused thread
 * @param stack the user's stack frames, innermost first; tractor's own and the JDK's outermost frames are left out. For a
 *     crash it is the stack at the throw point as far as the error recorded it
 * @param error the error that is about to leave the task, or null when this is a breakpoint
 */
public record Pause(
        String actor,
        String task,
        String thread,
        List<StackTraceElement> stack,
        @Nullable Throwable error) {

    /** {@return whether the task crashed, rather than reached a breakpoint} */
    public boolean crash() {
        return error != null;
    }
}
