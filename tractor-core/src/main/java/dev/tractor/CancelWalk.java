package dev.tractor;

import java.util.List;

/**
 * Cancels the children of one nursery, youngest first: later ones may depend on earlier ones. In a block of the root each
 * child is left alone until the terminal is free; the walk is then handed to the keeper, which may wait, whoever began it.
 */
final class CancelWalk {
    private final Nursery nursery;
    private final Keeper keeper;
    private final List<Child> youngestFirst;
    private final Cancellation why;

    // By one thread at a time: whoever began the walk, then the keeper.
    private int next;
    private boolean mayWait;

    CancelWalk(Nursery nursery, Keeper keeper, List<Child> youngestFirst, Cancellation why) {
        this.nursery = nursery;
        this.keeper = keeper;
        this.youngestFirst = youngestFirst;
        this.why = why;
    }

    void run(CancelWork work) {
        for (; next < youngestFirst.size(); next++) {
            var child = youngestFirst.get(next);
            if (child.over()) {
                continue;
            }
            var latch = nursery.actor == null ? nursery.root.tty().latch() : null;
            if (latch != null) {
                if (!mayWait) {
                    mayWait = true;
                    keeper.submit(() -> CancelWork.run(rest -> rest.add(this)));
                    return;
                }
                Log.info(() -> nursery + " waits for the terminal to be free before it cancels " + child);
                latch.await();
                Log.info(() -> nursery + " cancels " + child + ": " + why);
            }
            child.cancel(why, work);
        }
    }
}
