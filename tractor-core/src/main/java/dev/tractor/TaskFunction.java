package dev.tractor;

/**
 * What a task does with an item, and what it makes of it.
 *
 * @param <T> the item
 * @param <R> the result
 */
@FunctionalInterface
public interface TaskFunction<T, R> {

    /**
     * Runs on the task's thread.
     *
     * @param item what to work on
     * @return the result
     * @throws Exception fails the task
     */
    R apply(T item) throws Exception;
}
