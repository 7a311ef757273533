package dev.tractor;

import java.io.Serializable;

/**
 * What {@link Portal#run} and {@link Portal#tell} send to an actor: code that runs on the actor's state, in its turn.
 *
 * @param <A> the actor's state
 */
@FunctionalInterface
public interface ActorAction<A> extends Serializable {

    /**
     * Runs on the actor's thread.
     *
     * @param state the actor's state; not to be kept
     * @throws Exception after {@code run} it goes to the caller, after {@code tell} it fails the actor
     */
    void accept(A state) throws Exception;
}
