package dev.tractor.test.agent;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodHandles;

/**
 * Puts points into method references. What calls the method there is a class that the JDK makes out of sight of any
 * agent, and it can be made to call another method, but to do nothing else. So the other method is one that passes a
 * point and then calls the first. It lives in a hidden class of its own, because a class that is loaded already can be
 * given no method.
 */
final class References {

    private static final System.Logger LOGGER = System.getLogger("tractor.test");
    private static final String CALL = "call";

    private References() {}

    /**
     * Makes the other method.
     *
     * @param caller the class that has the reference
     * @param target the method referred to, static or called by its receiver
     * @return a direct handle, as the JDK's factory wants it
     */
    static MethodHandle withPoint(MethodHandles.Lookup caller, MethodHandle target) {
        try {
            var file = file(caller.lookupClass().getPackageName(), caller.revealDirect(target), target);
            var made = caller.defineHiddenClass(file, false, MethodHandles.Lookup.ClassOption.NESTMATE);
            return made.findStatic(made.lookupClass(), CALL, target.type());
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "a method reference in " + caller.lookupClass().getName() + " stays without a point",
                    e);
            return target;
        }
    }

    private static byte[] file(String packageName, MethodHandleInfo info, MethodHandle target) {
        var type = target.type().describeConstable().orElseThrow();
        return ClassFile.of()
                .build(
                        ClassDesc.of(packageName, "MethodReference"),
                        made -> made.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC)
                                .withMethodBody(CALL, type, ClassFile.ACC_STATIC, code -> {
                                    point(code, info, target);
                                    int slot = 0;
                                    for (var parameter : type.parameterList()) {
                                        var kind = TypeKind.from(parameter);
                                        code.loadLocal(kind, slot);
                                        slot += kind.slotSize();
                                    }
                                    call(code, info, target);
                                    code.return_(TypeKind.from(type.returnType()));
                                }));
    }

    private static void point(CodeBuilder code, MethodHandleInfo info, MethodHandle target) {
        if (Sharing.of(owner(info, target).getName().replace('.', '/'), info.getName()) == Sharing.BY_RECEIVER) {
            code.aload(0);
            PointInsertion.pointAt(code);
        } else {
            PointInsertion.point(code);
        }
    }

    private static void call(CodeBuilder code, MethodHandleInfo info, MethodHandle target) {
        var owner = owner(info, target);
        var described = owner.describeConstable().orElseThrow();
        var type = info.getMethodType().describeConstable().orElseThrow();
        if (isStatic(info)) {
            code.invokestatic(described, info.getName(), type, owner.isInterface());
        } else if (owner.isInterface()) {
            code.invokeinterface(described, info.getName(), type);
        } else {
            code.invokevirtual(described, info.getName(), type);
        }
    }

    /** The class by which the method is called; it may have inherited it from one that is out of reach. */
    private static Class<?> owner(MethodHandleInfo info, MethodHandle target) {
        return isStatic(info) ? info.getDeclaringClass() : target.type().parameterType(0);
    }

    private static boolean isStatic(MethodHandleInfo info) {
        return info.getReferenceKind() == MethodHandleInfo.REF_invokeStatic;
    }
}
