package dev.tractor.debug.eval;

import java.lang.classfile.Attribute;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.Interfaces;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Superclass;
import java.lang.classfile.attribute.EnclosingMethodAttribute;
import java.lang.classfile.attribute.InnerClassInfo;
import java.lang.classfile.attribute.InnerClassesAttribute;
import java.lang.classfile.attribute.SignatureAttribute;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes the classes that javac compiles snippets against: without code, with everything public, and with local and
 * anonymous classes as classes of the package that can be named, {@code Outer$1}.
 *
 * <p>A <em>shadow</em> is a copy of a frame's class under another name, from which the class around a snippet inherits. So
 * the members of the frame's class are in scope by their simple names, and it may itself be final, sealed, an enum or a
 * record, and have any constructors.
 */
final class Doctor {
    private static final ClassFile FILES =
            ClassFile.of(ClassFile.DebugElementsOption.DROP_DEBUG, ClassFile.LineNumbersOption.DROP_LINE_NUMBERS);
    private static final int ACCESS = ClassFile.ACC_PRIVATE | ClassFile.ACC_PROTECTED | ClassFile.ACC_PUBLIC;

    private Doctor() {}

    static ClassModel parse(byte[] bytes) {
        return FILES.parse(bytes);
    }

    static @Nullable String signature(ClassModel model) {
        return model.findAttribute(Attributes.signature())
                .map(s -> s.signature().stringValue())
                .orElse(null);
    }

    /** {@return the class as javac is to see it} */
    static byte[] doctored(byte[] bytes) {
        var model = parse(bytes);
        boolean freed = isFreed(model);
        var known = freed ? Signatures.parameters(signature(model)).keySet() : null;
        return FILES.build(model.thisClass().asSymbol(), to -> {
            to.withVersion(model.majorVersion(), model.minorVersion());
            for (var element : model) {
                switch (element) {
                    case java.lang.classfile.AccessFlags flags ->
                        to.withFlags(open(flags.flagsMask()) & ~ClassFile.ACC_PRIVATE);
                    case FieldModel field -> field(to, field, known);
                    case MethodModel method -> method(to, method, known, false);
                    case InnerClassesAttribute inner -> to.with(opened(inner, model));
                    case EnclosingMethodAttribute _ -> {}
                    case SignatureAttribute signature -> {
                        if (known == null) {
                            to.with(signature);
                        } else {
                            to.with(SignatureAttribute.of(to.constantPool()
                                    .utf8Entry(
                                            withoutUnknown(signature.signature().stringValue(), known))));
                        }
                    }
                    default -> other(to, element);
                }
            }
        });
    }

