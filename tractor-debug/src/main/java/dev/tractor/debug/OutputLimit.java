package dev.tractor.debug;

/** Bounds what one thread prints while it evaluates. Thread-safe; begun and ended by that thread. */
final class OutputLimit {
    /** For consoles whose output goes another way. */
    private volatile State state = State.NONE;

    /** Changed by its thread only. */
    private static final class State {
        static final State NONE = new State(null, 0);

        final @org.jspecify.annotations.Nullable Thread thread;
        long left;
        long dropped;

        State(@org.jspecify.annotations.Nullable Thread thread, long left) {
            this.thread = thread;
            this.left = left;
        }
    }

    /** The calling thread may print so many bytes from now on. */
    void begin(long bytes) {
        state = new State(Thread.currentThread(), bytes);
    }

    /** {@return how many bytes were too many} */
    long end() {
        long dropped = state.dropped;
        state = State.NONE;
        return dropped;
    }

    /** {@return how many of the bytes that the calling thread wants to print it may} */
    int allowed(int length) {
        var now = state;
        if (now.thread != Thread.currentThread()) {
            return length;
        }
        int allowed = (int) Math.min(length, now.left);
        now.left -= allowed;
        now.dropped += length - allowed;
        return allowed;
    }
}
