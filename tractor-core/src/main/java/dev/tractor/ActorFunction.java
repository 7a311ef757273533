package dev.tractor;

import java.io.Serializable;

/**
 * What {@link Portal#ask} sends to an actor: code that runs on the actor's state, in its turn, and returns a reply.
 *
 * @param <A> the actor's state
 * @param <R> the reply
 */
@FunctionalInterface
public interface ActorFunction<A, R> extends Serializable {

    /**
     * Runs on the actor's thread.
     *
     * @param state the actor's state; not to be kept
     * @return the reply
     * @throws Exception goes to the caller, wrapped in an {@link ActorFailedException}
     */
    R apply(A state) throws Exception;
}
