package dev.tractor;

import java.util.List;

/**
 * One or more resources could not be closed. The first error is the cause, the others are suppressed, in the order in which
 * they happened.
 */
public class CloseFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CloseFailedException(int resources, List<Throwable> errors) {
        super(
                errors.size() + " of " + resources + (resources == 1 ? " resource" : " resources")
                        + " failed to close, first: " + Names.text(errors.getFirst()),
                errors.getFirst());
        errors.stream().skip(1).forEach(this::addSuppressed);
    }
}
