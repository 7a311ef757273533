package dev.tractor;

import dev.tractor.spi.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;

/** What the task of a timer runs: waits until it is due, acts, and so on if it is to repeat. */
final class NurseryTimer implements Callable<Boolean> {
    private final Clock clock;
    private final String name;
    private final Action<?> action;

    /** Zero for a timer that acts once. */
    private final long periodNanos;

    /** When it acts next, by the clock. */
    private long next;

    private NurseryTimer(Clock clock, String name, long delayNanos, long periodNanos, Action<?> action) {
        this.clock = clock;
        this.name = name;
        this.action = Objects.requireNonNull(action, "action");
        this.periodNanos = periodNanos;
        this.next = clock.nanoTime() + delayNanos;
    }

    /** One that acts once; its time begins now. */
    static NurseryTimer after(Clock clock, Duration delay, Action<?> action) {
        return new NurseryTimer(clock, "after " + Names.text(delay), nanos(delay), 0, action);
    }

    /** One that repeats; its time begins now. */
    static NurseryTimer every(Clock clock, Duration period, Action<?> action) {
        if (!period.isPositive()) {
            throw new IllegalArgumentException("the period of a timer is positive, not " + period);
        }
        return new NurseryTimer(clock, "every " + Names.text(period), nanos(period), nanos(period), action);
    }

    /** The clock's origin is arbitrary, so times are compared by difference, and half the range is for ever. */
    private static long nanos(Duration duration) {
        return Math.min(Math.max(Deadlines.nanos(duration), 0), Long.MAX_VALUE / 2);
    }

    /** The name of its task. */
    String name() {
        return name;
    }

    @Override
    public Boolean call() throws Exception {
        var strand = Strand.current();
        do {
            strand.await(new Due(next));
            CancelScope.run(run -> action.run()); // so that what one run leaves open does not wait for the last run
        } while (repeats());
        return true;
    }

    /** Moves on to the next time of the first one's rate that has not passed. @return whether there is one */
    private boolean repeats() {
        if (periodNanos == 0) {
            return false;
        }
        next += periodNanos;
        long late = clock.nanoTime() - next;
        if (late > 0) {
            next += Math.ceilDiv(late, periodNanos) * periodNanos;
        }
        return true;
    }

    /** Waits for a time to come. */
    private final class Due extends Wait {
        private final long at;

        Due(long at) {
            this.at = at;
        }

        @Override
        boolean done() {
            return nanosLeft() <= 0;
        }

        @Override
        long nanosLeft() {
            return at - clock.nanoTime();
        }

        @Override
        public String toString() {
            return "its time";
        }
    }
}
