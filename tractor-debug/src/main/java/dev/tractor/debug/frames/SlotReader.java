package dev.tractor.debug.frames;

import dev.tractor.debug.frames.LiveFrames.Bits;
import dev.tractor.debug.frames.LiveFrames.Slots;
import dev.tractor.debug.frames.MethodCode.Local;
import java.lang.classfile.TypeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Turns the slots of one frame into variables.
 *
 * <p>Two ways in which the slot of a variable can be wrong are known. The JIT has dropped the value, because the code reads
 * it no more: then the slot is zero or null, in a frame of compiled code and in one that was compiled before. Or the JIT has
 * taken an object to pieces, because nothing else has it: then the slot of a variable in use is null, in a frame of compiled
 * code. Anything but zero and null is the value.
 */
final class SlotReader {
    /** The JVM never compiles when it was started with {@code -Xint}. */
    private static final boolean COMPILES =
            !System.getProperty("java.vm.info", "").toLowerCase(Locale.ROOT).contains("interpreted mode");

    private final MethodCode code;
    private final int bci;
    private final @Nullable Slots slots;
    private final boolean kept;

    /**
     * @param slots the slots, or null when they were not read
     * @param kept whether the JIT keeps values for a debugger
     */
    SlotReader(MethodCode code, int bci, @Nullable Slots slots, boolean kept) {
        this.code = code;
        this.bci = bci;
        this.slots = slots;
        this.kept = kept;
    }

    List<Variable> variables() {
        List<Variable> variables = new ArrayList<>();
        for (var local : code.named() ? code.at(bci) : unnamed()) {
            variables.add(variable(local));
        }
        return List.copyOf(variables);
    }

    /** {@return the object whose method it is; null in a static method, and when it is lost} */
    @Nullable
    Object self(Class<?> type) {
        if (slots == null || code.isStatic() || slots.values().length == 0) {
            return null;
        }
        var first = slots.values()[0];
        return type.isInstance(first) ? first : null;
    }

    private Variable variable(Local local) {
        boolean argument = local.start() == 0 && local.slot() < code.parameterSlots();
        int slot = local.slot() + MethodCode.width(local.descriptor()) - 1; // of two slots the second one holds it
        var unread = new Variable(local.name(), local.type(), argument, Certainty.NOT_READ, null);
        if (slots == null || slot >= slots.values().length) {
            return unread;
        }
        var raw = slots.values()[slot];
        boolean primitive = local.descriptor().length() == 1;
        if (primitive && !(raw instanceof Bits)) {
            return unread; // not what the class file promises: rather nothing than something wrong
        }
        if (!primitive && raw instanceof Bits) {
            return new Variable(local.name(), local.type(), argument, Certainty.MAYBE_OPTIMISED_OUT, null);
        }
        boolean empty = raw == null || (raw instanceof Bits bits && bits.raw() == 0);
        var certainty = empty && !reliable(local.slot(), primitive) ? Certainty.MAYBE_OPTIMISED_OUT : Certainty.SURE;
        return new Variable(
                local.name(),
                local.type(),
                argument,
                certainty,
                raw instanceof Bits bits ? box(local.descriptor().charAt(0), bits.raw()) : raw);
    }

    /** Whether a slot that reads as zero or null is so. */
    private boolean reliable(int slot, boolean primitive) {
        if (!COMPILES) {
            return true;
        }
        boolean dropped = !kept && code.liveness().nextUse(bci, slot) == null;
        boolean inPieces = !primitive && slots != null && slots.compiled();
        return !dropped && !inPieces;
    }

    /**
     * For a class compiled without names: the parameters, and each slot that the code still reads. What a slot holds that
     * nobody reads any more cannot be told.
     */
    private List<Local> unnamed() {
        List<Local> found = new ArrayList<>();
        for (var parameter : code.parameters()) {
            var next = code.liveness().nextUse(bci, parameter.slot());
            boolean reused = next != null && next != kind(parameter.descriptor());
            if (!reused && !code.liveness().isWritten(parameter.slot())) {
                found.add(parameter);
            } else if (next != null) {
                found.add(slot(parameter.slot(), next));
            }
        }
        for (int slot = code.parameterSlots(); slot < code.maxLocals(); slot++) {
            var next = code.liveness().nextUse(bci, slot);
            if (next != null) {
                found.add(slot(slot, next));
            }
        }
        return found;
    }

    private static TypeKind kind(String descriptor) {
        return TypeKind.fromDescriptor(descriptor).asLoadable();
    }

    private static Local slot(int slot, TypeKind kind) {
        var descriptor = kind == TypeKind.REFERENCE
                ? "Ljava/lang/Object;"
                : kind.upperBound().descriptorString();
        return new Local("slot" + slot, descriptor, descriptor, slot, -1, -1);
    }

    private static Object box(char type, long raw) {
        return switch (type) {
            case 'Z' -> (raw & 1) != 0;
            case 'B' -> (byte) raw;
            case 'C' -> (char) raw;
            case 'S' -> (short) raw;
            case 'I' -> (int) raw;
            case 'F' -> Float.intBitsToFloat((int) raw);
            case 'D' -> Double.longBitsToDouble(raw);
            default -> raw;
        };
    }
}
