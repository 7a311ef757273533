package dev.tractor.debug.eval;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.HashSet;
import java.util.Set;

/**
 * Makes the loops of a snippet end when the user says so, those that never wait, too: nothing else can end them, for an
 * interrupt is only a wish, and the JVM stops no thread. A loop looks at a field each time it begins anew.
 */
final class Loops {
    static final String MESSAGE = "ctrl-c ended the evaluation";

    private static final ClassDesc THROWN = ClassDesc.of("java.lang.InterruptedException");

    private Loops() {}

    /** {@return where code jumps back to} */
    static Set<Label> heads(CodeModel code) {
        Set<Label> before = new HashSet<>();
        Set<Label> heads = new HashSet<>();
        for (var element : code) {
            if (element instanceof LabelTarget target) {
                before.add(target.label());
            } else if (element instanceof BranchInstruction branch && before.contains(branch.target())) {
                heads.add(branch.target());
            }
        }
        return heads;
    }

    /** Adds the look. What is thrown need not be declared: the JVM knows no checked exceptions. */
    static void poll(ClassDesc main, CodeBuilder code) {
        code.getstatic(main, Rewriter.STOP, ConstantDescs.CD_boolean)
                .ifThen(stopped -> stopped.new_(THROWN)
                        .dup()
                        .ldc(MESSAGE)
                        .invokespecial(
                                THROWN,
                                ConstantDescs.INIT_NAME,
                                MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String))
                        .athrow());
    }
}
