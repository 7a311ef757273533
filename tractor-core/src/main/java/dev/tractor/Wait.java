package dev.tractor;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a strand waits for in a tractor call. It is also the park blocker, so that thread dumps show it, and an edge of the
 * graph in which {@link WaitGraph} looks for calls that can never be served.
 *
 * <p>{@link #done()} is read by the waiting strand; whoever makes it true must unpark that strand afterwards. Between that
 * look and the park nothing may park, not even at a lock, or it would use up that unpark; so {@link #nanosLeft()} takes none.
 */
abstract class Wait {
    /** Set when {@link WaitGraph} finds that this wait can never end. */
    private volatile @Nullable RuntimeException refused;

    /** @param why a {@link DeadlockException}, of which the verifier need not know here */
    final void refuse(RuntimeException why) {
        refused = why;
    }

    final boolean refused() {
        return refused != null;
    }

    /** Whether the wait can be ended by refusing it: not so a block that waits for its children. */
    boolean refusable() {
        return true;
    }

    /** Whether a deadline or a cancellation of {@code scope}, in which the strand waits, will end this wait. */
    boolean releasedBy(CancelScope scope) {
        return scope.timed() || scope.cause != null;
    }

    /** Whether a cancellation that comes from above the strand will end this wait. */
    boolean releasedFromAbove() {
        return true;
    }

    /** Whether it may well end before the strand could park: it is for what an actor or a task does all the time. */
    boolean brief() {
        return false;
    }

    /** Whether what is waited for is being done already: refusing it would tear that down. */
    boolean underway() {
        return false;
    }

    /** Whether a dialog keeps its actor's turn while it waits so. */
    boolean keepsTurn() {
        return false;
    }

    /** Whether it ends by itself after some time. */
    boolean timed() {
        return false;
    }

    /** What whoever is refused this wait can do about it; a sentence without its full stop. */
    String advice() {
        return "Use tell, or ask from a task that nobody in this chain waits for";
    }

    final void throwIfRefused() {
        var why = refused;
        if (why != null) {
            throw why;
        }
    }

    /** The strand has made this its wait, so that others can see it. */
    void published() {}

    /** Whether the wait is over. */
    abstract boolean done();

    /** Whether its end depends on its blockers still: not so when it is over, or what ends it is on its way. */
    boolean blocked() {
        return !done();
    }

    /** What is waited for, as a phrase that completes "waiting for". */
    @Override
    public abstract String toString();

    /** How long to park at most before asking again. */
    long nanosLeft() {
        return Long.MAX_VALUE;
    }

    /** The strands that must get on before this wait can end; every one of them, not any. */
    void eachBlocker(Consumer<Strand> visitor) {}
}
