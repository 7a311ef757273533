package dev.tractor;

import org.jspecify.annotations.Nullable;

/** The actor has ended, or is ending, and takes no more messages. Its message says how it ended. */
public class ActorGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ActorGoneException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
