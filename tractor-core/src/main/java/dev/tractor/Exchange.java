package dev.tractor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the two sides of one context share: the value it starts with, the messages both ways, and the one outcome. All types
 * are as the dialog sees them.
 *
 * <p>Life: asked for → begun (a dialog exists) → started (optional) → ended. It may end before it has begun. Whatever
 * happens first ends it, and nothing changes its outcome.
 *
 * @param <S> the value the dialog starts with
 * @param <I> what the dialog receives
 * @param <O> what the dialog sends
 * @param <R> the dialog's result
 */
final class Exchange<S, I, O, R> {
    final ActorCell<?> target;
    final String openerName;
    final Channel<I> toDialog;
    final Channel<O> toOpener;

    /** The opener, when it is in another JVM. */
    private final @Nullable Far far;

    /** Told of an outcome that its side has to hear of. */
    private final Consumer<Cancellation> opener;

    // Guarded by this.
    private final List<Strand> waiters = new ArrayList<>(1);

    // Written under the monitor.

    private volatile @Nullable DialogTask<?, S, I, O, R> dialog;
    private volatile boolean started;
    private @Nullable S startedWith;

    /** Set when the opener's side has cancelled it: the cancellation that comes of it is none to that side. */
    private volatile @Nullable Cancellation own;

    private volatile @Nullable Outcome<R> outcome;

    /** Whether the outcome is one the opener's block fails with. Written before the outcome. */
    private boolean bad;

    /** Whose opener is in this JVM. */
    Exchange(ActorCell<?> target, String opener, Consumer<Cancellation> whenBad) {
        this(target, opener, whenBad, target.home.packer(), null, null);
    }

    /** Whose opener is in another JVM. @param packer makes what goes there fit for that @param far is told */
    Exchange(ActorCell<?> target, String opener, UnaryOperator<Object> packer, Far far) {
        this(target, opener, _ -> {}, null, packer, far);
    }

    private Exchange(
            ActorCell<?> target,
            String opener,
            Consumer<Cancellation> whenBad,
            @Nullable UnaryOperator<Object> toDialog,
            @Nullable UnaryOperator<Object> toOpener,
            @Nullable Far far) {
        this.target = target;
        this.openerName = opener;
        this.opener = whenBad;
        this.toDialog = new Channel<>("the stream of " + opener + " to " + target.path, toDialog);
        this.toOpener = new Channel<>("the stream of " + target.path + " to " + opener, toOpener);
        this.far = far;
    }

    /** An opener in another JVM. */
    interface Far {
        /** @throws IllegalArgumentException when the value cannot be carried there; then nothing was told */
        void started(@Nullable Object value);

        void ended(Outcome<?> how);
    }

    // The dialog's side.

    /** The dialog is about to begin. @return whether it is still wanted */
    synchronized boolean begin(DialogTask<?, S, I, O, R> begun) {
        if (outcome != null) {
            return false;
        }
        dialog = begun;
        return true;
    }

    /** @return false when it has started before */
    boolean start(@Nullable S value) {
        List<Strand> toWake;
        synchronized (this) {
            if (started) {
                return false;
            }
            if (far != null) {
                far.started(value);
            }
            startedWith = value;
            started = true;
            toWake = List.copyOf(waiters);
        }
        toWake.forEach(Strand::unpark);
        return true;
    }

    /** The same, with a value that has come from another JVM. */
    @SuppressWarnings("unchecked") // it is opened when it is asked for
    void startElsewhere(Packed value) {
        start((S) (Object) value);
    }

    boolean started() {
        return started;
    }

