package dev.tractor;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A deadline for one call of one strand, in the tree's time. It does not cancel, as that of a {@link CancelScope} does: it
 * wakes the strand, whose wait then finds that it has passed. So a call with a limit needs no scope.
 */
final class Limit implements AutoCloseable {
    private final Strand strand;
    private final Duration duration;
    private final Deadlines.@Nullable Timer timer;
    private volatile boolean passed;

    private Limit(Strand strand, Duration duration) {
        this.strand = strand;
        this.duration = duration;
        if (duration.isPositive()) {
            this.timer = strand.root.deadlines.schedule(Deadlines.nanos(duration), this, this::pass);
        } else {
            this.timer = null;
            this.passed = true;
        }
    }

    /** Begins now; zero or less has passed already. To be closed when the call is over. */
    static Limit start(Strand strand, Duration duration) {
        return new Limit(strand, Objects.requireNonNull(duration, "limit"));
    }

    private void pass() {
        passed = true;
        strand.unpark();
    }

    boolean passed() {
        return passed;
    }

    /** What the call throws then. @param what was not there in time @param state how far things had got */
    TimeoutException exceeded(String what, String state) {
        return new TimeoutException(what + " within " + Names.text(duration) + "; " + state);
    }

    @Override
    public String toString() {
        return "deadline of a call in " + strand;
    }

    @Override
    public void close() {
        if (timer != null) {
            timer.cancel();
        }
    }
}
