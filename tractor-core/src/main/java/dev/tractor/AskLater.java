package dev.tractor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * An ask whose answer is given by means of a {@link Reply}: during its turn or any time later, by any thread. When its code
 * has returned without that, the actor owes the answer, and goes on to its next message.
 *
 * <p>Several may want to answer: the code that has the reply, the handler by throwing, the actor by ending. The first to
 * {@linkplain #settle settle} it is the only one to do so; what became of the sender is the business of {@link Ask}, whose
 * state stays {@code RUNNING} while the answer is owed.
 *
 * @param <A> the actor's state
 * @param <R> the answer
 */
sealed class AskLater<A, R> extends Ask<A, R> permits ServedLater {
    private static final VarHandle SETTLED;

    static {
        try {
            SETTLED = MethodHandles.lookup().findVarHandle(AskLater.class, "settled", Settled.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private enum Settled {
        /** The reply was used. */
        BY_REPLY,
        /** The handler threw, or the actor has ended. */
        OTHERWISE
    }

    private ReplyingAction<? super A, R> action;

    /** Who answers it; null while that is open. */
    private volatile @Nullable Settled settled;

    /** Told when the sender gives up; null for nobody. */
    private volatile @Nullable Runnable whenGivenUp;

    AskLater(Strand sender, ReplyingAction<? super A, R> action, @Nullable Limit limit) {
        super(sender, limit);
        this.action = action;
    }

    /** Has somebody told when the sender gives up from now on, or has given up. By the actor's thread. */
    void whenGivenUp(Runnable told) {
        whenGivenUp = told;
        if (givenUp()) {
            told.run();
        }
    }

    private boolean settle(Settled how) {
        return SETTLED.compareAndSet(this, null, how);
    }

    /** Whether the sender waits, and nobody has answered. */
    boolean wanted() {
        return settled == null && running();
    }

    // On the actor's thread.

    @Override
    @SuppressWarnings("NullAway") // not the answer
    R call(ActorCell<A> actor, A on) throws Exception {
        action.accept(on, new Reply<>(this, actor));
        return null;
    }

    @Override
    void returned(ActorCell<A> actor, @Nullable R nothing) {
        if (wanted()) {
            actor.owes(this);
            if (!wanted()) { // settled or given up meanwhile, by one who may not have found it among what is owed
                actor.owesNoMore(this);
            }
        }
    }

    @Override
    void threw(ActorCell<A> actor, RuntimeException failed) {
        if (settle(Settled.OTHERWISE)) {
            super.threw(actor, failed);
        } else {
            actor.unheard(failed); // the sender has its answer already
        }
    }

    /** The actor ends. */
    @Override
    void drop(ActorCell<A> actor) {
        if (settle(Settled.OTHERWISE)) {
            super.drop(actor);
        }
    }

    // On any thread.

    /**
     * Answers it.
     *
     * @return whether the sender takes the answer, as far as can be known
     * @throws IllegalStateException when the reply was used before
     */
    boolean answerLater(ActorCell<?> actor, @Nullable R value, @Nullable RuntimeException failed) {
        if (!settle(Settled.BY_REPLY)) {
            if (settled == Settled.BY_REPLY) {
                throw new IllegalStateException(
                        "the reply of " + actor.path + " to " + sender + " was given before; a Reply can be used once");
            }
            logDropped(actor, failed);
            return false;
        }
        actor.owesNoMore(this);
        reply(actor, value, failed);
        return !givenUp();
    }

    /** What was given by a reply has been dealt with by whoever gave it, so it does not fail the actor. */
    @Override
    void unheard(ActorCell<?> actor, @Nullable RuntimeException failed) {
        if (settled == Settled.BY_REPLY) {
            logDropped(actor, failed);
        } else {
            super.unheard(actor, failed);
        }
    }

    private void logDropped(ActorCell<?> actor, @Nullable RuntimeException failed) {
        if (failed != null) {
            Log.info(() -> "nobody waits any more for the reply of " + actor.path + " to " + sender
                    + ", which was an error: " + Names.text(failed));
        }
    }

    @Override
    boolean giveUp(ActorCell<A> target, Cancellation why) {
        var givenUp = super.giveUp(target, why);
        if (givenUp) {
            target.owesNoMore(this);
            var told = whenGivenUp;
            if (told != null) {
                told.run();
            }
        }
        return givenUp;
    }

    /** Once its code has begun anybody may have the reply. */
    @Override
    boolean inTheHandsOfTheActor() {
        return super.inTheHandsOfTheActor() && !running();
    }

    @Override
    Ask<A, R> repeated() {
        return new AskLater<>(sender, action, null);
    }

    @Override
    Object payload() {
        return action;
    }

    @Override
    @SuppressWarnings("unchecked")
    void replace(Object payload) {
        action = (ReplyingAction<? super A, R>) payload;
    }
}
