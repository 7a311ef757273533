package dev.tractor.test.agent;

import java.lang.invoke.CallSite;
import java.lang.invoke.LambdaConversionException;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Hashtable;
import java.util.Vector;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What rewritten code calls: at its points, and in place of the JDK's clocks.
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
    private static final String VIEWS = "java.util.Collections$";

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

    // Puts a point before a method. Null until there is something that does.
    private static volatile @Nullable BiFunction<MethodHandles.Lookup, MethodHandle, MethodHandle> references;

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

    /**
     * A point before a call whose receiver may be shared between threads, and is not by the name of its type.
     *
     * @param receiver what is about to be called
     */
    public static void pointAt(@Nullable Object receiver) {
        if (simulated != null && Thread.currentThread().isVirtual() && isShared(receiver)) {
            point.run();
        }
    }

    /** Whether it is made for several threads, or a view of something that may be. */
    private static boolean isShared(@Nullable Object receiver) {
        if (receiver == null) {
            return false; // the call will say so
        }
        if (receiver instanceof ConcurrentMap
                || receiver instanceof BlockingQueue
                || receiver instanceof Hashtable
                || receiver instanceof Vector) {
            return true;
        }
        Class<?> type = receiver.getClass();
        while (type.getClassLoader() != null) {
            type = type.getSuperclass();
        }
        String name = type.getName();
        int kind = VIEWS.length();
        return name.startsWith("java.util.concurrent.")
                || name.startsWith(VIEWS)
                        && (name.startsWith("Synchronized", kind)
                                || name.startsWith("Unmodifiable", kind)
                                || name.startsWith("Checked", kind)
                                || name.startsWith("SetFromMap", kind));
    }

    /**
     * Has {@link #reference} put points into method references.
     *
     * @param withPoint makes a method with a point of the method referred to, for the class that has the reference
     */
    public static void references(BiFunction<MethodHandles.Lookup, MethodHandle, MethodHandle> withPoint) {
        references = withPoint;
    }

    /**
     * In place of {@link LambdaMetafactory#metafactory}.
     *
     * @param caller the class that has the reference
     * @param name the method of the object to be made
     * @param made takes what is captured and returns the object
     * @param erased the type of the object's method
     * @param target the method referred to
     * @param type the type of the object's method, for this reference
     * @return makes the object
     * @throws LambdaConversionException when the JDK's factory does
     */
    public static CallSite reference(
            MethodHandles.Lookup caller,
            String name,
            MethodType made,
            MethodType erased,
            MethodHandle target,
            MethodType type)
            throws LambdaConversionException {
        var points = references;
        return LambdaMetafactory.metafactory(
                caller, name, made, erased, points == null ? target : points.apply(caller, target), type);
    }

    private static boolean simulated() {
        var hook = simulated;
        return hook != null && Thread.currentThread().isVirtual() && hook.getAsBoolean();
    }
}
