package dev.tractor.debug;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;

/**
 * The hand-over between the terminal's thread and one paused task: they take turns, beginning with the terminal.
 *
 * <p>Waits are not interruptible: an interrupt that arrives meanwhile is set again on return. They park, so a paused
 * virtual thread costs no carrier.
 */
final class Talk {
    private final Slot<Said> toTask = new Slot<>();
    private final Slot<Asked> toTerminal = new Slot<>();

    /**
     * A place for one thing, and one thread that waits for it.
     *
     * <p>A task may stop thousands of calls deep. To park a virtual thread the JVM goes through its frames, by a recursion
     * that needs stack for each, and throws when there is not enough; inside a queue that leaves the lock in disorder. Here
     * there is nothing to be left so, and a monitor is waited for instead: that keeps the carrier, but needs no such walk.
     */
    private static final class Slot<T> {
        private final AtomicReference<@Nullable T> content = new AtomicReference<>();
        private volatile @Nullable Thread waiting;
        private volatile boolean monitor;

        void put(T thing) {
            content.set(thing); // before the look at how it is waited for: one of the two sees the other
            LockSupport.unpark(waiting);
            if (monitor) {
                synchronized (this) {
                    notifyAll();
                }
            }
        }

        T take() {
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

    /** A reply with what is needed to read the next line. */
    record Asked(Reply reply, AttributedString prompt, Completing completing) {}

    /** The paused task says something. */
    void answer(Asked asked) {
        toTerminal.put(asked);
    }

    /** The paused task waits for what the terminal says. */
    Said hear() {
        return toTask.take();
    }

    /** The terminal says something. */
    void say(Said said) {
        toTask.put(said);
    }

    /** The terminal waits for the task's answer. */
    Asked await() {
        return toTerminal.take();
    }

    static <T> T take(BlockingQueue<T> queue) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return queue.take();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
