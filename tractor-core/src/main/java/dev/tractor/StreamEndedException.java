package dev.tractor;

/**
 * There is nothing more to receive from a stream, or nobody to send to: one of its sides has closed it, or has ended. Its
 * message says which.
 */
public class StreamEndedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    StreamEndedException(String message) {
        super(message);
    }
}
