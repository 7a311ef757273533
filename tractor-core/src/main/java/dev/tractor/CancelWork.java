package dev.tractor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * One cancellation on its way down the tree: a queue of nurseries whose children are still to be cancelled. A queue, and no
 * recursion, because trees may be thousands of levels deep. Used by one thread.
 */
final class CancelWork {
    private final Deque<CancelWalk> walks = new ArrayDeque<>();

    private CancelWork() {}

    /** Begins a cancellation, and goes on until it has reached all that is below. */
    static void run(Consumer<CancelWork> beginning) {
        var work = new CancelWork();
        beginning.accept(work);
        for (var walk = work.walks.poll(); walk != null; walk = work.walks.poll()) {
            walk.run(work);
        }
    }

    void add(CancelWalk walk) {
        walks.add(walk);
    }
}
