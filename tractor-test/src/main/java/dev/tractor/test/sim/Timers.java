package dev.tractor.test.sim;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Virtual time, and what is to happen in it. Used by the machine's driver and by the thread it runs, so by one at a time. */
final class Timers {
    /** Who waits as long as this waits for ever, and must not carry the clock there. */
    private static final long FOR_EVER = TimeUnit.DAYS.toNanos(365 * 100L);

    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Timer.ORDER);

    /** Those for whose sake the clock does not move. */
    private final PriorityQueue<Timer> asides = new PriorityQueue<>(Timer.ORDER);

    private long made;

    /** Nanoseconds since the start; read by any thread. */
    private volatile long now;

    long now() {
        return now;
    }

    Timer schedule(long delayNanos, Runnable action) {
        var timer = new Timer(this, now + Math.clamp(delayNanos, 0, FOR_EVER), made++, action);
        if (delayNanos < FOR_EVER) {
            timers.add(timer);
        }
        return timer;
    }

    /** One that is run when the clock comes by. @return takes it back */
    Runnable aside(long delayNanos, Runnable action) {
        var timer = new Timer(this, now + Math.clamp(delayNanos, 0, FOR_EVER), made++, action);
        asides.add(timer);
        return () -> asides.remove(timer);
    }

    /** When the next one is due for whose sake the clock moves; null when there is none. */
    @Nullable
    Long next() {
        while (!timers.isEmpty() && timers.peek().cancelled) {
            timers.poll();
        }
        return timers.isEmpty() ? null : timers.peek().at;
    }

    /** Moves the clock towards the next timer, and runs all that are due then; an aside on the way is a stop. */
    void jump() {
        var next = next();
        if (next != null) {
            moveTo(next);
            for (var due = timers.peek(); due != null && due.at <= now; due = timers.peek()) {
                timers.poll();
                if (!due.cancelled) {
                    due.done = true;
                    due.action.run();
                }
            }
        }
    }

    /** Moves the clock towards a time before which no timer is due; an aside on the way is a stop. */
    void moveTo(long time) {
        var first = asides.peek();
        now = Math.max(now, first == null ? time : Math.min(time, first.at));
        for (var due = first; due != null && due.at <= now; due = asides.peek()) {
            asides.poll();
            due.action.run();
        }
    }

    /** Something that is to happen; as the JDK wants to hold it, too. */
    static final class Timer implements ScheduledFuture<Object> {
        private static final Comparator<Timer> ORDER =
                Comparator.<Timer>comparingLong(t -> t.at).thenComparingLong(t -> t.order);

        private final Timers timers;
        private final long at;
        private final long order;
        private final Runnable action;
        private boolean cancelled;
        private boolean done;

        private Timer(Timers timers, long at, long order, Runnable action) {
            this.timers = timers;
            this.at = at;
            this.order = order;
            this.action = action;
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            cancelled = true;
            return !done;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public boolean isDone() {
            return done || cancelled;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(at - timers.now, TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return ORDER.compare(this, (Timer) other);
        }

        @Override
        public @Nullable Object get() {
            throw new UnsupportedOperationException("nobody waits for a timer of the simulation");
        }

        @Override
        public @Nullable Object get(long timeout, TimeUnit unit) {
            return get();
        }
    }
}
