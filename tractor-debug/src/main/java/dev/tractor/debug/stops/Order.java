package dev.tractor.debug.stops;

import dev.tractor.BreakpointQuitException;
import org.jspecify.annotations.Nullable;

/** How a stopped thread is to go on. */
public sealed interface Order {

    /** As if nothing had been. */
    record Go() implements Order {}

    /** To the next line. @param into whether it may be one in a method that this line calls */
    record Step(boolean into) implements Order {}

    /**
     * Until the method returns to code of the user, or is left by an error that such code catches.
     *
     * @param outward how many frames of the user are inside the one that is meant
     */
    record Finish(int outward) implements Order {}

    /**
     * To a later line of the method, or until it is left.
     *
     * @param line the first line that counts
     */
    record Until(int line) implements Order {}

    /**
     * A method is called again with its arguments, and stops at its beginning.
     *
     * @param outward how many frames of the user are inside the one that is meant
     */
    record Retry(int outward) implements Order {}

    /**
     * A method returns at once, and the caller is stopped.
     *
     * @param outward how many frames of the user are inside the one that is meant
     * @param value what it returns; null for a method that returns nothing
     */
    record Return(int outward, @Nullable Object value) implements Order {}

    /** An error is raised where the thread is. */
    record Quit(BreakpointQuitException error) implements Order {}
}
