package dev.tractor;

import org.jspecify.annotations.Nullable;

/** Counts the tasks forked in one nursery, and those whose end nobody has asked for: leaving them behind is an error. */
final class Forks {
    // Guarded by this.
    private long forked;
    private long joined;
    private long unread;
    private @Nullable String latest;
    private boolean latestRead;

    /** Counts one more. @return its number, from 1 */
    synchronized long next(@Nullable String name) {
        forked++;
        unread++;
        latest = name;
        latestRead = false;
        return forked;
    }

    /** What a task without a name of its own is called. */
    static String name(long number) {
        return "task-" + number;
    }

    /** The nursery was joined, and with it every task forked so far. */
    synchronized void join() {
        joined = forked;
        unread = 0;
    }

    /** One task's outcome was asked for, for the first time. */
    synchronized void read(long number) {
        if (number > joined) {
            unread--;
            latestRead |= number == forked;
        }
    }

    /** Names the tasks nobody asked for; null when there are none. */
    synchronized @Nullable String unread() {
        if (unread == 0) {
            return null;
        }
        var latest = this.latest != null ? this.latest : name(forked);
        var count = unread == 1 ? "1 task" : unread + " tasks";
        if (latestRead) {
            return count + " forked before " + latest;
        }
        return unread == 1 ? "task " + latest : count + ", the last of them " + latest;
    }
}
