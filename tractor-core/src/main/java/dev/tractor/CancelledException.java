package dev.tractor;

/**
 * The calling task's own scope is cancelled, or foreign code interrupted its thread: thrown by every tractor call that may
 * wait. Let it pass: the scope, nursery or actor that was cancelled takes it up. Catching it to clean up is fine, if it is
 * thrown on; calls that wait during the clean-up belong in {@link CancelScope#shield}.
 */
public class CancelledException extends InterruptedException {
    private static final long serialVersionUID = 1L;

    /** Why, in words. */
    private final String reason;

    /** Who began it. */
    private final String by;

    CancelledException(String where, String reason, String by) {
        super(where + " is cancelled: " + reason + " (by " + by + ")");
        this.reason = reason;
        this.by = by;
    }

    /** {@return why, as given by the one who began the cancellation} */
    public String reason() {
        return reason;
    }

    /** {@return who began the cancellation: the path of an actor or the name of a task, scope or foreign thread} */
    public String by() {
        return by;
    }
}
