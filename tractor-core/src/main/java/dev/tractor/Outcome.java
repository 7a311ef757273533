package dev.tractor;

import org.jspecify.annotations.Nullable;

/**
 * How the dialog of a context has ended: what {@link Context#outcome()} returns. Each context has exactly one.
 *
 * @param <R> the result
 */
public sealed interface Outcome<R> {

    /**
     * It returned.
     *
     * @param value what it returned; null for an endpoint without a result
     * @param <R> the result
     */
    record Value<R>(@Nullable R value) implements Outcome<R> {}

    /**
     * It raised an error, or its actor failed.
     *
     * @param failure which; {@link ActorFailedException#getCause()} is what was thrown
     * @param <R> the result
     */
    record Failure<R>(ActorFailedException failure) implements Outcome<R> {}

    /**
     * It was cancelled, and answered to that.
     *
     * @param cancellation why, and by whom
     * @param <R> the result
     */
    record Cancelled<R>(ActorCancelledException cancellation) implements Outcome<R> {}
}
