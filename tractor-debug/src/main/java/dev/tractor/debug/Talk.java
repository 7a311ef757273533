package dev.tractor.debug;

import dev.tractor.debug.eval.Slot;
import java.util.concurrent.BlockingQueue;
import org.jline.utils.AttributedString;

/**
 * The hand-over between the terminal's thread and one paused task: they take turns, beginning with the terminal.
 *
 * <p>Waits are not interruptible: an interrupt that arrives meanwhile is set again on return. They park, so a paused
 * virtual thread costs no carrier.
 */
final class Talk {
    private final Slot<Said> toTask = new Slot<>();
    private final Slot<Asked> toTerminal = new Slot<>();

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
