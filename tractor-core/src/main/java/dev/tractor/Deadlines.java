package dev.tractor;

import dev.tractor.spi.Clock;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines and other timers of one root, served by one virtual thread that is started when the first one is set. They
 * run on the tree's own time, which stands still while a console session is open.
 *
 * <p>Actions run on the timer thread and must not wait.
 */
final class Deadlines {
    final Clock clock;
    private final ThreadFactory threads;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private final TreeSet<Timer> timers = new TreeSet<>();
    private long order;
    private boolean closed;
    private @Nullable Thread thread;

    /**
     * When the thread looks again by itself: at the first timer it has seen, which may have been taken back since. Most are
     * taken back, so a later one need not wake it.
     */
    private long looksAt;

    /** How the tree's time follows from the clock's. Written under the lock. */
    private volatile Course course;

    /**
     * A stretch of the tree's time.
     *
     * @param offset what the clock is ahead of it
     * @param frozen whether it stands still
     * @param at where the clock was when it stopped
     */
    private record Course(long offset, boolean frozen, long at) {}

    Deadlines(Clock clock, ThreadFactory threads) {
        this.clock = clock;
        this.threads = threads;
        this.course = new Course(clock.nanoTime(), false, 0);
    }

    /** A timer that was set; they are in the order in which they are due. */
    final class Timer implements Comparable<Timer> {
        private final long at;
        private final long order;
        private final Object what;
        private final Runnable action;

        private Timer(long at, long order, Object what, Runnable action) {
            this.at = at;
            this.order = order;
            this.what = what;
            this.action = action;
        }

        @Override
        public int compareTo(Timer other) {
            return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
        }

        /** Takes the timer back; it may be running already. */
        void cancel() {
            lock.lock();
            try {
                timers.remove(this);
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Runs {@code action} on the timer thread when {@code nanos} of the tree's time have passed.
     *
     * @param what says what it is for; most timers are taken back, so its text is asked for only when somebody looks
     */
    Timer schedule(long nanos, Object what, Runnable action) {
        lock.lock();
        try {
            var at = treeTime() + nanos;
            var timer = new Timer(at < 0 ? Long.MAX_VALUE : at, order++, what, action);
            timers.add(timer);
            if (thread == null) {
                startThread();
            } else if (timer.at < looksAt) {
                looksAt = timer.at;
                LockSupport.unpark(thread);
            }
            return timer;
        } finally {
            lock.unlock();
        }
    }

    /** A thread that cannot be had must not keep a child from ending; the next timer tries again. */
    private void startThread() {
        try {
            var fresh = threads.newThread(this::serve);
            fresh.setName("tractor-deadlines");
            fresh.start();
            thread = fresh;
        } catch (RuntimeException | Error e) {
            Log.warn("no thread for the deadlines could be started; they are late until one can", e);
        }
    }

    /** The tree's time, in nanoseconds since its root was made. */
    long treeTime() {
        while (true) {
            var now = course;
            long time = (now.frozen ? now.at : clock.nanoTime()) - now.offset;
            if (now == course) { // else it was stopped meanwhile, and the clock may have gone on since
                return time;
            }
        }
    }

    /** Whether the tree's time stands still. */
    boolean frozen() {
        return course.frozen;
    }

    /** The tree's time in {@code nanos} from now; the latest there is when that is too far. */
    long timeAfter(long nanos) {
        var at = treeTime() + Math.max(nanos, 0);
        return at < 0 ? Long.MAX_VALUE : at;
    }

    /** How long it is until that time of the tree; {@link Long#MAX_VALUE} for one that never comes. */
    long nanosUntil(long time) {
        return time == Long.MAX_VALUE ? time : time - treeTime();
    }

    /** Stops or restarts the tree's time. */
    void freeze(boolean still) {
        lock.lock();
        try {
            var before = course;
            if (still == before.frozen) {
                return;
            }
            long now = clock.nanoTime();
            course = new Course(still ? before.offset : before.offset + now - before.at, still, now);
            LockSupport.unpark(thread);
        } finally {
            lock.unlock();
        }
    }

    /** The timers that are set, the next one first. */
    List<String> pending() {
        lock.lock();
        try {
            return timers.stream().map(timer -> String.valueOf(timer.what)).toList();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the timer thread; timers that are still set never run. */
    void close() {
        lock.lock();
        try {
            closed = true;
            LockSupport.unpark(thread);
        } finally {
            lock.unlock();
        }
    }

    private void serve() {
        while (true) {
            Timer due = null;
            long left = Long.MAX_VALUE;
            lock.lock();
            try {
                if (closed) {
                    return;
                }
                looksAt = Long.MAX_VALUE;
                if (!timers.isEmpty() && !frozen()) {
                    looksAt = timers.first().at;
                    left = looksAt - treeTime();
                    if (left <= 0) {
                        due = timers.pollFirst();
                    }
                }
            } finally {
                lock.unlock();
            }
            if (due != null) {
                run(due);
            } else {
                clock.park(this, left);
                Thread.interrupted();
            }
        }
    }

    private static void run(Timer due) {
        try {
            due.action.run();
        } catch (Throwable t) {
            Log.warn("the timer \"" + due.what + "\" failed", t);
        }
    }

    /** A duration in nanoseconds; the longest that fits for one that does not. */
    static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException e) {
            return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
