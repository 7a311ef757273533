package dev.tractor;

import java.util.function.Consumer;

/** Waits until no child of a nursery is left, or only some: by {@code join}, or because the block is being left. */
final class AwaitingChildren extends Wait {
    private static final long NOT_YET = -1;

    final Nursery nursery;
    private final Children children;

    /** How many may be left. */
    private final int most;

    /** Whether a cancellation from around the block ends it; not so when the block is being left. */
    private final boolean join;

    // All times are the tree's.

    /** When it began. Written by the strand, once others can see this wait. */
    private volatile long since = NOT_YET;

    /** Since when it has been the wait of a cancelled nursery. Written by the strand, or by whoever cancels. */
    private volatile long cancelledSince = NOT_YET;

    // By whoever reports long waits, one thread at a time.

    private int reports;
    private boolean reportedAsCancelled;

    AwaitingChildren(Nursery nursery, Children children, int most, boolean join) {
        this.nursery = nursery;
        this.children = children;
        this.most = most;
        this.join = join;
    }

    @Override
    void published() {
        long now = nursery.root.deadlines.treeTime();
        since = now;
        if (nursery.cancelling() != null) { // else whoever cancels finds this wait
            cancelledAt(now);
        }
        nursery.root.longWaits.expect(dueAt());
    }

    /** The nursery was cancelled at this time. */
    void cancelledAt(long time) {
        if (cancelledSince == NOT_YET) {
            cancelledSince = time;
        }
    }

    /** Whether it is the wait of a nursery that is cancelled or being left, which should not take long. */
    boolean ofCancelled() {
        return cancelledSince != NOT_YET;
    }

    /** When it is to be reported next; {@link Look#NEVER} for never. */
    long dueAt() {
        boolean cancelled = ofCancelled();
        long from = cancelled ? cancelledSince : since;
        long limit = cancelled ? nursery.limits.end() : nursery.limits.join();
        int times = cancelled == reportedAsCancelled ? reports : 0;
        return from == NOT_YET || times > 30 || limit > Look.NEVER - from >> times
                ? Look.NEVER
                : from + (limit << times);
    }

    /** It has been reported, as what it is. */
    void reported(boolean asCancelled) {
        reports = asCancelled == reportedAsCancelled ? reports + 1 : 1;
        reportedAsCancelled = asCancelled;
    }

    /** How long it has lasted. */
    long lasted(long now) {
        return now - (ofCancelled() ? cancelledSince : since);
    }

    @Override
    boolean done() {
        return children.live() <= most;
    }

    @Override
    boolean refusable() {
        return false;
    }

    @Override
    boolean releasedBy(CancelScope around) {
        return join && (around.timed() || around != nursery.scope && around.requested != null);
    }

    @Override
    boolean releasedFromAbove() {
        return join;
    }

    @Override
    void eachBlocker(Consumer<Strand> visitor) {
        children.eachStrand(visitor);
    }

    @Override
    public String toString() {
        int left = children.live();
        return left + (left == 1 ? " child" : " children") + " of " + nursery;
    }
}
