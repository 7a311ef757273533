package dev.tractor.spi;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A thread that waits for its time, and then looks; for clocks that move by themselves. */
final class Later implements Runnable {
    private final Clock clock;
    private final long at;
    private final Runnable look;
    private volatile boolean takenBack;
    private volatile @Nullable Thread thread;

    /** What takes it back, as an object of its own: this one is the body of its thread. */
    record TakeBack(Later later) implements Runnable {
        @Override
        public void run() {
            later.takenBack = true;
            LockSupport.unpark(later.thread);
        }
    }

    Later(Clock clock, long nanos, Runnable look) {
        this.clock = clock;
        this.at = clock.nanoTime() + nanos;
        this.look = look;
    }

    void start(ThreadFactory threads) {
        var waiter = threads.newThread(this);
        waiter.setName("tractor-watch");
        thread = waiter;
        waiter.start();
    }

    @Override
    public void run() {
        for (long left = at - clock.nanoTime(); left > 0 && !takenBack; left = at - clock.nanoTime()) {
            clock.park(this, left);
            Thread.interrupted(); // nobody has a reason to interrupt it
        }
        if (!takenBack) {
            look.run();
        }
    }
}
