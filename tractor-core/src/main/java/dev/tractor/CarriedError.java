package dev.tractor;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An error as it travels between JVMs. Each error of the chain is there twice: as what can be told of it, and as the original
 * in bytes, when it is serializable with all it holds. The receiver takes the original if it can be read, and otherwise a
 * {@link StandInException}. Those of ours are made anew from what can be told, because what they tell of may not be
 * serializable.
 */
final class CarriedError implements Serializable {
    private static final long serialVersionUID = 1L;

    /** What is special about an error of ours. */
    private sealed interface Ours extends Serializable {

        record Failed(String source, List<String> path) implements Ours {}

        record Cancelled(String source, List<String> path, String canceller) implements Ours {}

        /** Its failures are the cause and the first of the suppressed. */
        record Group(int failures) implements Ours {}
    }

    private final String type;
    private final String text;
    private final @Nullable String message;
    private final StackTraceElement[] stack;
    private final byte @Nullable [] original;
    private final @Nullable Ours ours;

    // Set after it was made, because errors may go in a circle.
    private @Nullable CarriedError cause;
    private final ArrayList<CarriedError> suppressed = new ArrayList<>(0);

    private CarriedError(Throwable error) {
        this.type = error.getClass().getName();
        this.text = Names.text(error);
        this.message = messageOf(error);
        this.stack = error.getStackTrace();
        this.ours = oursIn(error);
        this.original = ours == null ? bytesOf(error) : null;
    }

    /** Makes an error fit to travel. */
    static CarriedError of(Throwable error) {
        return of(error, new IdentityHashMap<>());
    }

    private static CarriedError of(Throwable error, Map<Throwable, CarriedError> made) {
        var before = made.get(error);
        if (before != null) {
            return before;
        }
        var carried = new CarriedError(error);
        made.put(error, carried);
        var cause = causeOf(error);
        carried.cause = cause == null ? null : of(cause, made);
        for (var each : error.getSuppressed()) {
            carried.suppressed.add(of(each, made));
        }
        return carried;
    }

    private static @Nullable Ours oursIn(Throwable error) {
        return switch (error) {
            case ActorCancelledException e -> new Ours.Cancelled(e.source(), e.path(), e.canceller());
            case ActorFailedException e
            when e.getClass() == ActorFailedException.class -> new Ours.Failed(e.source(), e.path());
            case NurseryException e
            when e.getClass() == NurseryException.class ->
                new Ours.Group(e.failures().size());
            default -> null;
        };
    }

    // User code may be broken in its errors too.

    private static @Nullable String messageOf(Throwable error) {
        try {
            return error.getMessage();
        } catch (RuntimeException e) {
            return null;
        }
    }

    private static @Nullable Throwable causeOf(Throwable error) {
        var chain = Errors.chain(error);
        return chain.size() > 1 ? chain.get(1) : null;
    }

    private static byte @Nullable [] bytesOf(Throwable error) {
        try {
            return Packed.pack(error, "an error");
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Makes the error, or what stands in for it. @param loader where the classes of the user are */
    Throwable restored(ClassLoader loader) {
        return restored(loader, new IdentityHashMap<>());
    }

    private Throwable restored(ClassLoader loader, Map<CarriedError, Throwable> made) {
        var before = made.get(this);
        if (before != null) {
            return before;
        }
        var read = original(loader);
        if (read != null) {
            made.put(this, read);
            return read;
        }
        // a circle cannot be made anew: it ends where it would begin again
        made.put(this, new StandInException(type, text, message, null));
        var because = cause == null ? null : cause.restored(loader, made);
        var others = new ArrayList<Throwable>(suppressed.size());
        for (var each : suppressed) {
            others.add(each.restored(loader, made));
        }
        var error = restored(because, others);
        error.setStackTrace(stack);
        int known = ours instanceof Ours.Group group ? Math.min(group.failures() - 1, others.size()) : 0;
        for (var each : others.subList(known, others.size())) {
            if (each != error) {
                error.addSuppressed(each);
            }
        }
        made.put(this, error);
        return error;
    }

    private Throwable restored(@Nullable Throwable because, List<Throwable> others) {
        return switch (ours) {
            case Ours.Failed(var source, var path) ->
                new ActorFailedException(String.valueOf(message), because, source, path);
            case Ours.Cancelled(var source, var path, var canceller) ->
                new ActorCancelledException(String.valueOf(message), because, source, path, canceller);
            case Ours.Group(int count)
            when because != null -> {
                var failures = new ArrayList<Throwable>(List.of(because));
                failures.addAll(others.subList(0, Math.min(count - 1, others.size())));
                yield NurseryException.carried(String.valueOf(message), failures);
            }
            case Ours.Group _ -> new StandInException(type, text, message, because);
            case null -> new StandInException(type, text, message, because);
        };
    }

    private @Nullable Throwable original(ClassLoader loader) {
        if (original == null) {
            return null;
        }
        try {
            return new Packed(original, loader).open("an error") instanceof Throwable error ? error : null;
        } catch (IllegalStateException e) {
            return null; // its class is not known here, or has changed
        }
    }
}
