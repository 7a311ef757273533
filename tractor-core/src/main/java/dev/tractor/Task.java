package dev.tractor;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * One virtual thread running a piece of user code inside a nursery; made by {@link Nursery#fork(Callable)}.
 *
 * <p>All methods may be called by any thread. What the task did before it ended happens-before a {@link #get()} or {@link
 * #join()} that returns or reports its end.
 *
 * @param <T> the result
 */
public final class Task<T> extends Child {
    private final Callable<? extends T> body;

    /** Its place among the forks of its nursery. */
    final long number;

    // Written by its own thread before its end is published.
    private @Nullable T result;
    private boolean failed;
    private @Nullable Cancellation cancellation;

    /** Whether somebody asked for the outcome. Guarded by this. */
    private boolean read;

    Task(Nursery nursery, String name, long number, Callable<? extends T> body) {
        super(nursery, name, nursery.debug);
        this.number = number;
        this.body = body;
    }

    /** {@return the name of the task within its actor} */
    public String name() {
        return strand.name;
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
     * @throws NurseryException when it failed
     * @throws CancellationException when it was cancelled and answered to that
     */
    public T get() {
        if (!ended()) {
            throw new IllegalStateException(
                    this + " has not ended; get() never waits: join the nursery or the task first");
        }
        if (claimRead()) {
            nursery.read(this);
        }
        if (failed) {
            throw nursery.told();
        }
        var cancelled = cancellation;
        if (cancelled != null) {
            var thrown = new CancellationException(this + " was cancelled: " + cancelled);
            // so that a reader torn down by the same cancellation counts as answering it
            thrown.initCause(new CancelledException(toString(), cancelled.reason(), cancelled.by()));
            throw thrown;
        }
        return uncheckedResult();
    }

    private synchronized boolean claimRead() {
        var first = !read;
        read = true;
        return first;
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
     * @throws NurseryException when it failed
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

    @Override
    @Nullable
    Throwable live() {
        Thread.currentThread().setName(toString());
        var born = strand.base.cause;
        if (born != null) {
            cancellation = born;
            return null;
        }
        Throwable thrown = null;
        try {
            result = body.call();
        } catch (Throwable t) {
            thrown = t;
        }
        thrown = LeftOpen.closeAfter(strand.base, thrown);
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
    void cancel(Cancellation why, CancelWork work) {
        if (strand.base.request(why)) {
            strand.base.deliver(why, work);
        }
    }

    @Override
    ActorTree tree() {
        return Snapshots.of(strand, ActorTree.Kind.TASK, strand.name, null);
    }

    /** Names the task, with the actor it runs in unless that is the root. */
    @Override
    public String toString() {
        return strand.toString();
    }
}
