package dev.tractor.spi;

import java.util.concurrent.ThreadFactory;

/**
 * The only source of time in core. A test kit replaces it to make time virtual.
 *
 * <p>Thread-safe. The time and the parks must agree: a thread that parked for {@code nanos} sees {@link #nanoTime()}
 * advanced by at least that much when nothing else woke it.
 */
public interface Clock {

    /** {@return the time in nanoseconds since an arbitrary origin; never goes back} */
    long nanoTime();

    /**
     * Parks the calling thread for at most {@code nanos} nanoseconds, or until it is unparked or interrupted; may return
     * for no reason, as {@link java.util.concurrent.locks.LockSupport} does.
     *
     * @param blocker what the thread waits for, shown in thread dumps
     * @param nanos at most this long; {@link Long#MAX_VALUE} means without a limit
     */
    void park(Object blocker, long nanos);

    /**
     * Passes a very short time without giving the processor up, for a thread that looks again and again whether another has
     * got on.
     *
     * @return whether that is of use: not so where no other thread runs meanwhile, as in simulated time
     */
    default boolean pause() {
        return false;
    }

    /**
     * Has something looked at when {@code nanos} have passed, on a thread of its own. It is for those who only watch:
     * nobody waits for it, so a clock that is moved by those who wait for it is not moved by this.
     *
     * @param nanos from now; at least 1
     * @param threads makes the thread
     * @param look what to run
     * @return takes it back; does nothing when it has begun
     */
    default Runnable later(long nanos, ThreadFactory threads, Runnable look) {
        var later = new Later(this, nanos, look);
        later.start(threads);
        return new Later.TakeBack(later);
    }
}
