package dev.tractor.spi;

import org.jspecify.annotations.Nullable;

/**
 * Is told what happens in a tree, as it happens, on the thread that does it. For the test kit; with none, core pays a null
 * check.
 *
 * <p>It may yield or park, and then the thread's progress waits for it; core calls it where that is allowed. It must not
 * throw. {@code who} and {@code what} are core's own objects, stable under {@code toString()}, which costs nothing until it is
 * called.
 */
public interface Listener {

    /** What may happen. */
    enum Event {
        /** A task or an actor ({@code who}) was added to a nursery ({@code what}). */
        SPAWNED,
        /** A task or an actor has run; {@code what} is its failure, if any. */
        EXITED,
        /** A message ({@code what}) is about to be sent. */
        SENT,
        /** An actor has taken a message from its mailbox. */
        RECEIVED,
        /** An actor has answered an ask. */
        REPLIED,
        /** A tractor call that may wait has begun, and has not yet looked whether it is cancelled. */
        CHECKPOINT,
        /** A tractor call is about to wait for {@code what}, and can be seen to. */
        BLOCKED,
        /** That wait is over. */
        RESUMED,
        /** A task or an actor, or a block of it, is being cancelled; {@code what} says why and by whom. */
        CANCELLED
    }

    /**
     * Something has happened.
     *
     * @param event what kind of thing
     * @param who the task or actor; {@code toString()} names it
     * @param what more about it; null for nothing
     */
    void happened(Event event, Object who, @Nullable Object what);
}
