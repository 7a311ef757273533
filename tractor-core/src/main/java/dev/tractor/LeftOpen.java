package dev.tractor;

import org.jspecify.annotations.Nullable;

/** Nurseries and contexts that user code opened in a scope and did not close: they end with it, and that is an error. */
final class LeftOpen {
    private LeftOpen() {}

    /** Closes what is open in {@code scope}, the innermost first. @return an error that says which */
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

    private static RuntimeException end(OpenBlock open) {
        open.leave(new Cancellation(
                "the code that opened it has ended", open.owner().toString()));
        var misuse = new IllegalStateException(open + " was left open by " + open.owner() + "; " + open.advice());
        if (open.untold()) {
            misuse.addSuppressed(open.told());
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

    /** The innermost block that is open inside {@code scope} on its strand. */
    private static @Nullable OpenBlock innermost(CancelScope scope) {
        OpenBlock innermost = null;
        for (var s = scope.inner; s != null; s = s.inner) {
            var block = s.block();
            innermost = block != null ? block : innermost;
        }
        return innermost;
    }
}
