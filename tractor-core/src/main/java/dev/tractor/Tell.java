package dev.tractor;

import org.jspecify.annotations.Nullable;

/**
 * A message that nobody waits for. Its failure is the actor's own.
 *
 * @param <A> the actor's state
 */
final class Tell<A> extends Posted<A> {
    private ActorAction<? super A> action;

    Tell(Strand sender, ActorAction<? super A> action, @Nullable Limit limit) {
        super(sender, limit);
        this.action = action;
    }

    @Override
    Tell<A> repeated() {
        return new Tell<>(sender, action, null);
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
    public String toString() {
        return "tell";
    }
}
