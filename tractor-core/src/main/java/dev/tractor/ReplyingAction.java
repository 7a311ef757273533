package dev.tractor;

import java.io.Serializable;

/**
 * What {@link Portal#ask(ReplyingAction)} sends to an actor: code that runs on the actor's state, in its turn, and has the
 * reply given then or later.
 *
 * @param <A> the actor's state
 * @param <R> the reply
 */
@FunctionalInterface
public interface ReplyingAction<A, R> extends Serializable {

    /**
     * Runs on the actor's thread.
     *
     * @param state the actor's state; not to be kept
     * @param reply gives the reply; may be kept and used by any thread
     * @throws Exception goes to the caller, wrapped in an {@link ActorFailedException}; fails the actor when the reply was
     *     given before
     */
    void accept(A state, Reply<R> reply) throws Exception;
}
