package dev.tractor;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One or more children of a nursery failed. The first failure is the cause, the others are suppressed, so that a plain
 * stack trace shows them all. Thrown by calls in the block of the nursery, on its owner's thread; each throw is a new
 * instance, and all of them share one list of failures, which is complete once the block has been left.
 */
public class NurseryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Whose children failed; not carried to other JVMs, so null there. */
    final transient @Nullable Nursery nursery;

    /** Whether this tells of the nursery's failure; not so of one that a handler took, or that came from another JVM. */
    private final transient boolean ofNursery;

    /** Shared by all instances of one nursery. */
    private final List<Throwable> failures;

    NurseryException(String message, Nursery nursery, List<Throwable> failures) {
        this(message, nursery, true, failures);
    }

    private NurseryException(String message, @Nullable Nursery nursery, boolean ofNursery, List<Throwable> failures) {
        super(message, failures.getFirst());
        this.nursery = nursery;
        this.ofNursery = ofNursery;
        this.failures = failures;
        for (var other : failures.subList(1, failures.size())) {
            addSuppressed(other);
        }
    }

    /** Tells whoever asks for a task's result of the failure that a handler took. */
    static NurseryException ofHandled(Task<?> task, Throwable failure) {
        var message = task + " failed, and the failure was handled: " + Names.text(failure);
        return new NurseryException(message, task.nursery, false, List.of(failure));
    }

    /** One that has come from another JVM. */
    static NurseryException carried(String message, List<Throwable> failures) {
        return new NurseryException(message, null, false, failures);
    }

    /** Whether this tells of the failure of a nursery that {@code scope} is in, which knows of it already. */
    boolean isKnownTo(CancelScope scope) {
        return ofNursery && nursery != null && scope.isInside(nursery);
    }

    /** {@return the first failure} */
    @Override
    public Throwable getCause() {
        return Objects.requireNonNull(super.getCause());
    }

    /**
     * {@return every failure, in the order they happened} A task's is the exception it threw; an actor's is an {@link
     * ActorFailedException}.
     */
    public List<Throwable> failures() {
        return List.copyOf(failures);
    }
}
