package dev.tractor;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * Something that happens once, and that any number of tasks may wait for. May be used by any thread.
 *
 * <p>{@snippet :
 * var ready = new Event();
 * n.fork(() -> {
 *     load();
 *     ready.set();
 * });
 * ready.await();
 * }
 *
 * <p><b>Waiting and cancellation.</b> Only {@link #await()} waits; who is cancelled meanwhile is no longer in the line. In a
 * dialog it gives up the actor's turn.
 *
 * <p><b>Failure.</b> None of its own: an event that nobody sets keeps those who wait until they are cancelled, so have a
 * deadline where that may be.
 *
 * <p><b>Order.</b> Those who wait are woken in the order in which they came.
 *
 * <p><b>Memory visibility.</b> What a thread did before it called {@link #set()} happens-before the return of {@link
 * #await()}, and before what follows an {@link #isSet()} that returned true.
 */
public final class Event {
    private volatile boolean set;

    /** Who waits; null when nobody has, or it is set. Guarded by this. */
    private @Nullable SequencedSet<Strand> waiting;

    /** Makes an event that has not happened. */
    public Event() {}

    /** Lets it happen: wakes all who wait, and nobody will wait for it again. Does nothing the second time. Never waits. */
    public void set() {
        List<Strand> woken;
        synchronized (this) {
            set = true;
            woken = waiting == null ? List.of() : List.copyOf(waiting);
            waiting = null;
        }
        woken.forEach(Strand::unpark);
    }

    /** {@return whether it has happened} */
    public boolean isSet() {
        return set;
    }

    /**
     * Waits until it has happened; a {@linkplain Tractor#checkpoint checkpoint} when it has.
     *
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public void await() throws InterruptedException {
        var strand = Strand.current();
        if (!enlist(strand)) {
            strand.checkpoint();
            return;
        }
        try {
            strand.await(new AwaitingSet());
        } finally {
            forget(strand);
        }
    }

    private synchronized boolean enlist(Strand strand) {
        if (set) {
            return false;
        }
        if (waiting == null) {
            waiting = new LinkedHashSet<>();
        }
        waiting.add(strand);
        return true;
    }

    private synchronized void forget(Strand strand) {
        if (waiting != null) {
            waiting.remove(strand);
        }
    }

    /** {@return whether it has happened, and how many wait for it, for messages} */
    @Override
    public synchronized String toString() {
        return set
                ? "event that has happened"
                : "event that has not happened and " + (waiting == null ? 0 : waiting.size()) + " wait for";
    }

    /** Waits for it. */
    private final class AwaitingSet extends Wait {

        @Override
        boolean done() {
            return set;
        }

        @Override
        public String toString() {
            return "an event";
        }
    }
}
