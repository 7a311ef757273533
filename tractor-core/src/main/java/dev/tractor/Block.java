package dev.tractor;

/**
 * A block of code with a result that may throw.
 *
 * @param <T> the result
 * @param <X> what it throws; inferred from the lambda
 */
@FunctionalInterface
public interface Block<T, X extends Exception> {

    /**
     * Runs the block.
     *
     * @return its result
     * @throws X when it fails
     */
    T call() throws X;
}
