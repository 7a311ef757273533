package dev.tractor;

/**
 * Takes the failures of children, so that they end neither the siblings nor the block: see {@link
 * NurseryOptions#onFailure(FailureHandler)} and {@link Spawn#withOnFailure(FailureHandler)}.
 */
@FunctionalInterface
public interface FailureHandler {

    /**
     * Takes one failure. Runs on the thread of the child that has failed, as its last deed: the block waits for it. Several
     * children may fail at once, so it may run on several threads at a time. It runs in a shield, so it may wait, and no
     * cancellation cuts it short; it may start other children in the child's place.
     *
     * @param path which child: the path of an actor, such as {@code /shop/orders}; for a task its name as messages have it,
     *     {@code task fetch} or {@code /shop (task fetch)}
     * @param failure what the task threw; for an actor an {@link ActorFailedException}
     * @throws Exception then the child has failed with that, and what it failed with before is suppressed in it
     */
    void failed(String path, Throwable failure) throws Exception;
}
