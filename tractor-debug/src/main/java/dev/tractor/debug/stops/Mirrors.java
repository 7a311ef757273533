package dev.tractor.debug.stops;

import com.sun.jdi.ArrayReference;
import com.sun.jdi.ClassType;
import com.sun.jdi.Value;
import com.sun.jdi.VirtualMachine;
import org.jspecify.annotations.Nullable;

/**
 * The debugger's view of values that are in this JVM anyway: it finds an object where a static field has it. Thread-safe.
 */
final class Mirrors {
    /** What is handed over, guarded by the class. The debugger knows the field by its name. */
    @SuppressWarnings("unused")
    private static final @Nullable Object[] HAND = new @Nullable Object[1];

    private final VirtualMachine vm;
    private final ClassType type;

    /** @param type this class, as the debugger knows it */
    Mirrors(VirtualMachine vm, ClassType type) {
        this.vm = vm;
        this.type = type;
    }

    /** {@return the same object} */
    @Nullable
    Value of(@Nullable Object object) {
        synchronized (Mirrors.class) {
            HAND[0] = object;
            try {
                return ((ArrayReference) type.getValue(type.fieldByName("HAND"))).getValue(0);
            } finally {
                HAND[0] = null;
            }
        }
    }

    /**
     * {@return a boxed value as one of the primitive type that is wanted, or else the same object}
     *
     * @param signature the type as class files have it
     */
    @Nullable
    Value of(@Nullable Object value, String signature) {
        return switch (signature) {
            case "Z" -> vm.mirrorOf((boolean) value(value));
            case "C" -> vm.mirrorOf((char) value(value));
            case "B" -> vm.mirrorOf(number(value).byteValue());
            case "S" -> vm.mirrorOf(number(value).shortValue());
            case "I" -> vm.mirrorOf(number(value).intValue());
            case "J" -> vm.mirrorOf(number(value).longValue());
            case "F" -> vm.mirrorOf(number(value).floatValue());
            case "D" -> vm.mirrorOf(number(value).doubleValue());
            case "V" -> vm.mirrorOfVoid();
            default -> of(value);
        };
    }

    private static Number number(@Nullable Object value) {
        return value instanceof Character c ? (int) c : (Number) value(value);
    }

    private static Object value(@Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("a primitive type has no null");
        }
        return value;
    }
}
