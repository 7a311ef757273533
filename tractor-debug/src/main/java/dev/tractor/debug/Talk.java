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
     * A place for one thing, and one thread that waits for it. No queue with a lock: the task may stop with its stack almost
     * used up, and a stack that overflows inside a lock leaves it in disorder. Here there is nothing to be left so.
     */
    private static final class Slot<T> {
        private final AtomicReference<@Nullable T> content = new AtomicReference<>();
        private volatile @Nullable Thread waiting;

        void put(T thing) {
            content.set(thing); // before the look at who waits: one of the two sees the other
            LockSupport.unpark(waiting);
        }

        T take() {
            boolean interrupted = false;
            waiting = Thread.currentThread();
            var thing = content.getAndSet(null);
            while (thing == null) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted(); // or it would not park again
                thing = content.getAndSet(null);
            }
            waiting = null;
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return thing;
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
