package dev.tractor.debug.stops;

import dev.tractor.debug.stops.ThrowPoint.At;
import dev.tractor.debug.stops.ThrowPoint.Fate;
import java.lang.StackWalker.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Throws errors, and keeps what {@link ThrowPoint} foretold of them. */
final class Thrower {
    private final String edge;
    private @Nullable Fate fate;
    private List<At> frames = List.of();

    /** @param edge the method that counts as the outermost, as far as it is on the stack */
    Thrower(String edge) {
        this.edge = edge;
    }

    /** Never returns. */
    <X extends Throwable> int boom(X error) throws X {
        frames = StackWalker.getInstance(Set.of(Option.RETAIN_CLASS_REFERENCE, Option.SHOW_HIDDEN_FRAMES))
                .walk(stack -> {
                    List<At> found = new ArrayList<>();
                    stack.takeWhile(frame -> !frame.getMethodName().equals(edge))
                            .forEach(frame -> found.add(new At(
                                    frame.getDeclaringClass(),
                                    frame.getMethodName(),
                                    frame.getDescriptor(),
                                    frame.getByteCodeIndex())));
                    return found;
                });
        fate = ThrowPoint.fate(frames, ThrowPoint.Kind.of(error.getClass()));
        throw error;
    }

    /** {@return whether the first handler that fits was to catch it} */
    boolean atOnce() {
        return known().atOnce();
    }

    boolean leaves() {
        return known().leaves();
    }

    /** {@return where it was to be caught, or to leave to; empty for nowhere} */
    String where() {
        if (known().frame() < 0) {
            return "";
        }
        var at = frames.get(known().frame());
        return at.type().getSimpleName() + "." + at.method().replaceFirst("lambda\\$(\\w+?)\\$.*", "$1");
    }

    private Fate known() {
        if (fate == null) {
            throw new AssertionError("nothing was thrown");
        }
        return fate;
    }
}
