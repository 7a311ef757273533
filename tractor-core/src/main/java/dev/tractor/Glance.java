package dev.tractor;

import dev.tractor.spi.Clock;

/**
 * Looks for the end of a wait for a moment before a {@link Strand} parks. An actor that is not busy answers sooner than two
 * virtual threads can be parked and woken, which is done by way of the scheduler's queue, and often moves a thread to
 * another processor. So a look that succeeds saves both sides that; one that fails has cost a processor a few microseconds.
 *
 * <p>Each strand learns whether it is worth it: the more looks fail, the more waits it lets pass before it tries again, and
 * a failure counts twice as much as a success. One that waits for rare messages soon looks once in a thousand times.
 *
 * <p>Of the strand's own thread.
 */
abstract sealed class Glance permits Interrupts {
    /** About as long as it takes to park and to be woken by another processor. */
    private static final long LONGEST_NANOS = 4_000;

    /** Between two looks at the clock. */
    private static final int LOOKS = 16;

    private static final int MOST_DOUBT = 10;

    /** An actor that gets few messages never looks. */
    private byte doubt = 3;

    /** How many waits to let pass. */
    private short resting = 1 << 3;

    /** Whether a wait that has just begun ends in a moment; looks that long, if that has been of use. */
    final boolean endsSoon(Wait wait, Clock clock) {
        if (resting > 0) {
            resting--;
            return false;
        }
        if (!clock.pause()) {
            return false;
        }
        long begun = 0;
        while (true) {
            for (int look = 0; look < LOOKS; look++) {
                if (wait.done()) {
                    doubt = (byte) Math.max(doubt - 1, 0);
                    return true;
                }
                var _ = clock.pause();
            }
            long now = clock.nanoTime();
            if (begun == 0) {
                begun = now;
            } else if (now - begun > LONGEST_NANOS) {
                doubt = (byte) Math.min(doubt + 2, MOST_DOUBT);
                resting = (short) (1 << doubt);
                return false;
            }
        }
    }
}
