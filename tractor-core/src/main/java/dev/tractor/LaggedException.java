package dev.tractor;

/**
 * A {@link Subscription} was too slow: messages it had not received were overwritten. It goes on with the oldest that is
 * left.
 */
public class LaggedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** How many. */
    private final long missed;

    LaggedException(String message, long missed) {
        super(message);
        this.missed = missed;
    }

    /** {@return how many messages were missed} */
    public long missed() {
        return missed;
    }
}
