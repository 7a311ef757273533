package dev.tractor.test.agent;

import java.lang.classfile.Attributes;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;

/**
 * Inserts preemption points into one method: before what other threads may see or be seen by, and after the end of a
 * synchronized block. A point leaves the stack as it was. {@link References} has the points of method references.
 */
final class PointInsertion implements CodeTransform {

    private static final ClassDesc GATE = ClassDesc.of(Gate.RUNTIME_NAME);
    private static final MethodTypeDesc POINT = MethodTypeDesc.of(ConstantDescs.CD_void);
    private static final MethodTypeDesc POINT_AT = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object);

    private static final ClassDesc FACTORIES = ClassDesc.of("java.lang.invoke.LambdaMetafactory");
    private static final int REFERENCE = 1; // the place of the method among the arguments of the factory

    /** In place of the JDK's factory. */
    private static final DirectMethodHandleDesc GATE_FACTORY = ConstantDescs.ofCallsiteBootstrap(
            GATE,
            "reference",
            ConstantDescs.CD_CallSite,
            ConstantDescs.CD_MethodType,
            ConstantDescs.CD_MethodHandle,
            ConstantDescs.CD_MethodType);

    /** Where a method's own variables end. */
    private final int free;

    private final boolean isSynchronized;
    private final Accesses accesses;
    private final Fields fields;

    private boolean due; // a block has ended and its point is still to come

    private PointInsertion(MethodModel method, Accesses accesses, Fields fields) {
        free = method.findAttribute(Attributes.code()).orElseThrow().maxLocals();
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
            var sharing = sharing(instruction);
            if (due && !(instruction instanceof NewObjectInstruction) || sharing == Sharing.ALWAYS) {
                point(code);
                due = false;
            } else if (sharing == Sharing.BY_RECEIVER && instruction instanceof InvokeInstruction call) {
                pointAtReceiver(code, call);
            }
            due |= instruction.opcode() == Opcode.MONITOREXIT;
        }
        if (element instanceof InvokeDynamicInstruction made && isReference(made)) {
            code.invokedynamic(DynamicCallSiteDesc.of(
                    GATE_FACTORY,
                    made.name().stringValue(),
                    made.typeSymbol(),
                    made.bootstrapArgs().toArray(ConstantDesc[]::new)));
        } else {
            code.with(element);
        }
    }

    private Sharing sharing(Instruction instruction) {
        return switch (instruction) {
            case FieldInstruction field -> isShared(field) ? Sharing.ALWAYS : Sharing.NEVER;
            case InvokeInstruction call -> sharing(call);
            case MonitorInstruction monitor when monitor.opcode() == Opcode.MONITORENTER -> Sharing.ALWAYS;
            default -> Sharing.NEVER;
        };
    }

    private static Sharing sharing(InvokeInstruction call) {
        var sharing = Sharing.of(call.owner().asInternalName(), call.name().stringValue());
        return sharing == Sharing.BY_RECEIVER
                        && call.opcode() != Opcode.INVOKEVIRTUAL
                        && call.opcode() != Opcode.INVOKEINTERFACE
                ? Sharing.NEVER
                : sharing;
    }

    /**
     * Whether it makes an object that calls a shared method and has no point. Those that can be serialised would then name
     * a method that is in no other JVM, so they are left alone.
     */
    private static boolean isReference(InvokeDynamicInstruction made) {
        var factory = made.bootstrapMethod();
        return factory.owner().equals(FACTORIES)
                && factory.methodName().equals("metafactory")
                && made.bootstrapArgs().get(REFERENCE) instanceof DirectMethodHandleDesc method
                && switch (method.kind()) {
                    case STATIC, INTERFACE_STATIC -> sharing(method) == Sharing.ALWAYS;
                    case VIRTUAL, INTERFACE_VIRTUAL -> sharing(method) != Sharing.NEVER;
                    default -> false;
                };
    }

    private static Sharing sharing(DirectMethodHandleDesc method) {
        var owner = method.owner().descriptorString();
        return Sharing.of(owner.substring(1, owner.length() - 1), method.methodName());
    }

    private boolean isShared(FieldInstruction field) {
        var flags = fields.flags(field);
        return switch (accesses) {
            case VOLATILE ->
                flags.filter(all -> all.contains(AccessFlag.VOLATILE)).isPresent();
            case ALL -> flags.filter(all -> !all.contains(AccessFlag.FINAL)).isPresent();
        };
    }

    /** The receiver lies below the arguments, so they are put aside, into variables that no frame knows. */
    private void pointAtReceiver(CodeBuilder code, InvokeInstruction call) {
        var parameters = call.typeSymbol().parameterList();
        int slot = free;
        for (var parameter : parameters.reversed()) {
            var kind = TypeKind.from(parameter);
            code.storeLocal(kind, slot);
            slot += kind.slotSize();
        }
        code.dup();
        pointAt(code);
        for (var parameter : parameters) {
            var kind = TypeKind.from(parameter);
            slot -= kind.slotSize();
            code.loadLocal(kind, slot);
        }
    }

    static void point(CodeBuilder code) {
        code.invokestatic(GATE, "point", POINT);
    }

    /** Takes an object from the stack. */
    static void pointAt(CodeBuilder code) {
        code.invokestatic(GATE, "pointAt", POINT_AT);
    }
}
