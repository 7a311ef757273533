package dev.tractor.bench;

/** The times of the operations that one client does one after the other. Used by one thread at a time. */
public final class Laps {
    private final long[] nanos;
    private int taken;
    private long last;

    /**
     * Makes room.
     *
     * @param most how many there are in a run
     */
    public Laps(int most) {
        nanos = new long[most];
    }

    /** Forgets the run before, and starts the clock. */
    public void begin() {
        taken = 0;
        last = System.nanoTime();
    }

    /** An operation has ended; the next one begins. */
    public void lap() {
        long now = System.nanoTime();
        nanos[taken++] = now - last;
        last = now;
    }

    int taken() {
        return taken;
    }

    long nanos(int lap) {
        return nanos[lap];
    }
}
