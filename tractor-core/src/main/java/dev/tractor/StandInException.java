package dev.tractor;

import org.jspecify.annotations.Nullable;

/**
 * Stands in for an error of an actor in a child JVM that could not be carried: it, or something it holds, is not
 * serializable, or its class is not known here. It has the message and the stack of the original, prints as that does, and
 * has the same causes.
 */
public final class StandInException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String originalClass;
    private final String text;

    StandInException(String originalClass, String text, @Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
        this.originalClass = originalClass;
        this.text = text;
    }

    /** {@return the name of the class of the original} */
    public String originalClass() {
        return originalClass;
    }

    /** {@return what the original's {@code toString} returned} */
    @Override
    public String toString() {
        return text;
    }
}
