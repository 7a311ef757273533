package dev.tractor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An actor raised an error: to the caller of {@link Portal#ask} or {@link Portal#run}, or, when nobody asked, to the owner
 * of the actor's nursery as a part of a {@link NurseryException}. {@link #getCause()} is what the actor's code threw.
 */
public class ActorFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Where it was raised. */
    private final String source;

    /** The actors it passed through. */
    private final List<String> path;

    ActorFailedException(String message, @Nullable Throwable cause, String source, List<String> path) {
        super(message, cause);
        this.source = source;
        this.path = List.copyOf(path);
    }

    /** {@return the path of the actor that raised the error} */
    public String source() {
        return source;
    }

    /** {@return the paths of the actors it passed through, innermost first: the first is {@link #source()}} */
    public List<String> path() {
        return path;
    }

    /** A new instance for each who is told: one that was thrown is never thrown again. */
    ActorFailedException again() {
        return new ActorFailedException(String.valueOf(getMessage()), getCause(), source, path);
    }

    /** Wraps what leaves {@code actor}: an error that already crossed actors gets one more hop, and keeps its origin. */
    static ActorFailedException leaving(String actor, Throwable error) {
        if (error instanceof ActorCancelledException cancelled) {
            return cancelled.through(actor);
        }
        var first = error;
        var alone = true;
        while (first instanceof NurseryException group) {
            alone &= group.getSuppressed().length == 0;
            first = group.getCause();
        }
        if (first instanceof ActorFailedException failed && !(first instanceof ActorCancelledException)) {
            alone &= failed.getSuppressed().length == 0;
            // passed on: one failure is carried bare; a group of them, or one with more to tell, stays as it is
            var cause = alone ? failed.getCause() : error;
            var path = hop(failed, actor);
            return new ActorFailedException(text(failed.source(), path, cause), cause, failed.source(), path);
        }
        // the actor's own; what it may have caught before is among the causes
        var path = List.of(actor);
        return new ActorFailedException(text(actor, path, error), error, actor, path);
    }

    /** Lets the same be thrown once more, by another. @return {@code again}, with what is suppressed here */
    final <E extends ActorFailedException> E withSuppressed(E again) {
        for (var suppressed : getSuppressed()) {
            again.addSuppressed(suppressed);
        }
        return again;
    }

    static List<String> hop(ActorFailedException failed, String actor) {
        var path = new ArrayList<>(failed.path);
        path.add(actor);
        return path;
    }

    static String text(String source, List<String> path, @Nullable Throwable cause) {
        return "actor " + source + " failed: " + (cause == null ? "for an unknown reason" : Names.text(cause))
                + (path.size() > 1 ? " (passed through " + String.join(", ", path.subList(1, path.size())) + ")" : "");
    }
}
