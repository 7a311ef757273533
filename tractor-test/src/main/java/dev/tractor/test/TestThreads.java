package dev.tractor.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The threads of one root, in the order they were made. Keeps those that have not ended, so a test may make a million.
 */
final class TestThreads implements ThreadFactory {
    private static final int FIRST_LOOK = 256;

    private final ThreadFactory factory = Thread.ofVirtual().factory();
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private final List<Thread> made = new ArrayList<>();
    private int nextLook = FIRST_LOOK;

    @Override
    public Thread newThread(Runnable body) {
        var thread = factory.newThread(body);
        lock.lock();
        try {
            if (made.size() >= nextLook) {
                made.removeIf(old -> old.getState() == Thread.State.TERMINATED);
                nextLook =
                        Math.max(FIRST_LOOK, 2 * made.size()); // so that each look is paid for by what was made since
            }
            made.add(thread);
        } finally {
            lock.unlock();
        }
        return thread;
    }

    /** The threads that were started and have not ended. */
    List<Thread> alive() {
        lock.lock();
        try {
            return made.stream().filter(Thread::isAlive).toList();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all have ended, at most this long. @return those that have not, a line each */
    List<String> awaitEnd(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        var left = new ArrayList<String>();
        for (var thread : alive()) {
            var patience = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
            if (!thread.join(patience)) {
                left.add(describe(thread));
            }
        }
        return left;
    }

    private static String describe(Thread thread) {
        var stack = thread.getStackTrace();
        var where = ThreadDump.firstOfInterest(
                List.of(stack).stream().map(Object::toString).toList());
        return "thread " + ThreadDump.name(thread.getName(), thread.threadId()) + " ("
                + thread.getState().name().toLowerCase(java.util.Locale.ROOT)
                + where.map(frame -> " at " + frame).orElse("")
                + ")";
    }
}
