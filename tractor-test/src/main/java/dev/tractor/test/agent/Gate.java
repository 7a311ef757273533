package dev.tractor.test.agent;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What rewritten code calls in place of the JDK's clocks.
 *
 * <p>The JDK's own classes call it, so it has to be where the boot class loader finds it, in a package that no module has: it
 * lives there under the name {@link #RUNTIME_NAME}, and this class is only what that one is made from. Hence it knows the JDK
 * and itself, has no nested class, and no lambda, whose first call would run much of what is being rewritten. The
 * {@link Hooks} come as functions, because that type is not known there.
 */
public final class Gate {

    /** Its name there. */
    static final String RUNTIME_NAME = "dev.tractor.boot.Gate";

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    // Null until there are hooks. Written last and read first, so whoever finds it sees the other four.
    private static volatile @Nullable BooleanSupplier simulated;

    @SuppressWarnings("NullAway.Init")
    private static LongSupplier nanoTime;

    @SuppressWarnings("NullAway.Init")
    private static LongSupplier epochNanos;

    @SuppressWarnings("NullAway.Init")
    private static Runnable spin;

    @SuppressWarnings("NullAway.Init")
    private static Runnable point;

    private Gate() {}

    /**
     * Lets calls through to these hooks; see {@link Hooks}.
     *
     * @param newSimulated whether the caller is simulated
     * @param newNanoTime virtual nanoseconds
     * @param newEpochNanos virtual nanoseconds since the epoch
     * @param newSpin a spinning thread lets others run
     * @param newPoint a preemption point
     */
    public static synchronized void open(
            BooleanSupplier newSimulated,
            LongSupplier newNanoTime,
            LongSupplier newEpochNanos,
            Runnable newSpin,
            Runnable newPoint) {
        nanoTime = newNanoTime;
        epochNanos = newEpochNanos;
        spin = newSpin;
        point = newPoint;
        simulated = newSimulated;
    }

    /** Makes all time real again. */
    public static synchronized void close() {
        simulated = null;
    }

    /**
     * In place of {@link System#nanoTime}.
     *
     * @return virtual or real nanoseconds
     */
    public static long nanoTime() {
        return simulated() ? nanoTime.getAsLong() : System.nanoTime();
    }

    /**
     * In place of {@link System#currentTimeMillis}.
     *
     * @return virtual or real milliseconds since the epoch
     */
    public static long currentTimeMillis() {
        return simulated() ? Math.floorDiv(epochNanos.getAsLong(), NANOS_PER_MILLI) : System.currentTimeMillis();
    }

    /**
     * Called with what {@code VM.getNanoTimeAdjustment(offset)} returned, to return something else in its place.
     *
     * @param offsetSeconds a moment as seconds since the epoch
     * @param real the nanoseconds between that moment and now
     * @return the nanoseconds between that moment and the caller's now
     */
    public static long nanoTimeAdjustment(long offsetSeconds, long real) {
        return simulated() ? epochNanos.getAsLong() - offsetSeconds * NANOS_PER_SECOND : real;
    }

    /** In place of {@link Thread#onSpinWait}. */
    public static void onSpinWait() {
        if (simulated()) {
            spin.run();
        } else {
            Thread.onSpinWait();
        }
    }

    /** A preemption point. */
    public static void point() {
        if (simulated != null && Thread.currentThread().isVirtual()) {
            point.run();
        }
    }

    private static boolean simulated() {
        var hook = simulated;
        return hook != null && Thread.currentThread().isVirtual() && hook.getAsBoolean();
    }
}
