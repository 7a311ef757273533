package dev.tractor.test.agent;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.security.ProtectionDomain;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Gate} that rewritten code calls, as far as the test kit can reach it: by reflection.
 *
 * <p>It is defined in the boot class loader directly. To append a jar to the boot class path would do too, but then the
 * JVM prints a warning and gives up its archive of loaded classes for the rest of its life.
 */
final class BootGate {

    private static final String UNSAFE_PACKAGE = "jdk.internal.misc";

    private final Class<?> type;

    private BootGate(Class<?> type) {
        this.type = type;
    }

    /** Opens {@code java.lang} to the test kit, too, and defines the gate unless another copy of the kit has done so. */
    static BootGate define(Instrumentation instrumentation) throws IOException, ReflectiveOperationException {
        var kit = Set.of(BootGate.class.getModule());
        instrumentation.redefineModule(
                Object.class.getModule(),
                Set.of(),
                Map.of(UNSAFE_PACKAGE, kit),
                Map.of("java.lang", kit),
                Set.of(),
                Map.of());
        try {
            return withReferences(Class.forName(Gate.RUNTIME_NAME, true, null));
        } catch (ClassNotFoundException e) {
            var file = SelfAttach.renamed(Gate.class, Gate.RUNTIME_NAME);
            var unsafe = Class.forName(UNSAFE_PACKAGE + ".Unsafe");
            var defined = unsafe.getMethod(
                            "defineClass",
                            String.class,
                            byte[].class,
                            int.class,
                            int.class,
                            ClassLoader.class,
                            ProtectionDomain.class)
                    .invoke(unsafe.getMethod("getUnsafe").invoke(null), null, file, 0, file.length, null, null);
            return withReferences((Class<?>) defined);
        }
    }

    private static BootGate withReferences(Class<?> type) throws ReflectiveOperationException {
        BiFunction<MethodHandles.Lookup, MethodHandle, MethodHandle> withPoint = References::withPoint;
        type.getMethod("references", BiFunction.class).invoke(null, withPoint);
        return new BootGate(type);
    }

    /** Has rewritten code call these hooks, or nothing. */
    void open(@Nullable Hooks hooks) {
        try {
            if (hooks == null) {
                type.getMethod("close").invoke(null);
                return;
            }
            BooleanSupplier simulated = hooks::simulated;
            LongSupplier nanoTime = hooks::nanoTime;
            LongSupplier epochNanos = hooks::epochNanos;
            Runnable spin = hooks::spin;
            Runnable point = hooks::point;
            type.getMethod(
                            "open",
                            BooleanSupplier.class,
                            LongSupplier.class,
                            LongSupplier.class,
                            Runnable.class,
                            Runnable.class)
                    .invoke(null, simulated, nanoTime, epochNanos, spin, point);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the gate on the boot class path is one of another version", e);
        }
    }
}
