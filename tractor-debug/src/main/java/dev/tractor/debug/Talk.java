package dev.tractor.debug;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jline.utils.AttributedString;

/**
 * The hand-over between the terminal's thread and one paused task: they take turns, beginning with the terminal.
 *
 * <p>Waits are not interruptible: an interrupt that arrives meanwhile is set again on return. They park, so a paused
 * virtual thread costs no carrier.
 */
final class Talk {
    private final BlockingQueue<Said> toTask = new ArrayBlockingQueue<>(1);
    private final BlockingQueue<Asked> toTerminal = new ArrayBlockingQueue<>(1);

    /** A reply with what is needed to read the next line. */
    record Asked(Reply reply, AttributedString prompt, Completing completing) {}

    /** The paused task says something. */
    void answer(Asked asked) {
        toTerminal.add(asked);
    }

    /** The paused task waits for what the terminal says. */
    Said hear() {
        return take(toTask);
    }

    /** The terminal says something. */
    void say(Said said) {
        toTask.add(said);
    }

    /** The terminal waits for the task's answer. */
    Asked await() {
        return take(toTerminal);
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
