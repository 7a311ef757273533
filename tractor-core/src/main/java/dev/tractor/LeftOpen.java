package dev.tractor;

import org.jspecify.annotations.Nullable;

/** Nurseries that user code opened in a scope and did not close: they end with the scope, and that is an error. */
final class LeftOpen {
    private LeftOpen() {}

    /** Closes the nurseries that are open in {@code scope}, the innermost first. @return an error that says which */
    static @Nullable RuntimeException close(CancelScope scope) {
        RuntimeException error = null;
        for (var open = innermost(scope); open != null; open = innermost(scope)) {
            var misuse = end(open);
            if (error == null) {
                error = misuse;
            } else {
                error.addSuppressed(misuse);
            }
        }
        return error;
    }

    private static RuntimeException end(Nursery open) {
        var owner = open.owner();
        open.leave(new Cancellation("the code that opened it has ended", owner.toString()));
        var misuse = new IllegalStateException(open + " was left open by " + owner
                + "; close nurseries in the reverse order, best by try-with-resources, or use Nursery.run");
        if (open.failed() && !open.failures.told()) {
            misuse.addSuppressed(open.failures.tell());
        }
        return misuse;
    }

    /** The same, after the scope's code ended. @return {@code thrown}, or an error that says what was left open */
    static @Nullable Throwable closeAfter(CancelScope scope, @Nullable Throwable thrown) {
        var misuse = close(scope);
        if (misuse == null || thrown == null) {
            return misuse == null ? thrown : misuse;
        }
        thrown.addSuppressed(misuse);
        return thrown;
    }

    /** The innermost nursery that is open inside {@code scope} on its strand. */
    private static @Nullable Nursery innermost(CancelScope scope) {
        Nursery innermost = null;
        for (var s = scope.inner; s != null; s = s.inner) {
            innermost = s.nursery != null ? s.nursery : innermost;
        }
        return innermost;
    }
}
