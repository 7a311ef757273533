package dev.tractor.debug;

/**
 * The user pressed ctrl-c while no console session was open or queued: why everything below the root was cancelled.
 */
public final class InterruptedByUserException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Makes one. */
    public InterruptedByUserException() {
        super("ctrl-c");
    }
}
