package dev.tractor.debug.eval;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A place for one thing, and one thread that waits for it.
 *
 * <p>A task may stop thousands of calls deep. To park a virtual thread the JVM goes through its frames, by a recursion
 * that needs stack for each, and throws when there is not enough; inside a queue that leaves the lock in disorder. Here
 * there is nothing to be left so, and a monitor is waited for instead: that keeps the carrier, but needs no such walk.
 *
 * @param <T> the thing
 */
public final class Slot<T> {
    private final AtomicReference<@Nullable T> content = new AtomicReference<>();
    private volatile @Nullable Thread waiting;
    private volatile boolean monitor;

    /**
     * Puts the thing in; it must be empty.
     *
     * @param thing what the other waits for
     */
    public void put(T thing) {
        content.set(thing); // before the look at how it is waited for: one of the two sees the other
        LockSupport.unpark(waiting);
        if (monitor) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /** {@return the thing, when it is there} Waits without being interruptible; an interrupt that comes stays set. */
    public T take() {
        boolean interrupted = false;
        waiting = Thread.currentThread();
        var thing = content.getAndSet(null);
        while (thing == null) {
            interrupted |= pause();
            thing = content.getAndSet(null);
        }
        waiting = null;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return thing;
    }

    /** Waits until there may be something. @return whether it was interrupted, which is cleared */
    private boolean pause() {
        if (!monitor) {
            try {
                LockSupport.park(this);
                return Thread.interrupted();
            } catch (StackOverflowError e) {
                monitor = true;
            }
        }
        synchronized (this) {
            try {
                while (content.get() == null) {
                    wait();
                }
                return false;
            } catch (InterruptedException e) {
                return true;
            }
        }
    }
}
