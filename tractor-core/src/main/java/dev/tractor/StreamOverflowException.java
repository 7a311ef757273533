package dev.tractor;

/**
 * A message was not sent, because the buffer of its receiver is full and the receiver has chosen {@link
 * StreamOptions.Overflow#FAIL}.
 */
public class StreamOverflowException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    StreamOverflowException(String message) {
        super(message);
    }
}
