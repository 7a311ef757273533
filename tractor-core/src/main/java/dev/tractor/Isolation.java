package dev.tractor;

import org.jspecify.annotations.Nullable;

/** Hands the failure of a child to those who want it instead of its nursery: first the child's own handler, if it has one. */
final class Isolation {
    private Isolation() {}

    /** Called on the child's thread, after its code. @return the failure that its nursery must know of; null for none */
    static @Nullable Throwable handle(Child child, Throwable failure) {
        var afterOwn = hand(child, child.handler(), failure);
        return afterOwn == null ? null : hand(child, child.nursery.handler, afterOwn);
    }

    private static @Nullable Throwable hand(Child child, @Nullable FailureHandler handler, Throwable failure) {
        if (handler == null) {
            return failure;
        }
        child.strand.forgetInterrupt(); // what is left of the child's code must not reach the handler
        try {
            CancelScope.shield(() -> handler.failed(child.toString(), failure));
            return null;
        } catch (Throwable thrown) {
            if (Errors.chain(thrown).stream().noneMatch(t -> t == failure)) {
                thrown.addSuppressed(failure);
            }
            if (thrown != failure) { // that one had its session when it left the child's code
                Breakpoints.crash(child.strand, child.strand.debug, thrown);
            }
            return thrown;
        }
    }
}
