package dev.tractor.test;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Watches one test from a platform thread of its own, so that virtual threads which hog all carriers cannot keep it from
 * running. Life: armed → fired → ended, or armed → ended. When the time is up it makes the report, then cancels, then
 * interrupts every second until the test has ended.
 */
final class Watchdog {

    /** What it watches. Called on the watchdog's thread, one at a time. */
    interface Watched {

        /** Describes what the test is doing. */
        String report();

        /** Asks it to end, with this as its failure. */
        void cancel(TimeoutException why);

        /** Interrupts all its threads. Must not wait. */
        void interrupt();
    }

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int ATTEMPTS_PER_LINE = 30;

    private final String name;
    private final Duration limit;
    private final Watched watched;
    private final Thread test = Thread.currentThread();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** When the time began to run, last. */
    private volatile long since = System.nanoTime();

    // Guarded by the lock.
    private boolean due;
    private boolean fired;
    private boolean ended;
    private @Nullable TimeoutException failure;

    private Watchdog(String name, Duration limit, Watched watched) {
        this.name = name;
        this.limit = limit;
        this.watched = watched;
    }

    /** Watches the calling thread's test. A limit of zero is none. */
    static Watchdog arm(String name, Duration limit, Watched watched) {
        var watchdog = new Watchdog(name, limit, watched);
        Thread.ofPlatform().daemon().name("tractor-test watchdog of " + name).start(watchdog::run);
        return watchdog;
    }

    /** Gives the whole time again. */
    void restart() {
        since = System.nanoTime();
    }

    /** Fires now. */
    void fire() {
        lock.lock();
        try {
            due = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The failure of the test when its time is up; waits until it has been told to end. */
    @Nullable
    TimeoutException failure() {
        lock.lock();
        try {
            while (fired && failure == null) {
                changed.awaitUninterruptibly();
            }
            return failure;
        } finally {
            lock.unlock();
        }
    }

    /** The failure of the test when its time is up and it has been told so. */
    @Nullable
    TimeoutException failureOrNull() {
        lock.lock();
        try {
            return failure;
        } finally {
            lock.unlock();
        }
    }

    /** The test has ended; on its thread. From now on it is not interrupted. @return its failure if the time was up */
    @Nullable
    TimeoutException end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
            var failure = failure();
            if (fired) {
                Thread.interrupted(); // may be ours, and must not reach the next test
            }
            return failure;
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            if (timeIsUp()) {
                cancel();
                interruptUntilEnded();
            }
        } catch (InterruptedException e) {
            // nobody has a reason to interrupt a watchdog
            throw new IllegalStateException("the watchdog of " + name + " was interrupted", e);
        }
    }

    private boolean timeIsUp() throws InterruptedException {
        lock.lock();
        try {
            for (long left = left(); !due && !ended && left > 0; left = left()) {
                var _ = changed.awaitNanos(left);
            }
            fired = !ended;
            return fired;
        } finally {
            lock.unlock();
        }
    }

    private long left() {
        return limit.isZero() ? Long.MAX_VALUE : since + limit.toNanos() - System.nanoTime();
    }

    private void cancel() {
        var why = new TimeoutException(report());
        why.setStackTrace(new StackTraceElement[0]); // ours says nothing; the report has the test's
        try {
            watched.cancel(why);
        } catch (RuntimeException e) {
            why.addSuppressed(e);
        }
        lock.lock();
        try {
            failure = why;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private String report() {
        var what = name + " has not ended within " + text(limit);
        try {
            return what + "\n" + watched.report();
        } catch (RuntimeException e) {
            return what + "; no report could be made: " + e;
        }
    }

    private static String text(Duration limit) {
        return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
    }

    private void interruptUntilEnded() throws InterruptedException {
        lock.lock();
        try {
            for (int attempt = 0; ; attempt++) {
                long left = PATIENCE_NANOS;
                while (!ended && left > 0) {
                    left = changed.awaitNanos(left);
                }
                if (ended) {
                    return;
                }
                if (attempt % ATTEMPTS_PER_LINE == 0) {
                    complain(attempt + 1);
                }
                watched.interrupt();
                test.interrupt(); // under the lock, so never after the end
            }
        } finally {
            lock.unlock();
        }
    }

    private void complain(int seconds) {
        var where = ThreadDump.firstOfInterest(java.util.Arrays.stream(test.getStackTrace())
                .map(Object::toString)
                .toList());
        System.err.println(name + " has run out of time and, cancelled " + seconds + " s ago, has still not ended"
                + where.map(frame -> ": it is at " + frame).orElse("")
                + ". Its threads are interrupted every second; JUnit cannot go on before it ends.");
    }
}
