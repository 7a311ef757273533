package dev.tractor.debug;

import org.jspecify.annotations.Nullable;

/** What the terminal's thread says to the paused task. */
sealed interface Said {

    /** The terminal is open and waits for the first {@link Reply}. */
    record Opened(LineDevice device) implements Said {}

    /** The terminal could not be opened; the task goes on. */
    record Unavailable() implements Said {}

    /** The user entered a line. */
    record Line(String text) implements Said {}

    /**
     * The user has edited a text.
     *
     * @param text what became of it; null when there is none
     * @param problem why not
     */
    record Edited(@Nullable String text, String problem) implements Said {
        static Edited refused(String why) {
            return new Edited(null, why);
        }
    }

    /** The user pressed ctrl-c at the prompt: what was entered so far of several lines is dropped. */
    record Dropped() implements Said {}

    /** The user pressed ctrl-d, or there is no more input. */
    record EndOfInput() implements Said {}

    /** The last reply is on the screen; the session is over. */
    record Closed() implements Said {}
}
