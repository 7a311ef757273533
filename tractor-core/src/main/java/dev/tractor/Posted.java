package dev.tractor;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A message whose sender waits for room in the mailbox, and for nothing else.
 *
 * @param <A> the actor's state
 */
abstract sealed class Posted<A> extends Message<A> permits Tell, Open {
    private volatile @Nullable RuntimeException refused;

    /** How long the sender waits; null for any time. */
    private final @Nullable Limit limit;

    // Sender's thread only.

    /** Whether the sender does not wait at all. */
    private boolean now;

    /** Whether there was no place in time. */
    private boolean unsent;

    Posted(Strand sender, @Nullable Limit limit) {
        super(sender);
        this.limit = limit;
    }

    /** Sends it; waits for a place in the mailbox. One that throws has not sent. @return false when the limit has passed */
    final boolean send(ActorCell<A> target) throws InterruptedException {
        Post.send(this, target);
        return !unsent;
    }

    /** Sends it if there is a place in the mailbox. Does not wait. @return whether it was sent */
    final boolean trySend(ActorCell<A> target) {
        now = true;
        try {
            return send(target);
        } catch (InterruptedException e) {
            throw new IllegalStateException("a message that wants its place at once never waits", e);
        }
    }

    @Override
    final void deliver(ActorCell<A> target) throws InterruptedException {
        if (now) {
            unsent = !target.mailbox.offer(this, target);
            return;
        }
        if (target.mailbox.put(this, target)) {
            return;
        }
        var room = new AwaitingRoom(target);
        if (!sender.endsSoon(room) && !target.mailbox.isAdmitted(this)) {
            try {
                sender.await(room);
            } catch (InterruptedException | RuntimeException e) {
                if (target.mailbox.takeBack(this)) {
                    throw e;
                }
                sender.keepForLater(e); // it found its place in this very moment, so it is sent
            }
        }
        throwIfLost();
        unsent = !target.mailbox.hasPlace(this) && target.mailbox.takeBack(this);
    }

    /** The actor takes no more. */
    final void throwIfLost() {
        var gone = refused;
        if (gone != null) {
            gone.fillInStackTrace(); // made on another thread
            throw gone;
        }
    }

    @Override
    void lost(RuntimeException why) {
        refused = why;
        sender.unpark();
    }

    @Override
    void drop(ActorCell<A> actor) {
        if (!admitted) {
            lost(actor.gone());
        }
    }

    /** Waits for a place in a full mailbox. */
    private final class AwaitingRoom extends Wait {
        private final ActorCell<A> target;

        AwaitingRoom(ActorCell<A> target) {
            this.target = target;
        }

        @Override
        boolean done() {
            return target.mailbox.hasPlace(Posted.this) || refused != null || limit != null && limit.passed();
        }

        @Override
        boolean timed() {
            return limit != null;
        }

        @Override
        void eachBlocker(Consumer<Strand> visitor) {
            if (!done() && !target.mailbox.mayShrink()) {
                visitor.accept(target.strand);
            }
        }

        @Override
        public String toString() {
            return "room in the mailbox of " + target.path;
        }
    }
}
