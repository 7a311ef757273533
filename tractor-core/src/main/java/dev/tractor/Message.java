package dev.tractor;

import org.jspecify.annotations.Nullable;

/**
 * One message in a mailbox: an {@link Ask} or a {@link Tell}.
 *
 * @param <A> the actor's state
 */
abstract sealed class Message<A> permits Ask, Tell {
    /** Who sent it. */
    final Strand sender;

    // Owned by the mailbox, guarded by its lock.
    @Nullable
    Message<A> earlier;

    @Nullable
    Message<A> later;

    boolean queued;

    /** Whether it has a place in the mailbox, rather than waits for one. Written under the mailbox's lock. */
    volatile boolean admitted;

    Message(Strand sender) {
        this.sender = sender;
    }

    /** Runs it, in the actor's turn. */
    abstract void serve(ActorCell<A> actor, A state);

    /** Answers that the actor will never run it. */
    abstract void drop(ActorCell<A> actor);
}
