package dev.tractor;

import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * Why something was cancelled, and who began it. One instance travels down the tree with each cancellation.
 *
 * @param reason in words
 * @param by path of an actor, or name of a task, scope or foreign thread
 */
record Cancellation(String reason, String by) {

    @Override
    public String toString() {
        return reason + " (by " + by + ")";
    }

    /**
     * Whether {@code error}, which left code whose scope was cancelled, is that code's answer to the cancellation. Anything
     * else is a real error, and wins over the cancellation.
     */
    static boolean answeredBy(Throwable error) {
        for (Throwable t = error; t != null; t = t.getCause()) {
            if (t instanceof NurseryException group) {
                return group.failures().stream().allMatch(Cancellation::answeredBy);
            }
            if (t instanceof InterruptedException
                    || t instanceof InterruptedIOException
                    || t instanceof ClosedByInterruptException
                    || t instanceof SpawnRefusedException) {
                return true;
            }
        }
        return false;
    }
}
