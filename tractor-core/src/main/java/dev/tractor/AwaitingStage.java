package dev.tractor;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Waits for a completion stage. It is also the callback, which a stage cannot be made to forget; so when the wait is given up
 * it lets go of the strand, and takes no result any more.
 *
 * @param <T> the result
 */
final class AwaitingStage<T> extends Wait implements BiConsumer<T, @Nullable Throwable> {

    /** Who waits; null when it has given up. Written by the strand. */
    private volatile @Nullable Strand strand;

    // Written before completed.
    private @Nullable T value;
    private @Nullable Throwable failure;

    private volatile boolean completed;

    private AwaitingStage(Strand strand) {
        this.strand = strand;
    }

    /** Waits on the calling thread, which is that of {@code waiter}. */
    static <T> T await(CompletionStage<T> stage, Strand waiter) throws InterruptedException {
        var wait = new AwaitingStage<T>(waiter);
        try {
            var _ = stage.whenComplete(wait);
            waiter.await(wait);
        } finally {
            wait.strand = null;
        }
        return wait.outcome(waiter);
    }

    private T outcome(Strand waiter) throws InterruptedException {
        var failed = failure;
        if (failed == null) {
            return uncheckedValue();
        }
        var cause = unwrapped(failed);
        if (cause instanceof CancellationException) {
            waiter.throwIfCancelled(); // whoever cancelled us may have cancelled the stage for that reason
            var cancelled = new CancellationException("the completion stage was cancelled");
            cancelled.initCause(cause);
            throw cancelled;
        }
        throw new CompletionException(cause);
    }

    // a stage of a nullable type may complete with null; the type system knows nothing of that here
    @SuppressWarnings("NullAway")
    private T uncheckedValue() {
        return value;
    }

    /** A stage that depends on another wraps the failure of that one. */
    private static Throwable unwrapped(Throwable failure) {
        var chain = Errors.chain(failure);
        return chain.stream()
                .filter(error -> !(error instanceof CompletionException || error instanceof ExecutionException))
                .findFirst()
                .orElse(chain.getLast());
    }

    /** The stage has completed; on any thread. */
    @Override
    public void accept(T result, @Nullable Throwable failed) {
        var waiter = strand;
        if (waiter != null && !completed) {
            value = result;
            failure = failed;
            completed = true;
            waiter.unpark();
        }
    }

    @Override
    boolean done() {
        return completed;
    }

    @Override
    public String toString() {
        return "a completion stage";
    }
}
