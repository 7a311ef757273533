package dev.tractor.spi;

/**
 * The only source of time in core. A test kit replaces it to make time virtual.
 *
 * <p>Thread-safe. Both methods must agree: a thread that parked for {@code nanos} sees {@link #nanoTime()} advanced by at
 * least that much when nothing else woke it.
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
}
