package dev.tractor;

/** A wait that ends after some of the tree's time, which stands still while a console session is open. */
final class Patience extends Wait {
    private final Deadlines deadlines;
    private final long until;
    private final Wait wait;

    /** The same wait, for so long at most. */
    static Wait with(Wait wait, Deadlines deadlines, long nanos) {
        return new Patience(deadlines, nanos, wait);
    }

    private Patience(Deadlines deadlines, long nanos, Wait wait) {
        this.deadlines = deadlines;
        this.until = deadlines.timeAfter(nanos);
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
