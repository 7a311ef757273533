package dev.tractor.test;

import dev.tractor.ActorCancelledException;
import dev.tractor.NurseryException;
import dev.tractor.SpawnRefusedException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;

/** Tells what came of a cancellation or an interrupt from what is wrong. */
final class Answers {
    private Answers() {}

    /** Whether an error says no more than that somebody was interrupted or cancelled. */
    static boolean toInterruption(Throwable thrown) {
        if (thrown instanceof NurseryException group) {
            return group.failures().stream().allMatch(Answers::toInterruption);
        }
        for (var t = thrown; t != null; t = t.getCause()) {
            if (t instanceof InterruptedException
                    || t instanceof InterruptedIOException
                    || t instanceof ClosedByInterruptException
                    || t instanceof ActorCancelledException
                    || t instanceof SpawnRefusedException
                    || t instanceof NurseryException && t != thrown && toInterruption(t)) {
                return true;
            }
        }
        return false;
    }
}
