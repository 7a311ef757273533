package dev.tractor;

import org.jspecify.annotations.Nullable;

/** The child JVM of an actor has ended before the actor had; see {@link Spawn#process()}. */
public final class ProcessDiedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long pid;
    private final int exitCode;

    /** @param killed why it was killed from here; null when it was not */
    ProcessDiedException(String actor, long pid, int exitCode, @Nullable String killed) {
        super("the child JVM of actor " + actor + " (process " + pid + ") "
                + (killed != null
                        ? "was killed: " + killed
                        : "has ended with exit code " + exitCode + reason(exitCode)));
        this.pid = pid;
        this.exitCode = exitCode;
    }

    private static String reason(int exitCode) {
        if (exitCode > 128 && exitCode < 128 + 65) {
            return ", as one does that signal " + (exitCode - 128) + " has ended"
                    + (exitCode == 137 ? " (kill -9, or the system was out of memory)" : "")
                    + (exitCode == 134 ? " (the JVM has crashed, and says more on standard error)" : "");
        }
        return exitCode == 0
                ? ", while the actor was alive; it must not call System.exit"
                : "; what it wrote on standard error may say why";
    }

    /** {@return the number of the process} */
    public long pid() {
        return pid;
    }

    /** {@return the exit code; 128 and the number of the signal, if one has ended it} */
    public int exitCode() {
        return exitCode;
    }
}
