package dev.tractor.test.agent;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.Set;

/** Makes a class read the clocks of the {@link Gate}. */
final class TimeCalls {

    /** The only class of the JDK that takes more than other names. */
    static final String CLOCK = "java/time/Clock";

    private static final String GATE = Gate.RUNTIME_NAME.replace('.', '/');
    private static final ClassDesc GATE_TYPE = ClassDesc.of(Gate.RUNTIME_NAME);
    private static final String ADJUSTMENT = "getNanoTimeAdjustment";
    private static final MethodTypeDesc ADJUST =
            MethodTypeDesc.of(ConstantDescs.CD_long, ConstantDescs.CD_long, ConstantDescs.CD_long);

    /** The gate has a method of the same name and type for each. */
    private static final List<ConstantPool.Method> METHODS = List.of(
            new ConstantPool.Method("java/lang/System", "nanoTime"),
            new ConstantPool.Method("java/lang/System", "currentTimeMillis"),
            new ConstantPool.Method("java/lang/Thread", "onSpinWait"));

    private static final String CONCURRENT = "java/util/concurrent/";

    /** The clock of the common pool's delay thread, which is real: a moment on it is one in real time for everybody. */
    private static final String DELAYS = CONCURRENT + "DelayScheduler";

    /**
     * What else waits on behalf of its caller, or tells it the time. Not java.util.Timer, for the reason above, and
     * nothing that waits for the world outside: sockets, processes.
     */
    private static final Set<String> OTHERS = Set.of(
            "java/lang/Thread",
            "java/lang/VirtualThread",
            "java/lang/ref/ReferenceQueue",
            "java/util/Date",
            "java/util/GregorianCalendar",
            "jdk/internal/misc/ThreadFlock");

    private TimeCalls() {}

    /** Whether a class of the JDK is to be rewritten, by internal name. */
    static boolean concernsJdk(String name) {
        return name.startsWith(CONCURRENT) ? !name.startsWith(DELAYS) : OTHERS.contains(name) || name.startsWith(CLOCK);
    }

    /** The class file with its calls redirected; the same array when it makes none. */
    static byte[] redirect(String name, byte[] file) {
        var redirected = new ConstantPool(file).redirected(METHODS, GATE);
        return name.equals(CLOCK)
                ? CodeEdit.apply(CodeEdit.parse(redirected), method -> true, method -> adjustment())
                : redirected;
    }

    /** Has the gate change a result in place: it must not call that method of the JDK, which is not exported. */
    private static CodeTransform adjustment() {
        return (CodeBuilder code, CodeElement element) -> {
            if (element instanceof InvokeInstruction call && call.name().equalsString(ADJUSTMENT)) {
                code.dup2().with(call).invokestatic(GATE_TYPE, "nanoTimeAdjustment", ADJUST);
            } else {
                code.with(element);
            }
        };
    }
}
