package dev.tractor.test.agent;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Adds instructions to methods.
 *
 * <p>The library would compute stack maps anew, for which it has to find out about every class that the code mentions.
 * What is added here leaves stack and locals as they were wherever control flow meets, so the frames that are there
 * still hold and only move. Jumps that no longer reach are refused, for to mend one takes a new frame.
 */
final class CodeEdit {

    private static final ClassFile FILES = ClassFile.of(
            ClassFile.StackMapsOption.DROP_STACK_MAPS,
            ClassFile.DeadCodeOption.KEEP_DEAD_CODE,
            ClassFile.ShortJumpsOption.FAIL_ON_SHORT_JUMPS);

    private CodeEdit() {}

    static ClassModel parse(byte[] file) {
        return FILES.parse(file);
    }

    /** The class file with the code of these methods passed through a transform of its own each. */
    static byte[] apply(ClassModel file, Predicate<MethodModel> methods, Function<MethodModel, CodeTransform> edit) {
        return FILES.transformClass(file, (builder, element) -> {
            if (element instanceof MethodModel method && method.code().isPresent() && methods.test(method)) {
                builder.transformMethod(method, (body, part) -> {
                    if (part instanceof CodeModel code) {
                        // before the code, so that there are labels where the frames are
                        var frames =
                                code.findAttribute(Attributes.stackMapTable()).map(StackMapTableAttribute::entries);
                        body.withCode(target -> {
                            target.transform(code, edit.apply(method));
                            frames.ifPresent(entries -> target.with(StackMapTableAttribute.of(entries)));
                        });
                    } else {
                        body.with(part);
                    }
                });
            } else {
                builder.with(element);
            }
        });
    }
}
