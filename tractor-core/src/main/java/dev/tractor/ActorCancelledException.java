package dev.tractor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Another actor was cancelled while it owed us an answer. That the calling task itself is cancelled is said by {@link
 * CancelledException} instead.
 */
public class ActorCancelledException extends ActorFailedException {
    private static final long serialVersionUID = 1L;

    /** Who began it. */
    private final String canceller;

    ActorCancelledException(
            String message, @Nullable Throwable cause, String source, List<String> path, String canceller) {
        super(message, cause, source, path);
        this.canceller = canceller;
    }

    /** What a caller sees whose ask was dropped or interrupted because {@code actor} was cancelled. */
    static ActorCancelledException of(String actor, Cancellation why, @Nullable Throwable cause) {
        return new ActorCancelledException(
                "actor " + actor + " was cancelled before it could answer: " + why,
                cause,
                actor,
                List.of(actor),
                why.by());
    }

    /** What the opener of a context sees whose dialog in {@code actor} was cancelled. */
    static ActorCancelledException ofDialog(String actor, String dialog, Cancellation why) {
        return new ActorCancelledException(
                dialog + " was cancelled: " + why,
                new CancelledException(dialog, why.reason(), why.by()),
                actor,
                List.of(actor),
                why.by());
    }

    @Override
    ActorCancelledException again() {
        return new ActorCancelledException(String.valueOf(getMessage()), getCause(), source(), path(), canceller);
    }

    ActorCancelledException through(String actor) {
        return withSuppressed(new ActorCancelledException(
                getMessage() + ", which passed through " + actor, getCause(), source(), hop(this, actor), canceller));
    }

    /** {@return who began the cancellation: the path of an actor or the name of a task, scope or foreign thread} */
    public String canceller() {
        return canceller;
    }
}
