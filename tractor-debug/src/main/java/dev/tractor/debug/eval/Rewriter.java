package dev.tractor.debug.eval;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.attribute.EnclosingMethodAttribute;
import java.lang.classfile.attribute.InnerClassInfo;
import java.lang.classfile.attribute.InnerClassesAttribute;
import java.lang.classfile.attribute.RecordAttribute;
import java.lang.classfile.attribute.SourceFileAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes what javac compiled against doctored classes run against the real ones.
 *
 * <p>To javac, the class around a snippet inherits from the frame's class and its methods are instance methods. Here they
 * become static ones with the frame's {@code this} as first parameter, which takes the same place, and every mention of the
 * class as a type becomes the frame's class. Its fields, which stand for variables, become static. The hidden references to
 * classes around it become a look at a static field. A member that the JVM would refuse goes through a method handle, by
 * {@code invokedynamic}; a type that it would refuse becomes
 * the nearest superclass that it allows.
 */
final class Rewriter {
    static final String HANDLES = "$handles";
    static final String BOOTSTRAP = "$bootstrap";

    /** Whether the loops of the snippet are to end; looked at where each begins anew. */
    static final String STOP = "$stop";

    final ClassDesc main;
    final @Nullable ClassModel mainModel;
    final Map<ClassDesc, ClassModel> own;
    final List<MethodHandle> handles = new ArrayList<>();
    final Access access;
    private final Map<ClassDesc, ClassDesc> renamed;
    private final Map<ClassDesc, ClassDesc> mapped = new HashMap<>();
    private final Map<ClassDesc, Set<ClassDesc>> supers = new HashMap<>();
    private final ClassFile files;
    boolean mainNamed;

