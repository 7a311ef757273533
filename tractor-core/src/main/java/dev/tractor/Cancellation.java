package dev.tractor;

import java.io.InterruptedIOException;
import java.io.Serializable;
import java.net.SocketException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Why something was cancelled, and who began it. One instance travels down the tree with each cancellation.
 *
 * @param reason in words
 * @param by path of an actor, or name of a task, scope or foreign thread
 */
record Cancellation(String reason, String by) implements Serializable {

    /** A new exception to throw where it is in force. */
    InterruptedException thrownIn(Strand strand) {
        return new CancelledException(strand.toString(), reason, by);
    }

    @Override
    public String toString() {
        return reason + " (by " + by + ")";
    }

    /**
     * Whether {@code error}, which left code whose scope was cancelled, is that code's answer to the cancellation. Anything
     * else is a real error, and wins over the cancellation.
     */
    static boolean answeredBy(Throwable error) {
        return answeredBy(error, null);
    }

    /** The same for a child of {@code nursery}: to throw on what it was told of that nursery's failure is an answer too. */
    static boolean answeredBy(Throwable error, @Nullable Nursery nursery) {
        return answeredBy(error, nursery, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    /**
     * The real error in what left cancelled code: {@code thrown}, unless that is an answer; otherwise the first real error
     * suppressed in it, which comes from a {@code close()} on the way out. Null when there is none.
     */
    static @Nullable Throwable realErrorIn(Throwable thrown, @Nullable Nursery nursery) {
        return realErrorIn(thrown, nursery, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static @Nullable Throwable realErrorIn(Throwable thrown, @Nullable Nursery nursery, Set<Throwable> seen) {
        if (!answeredBy(thrown, nursery)) {
            return thrown;
        }
        Throwable real = null;
        for (Throwable t = thrown; t != null && seen.add(t); t = t.getCause()) {
            if (t instanceof NurseryException group && nursery != null && group.isKnownTo(nursery.scope)) {
                break; // what is suppressed in it is known to that nursery
            }
            for (var suppressed : t.getSuppressed()) {
                var found = seen.contains(suppressed) ? null : realErrorIn(suppressed, nursery, seen);
                if (real == null) {
                    real = found;
                } else if (found != null && found != real) {
                    real.addSuppressed(found);
                }
            }
        }
        return real;
    }

    private static boolean answeredBy(Throwable error, @Nullable Nursery nursery, Set<Throwable> seen) {
        for (Throwable t = error; t != null && seen.add(t) && !(t instanceof Error); t = t.getCause()) {
            if (t instanceof NurseryException group) {
                return nursery != null && group.isKnownTo(nursery.scope)
                        || group.failures().stream().allMatch(failure -> answeredBy(failure, nursery, seen));
            }
            if (t instanceof InterruptedException
                    || t instanceof InterruptedIOException
                    || t instanceof ClosedByInterruptException
                    || t instanceof SpawnRefusedException
                    || t instanceof StreamEndedException
                    || socketClosedByInterrupt(t)) {
                return true;
            }
        }
        return false;
    }

    /** What the JDK's sockets throw in an interrupted virtual thread; there is no class for it. */
    private static boolean socketClosedByInterrupt(Throwable t) {
        return t instanceof SocketException && "Closed by interrupt".equals(t.getMessage());
    }
}
