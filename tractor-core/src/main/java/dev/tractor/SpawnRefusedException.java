package dev.tractor;

import org.jspecify.annotations.Nullable;

/** A task or an actor cannot be started in a nursery, because the nursery is cancelled or closed. */
public class SpawnRefusedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    SpawnRefusedException(String what, Nursery nursery, @Nullable Throwable cause) {
        super(
                "cannot " + what + " in " + nursery + ": it is "
                        + (nursery.closed()
                                ? "closed; start children before its block ends"
                                : "cancelled: " + nursery.cancelling()),
                cause);
    }
}
