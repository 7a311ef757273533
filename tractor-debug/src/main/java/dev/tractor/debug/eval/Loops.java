package dev.tractor.debug.eval;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/**
 * Makes the loops of a snippet end when the user says so, those that never wait, too: nothing else can end them, for an
 * interrupt is only a wish, and the JVM stops no thread. A loop looks at a field before each jump back; where it begins would
 * be too late, for that may be inside a try block that catches what is thrown.
 */
final class Loops {
    static final String MESSAGE = "ctrl-c ended the evaluation";

    private static final ClassDesc THROWN = ClassDesc.of("java.lang.InterruptedException");

    private Loops() {}

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
