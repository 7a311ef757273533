package dev.tractor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One cancellation on its way down the tree: a queue of nurseries whose children are still to be cancelled. A queue, and no
 * recursion, because trees may be thousands of levels deep. Used by one thread.
 */
final class CancelWork {
    private @Nullable Deque<CancelWalk> walks;

    private CancelWork() {}

    /** Begins a cancellation, and goes on until it has reached all that is below. */
    static void run(Consumer<CancelWork> beginning) {
        var work = new CancelWork();
        beginning.accept(work);
        for (var walk = work.next(); walk != null; walk = work.next()) {
            walk.run(work);
        }
    }

    private @Nullable CancelWalk next() {
        return walks == null ? null : walks.poll();
    }

    void add(CancelWalk walk) {
        if (walks == null) {
            walks = new ArrayDeque<>();
        }
        walks.add(walk);
    }
}
