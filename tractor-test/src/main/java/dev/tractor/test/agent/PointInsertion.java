package dev.tractor.test.agent;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.Set;

/**
 * Inserts preemption points into one method: before what other threads may see or be seen by, and after the end of a
 * synchronized block. A point takes nothing from the stack and leaves nothing.
 */
final class PointInsertion implements CodeTransform {

    private static final ClassDesc GATE = ClassDesc.of(Gate.RUNTIME_NAME);
    private static final MethodTypeDesc POINT = MethodTypeDesc.of(ConstantDescs.CD_void);
    private static final String CONCURRENT = "java/util/concurrent/";

    /** Types of that package whose methods share nothing. */
    private static final Set<String> UNSHARED = Set.of("TimeUnit", "ThreadLocalRandom", "Executors");

    private static final Set<String> INTERRUPTS = Set.of("interrupt", "isInterrupted", "interrupted");

    private final boolean isSynchronized;
    private final Accesses accesses;
    private final Fields fields;

    private boolean due; // a block has ended and its point is still to come

    private PointInsertion(MethodModel method, Accesses accesses, Fields fields) {
        isSynchronized = method.flags().has(AccessFlag.SYNCHRONIZED);
        this.accesses = accesses;
        this.fields = fields;
    }

    /**
     * The class file with points in all methods. Not in constructors, which run before others see the object, nor in
     * static initialisers, where a virtual thread cannot leave its carrier.
     */
    static byte[] into(byte[] file, Accesses accesses, ClassLoader loader) {
        var type = CodeEdit.parse(file);
        var fields = new Fields(loader, type);
        return CodeEdit.apply(
                type,
                method -> !method.methodName().stringValue().startsWith("<"),
                method -> new PointInsertion(method, accesses, fields));
    }

    @Override
    public void atStart(CodeBuilder code) {
        if (isSynchronized) {
            point(code);
        }
    }

    /**
     * After the end of a block comes the end of the range whose handler leaves the monitor once more, so the point waits
     * for the next instruction. If that is {@code new}, for the one after: frames may refer to its place.
     */
    @Override
    public void accept(CodeBuilder code, CodeElement element) {
        if (element instanceof Instruction instruction) {
            if (due && !(instruction instanceof NewObjectInstruction) || isBefore(instruction)) {
                point(code);
                due = false;
            }
            due |= instruction.opcode() == Opcode.MONITOREXIT;
        }
        code.with(element);
    }

    private boolean isBefore(Instruction instruction) {
        return switch (instruction) {
            case FieldInstruction field -> isShared(field);
            case InvokeInstruction call -> isShared(call);
            case MonitorInstruction monitor -> monitor.opcode() == Opcode.MONITORENTER;
            default -> false;
        };
    }

    private boolean isShared(FieldInstruction field) {
        var flags = fields.flags(field);
        return switch (accesses) {
            case VOLATILE ->
                flags.filter(all -> all.contains(AccessFlag.VOLATILE)).isPresent();
            case ALL -> flags.filter(all -> !all.contains(AccessFlag.FINAL)).isPresent();
        };
    }

    private static boolean isShared(InvokeInstruction call) {
        var owner = call.owner().asInternalName();
        var name = call.name().stringValue();
        if (owner.startsWith(CONCURRENT)) {
            return !name.equals("<init>") && !UNSHARED.contains(owner.substring(CONCURRENT.length()));
        }
        return owner.equals("java/lang/invoke/VarHandle")
                || owner.equals("java/lang/Thread") && INTERRUPTS.contains(name);
    }

    private static void point(CodeBuilder code) {
        code.invokestatic(GATE, "point", POINT);
    }
}