    /**
     * {@return a copy of a class, to inherit from}
     *
     * @param parameters the type parameters in scope, which become those of the copy: name to declaration
     * @param withInstance whether instance members are in scope, too
     */
    static byte[] shadow(byte[] bytes, ClassDesc name, Map<String, String> parameters, boolean withInstance) {
        var model = parse(bytes);
        var isInterface = model.flags().has(AccessFlag.INTERFACE);
        Set<String> known = parameters.keySet();
        return FILES.build(name, to -> {
            to.withVersion(model.majorVersion(), model.minorVersion());
            to.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_ABSTRACT | ClassFile.ACC_SUPER);
            boolean enumeration = model.flags().has(AccessFlag.ENUM);
            if (isInterface || enumeration || !withInstance && isRecord(model)) {
                to.withSuperclass(ConstantDescs.CD_Object);
            }
            for (var element : model) {
                switch (element) {
                    case Superclass superclass -> {
                        if (!isInterface && !enumeration && (withInstance || !isRecord(model))) {
                            to.with(superclass);
                        }
                    }
                    case Interfaces interfaces -> to.with(interfaces);
                    case FieldModel field -> {
                        if (withInstance || field.flags().has(AccessFlag.STATIC)) {
                            field(to, field, known);
                        }
                    }
                    case MethodModel method -> {
                        if (withInstance || method.flags().has(AccessFlag.STATIC)) {
                            method(to, method, known, true);
                        }
                    }
                    case InnerClassesAttribute inner -> to.with(opened(inner, model));
                    default -> {}
                }
            }
            var own = signature(model);
            if (!parameters.isEmpty() || own != null) {
                var supertypes = own != null && !enumeration
                        ? withoutUnknown(Signatures.withoutParameters(own), known)
                        : plainSupertypes(model, isInterface || enumeration);
                var prefix = parameters.isEmpty()
                        ? ""
                        : parameters.values().stream()
                                .map(declaration -> withoutUnknownBounds(declaration, known))
                                .collect(Collectors.joining("", "<", ">"));
                to.with(SignatureAttribute.of(to.constantPool().utf8Entry(prefix + supertypes)));
            }
            if (enumeration && withInstance) {
                enumMembers(to, model.thisClass().asSymbol());
            }
            to.withMethod(ConstantDescs.INIT_NAME, ConstantDescs.MTD_void, ClassFile.ACC_PUBLIC, Doctor::nothing);
        });
    }

    /** Nothing but javac's own enums may extend {@code Enum}, so its members are copied. */
    private static void enumMembers(ClassBuilder to, ClassDesc type) {
        for (var member : List.of("name", "toString")) {
            stub(to, member, MethodTypeDesc.of(ConstantDescs.CD_String));
        }
        stub(to, "ordinal", MethodTypeDesc.of(ConstantDescs.CD_int));
        stub(to, "getDeclaringClass", MethodTypeDesc.of(ConstantDescs.CD_Class));
        stub(to, "compareTo", MethodTypeDesc.of(ConstantDescs.CD_int, type));
    }

    private static void stub(ClassBuilder to, String name, MethodTypeDesc type) {
        to.withMethod(name, type, ClassFile.ACC_PUBLIC, Doctor::nothing);
    }

    private static void nothing(java.lang.classfile.MethodBuilder method) {
        method.withCode(code -> code.aconst_null().athrow());
    }

    private static boolean isRecord(ClassModel model) {
        return model.findAttribute(Attributes.record()).isPresent();
    }

    private static String plainSupertypes(ClassModel model, boolean object) {
        var out = new StringBuilder();
        out.append(
                object
                        ? "Ljava/lang/Object;"
                        : model.superclass()
                                .map(s -> s.asSymbol().descriptorString())
                                .orElse("Ljava/lang/Object;"));
        for (var face : model.interfaces()) {
            out.append(face.asSymbol().descriptorString());
        }
        return out.toString();
    }

    /** Whether a class is turned into one of the package, because no source can name it. */
    private static boolean isFreed(ClassModel model) {
        return model.findAttribute(Attributes.enclosingMethod()).isPresent();
    }

    private static int open(int flags) {
        return flags & ~ACCESS | ClassFile.ACC_PUBLIC;
    }

    private static boolean hidden(int flags) {
        return (flags & ClassFile.ACC_SYNTHETIC) != 0;
    }

    private static void field(ClassBuilder to, FieldModel field, @Nullable Set<String> known) {
        int flags = field.flags().flagsMask();
        if (hidden(flags)) {
            return;
        }
        to.withField(field.fieldName().stringValue(), field.fieldTypeSymbol(), f -> {
            f.withFlags(open(flags));
            for (var element : field) {
                if (element instanceof SignatureAttribute signature) {
                    if (allKnown(signature.signature(), known)) {
                        f.with(signature);
                    }
                } else if (element instanceof Attribute<?> attribute && isKept(attribute)) {
                    f.with(element);
                }
            }
        });
    }

    private static void method(ClassBuilder to, MethodModel method, @Nullable Set<String> known, boolean shadow) {
        int flags = method.flags().flagsMask();
        boolean maker = method.methodName().stringValue().startsWith("<");
        if (hidden(flags) || shadow && maker || method.methodName().equalsString(ConstantDescs.CLASS_INIT_NAME)) {
            return;
        }
        int kept = shadow
                ? open(flags) & ~(ClassFile.ACC_ABSTRACT | ClassFile.ACC_FINAL | ClassFile.ACC_NATIVE)
                : open(flags);
        boolean code = shadow || (flags & (ClassFile.ACC_ABSTRACT | ClassFile.ACC_NATIVE)) == 0;
        to.withMethod(method.methodName().stringValue(), method.methodTypeSymbol(), kept, m -> {
            for (var element : method) {
                if (element instanceof SignatureAttribute signature) {
                    var own = Signatures.parameters(signature.signature().stringValue())
                            .keySet();
                    if (allKnown(signature.signature(), with(known, own))) {
                        m.with(signature);
                    }
                } else if (element instanceof Attribute<?> attribute && isKept(attribute)) {
                    m.with(element);
                }
            }
            if (code) {
                nothing(m);
            }
        });
    }

    private static @Nullable Set<String> with(@Nullable Set<String> known, Set<String> more) {
        if (known == null) {
            return null;
        }
        var all = new HashSet<>(known);
        all.addAll(more);
        return all;
    }

    private static boolean allKnown(Utf8Entry signature, @Nullable Set<String> known) {
        return known == null || known.containsAll(Signatures.variables(signature.stringValue()));
    }

    /** {@return the signature with type variables that nobody declares replaced, where only arguments can be meant} */
    private static String withoutUnknown(String signature, Set<String> known) {
        var out = signature;
        for (var variable : Signatures.variables(signature)) {
            if (!known.contains(variable)) {
                out = out.replace("T" + variable + ";", "Ljava/lang/Object;");
            }
        }
        return out;
    }

    private static String withoutUnknownBounds(String declaration, Set<String> known) {
        int colon = declaration.indexOf(':');
        return declaration.substring(0, colon) + withoutUnknown(declaration.substring(colon), known);
    }

    private static boolean isKept(Attribute<?> attribute) {
        return switch (attribute.attributeName().stringValue()) {
            case "ConstantValue", "Exceptions", "AnnotationDefault", "Deprecated" -> true;
            default -> false;
        };
    }

    private static void other(ClassBuilder to, ClassElement element) {
        if (element instanceof Attribute<?> attribute) {
            switch (attribute.attributeName().stringValue()) {
                case "PermittedSubclasses", "Record", "RuntimeVisibleAnnotations" -> to.with(element);
                default -> {}
            }
        } else {
            to.with(element);
        }
    }

    private static InnerClassesAttribute opened(InnerClassesAttribute inner, ClassModel model) {
        return InnerClassesAttribute.of(inner.classes().stream()
                .filter(info ->
                        info.outerClass().isPresent() && info.innerName().isPresent())
                .filter(info -> !isFreed(model) || !info.innerClass().equals(model.thisClass()))
                .map(info -> InnerClassInfo.of(
                        info.innerClass(), info.outerClass(), info.innerName(), open(info.flagsMask())))
                .toList());
    }
}
