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

    Posted(Strand sender) {
        super(sender);
    }

    /** Sends it; waits for a place in the mailbox. One that throws has not sent. */
    final void send(ActorCell<A> target) throws InterruptedException {
        Post.send(this, target);
    }

    @Override
    final void deliver(ActorCell<A> target) throws InterruptedException {
        super.deliver(target);
        if (admitted) {
            return;
        }
        try {
            sender.await(new AwaitingRoom(target));
        } catch (InterruptedException | RuntimeException e) {
            if (target.mailbox.takeBack(this)) {
                throw e;
            }
            sender.keepForLater(e); // it found its place in this very moment, so it is sent
        }
        throwIfLost();
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
            return admitted || refused != null;
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
