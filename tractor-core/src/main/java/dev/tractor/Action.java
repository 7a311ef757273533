package dev.tractor;

/**
 * A block of code without a result that may throw.
 *
 * @param <X> what it throws; inferred from the lambda
 */
@FunctionalInterface
public interface Action<X extends Exception> {

    /**
     * Runs the block.
     *
     * @throws X when it fails
     */
    void run() throws X;
}
