package dev.tractor;

/**
 * A block of code with a result that is given the scope it runs in: a {@link Nursery}.
 *
 * @param <S> the scope
 * @param <T> the result
 * @param <X> what it throws beside {@link InterruptedException}; inferred from the lambda
 */
@FunctionalInterface
public interface ScopedBlock<S, T, X extends Exception> {

    /**
     * Runs the block.
     *
     * @param scope the scope it runs in; of no use after the block
     * @return its result
     * @throws X when it fails
     * @throws InterruptedException when it is cancelled or interrupted
     */
    T call(S scope) throws X, InterruptedException;
}
