package dev.tractor;

/**
 * A block of code without a result that is given the scope it runs in: a {@link Nursery} or a {@link CancelScope}.
 *
 * @param <S> the scope
 * @param <X> what it throws beside {@link InterruptedException}; inferred from the lambda
 */
@FunctionalInterface
public interface ScopedAction<S, X extends Exception> {

    /**
     * Runs the block.
     *
     * @param scope the scope it runs in; of no use after the block
     * @throws X when it fails
     * @throws InterruptedException when it is cancelled or interrupted
     */
    void run(S scope) throws X, InterruptedException;
}