    /** Ends it; the first one counts. */
    void end(Outcome<R> how) {
        Cancellation why = null;
        List<Strand> toWake;
        synchronized (this) {
            if (outcome != null) {
                return;
            }
            bad = how instanceof Outcome.Failure || how instanceof Outcome.Cancelled && own == null;
            outcome = how;
            toWake = List.copyOf(waiters);
        }
        if (far != null) {
            far.ended(how); // first, so that there nobody sees a stream end before the reason
        }
        toDialog.endReceiving("its dialog has ended");
        if (bad) {
            toOpener.fail(this::told);
            var error = told();
            why = new Cancellation(
                    Names.text(error), error instanceof ActorCancelledException c ? c.canceller() : error.source());
        } else {
            toOpener.endSending("its dialog has ended");
        }
        if (why != null) {
            opener.accept(why);
        }
        toWake.forEach(Strand::unpark);
    }

    /** The message that opens it was lost on its way. */
    void unreachable(RuntimeException why) {
        var path = List.of(target.path);
        end(new Outcome.Failure<>(new ActorFailedException(String.valueOf(why.getMessage()), why, target.path, path)));
    }

    // The opener's side.

    /** Cancels the dialog, or has it never begin. Does not wait. */
    void cancel(Cancellation why) {
        DialogTask<?, S, I, O, R> begun;
        synchronized (this) {
            if (outcome != null) {
                return;
            }
            if (own == null) {
                own = why;
            }
            begun = dialog;
        }
        if (begun != null) {
            begun.strand.base.cancel(why); // first, so that it sees a cancellation, and no stream that has ended
        }
        toOpener.endReceiving("this side has cancelled the context");
        if (begun == null) {
            end(new Outcome.Cancelled<>(
                    ActorCancelledException.ofDialog(target.path, "the dialog asked of " + target.path, why)));
        }
    }

    /** Whether this is the cancellation that the opener's side has asked for. */
    boolean cancelledBy(Cancellation why) {
        return own == why;
    }

    @Nullable
    Outcome<R> outcome() {
        return outcome;
    }

    /** Whether it has ended in a way the opener's block fails with. */
    boolean bad() {
        return outcome != null && bad;
    }

    /** A new exception that tells of an end without a value. */
    ActorFailedException told() {
        return switch (outcome) {
            case Outcome.Failure<R> failed -> failed.failure().again();
            case Outcome.Cancelled<R> cancelled -> cancelled.cancellation().again();
            case Outcome.Value<R> _ -> throw new AssertionError("it has ended with a value");
            case null -> throw new AssertionError("it has not ended");
        };
    }

    // a context whose start has no value has a null here; the type system knows nothing of that
    @SuppressWarnings("NullAway")
    S startedWith() {
        return Packed.opened(startedWith, "the start of a dialog of " + target.path);
    }

    /** What may be waited for. */
    enum Point {
        START,
        END,
        /** The end, by a block that is being left and cannot be held up by anything. */
        LEAVING
    }

    /** A wait; to be closed by {@link #forget}. */
    Wait await(Strand waiter, Point point) {
        synchronized (this) {
            waiters.add(waiter);
        }
        return new Awaiting(point);
    }

    synchronized void forget(Strand waiter) {
        waiters.remove(waiter);
    }

    private final class Awaiting extends Wait {
        private final Point point;

        Awaiting(Point point) {
            this.point = point;
        }

        @Override
        boolean done() {
            return outcome != null || point == Point.START && started;
        }

        @Override
        boolean refusable() {
            return point != Point.LEAVING;
        }

        @Override
        boolean releasedBy(CancelScope scope) {
            return point != Point.LEAVING && super.releasedBy(scope);
        }

        @Override
        boolean releasedFromAbove() {
            return point != Point.LEAVING;
        }

        @Override
        boolean underway() {
            return dialog != null;
        }

        @Override
        void eachBlocker(Consumer<Strand> visitor) {
            if (!done()) {
                var begun = dialog;
                visitor.accept(begun == null ? target.strand : begun.strand);
            }
        }

        @Override
        public String toString() {
            var begun = dialog;
            return (point == Point.START ? "the start of " : "the end of ")
                    + (begun == null ? "a dialog of " + target.path : begun.toString());
        }
    }
}
