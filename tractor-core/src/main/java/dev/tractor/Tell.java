package dev.tractor;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A message that nobody waits for. Its failure is the actor's own.
 *
 * @param <A> the actor's state
 */
final class Tell<A> extends Message<A> {
    private ActorAction<? super A> action;
    private volatile @Nullable RuntimeException refused;

    Tell(Strand sender, ActorAction<? super A> action) {
        super(sender);
        this.action = action;
    }

    /** Sends it; waits for a place in the mailbox. One that throws has not sent. */
    void send(ActorCell<A> target) throws InterruptedException {
        Post.send(this, target);
    }

    @Override
    void deliver(ActorCell<A> target) throws InterruptedException {
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
    void throwIfLost() {
        var gone = refused;
        if (gone != null) {
            gone.fillInStackTrace(); // made on another thread
            throw gone;
        }
    }

    @Override
    Tell<A> repeated() {
        return new Tell<>(sender, action);
    }

    @Override
    Object payload() {
        return action;
    }

    @Override
    @SuppressWarnings("unchecked")
    void replace(Object payload) {
        action = (ActorAction<? super A>) payload;
    }

    @Override
    void lost(RuntimeException why) {
        refused = why;
        sender.unpark();
    }

    @Override
    void serve(ActorCell<A> actor, A state) {
        Throwable thrown = null;
        try {
            action.accept(state);
        } catch (Throwable t) {
            thrown = t;
        }
        thrown = LeftOpen.closeAfter(actor.strand.base, thrown);
        if (thrown != null) {
            actor.fail(thrown);
        }
    }

    @Override
    void drop(ActorCell<A> actor) {
        if (!admitted) {
            lost(actor.gone());
        }
    }

    @Override
    public String toString() {
        return "tell";
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