    /**
     * @param compiled what javac made, by binary name
     * @param main the class around the snippet
     * @param renamed the classes of the wrapping, each with the class of the program it stands for
     * @param dropped those of them that javac made and nobody needs
     */
    Rewriter(
            Map<String, byte[]> compiled,
            String main,
            Map<String, Class<?>> renamed,
            Set<String> dropped,
            Access access) {
        this.main = ClassDesc.of(main);
        this.access = access;
        this.renamed = new HashMap<>();
        renamed.forEach((name, type) -> this.renamed.put(
                ClassDesc.of(name),
                type.isHidden()
                        ? ConstantDescs.CD_Object
                        : type.describeConstable().orElseThrow()));
        own = new LinkedHashMap<>();
        compiled.forEach((name, bytes) -> {
            if (!dropped.contains(name)) {
                own.put(ClassDesc.of(name), ClassFile.of().parse(bytes));
            }
        });
        mainModel = own.get(this.main);
        files = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(hierarchy()));
    }

    private ClassHierarchyResolver hierarchy() {
        return type -> {
            var model = own.get(type);
            if (model != null) {
                if (model.flags().has(java.lang.reflect.AccessFlag.INTERFACE)) {
                    return ClassHierarchyResolver.ClassHierarchyInfo.ofInterface();
                }
                return ClassHierarchyResolver.ClassHierarchyInfo.ofClass(
                        type.equals(main)
                                ? ConstantDescs.CD_Object
                                : type(model.superclass().orElseThrow().asSymbol()));
            }
            var loaded = access.load(type);
            if (loaded == null) {
                return ClassHierarchyResolver.ClassHierarchyInfo.ofInterface();
            }
            if (loaded.isInterface()) {
                return ClassHierarchyResolver.ClassHierarchyInfo.ofInterface();
            }
            var superclass = loaded.getSuperclass();
            return ClassHierarchyResolver.ClassHierarchyInfo.ofClass(
                    superclass == null ? null : superclass.describeConstable().orElse(ConstantDescs.CD_Object));
        };
    }

    /** {@return the rewritten classes, without the one around the snippet} Before {@link #main()}. */
    Map<String, byte[]> others() {
        Map<String, byte[]> result = new LinkedHashMap<>();
        own.forEach((type, model) -> {
            if (!type.equals(main)) {
                result.put(binary(type), other(model));
            }
        });
        return result;
    }

    static String binary(ClassDesc type) {
        var descriptor = type.descriptorString();
        return descriptor.substring(1, descriptor.length() - 1).replace('/', '.');
    }

    /** {@return the class around the snippet} */
    byte[] main() {
        var model = java.util.Objects.requireNonNull(mainModel);
        return files.build(main, to -> {
            to.withVersion(model.majorVersion(), 0);
            to.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL | ClassFile.ACC_SUPER | ClassFile.ACC_SYNTHETIC);
            to.withSuperclass(ConstantDescs.CD_Object);
            for (var field : model.fields()) {
                if (!field.fieldName().stringValue().startsWith("this$")) {
                    to.withField(
                            field.fieldName().stringValue(),
                            type(field.fieldTypeSymbol()),
                            ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC);
                }
            }
            to.withField(
                    STOP,
                    ConstantDescs.CD_boolean,
                    ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC | ClassFile.ACC_VOLATILE);
            var bodies = new Bodies(this, main);
            for (var method : model.methods()) {
                if (!method.methodName().equalsString(ConstantDescs.INIT_NAME)) {
                    boolean wasStatic = method.flags().has(java.lang.reflect.AccessFlag.STATIC);
                    var type = type(method.methodTypeSymbol());
                    to.withMethodBody(
                            method.methodName().stringValue(),
                            wasStatic ? type : type.insertParameterTypes(0, type(main)),
                            ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                            code -> bodies.write(method, code));
                }
            }
            bodies.bridges(to);
            model.findAttribute(Attributes.sourceFile())
                    .ifPresent(file ->
                            to.with(SourceFileAttribute.of(file.sourceFile().stringValue())));
        });
    }

    private byte[] other(ClassModel model) {
        var self = model.thisClass().asSymbol();
        return files.build(self, to -> {
            to.withVersion(model.majorVersion(), 0);
            to.withFlags(model.flags().flagsMask() | ClassFile.ACC_PUBLIC);
            model.superclass().ifPresent(superclass -> to.withSuperclass(superclass(superclass.asSymbol())));
            to.withInterfaceSymbols(model.interfaces().stream()
                    .map(i -> superclass(i.asSymbol()))
                    .toList());
            for (var field : model.fields()) {
                to.withField(
                        field.fieldName().stringValue(),
                        type(field.fieldTypeSymbol()),
                        field.flags().flagsMask() & ~ClassFile.ACC_PRIVATE | ClassFile.ACC_PUBLIC);
            }
            var bodies = new Bodies(this, self);
            for (var method : model.methods()) {
                copy(method, to, bodies);
            }
            bodies.bridges(to);
            attributes(model, to);
        });
    }

    private void copy(MethodModel method, ClassBuilder to, Bodies bodies) {
        int flags =
                method.flags().flagsMask() & ~(ClassFile.ACC_PRIVATE | ClassFile.ACC_PROTECTED) | ClassFile.ACC_PUBLIC;
        if (method.code().isPresent()) {
            to.withMethodBody(
                    method.methodName().stringValue(),
                    type(method.methodTypeSymbol()),
                    flags,
                    code -> bodies.write(method, code));
        } else {
            to.withMethod(method.methodName().stringValue(), type(method.methodTypeSymbol()), flags, _ -> {});
        }
    }

    /** Keeps what makes records records and gives classes their simple names. */
    private void attributes(ClassModel model, ClassBuilder to) {
        model.findAttribute(Attributes.record())
                .ifPresent(record -> to.with(RecordAttribute.of(record.components().stream()
                        .map(c -> java.lang.classfile.attribute.RecordComponentInfo.of(
                                c.name().stringValue(), type(c.descriptorSymbol()), List.of()))
                        .toList())));
        model.findAttribute(Attributes.sourceFile())
                .ifPresent(
                        file -> to.with(SourceFileAttribute.of(file.sourceFile().stringValue())));
        model.findAttribute(Attributes.innerClasses()).ifPresent(inner -> {
            List<InnerClassInfo> kept = new ArrayList<>();
            for (var info : inner.classes()) {
                var outer = info.outerClass().map(o -> o.asSymbol());
                if (own.containsKey(info.innerClass().asSymbol())
                        && !info.innerClass().asSymbol().equals(main)
                        && (outer.isEmpty()
                                || own.containsKey(outer.get()) && !outer.get().equals(main))) {
                    kept.add(InnerClassInfo.of(
                            info.innerClass().asSymbol(),
                            outer,
                            info.innerName().map(n -> n.stringValue()),
                            info.flagsMask() & ~ClassFile.ACC_PRIVATE | ClassFile.ACC_PUBLIC));
                }
            }
            if (!kept.isEmpty()) {
                to.with(InnerClassesAttribute.of(kept));
            }
        });
        model.findAttribute(Attributes.enclosingMethod()).ifPresent(enclosing -> {
            var around = enclosing.enclosingClass().asSymbol();
            to.with(EnclosingMethodAttribute.of(
                    own.containsKey(around) && !around.equals(main) ? around : ConstantDescs.CD_Object,
                    Optional.empty(),
                    Optional.empty()));
        });
        model.findAttribute(Attributes.permittedSubclasses()).ifPresent(to::with);
    }

    private ClassDesc superclass(ClassDesc symbol) {
        var loaded = own.containsKey(symbol) ? null : access.load(symbol);
        if (loaded != null && !access.permits(loaded)) {
            throw new Access.DeniedException("cannot extend " + loaded.getTypeName() + ": it is not public");
        }
        return type(symbol);
    }

    /** {@return what a type is where the classes run} */
    ClassDesc type(ClassDesc symbol) {
        return mapped.computeIfAbsent(symbol, this::mappedType);
    }

    private ClassDesc mappedType(ClassDesc symbol) {
        if (symbol.isPrimitive()) {
            return symbol;
        }
        if (symbol.isArray()) {
            int rank = 0;
            var element = symbol;
            while (element.isArray()) {
                element = element.componentType();
                rank++;
            }
            var real = mappedElement(element);
            return real == null ? ConstantDescs.CD_Object : real.arrayType(rank);
        }
        var real = mappedElement(symbol);
        return real == null ? ConstantDescs.CD_Object : real;
    }

    private @Nullable ClassDesc mappedElement(ClassDesc element) {
        if (element.isPrimitive()) {
            return element;
        }
        var real = renamed.getOrDefault(element, element);
        if (own.containsKey(real)) {
            return real;
        }
        for (var loaded = access.load(real); loaded != null; loaded = loaded.getSuperclass()) {
            if (access.permits(loaded)) {
                return loaded.describeConstable().orElse(null);
            }
        }
        return access.load(real) == null ? real : null;
    }

    MethodTypeDesc type(MethodTypeDesc symbol) {
        return MethodTypeDesc.of(
                type(symbol.returnType()),
                symbol.parameterList().stream().map(this::type).toList());
    }

    /** {@return the class of the program that a class of the wrapping stands for, or the class itself} */
    ClassDesc real(ClassDesc symbol) {
        return renamed.getOrDefault(symbol, symbol);
    }

    /** {@return a descriptor with the program's classes, none of them replaced by Object} */
    MethodTypeDesc real(MethodTypeDesc symbol) {
        return MethodTypeDesc.of(
                realArray(symbol.returnType()),
                symbol.parameterList().stream().map(this::realArray).toList());
    }

    ClassDesc realArray(ClassDesc symbol) {
        return symbol.isArray() ? realArray(symbol.componentType()).arrayType() : real(symbol);
    }

    boolean isWrapping(ClassDesc symbol) {
        return renamed.containsKey(symbol);
    }

    /** {@return the method of the class around the snippet} */
    @Nullable
    MethodModel mainMethod(String name, MethodTypeDesc type) {
        if (mainModel == null) {
            return null;
        }
        for (var method : mainModel.methods()) {
            if (method.methodName().equalsString(name)
                    && method.methodTypeSymbol().equals(type)) {
                return method;
            }
        }
        return null;
    }

    boolean isMainField(String name) {
        return mainModel != null
                && mainModel.fields().stream().anyMatch(f -> f.fieldName().equalsString(name));
    }

    /** {@return the number of a handle, by which the bootstrap method finds it} */
    int number(MethodHandle handle) {
        handles.add(handle);
        return handles.size() - 1;
    }

    Set<ClassDesc> known() {
        return new HashSet<>(own.keySet());
    }

    static Opcode call(boolean isStatic, boolean isInterface) {
        return isStatic ? Opcode.INVOKESTATIC : isInterface ? Opcode.INVOKEINTERFACE : Opcode.INVOKEVIRTUAL;
    }
}
