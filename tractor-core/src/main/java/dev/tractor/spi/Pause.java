package dev.tractor.spi;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One stop of one task: what a console session is about.
 *
 * @param reason what the session is called: {@code breakpoint}, {@code crash}, {@code step} and the like
 * @param actor path of the actor the task runs in; {@code "/"} for the root
 * @param task name of the task within its actor
 * @param thread name of the paused thread
 * @param stack the user's stack frames, innermost first; tractor's own and the JDK's outermost frames are left out. For a
 *     crash it is the stack at the throw point as far as the error recorded it
 * @param error the error that the session is about, or null when this is a breakpoint
 * @param caught whether code of the user has caught the error and asked for the session; then it is not about to leave the
 *     task
 * @param thrown whether the error was only just thrown, and all frames are still there
 * @param values what was passed to the breakpoint, to be shown; any may be null
 */
public record Pause(
        String reason,
        String actor,
        String task,
        String thread,
        List<StackTraceElement> stack,
        @Nullable Throwable error,
        boolean caught,
        boolean thrown,
        List<@Nullable Object> values) {

    /** Makes an immutable copy of the values. */
    public Pause {
        values = Collections.unmodifiableList(new ArrayList<>(values)); // List.copyOf refuses nulls
    }

    /**
     * Makes one of which no error was only just thrown.
     *
     * @param reason what the session is called
     * @param actor path of the actor
     * @param task name of the task
     * @param thread name of the paused thread
     * @param stack the user's stack frames
     * @param error the error, or null when this is a breakpoint
     * @param caught whether code of the user has caught the error
     * @param values what was passed to the breakpoint
     */
    public Pause(
            String reason,
            String actor,
            String task,
            String thread,
            List<StackTraceElement> stack,
            @Nullable Throwable error,
            boolean caught,
            List<@Nullable Object> values) {
        this(reason, actor, task, thread, stack, error, caught, false, values);
    }

    /**
     * Makes one of a breakpoint without values, or of an error that is about to leave the task.
     *
     * @param actor path of the actor
     * @param task name of the task
     * @param thread name of the paused thread
     * @param stack the user's stack frames
     * @param error the error, or null when this is a breakpoint
     */
    public Pause(String actor, String task, String thread, List<StackTraceElement> stack, @Nullable Throwable error) {
        this(error == null ? "breakpoint" : "crash", actor, task, thread, stack, error, false, List.of());
    }

    /** {@return whether the session is about an error, rather than a breakpoint} */
    public boolean crash() {
        return error != null;
    }
}
