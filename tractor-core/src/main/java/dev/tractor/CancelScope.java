package dev.tractor;

import dev.tractor.spi.Listener;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A region of code on one task that can be cancelled, may have a deadline, and may be shielded from cancellation that comes
 * from outside. There are only lambda forms, because the scope takes up the cancellation that it caused itself: a {@code
 * close()} could not.
 *
 * <p>{@snippet :
 * String page = CancelScope.failAfter(Duration.ofSeconds(2), () -> fetch(url));      // TimeoutException
 * boolean done = CancelScope.moveOnAfter(Duration.ofSeconds(2), () -> warmUp());     // false when it ran out of time
 * CancelScope.shield(() -> flush());                                                 // no cancellation gets in here
 * }
 *
 * <p><b>Waiting and cancellation.</b> Once a scope is cancelled, every tractor call inside it that may wait throws {@link
 * CancelledException}, even if it would not have to wait, until the scope is left; foreign code that waits is interrupted,
 * at once, and again when it has swallowed that and waits once more. Entering and leaving a scope do not wait.
 *
 * <p><b>Failure.</b> An error that leaves the block wins over the cancellation, whichever came first. Java itself forgets an
 * exception whose {@code finally} block throws another: clean up in try-with-resources or in a shield.
 *
 * <p><b>Memory visibility.</b> What a thread did before it cancelled a scope happens-before the {@code CancelledException}
 * of that, and before what follows a {@link #cancelled()} that returned true.
 *
 * <p>{@link #cancel(String)} and the queries may be called by any thread; all else belongs to the task that opened the scope.
 */
public class CancelScope {

    /** What only a cancellation needs. */
    private static final class Fields {
        static final VarHandle REQUESTED;
        static final VarHandle NUDGER;

        static {
            try {
                REQUESTED = MethodHandles.lookup().findVarHandle(CancelScope.class, "requested", Cancellation.class);
                NUDGER = MethodHandles.lookup().findVarHandle(CancelScope.class, "nudger", Nudger.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }
    }

    /** The task that runs in this scope. */
    final Strand strand;

    /** The scope around this one on the same strand; null for a strand's outermost scope. */
    final @Nullable CancelScope outer;

    final boolean shield;

    /** The nursery whose block this is, if it is one; for the outermost scope of an actor, the actor's own nursery. */
    volatile @Nullable Nursery nursery;

    /** The context whose block this is, if it is one. Written before the scope is entered. */
    private @Nullable OpenBlock context;

    /** Whether a deadline will end this scope; then a wait in it ends some day. Written before the scope is entered. */
    private boolean timed;

    /** Reminds whoever does not answer the cancellation. */
    private volatile @Nullable Nudger nudger;

    /** The scope directly inside this one on the same strand. Written by the strand, read by whoever cancels. */
    volatile @Nullable CancelScope inner;

    /** Set when this very scope is cancelled: by itself, its deadline or its nursery. */
    volatile @Nullable Cancellation requested;

    /** Set when a cancellation, this scope's own or an outer one's, is in force here. Everything that waits reads it. */
    volatile @Nullable Cancellation cause;

    /** Written by the strand when it leaves. */
    private volatile boolean left;

    CancelScope(Strand strand, @Nullable CancelScope outer, boolean shield, @Nullable Nursery nursery) {
        this.strand = strand;
        this.outer = outer;
        this.shield = shield;
        this.nursery = nursery;
    }

    /**
     * Runs {@code body} in a scope that it, or anyone it gives the scope to, may cancel.
     *
     * @param body what to run
     * @param <X> what it throws
     * @return whether the body ended by itself; false when the scope was cancelled and the body answered to that
     * @throws X what the body threw
     * @throws InterruptedException when the code around is cancelled, not for this scope's own cancellation
     */
    public static <X extends Exception> boolean run(ScopedAction<CancelScope, X> body) throws X, InterruptedException {
        Objects.requireNonNull(body, "body");
        var scope = Strand.current().enter(false);
        return scope.guard(() -> {
                    body.run(scope);
                    return true;
                })
                != null;
    }

    /**
     * Runs {@code body}, and cancels it when {@code limit} has passed.
     *
     * @param limit the deadline, from now; zero or less has passed already. It stands still while a console session is open
     * @param body what to run
     * @param <T> its result
     * @param <X> what it throws
     * @return its result; also when the deadline passed but the body ended by itself
     * @throws TimeoutException when the deadline passed and the body answered to that
     * @throws X what the body threw
     * @throws InterruptedException when the code around is cancelled
     */
    public static <T, X extends Exception> T failAfter(Duration limit, Block<T, X> body)
            throws X, TimeoutException, InterruptedException {
        Objects.requireNonNull(body, "body");
        var result = limited(limit, () -> new Object[] {body.call()});
        if (result == null) {
            throw new TimeoutException("not done within " + Names.text(limit));
        }
        @SuppressWarnings("unchecked")
        var value = (T) result[0];
        return value;
    }

    /**
     * Runs {@code body}, and cancels it when {@code limit} has passed.
     *
     * @param limit the deadline, from now; zero or less has passed already. It stands still while a console session is open
     * @param body what to run
     * @param <X> what it throws
     * @throws TimeoutException when the deadline passed and the body answered to that
     * @throws X what the body threw
     * @throws InterruptedException when the code around is cancelled
     */
    public static <X extends Exception> void failAfter(Duration limit, Action<X> body)
            throws X, TimeoutException, InterruptedException {
        if (!moveOnAfter(limit, body)) {
            throw new TimeoutException("not done within " + Names.text(limit));
        }
    }

    /**
     * Runs {@code body}, and cancels it when {@code limit} has passed.
     *
     * @param limit the deadline, from now; zero or less has passed already. It stands still while a console session is open
     * @param body what to run
     * @param <X> what it throws
     * @return whether the body ended by itself; false when it ran out of time
     * @throws X what the body threw
     * @throws InterruptedException when the code around is cancelled
     */
    public static <X extends Exception> boolean moveOnAfter(Duration limit, Action<X> body)
            throws X, InterruptedException {
        Objects.requireNonNull(body, "body");
        return limited(limit, () -> {
                    body.run();
                    return true;
                })
                != null;
    }

    /**
     * Runs {@code body} unharmed by any cancellation from outside: neither tractor calls nor interrupts deliver it. Leaving
     * the shield throws nothing; the next tractor call that may wait does. Scopes opened inside work as anywhere.
     *
     * @param body what to run
     * @param <T> its result
     * @param <X> what it throws
     * @return its result
     * @throws X what the body threw
     */
    public static <T, X extends Exception> T shield(Block<T, X> body) throws X {
        Objects.requireNonNull(body, "body");
        var scope = Strand.current().enter(true);
        T value;
        try {
            value = body.call();
        } catch (Throwable t) {
            scope.leaveAfter(t);
            throw t;
        }
        scope.leave();
        return value;
    }

    /**
     * Runs {@code body} unharmed by any cancellation from outside; see {@link #shield(Block)}.
     *
     * @param body what to run
     * @param <X> what it throws
     * @throws X what the body threw
     */
    public static <X extends Exception> void shield(Action<X> body) throws X {
        Objects.requireNonNull(body, "body");
        shield(() -> {
            body.run();
            return true;
        });
    }

    /**
     * Cancels this scope. Never blocks and never throws; the first reason counts, later ones and calls after the scope was
     * left do nothing.
     *
     * @param reason why, for the messages
     */
    public void cancel(String reason) {
        cancel(new Cancellation(Objects.requireNonNull(reason, "reason"), Strand.currentName()));
    }

    /** {@return whether this scope itself was cancelled, or its deadline has passed} */
    public boolean cancelled() {
        return requested != null;
    }

    /** Cancels this scope unless it was before. */
    final void cancel(Cancellation why) {
        if (!left && request(why)) {
            CancelWork.run(work -> deliver(why, work));
            followUp(why);
        }
    }

    /** Has the strand reminded of its cancellation until this scope is left; once, however often it is cancelled. */
    final void followUp(Cancellation why) {
        var watching = nudger == null ? Nudger.watch(strand, why) : null;
        if (watching != null && !Fields.NUDGER.compareAndSet(this, null, watching)) {
            watching.stop();
        }
        if (left) {
            markLeft();
        }
    }

    /** Claims the one cancellation of this scope. */
    final boolean request(Cancellation why) {
        return Fields.REQUESTED.compareAndSet(this, null, why);
    }

    /**
     * Puts a cancellation in force in this scope and in all that is inside it, up to the next shield: the strand's own
     * scopes and the nurseries opened in them, innermost first; their children are left to {@code work}. At last the strand
     * is woken or interrupted. While it holds or waits for the terminal its own part waits until the session has ended.
     */
    final void deliver(Cancellation why, CancelWork work) {
        strand.root.tty().unlessRequestedBy(strand, () -> mark(why), () -> {
            mark(why);
            strand.wake();
        });
        spread(why, work);
    }

    /** The second half of {@link #deliver}, after {@link #mark}. */
    final void spread(Cancellation why, CancelWork work) {
        strand.root.happened(Listener.Event.CANCELLED, strand, why);
        var nurseries = new ArrayList<Nursery>(1);
        for (CancelScope s = this; s != null && (s == this || !s.shield); s = s.inner) {
            var own = s.nursery;
            if (own != null) {
                nurseries.add(own);
            }
        }
        nurseries.reversed().forEach(nursery -> nursery.cancelChildren(why, work));
        strand.wake();
    }

    /** The first half of {@link #deliver}. */
    final void mark(Cancellation why) {
        for (CancelScope s = this; s != null && (s == this || !s.shield); s = s.inner) {
            if (s.cause == null) {
                s.cause = why;
            }
        }
    }

    final boolean left() {
        return left;
    }

    /** Whether this is the block of {@code other}, or inside it on the same strand. */
    final boolean isInside(Nursery other) {
        for (CancelScope s = this; s != null; s = s.outer) {
            if (s.nursery == other) {
                return true;
            }
        }
        return false;
    }

    /** Whether what is opened in here opens the crash console, unless it says otherwise. */
    final boolean debug() {
        for (var s = this; s != null; s = s.outer) {
            var block = s.nursery;
            if (block != null) {
                return block.debug;
            }
        }
        return strand.debug;
    }

    /** Whether a shield around this scope, on the same strand, keeps cancellations out. */
    final boolean shielded() {
        for (CancelScope s = this; s != null; s = s.outer) {
            if (s.shield) {
                return true;
            }
        }
        return false;
    }

    /** Whether this is a nursery's block that no other nursery contains: on a foreign thread, and in no other's block. */
    final boolean isTopLevel() {
        for (var s = outer; s != null; s = s.outer) {
            if (s.nursery != null) {
                return false;
            }
        }
        return strand.foreign();
    }

    /** Makes it the block of a context; before it is entered. */
    final void belongTo(OpenBlock context) {
        this.context = context;
    }

    /** The nursery or context whose block this is, if it is one. */
    final @Nullable OpenBlock block() {
        return context != null ? context : nursery;
    }

    final boolean timed() {
        return timed;
    }

    final void markLeft() {
        left = true;
        var reminding = nudger;
        if (reminding != null) {
            reminding.stop();
        }
    }

    private static <T, X extends Exception> @Nullable T limited(Duration limit, Block<T, X> body)
            throws X, InterruptedException {
        Objects.requireNonNull(limit, "limit");
        var strand = Strand.current();
        var scope = new CancelScope(strand, strand.scope(), false, null);
        scope.timed = true;
        strand.enter(scope);
        var deadline = new Deadline(scope, limit);
        if (!limit.isPositive()) {
            deadline.run();
            return scope.guard(body::call);
        }
        var timer = strand.root.deadlines.schedule(Deadlines.nanos(limit), deadline, deadline);
        try {
            return scope.guard(body::call);
        } finally {
            timer.cancel();
        }
    }

    /** Cancels a scope when it has passed. Most never do, so nothing is put into words before. */
    private record Deadline(CancelScope scope, Duration limit) implements Runnable {
        @Override
        public void run() {
            scope.cancel(
                    new Cancellation("a deadline of " + Names.text(limit) + " has passed", scope.strand.toString()));
        }

        @Override
        public String toString() {
            return "deadline in " + scope.strand;
        }
    }

    /** A body that may throw {@link InterruptedException} beside what is inferred. */
    private interface Guarded<T, X extends Exception> {
        T call() throws X, InterruptedException;
    }

    /** Runs a body in this scope, leaves the scope, and takes up the scope's own cancellation: null says that it did. */
    private <T, X extends Exception> @Nullable T guard(Guarded<T, X> body) throws X, InterruptedException {
        T value;
        try {
            value = body.call();
        } catch (Throwable t) {
            leaveAfter(t);
            if (requested == null || strand.cancelled()) {
                throw t;
            }
            var real = Cancellation.realErrorIn(t, null);
            if (real == null) {
                return null;
            }
            throw CancelScope.<X>unchecked(real);
        }
        leave();
        return value;
    }

    /** An error that left the body is of a type the body declares. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> X unchecked(Throwable error) throws X {
        throw (X) error;
    }

    /** Leaves this scope after its body; refuses what the body left open in it. */
    private void leave() {
        var misuse = LeftOpen.close(this);
        strand.leave(this);
        if (misuse != null) {
            throw misuse;
        }
    }

    private void leaveAfter(Throwable thrown) {
        var misuse = LeftOpen.close(this);
        strand.leave(this);
        if (misuse != null) {
            thrown.addSuppressed(misuse);
        }
    }
}
