package dev.tractor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The failures of one nursery's children, and who was told of them. All exceptions that tell of them share the one list, and
 * a failure that comes after an exception was thrown is added to that exception, so that the one the user sees shows all.
 */
final class Failures {
    private final Nursery nursery;

    /** Read without a lock by the exceptions. */
    private final List<Throwable> all = Collections.synchronizedList(new ArrayList<>(1));

    // Guarded by this.
    private final List<NurseryException> thrown = new ArrayList<>(1);

    private volatile boolean any;
    private volatile boolean told;

    Failures(Nursery nursery) {
        this.nursery = nursery;
    }

    synchronized void add(Throwable failure) {
        all.add(failure);
        any = true;
        for (var exception : thrown) {
            if (exception != failure) { // a child may throw on what it was told
                exception.addSuppressed(failure);
            }
        }
    }

    boolean any() {
        return any;
    }

    /** Whether an exception was made to tell the nursery's owner of them. Others may be told, and keep it to themselves. */
    boolean told() {
        return told;
    }

    Throwable first() {
        return all.getFirst();
    }

    List<Throwable> all() {
        return List.copyOf(all);
    }

    /** A new exception to throw, that tells of all failures, also of those to come. Never one that was thrown before. */
    synchronized NurseryException tell() {
        var exception = show();
        thrown.add(exception);
        if (nursery.owner().isCurrentThread()) {
            told = true;
        }
        return exception;
    }

    /** An exception that is looked at and not thrown: nobody is told. */
    synchronized NurseryException show() {
        int count = all.size();
        return new NurseryException(
                (count == 1
                                ? "a child of " + nursery + " failed: "
                                : count + " children of " + nursery + " failed, first: ")
                        + Names.text(all.getFirst()),
                nursery,
                all);
    }
}
