package dev.tractor;

import org.jspecify.annotations.Nullable;

/** A task or an actor cannot be started in a nursery, because the nursery is cancelled or closed. */
public class SpawnRefusedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** Why no child can be started: on the owner's thread the failure itself, so that it is what the user sees first. */
    static RuntimeException in(Nursery nursery, String what) {
        var owner = nursery.owner();
        if (owner.isCurrentThread() && !nursery.closed()) {
            var outermost = owner.failedBlock();
            if (outermost != null || nursery.failed()) {
                return (outermost != null ? outermost : nursery).told();
            }
        }
        return new SpawnRefusedException(what, nursery, nursery.failed() ? nursery.failures.first() : null);
    }

    private SpawnRefusedException(String what, Nursery nursery, @Nullable Throwable cause) {
        super(
                "cannot " + what + " in " + nursery + ": it is "
                        + (nursery.closed()
                                ? "closed; start children before its block ends"
                                : "cancelled: " + nursery.cancelling()),
                cause);
    }
}
