package dev.tractor;

import dev.tractor.spi.Listener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a nursery owns: a task, an actor or a dialog, each one virtual thread. This is the part of them the nursery deals with.
 *
 * <p>Life: registered with the nursery → its thread runs {@link #live()} → a failure, if any, is handed to a handler or made
 * known to the nursery → ended, and whoever waits for that is woken → the nursery forgets it.
 */
abstract sealed class Child implements Runnable, Callable<@Nullable Void> permits Task, ActorCell, DialogTask {
    final Nursery nursery;
    final Strand strand;

    // Neighbours in start order. Guarded by the nursery's lock.
    @Nullable
    Child older;

    @Nullable
    Child younger;

    /** Who left the nursery before it, while both may still be among the neighbours. Written by its own thread. */
    @Nullable
    Child goneBefore;

    /** Whether it has nothing left to run, so that cancelling it means nothing. */
    private volatile boolean over;

    private volatile boolean ended;

    /** Strands that wait for the end. Guarded by this. */
    private @Nullable List<Strand> waiters;

    Child(Nursery nursery, Strand strand) {
        this.nursery = nursery;
        this.strand = strand;
    }

    /** An actor, whose strand runs its own code. */
    Child(Nursery nursery, boolean debug) {
        this.nursery = nursery;
        this.strand = new Strand(nursery, (ActorCell<?>) this, "main", 0, debug);
    }

    /** Does what it is there for, on its own thread, and for an actor that is to end. @return the failure its nursery must know of, or null */
    abstract @Nullable Throwable live();

    /** Cancels it, as its nursery. */
    abstract void cancel(Cancellation why, CancelWork work);

    /** Cancels it for itself alone. Does not wait. */
    abstract void cancelForItself(Cancellation why);

    /** Who takes its failure before the nursery's own handler; null for nobody. */
    @Nullable
    FailureHandler handler() {
        return null;
    }

    /** A handler took its failure, so the nursery does not know of it. */
    void handled(Throwable failure) {}

    /** It is to be found no more, if it can be found. */
    void retire() {}

    /** Logs that it has run, if it is of a kind for which that is done. */
    void logEnd() {}

    /** Names it in messages. */
    @Override
    public abstract String toString();

    /** The body of its thread. */
    @Override
    public final @Nullable Void call() {
        strand.begin();
        spend();
        return null;
    }

    /** Spends the thread's life, outside of the strand's binding, and so with few frames on the stack. */
    void spend() {
        strand.bound(this);
    }

    /** What it does inside the binding. */
    @Override
    public final void run() {
        Throwable failure;
        try {
            if (rests()) {
                return;
            }
            failure = live();
        } catch (Throwable t) { // a defect of ours; it must not vanish
            failure = t;
        }
        if (strand.stepping != null || strand.shownWhereThrown != null) {
            Breakpoints.leave(strand);
        }
        end(failure, failure == null ? null : isolate(failure));
    }

    /** Does what there is to do. @return whether it only rests now, to be run again */
    boolean rests() {
        return false;
    }

    /** @return what the nursery must know of, of a failure that its handlers were given */
    private @Nullable Throwable isolate(Throwable failure) {
        try {
            var left = Isolation.handle(this, failure);
            if (left == null) {
                handled(failure);
            }
            return left;
        } catch (Throwable t) { // a defect of ours
            return t;
        }
    }

    /** Its thread could not be started: that is no failure of its code, and no handler's business. */
    void neverStarted(Throwable why) {
        end(why, why);
    }

    private void end(@Nullable Throwable failure, @Nullable Throwable unhandled) {
        over = true;
        retire(); // it has retired, unless a defect of ours has ended it
        if (nursery.root.listened) {
            nursery.root.happened(Listener.Event.EXITED, strand, failure);
        }
        logEnd();
        strand.base.markLeft();
        try {
            if (unhandled != null) {
                nursery.fail(
                        unhandled,
                        toString(),
                        new Cancellation(text(unhandled), Failures.origin(toString(), unhandled)));
            }
        } finally { // whatever goes wrong here, nobody may wait for this child for ever
            markEnded();
        }
    }

    private String text(Throwable failure) {
        return failure instanceof ActorFailedException ? Names.text(failure) : this + " failed: " + Names.text(failure);
    }

    private void markEnded() {
        List<Strand> waiting;
        synchronized (this) {
            ended = true;
            waiting = waiters;
            waiters = null;
        }
        if (waiting != null) {
            waiting.forEach(Strand::unpark);
        }
        nursery.forget(this);
    }

    final boolean ended() {
        return ended;
    }

    /** Whether it has nothing left to run; true a little before it has ended. */
    final boolean over() {
        return over;
    }

    /** Whether a cancellation of it, or of its nursery, is in force, so that an interruption is its answer to that. */
    final boolean cancelled() {
        return strand.base.cause != null || nursery.cancelling() != null;
    }

    /** What an error that left its code is as a failure; null when it is the answer to a cancellation in force. */
    final @Nullable Throwable failureIn(Throwable thrown) {
        return cancelled() ? Cancellation.realErrorIn(thrown, nursery) : thrown;
    }

    /** A wait for its end; to be closed by {@link #forgetWaiter}. */
    final Wait awaitEnd(Strand waiter) {
        synchronized (this) {
            if (!ended) {
                if (waiters == null) {
                    waiters = new ArrayList<>(1);
                }
                waiters.add(waiter);
            }
        }
        return AwaitingEnd.of(this);
    }

    final synchronized void forgetWaiter(Strand waiter) {
        if (waiters != null) {
            waiters.remove(waiter);
        }
    }

    /** Waits for the end of a child. */
    private static final class AwaitingEnd extends Wait {
        private final Child child;

        static Wait of(Child child) {
            return new AwaitingEnd(child);
        }

        private AwaitingEnd(Child child) {
            this.child = child;
        }

        @Override
        boolean done() {
            return child.ended;
        }

        @Override
        void eachBlocker(Consumer<Strand> visitor) {
            if (!child.ended) {
                visitor.accept(child.strand);
            }
        }

        @Override
        public String toString() {
            return "the end of " + child;
        }
    }
}
