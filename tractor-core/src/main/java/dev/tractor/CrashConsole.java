package dev.tractor;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Code that is watched, in debug mode or without: an error that leaves it opens a crash session at its edge. It is no cancel
 * scope, so what leaves it because the code around is cancelled is judged by the scopes around.
 */
final class CrashConsole {
    private CrashConsole() {}

    /** The form that throws the error on. */
    static <T, X extends Exception> T call(Block<T, X> body) throws X {
        Objects.requireNonNull(body, "body");
        try {
            return body.call();
        } catch (Throwable t) {
            show(Strand.current(), t);
            throw t;
        }
    }

    /** The form that keeps the error. */
    static Optional<Throwable> keep(Action<?> body) throws InterruptedException {
        Objects.requireNonNull(body, "body");
        try {
            body.run();
            return Optional.empty();
        } catch (Throwable t) {
            var strand = Strand.current();
            boolean ends = t instanceof InterruptedException || ofBlockAround(strand, t);
            if (show(strand, t) == t && !ends) {
                return Optional.of(t);
            }
            throw undeclared(strand, t);
        }
    }

    /** Opens a session for the error in what left the code. @return that error; null when there is none, or nothing to see */
    private static @Nullable Throwable show(Strand strand, Throwable thrown) {
        var real = strand.cancelled() ? Cancellation.realErrorIn(thrown, null) : thrown;
        if (real == null || real instanceof BreakpointQuitException) {
            return null; // who quits has seen it
        }
        Breakpoints.edge(strand, real);
        return real;
    }

    /** Whether an error tells of the failure of a block that the code is in, which has to reach that block. */
    private static boolean ofBlockAround(Strand strand, Throwable error) {
        return switch (error) {
            case NurseryException group -> group.isKnownTo(strand.scope());
            case ActorFailedException told ->
                strand.failedBlock() instanceof Context<?, ?, ?, ?> context && context.tells(told);
            default -> false;
        };
    }

    /** What is not kept goes on; where its type cannot be declared, in what the cancellation throws. */
    private static RuntimeException undeclared(Strand strand, Throwable thrown) throws InterruptedException {
        switch (thrown) {
            case InterruptedException interrupted -> throw interrupted;
            case RuntimeException unchecked -> throw unchecked;
            case Error error -> throw error;
            default -> {}
        }
        try {
            strand.throwIfCancelled();
        } catch (InterruptedException | RuntimeException e) {
            e.addSuppressed(thrown);
            throw e;
        }
        throw new IllegalStateException("a checked exception is thrown on only where the caller is cancelled", thrown);
    }
}
