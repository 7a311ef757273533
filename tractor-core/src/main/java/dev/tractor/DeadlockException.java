package dev.tractor;

/**
 * A call can never be served, because who should serve it waits, directly or through others, for the caller. The message
 * spells out the chain. The call has not been sent; nobody else is harmed.
 */
public class DeadlockException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    DeadlockException(String message) {
        super(message);
    }
}
