package dev.tractor;

import org.jspecify.annotations.Nullable;

/**
 * One place in the line of an actor's {@link Mailbox}: a message, or the ticket of a dialog that wants its turn back.
 *
 * @param <A> the actor's state
 */
abstract sealed class Entry<A> permits Message, Ticket {
    /** Who sent the message, or wants the turn. */
    final Strand sender;

    // Owned by the mailbox, guarded by its lock.
    @Nullable
    Entry<A> earlier;

    @Nullable
    Entry<A> later;

    boolean queued;

    Entry(Strand sender) {
        this.sender = sender;
    }
}
