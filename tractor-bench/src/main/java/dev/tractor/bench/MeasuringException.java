package dev.tractor.bench;

/** A JVM has not measured what it was to measure. */
final class MeasuringException extends Exception {
    private static final long serialVersionUID = 1;

    MeasuringException(String message, Throwable cause) {
        super(message, cause);
    }

    MeasuringException(String message) {
        super(message);
    }
}
