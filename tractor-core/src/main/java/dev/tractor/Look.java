package dev.tractor;

import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * A look at the tree that is taken at the earliest time anybody has asked for. Until then it is a timer of the {@link
 * dev.tractor.spi.Clock}, and no thread of the tree; asking for a look that is no earlier costs one read.
 *
 * <p>Whoever has something to be looked at makes it visible and then asks; a look that begins forgets what was asked for and
 * then looks. So it sees the thing, or is asked once more.
 */
final class Look {
    static final long NEVER = Long.MAX_VALUE;

    /** How often it is asked at most whether the tree's time goes on. */
    private static final long WHILE_FROZEN = 1_000_000_000;

    private final Deadlines deadlines;
    private final ThreadFactory threads;
    private final Runnable action;

    /** When it is due, in the tree's time. Written under the monitor. */
    private volatile long next = NEVER;

    // Guarded by this.

    /** Counts the timers, so that one that was taken back too late is known. */
    private int timers;

    private @Nullable Runnable takeBack;
    private boolean closed;

    private record Timer(Look look, int number) implements Runnable {
        @Override
        public void run() {
            look.run(number);
        }
    }

    Look(Deadlines deadlines, ThreadFactory threads, Runnable action) {
        this.deadlines = deadlines;
        this.threads = threads;
        this.action = action;
    }

    /** Has it taken at this time of the tree, unless it is due earlier. Never throws. */
    void expect(long time) {
        if (time < next) {
            arm(time);
        }
    }

    private synchronized void arm(long time) {
        if (time < next && !closed) {
            disarm();
            next = time;
            set(time - deadlines.treeTime());
        }
    }

    private void set(long nanos) {
        int number = ++timers;
        try {
            takeBack = deadlines.clock.later(Math.max(1, nanos), threads, new Timer(this, number));
        } catch (RuntimeException | Error e) {
            next = NEVER;
            Log.warn("no thread to watch the tree could be started; long waits are not reported until one can", e);
        }
    }

    private void disarm() {
        if (takeBack != null) {
            takeBack.run();
            takeBack = null;
        }
    }

    private void run(int number) {
        synchronized (this) {
            if (number != timers || closed) {
                return;
            }
            takeBack = null;
            long left = next - deadlines.treeTime();
            if (left > 0) { // the tree's time stood still
                set(deadlines.frozen() ? Math.max(left, WHILE_FROZEN) : left);
                return;
            }
            next = NEVER;
        }
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            Log.warn("a look at the tree failed", e);
        }
    }

    /** Takes it back for good. */
    synchronized void close() {
        closed = true;
        disarm();
    }
}
