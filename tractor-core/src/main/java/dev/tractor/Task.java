package dev.tractor;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * One virtual thread running a piece of user code inside a nursery; made by {@link Nursery#fork(Callable)}.
 *
 * <p><b>Waiting and cancellation.</b> {@link #join()} waits until the task has ended and is cancellable, and {@link #cancel()}
 * waits for that up to the grace period of its nursery. {@link #get()} and the queries never wait.
 *
 * <p><b>Failure.</b> What the task throws fails its nursery, and is also thrown by {@code join} and {@code get}, in the {@link
 * NurseryException}.
 *
 * <p><b>Memory visibility.</b> What a thread did before it forked the task happens-before the task, and what the task did
 * before it ended happens-before a {@code get} or {@code join} that returns or reports its end. All methods may be called by
 * any thread.
 *
 * @param <T> the result
 */
public final class Task<T> extends Child {
    private final Callable<? extends T> body;

    /** Its place in a nursery with a limit, for which it waits before it begins. Written before its thread starts. */
    Places.@Nullable Place place;

    // Written by its own thread before its end is published.
    private @Nullable T result;
    private boolean failed;
    private @Nullable Throwable handled;
    private @Nullable Cancellation cancellation;

    /** Whether somebody asked for the outcome. Guarded by this. */
    private boolean read;

    /**
     * @param name null to be called by its number
     * @param number among the forks of its nursery; 0 when it need not be joined or read
     */
    Task(Nursery nursery, @Nullable String name, long number, Callable<? extends T> body) {
        super(nursery, new Strand(nursery, nursery.actor, name, number, nursery.debug));
        this.body = body;
    }

    /** {@return the name of the task within its actor} */
    public String name() {
        return strand.name();
    }

    /** {@return whether the task has ended, in whatever way} */
    public boolean isDone() {
        return ended();
    }

    /**
     * Returns the result of a task that has ended. Never waits.
     *
     * @return the result
     * @throws IllegalStateException when it has not ended; {@link #join()} waits
     * @throws NurseryException when it failed; with its own failure alone when a handler took that, else with all of the
     *     nursery's
     * @throws CancellationException when it was cancelled and answered to that
     */
    public T get() {
        if (!ended()) {
            throw new IllegalStateException(
                    this + " has not ended; get() never waits: join the nursery or the task first");
        }
        markRead();
        if (handled != null) {
            throw NurseryException.ofHandled(this, handled);
        }
        if (failed) {
            throw nursery.told();
        }
        var cancelled = cancellation;
        if (cancelled != null) {
            var thrown = new CancellationException(this + " was cancelled: " + cancelled);
            // so that a reader torn down by the same cancellation counts as answering it
            thrown.initCause(cancelled.thrownIn(strand));
            throw thrown;
        }
        return uncheckedResult();
    }

    private void markRead() {
        synchronized (this) {
            if (read) {
                return;
            }
            read = true;
        }
        nursery.forks.read(strand.number);
    }

    // a task of a nullable type may return null; the type system knows nothing of that here
    @SuppressWarnings("NullAway")
    private T uncheckedResult() {
        return result;
    }

    /**
     * Waits until the task has ended.
     *
     * @return its result
     * @throws NurseryException when it failed; with its own failure alone when a handler took that, else with all of the
     *     nursery's
     * @throws CancellationException when it was cancelled and answered to that
     * @throws DeadlockException when it can never end, because it waits for the caller
     * @throws InterruptedException when the caller is cancelled or interrupted; the task goes on
     */
    public T join() throws InterruptedException {
        var caller = Strand.current();
        try {
            caller.await(awaitEnd(caller));
        } finally {
            forgetWaiter(caller);
        }
        if (cancellation != null) {
            caller.throwIfCancelled();
        }
        return get();
    }

    /**
     * Cancels this task alone, and waits for its end, at most the grace period of its nursery. Its siblings and the block go
     * on. Called from inside the task, or below it, it only requests. While the task holds or waits for the terminal it is
     * left alone, and the grace period stands still while a console session is open. Never throws; an interrupt is kept.
     * Whoever cancels a task need not join or read it; what it fails with on the way out is a failure as any other.
     *
     * @return whether the task has ended
     */
    public boolean cancel() {
        return cancel("its cancel() was called");
    }

    /**
     * Cancels this task alone; see {@link #cancel()}.
     *
     * @param reason why, for the messages
     * @return whether the task has ended
     */
    public boolean cancel(String reason) {
        var why = new Cancellation(Objects.requireNonNull(reason, "reason"), Strand.currentName());
        var caller = Strand.current();
        markRead();
        if (caller.isIn(strand)) {
            cancel(why, caller);
            return ended();
        }
        if (!ended()) {
            caller.root.tty().awaitDrained(caller);
        }
        cancel(why, caller);
        try {
            caller.awaitShielded(Patience.with(awaitEnd(caller), caller.root.deadlines, nursery.graceNanos));
        } finally {
            forgetWaiter(caller);
        }
        return ended();
    }

    /** Cancels it, from outside its actor only when no task of that holds or waits for the terminal. */
    private void cancel(Cancellation why, Strand caller) {
        var base = strand.base;
        var actor = strand.actor;
        if (actor == null || actor == caller.actor) {
            base.cancel(why);
        } else {
            cancelFromOutside(why);
        }
    }

    private void cancelFromOutside(Cancellation why) {
        var base = strand.base;
        var actor = strand.actor;
        if (actor == null) {
            base.cancel(why);
            return;
        }
        var tty = nursery.root.tty();
        tty.unlessRequestedIn(
                actor,
                () -> {
                    if (!base.left() && base.request(why)) {
                        base.mark(why);
                    }
                },
                () -> cancelFromOutside(why));
        if (base.requested == why) {
            CancelWork.run(work -> base.spread(why, work));
            base.followUp(why);
        }
    }

    @Override
    void cancelForItself(Cancellation why) {
        var caller = Strand.currentOrNull();
        if (caller == null) {
            cancelFromOutside(why);
        } else {
            cancel(why, caller);
        }
    }

    /** A body without a result as one with a result that nobody reads. */
    static Callable<Boolean> callable(Action<?> body) {
        return new WithoutResult(Objects.requireNonNull(body, "body"));
    }

    private record WithoutResult(Action<?> body) implements Callable<Boolean> {
        @Override
        public Boolean call() throws Exception {
            body.run();
            return true;
        }
    }

    @Override
    @Nullable
    Throwable live() {
        if (strand.named()) { // thousands are forked for something small; each can be told by its nursery and its stack
            Thread.currentThread().setName(toString());
        }
        var born = strand.base.cause;
        if (born != null) {
            cancellation = born;
            return null;
        }
        Throwable thrown = place == null ? null : place.await();
        if (thrown == null) {
            try {
                result = body.call();
            } catch (Throwable t) {
                thrown = t;
            }
        }
        if (strand.base.inner != null) {
            thrown = LeftOpen.closeAfter(strand.base, thrown);
        }
        if (thrown == null) {
            return null;
        }
        var failure = failureIn(thrown);
        if (failure == null) {
            cancellation = strand.base.cause != null ? strand.base.cause : nursery.cancelling();
            var answer = thrown;
            Log.debug(() -> this + " answered its cancellation with " + Names.text(answer));
            return null;
        }
        failed = true;
        Breakpoints.crash(strand, strand.debug, failure);
        return failure;
    }

    @Override
    void handled(Throwable failure) {
        handled = failure;
    }

    @Override
    void neverStarted(Throwable why) {
        failed = true;
        super.neverStarted(why);
    }

    @Override
    void cancel(Cancellation why, CancelWork work) {
        if (strand.base.request(why)) {
            strand.base.deliver(why, work);
        }
    }

    /** Names the task, with the actor it runs in unless that is the root. */
    @Override
    public String toString() {
        return strand.toString();
    }
}
