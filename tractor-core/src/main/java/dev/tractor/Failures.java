package dev.tractor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The failures of one nursery's children, and who was told of them. All exceptions that tell of them share the one list, and
 * a failure that comes after an exception was thrown is added to that exception, so that the one the user sees shows all.
 */
final class Failures {
    private final Nursery nursery;

    /** Made with the first. Read without a lock by the exceptions. Written before {@link #any}. */
    private @Nullable List<Throwable> all;

    // Guarded by this; made when needed.
    private @Nullable List<NurseryException> thrown;

    /** Whose failure was the first; null for one that came from outside. Written before {@link #any}. */
    private @Nullable String firstChild;

    private volatile boolean any;

    /** The first exception that has told the nursery's owner. */
    private volatile @Nullable NurseryException told;

    /** Written by the owner. */
    private volatile boolean crashShown;

    Failures(Nursery nursery) {
        this.nursery = nursery;
    }

    /** Adds a failure. @param child whose it is; null for one that comes from outside */
    synchronized void add(Throwable failure, @Nullable String child) {
        if (all == null) {
            firstChild = child;
            all = Collections.synchronizedList(new ArrayList<>(1));
        }
        all.add(failure);
        any = true;
        for (var exception : thrown == null ? List.<NurseryException>of() : thrown) {
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
        return told != null;
    }

    Throwable first() {
        return list().getFirst();
    }

    /** Who is at the bottom of it: the task or actor that failed first, however many levels below. */
    @Nullable
    String origin() {
        var child = firstChild;
        return child == null ? null : origin(child, first());
    }

    /** Who is at the bottom of a child's failure: it, or who failed below it when it only throws on what it was told. */
    static String origin(String child, Throwable failure) {
        var nursery = failure instanceof NurseryException group ? group.nursery : null;
        var below = nursery == null ? null : nursery.failures.origin();
        if (below != null) {
            return below;
        }
        return failure instanceof ActorFailedException failed ? failed.source() : child;
    }

    List<Throwable> all() {
        return any ? List.copyOf(list()) : List.of();
    }

    /** When there are {@link #any}. */
    private List<Throwable> list() {
        return Objects.requireNonNull(all);
    }

    /** A new exception to throw, that tells of all failures, also of those to come. Never one that was thrown before. */
    synchronized NurseryException tell() {
        var exception = show();
        if (thrown == null) {
            thrown = new ArrayList<>(1);
        }
        thrown.add(exception);
        if (told == null && nursery.owner().isCurrentThread()) {
            told = exception;
        }
        return exception;
    }

    /** An exception was not thrown after all. */
    synchronized void notTold(Exception exception) {
        if (thrown != null) {
            thrown.removeIf(each -> each == exception);
        }
        if (told == exception) {
            told = null;
        }
    }

    /** In debug mode a failed block opens the crash console once, when its children are gone; on the owner's thread. */
    void showCrash() {
        if (any && !crashShown && nursery.debug) {
            Breakpoints.crashOfBlock(nursery.owner(), true, show());
            crashShown = true;
        }
    }

    /** Whether the crash console was opened for this block's failure. */
    boolean crashShown() {
        return crashShown;
    }

    /** Whether {@code error} tells of all of them that are no answers to a cancellation. */
    boolean toldBy(Throwable error) {
        var reachable = Errors.reachable(error);
        return all().stream().allMatch(failure -> {
            var real = Cancellation.realErrorIn(failure, null);
            return real == null || toldIn(reachable, real);
        });
    }

    /** On its way an error may be taken out of what has wrapped it. */
    private static boolean toldIn(Set<Throwable> reachable, Throwable failure) {
        var cause = failure instanceof NurseryException || failure instanceof ActorFailedException
                ? failure.getCause()
                : null;
        return reachable.contains(failure)
                || cause != null && toldIn(reachable, cause) && reachable.containsAll(List.of(failure.getSuppressed()));
    }

    /** An exception that is looked at and not thrown: nobody is told. */
    synchronized NurseryException show() {
        var all = list();
        int count = all.size();
        var first = all.getFirst();
        var child = firstChild;
        var text = new StringBuilder();
        if (child == null) {
            text.append(nursery).append(" failed: ");
        } else {
            text.append(count == 1 ? "a child of " : count + " children of ");
            text.append(nursery).append(count == 1 ? " failed: " : " failed, first: ");
            if (!(first instanceof ActorFailedException)) { // which says whose it is
                text.append(child).append(": ");
            }
        }
        return new NurseryException(text.append(Names.text(first)).toString(), nursery, all);
    }
}
