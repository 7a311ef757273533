package dev.tractor;

import java.io.Serializable;

/**
 * Makes the state of an actor: usually a constructor, such as {@code Counter::new}.
 *
 * @param <A> the actor's state
 */
@FunctionalInterface
public interface ActorFactory<A> extends Serializable {

    /**
     * Makes the state; runs on the actor's thread, as its first turn.
     *
     * @return the state, not null; closed at the end of the actor if it is {@link AutoCloseable}
     * @throws Exception fails the actor
     */
    A create() throws Exception;
}
