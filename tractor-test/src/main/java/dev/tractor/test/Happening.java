package dev.tractor.test;

import java.time.Duration;

/**
 * Something that happened in the tree of a simulated test.
 *
 * @param time the virtual time since the start
 * @param step the step of the schedule
 * @param what what happened
 * @param who the task or actor that did it, or that it happened to
 * @param detail more about it; may be empty
 */
public record Happening(Duration time, long step, Kind what, String who, String detail) {

    /** What may happen. */
    public enum Kind {
        /** A task or an actor was added to a nursery. */
        SPAWNED,
        /** A task or an actor has run; the detail is its failure, if any. */
        EXITED,
        /** A message is about to be sent to the actor in the detail. */
        SENT,
        /** An actor has taken a message from its mailbox. */
        RECEIVED,
        /** An ask was answered. */
        REPLIED,
        /** A tractor call that may wait has begun. */
        CHECKPOINT,
        /** A tractor call is about to wait for what the detail says. */
        BLOCKED,
        /** That wait is over. */
        RESUMED,
        /** A task, an actor or a block is being cancelled; the detail says why and by whom. */
        CANCELLED
    }

    /** {@return one line} */
    @Override
    public String toString() {
        return "step " + step + " at " + Texts.of(time) + ": " + who + " "
                + what.name().toLowerCase(java.util.Locale.ROOT)
                + (detail.isEmpty() ? "" : " " + detail);
    }
}
