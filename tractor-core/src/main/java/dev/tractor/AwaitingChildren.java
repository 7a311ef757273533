package dev.tractor;

import java.util.function.Consumer;

/** Waits until no child of a nursery is left, or only some: by {@code join}, or because the block is being left. */
final class AwaitingChildren extends Wait {
    private final Nursery nursery;
    private final Children children;

    /** How many may be left. */
    private final int most;

    /** Whether a cancellation from around the block ends it; not so when the block is being left. */
    private final boolean join;

    AwaitingChildren(Nursery nursery, Children children, int most, boolean join) {
        this.nursery = nursery;
        this.children = children;
        this.most = most;
        this.join = join;
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
        children.inOrder().forEach(child -> visitor.accept(child.strand));
    }

    @Override
    public String toString() {
        int left = children.live();
        return left + (left == 1 ? " child" : " children") + " of " + nursery;
    }
}
