package dev.tractor;

/** A wait that ends after some of the tree's time, whatever has become of it. */
final class Patience extends Wait {
    private final Deadlines deadlines;
    private final long until;
    private final Wait wait;

    Patience(Deadlines deadlines, long nanos, Wait wait) {
        this.deadlines = deadlines;
        this.until = deadlines.treeTime() + nanos;
        this.wait = wait;
    }

    @Override
    boolean done() {
        return wait.done() || nanosLeft() <= 0;
    }

    @Override
    long nanosLeft() {
        return until - deadlines.treeTime();
    }

    @Override
    public String toString() {
        return wait.toString();
    }
}
