package dev.tractor.debug.eval;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.NestingKind;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.IntersectionType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.type.UnionType;
import javax.lang.model.type.WildcardType;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/** Writes the types that javac found, for a source or for people. */
final class TypeTexts {
    private final Elements elements;
    private final Types types;
    private final Map<String, Class<?>> renamed;

    /**
     * @param renamed the classes of the wrapping by binary name, each with what it stands for
     */
    TypeTexts(Elements elements, Types types, Map<String, Class<?>> renamed) {
        this.elements = elements;
        this.types = types;
        this.renamed = renamed;
    }

    /**
     * {@return the type as a later source can write it}
     *
     * @param variables whether type variables may occur; else they are replaced by what they extend
     */
    String denoted(TypeMirror type, boolean variables) {
        return text(type, this::sourceName, variables, new HashSet<>());
    }

    /** {@return the type with simple names} */
    String shown(TypeMirror type) {
        return text(type, this::simpleName, true, new HashSet<>());
    }

    private String text(TypeMirror type, Function<TypeElement, String> name, boolean variables, Set<TypeMirror> open) {
        return switch (type) {
            case ArrayType array -> text(array.getComponentType(), name, variables, open) + "[]";
            case TypeVariable variable -> {
                boolean captured =
                        variable.asElement().getSimpleName().toString().startsWith("<")
                                || variable.toString().startsWith("capture");
                if (variables && !captured) {
                    yield variable.asElement().getSimpleName().toString();
                }
                yield open.add(variable)
                        ? text(variable.getUpperBound(), name, variables, open)
                        : name.apply(elements.getTypeElement("java.lang.Object"));
            }
            case WildcardType wildcard -> {
                if (wildcard.getExtendsBound() != null) {
                    yield "? extends " + text(wildcard.getExtendsBound(), name, variables, open);
                }
                yield wildcard.getSuperBound() != null
                        ? "? super " + text(wildcard.getSuperBound(), name, variables, open)
                        : "?";
            }
            case IntersectionType intersection -> text(intersection.getBounds().getFirst(), name, variables, open);
            case UnionType union -> text(union.getAlternatives().getFirst(), name, variables, open);
            case DeclaredType declared -> declared(declared, name, variables, open);
            default ->
                type.getKind() == TypeKind.NULL
                        ? name.apply(elements.getTypeElement("java.lang.Object"))
                        : type.getKind().isPrimitive()
                                ? type.getKind().name().toLowerCase(java.util.Locale.ROOT)
                                : types.erasure(type).toString();
        };
    }

    private String declared(
            DeclaredType type, Function<TypeElement, String> name, boolean variables, Set<TypeMirror> open) {
        var element = (TypeElement) type.asElement();
        if (standsFor(element) != null) {
            return name.apply(element);
        }
        var arguments = type.getTypeArguments().stream()
                .map(argument -> argument(argument, name, variables, open))
                .collect(Collectors.joining(", "));
        boolean inner = type.getEnclosingType() instanceof DeclaredType around
                && !around.getTypeArguments().isEmpty()
                && standsFor((TypeElement) around.asElement()) == null;
        var prefix = inner
                ? text(type.getEnclosingType(), name, variables, open) + "." + element.getSimpleName()
                : name.apply(element);
        return prefix + (arguments.isEmpty() ? "" : "<" + arguments + ">");
    }

    /** As an argument, what cannot be written becomes a wildcard, so that the type stays one that the value has. */
    private String argument(
            TypeMirror type, Function<TypeElement, String> name, boolean variables, Set<TypeMirror> open) {
        if (type instanceof TypeVariable variable) {
            boolean captured = variable.toString().startsWith("capture");
            if (captured || !variables) {
                var bound = open.add(variable) ? text(variable.getUpperBound(), name, variables, open) : "";
                return bound.isEmpty() || bound.endsWith("Object") ? "?" : "? extends " + bound;
            }
        } else if (type instanceof IntersectionType) {
            return "? extends " + text(type, name, variables, open);
        }
        return text(type, name, variables, open);
    }

    private java.lang.@org.jspecify.annotations.Nullable Class<?> standsFor(TypeElement element) {
        return renamed.get(elements.getBinaryName(element).toString());
    }

    private String sourceName(TypeElement element) {
        var real = standsFor(element);
        if (real != null) {
            return Signatures.name(real);
        }
        return isLocal(element)
                ? elements.getBinaryName(element).toString()
                : element.getQualifiedName().toString();
    }

    private static boolean isLocal(TypeElement element) {
        for (Element e = element; e instanceof TypeElement type; e = e.getEnclosingElement()) {
            if (type.getNestingKind() == NestingKind.LOCAL || type.getNestingKind() == NestingKind.ANONYMOUS) {
                return true;
            }
        }
        return false;
    }

    private String simpleName(TypeElement element) {
        var real = standsFor(element);
        if (real != null) {
            return afterPackage(real);
        }
        if (element.getNestingKind() == NestingKind.ANONYMOUS) {
            var face = element.getInterfaces().isEmpty()
                    ? element.getSuperclass()
                    : element.getInterfaces().getFirst();
            return shown(face);
        }
        var name = new StringBuilder(element.getSimpleName());
        for (Element e = element.getEnclosingElement();
                e instanceof TypeElement around && isLocal(element) == isLocal(around);
                e = e.getEnclosingElement()) {
            if (around.getSimpleName().toString().startsWith("$T") || standsFor(around) != null) {
                break;
            }
            name.insert(0, around.getSimpleName() + ".");
        }
        return name.toString();
    }

    /** {@return the class's name without its package} */
    static String afterPackage(Class<?> type) {
        var name = Signatures.name(type);
        var packageName = type.getPackageName();
        var rest = packageName.isEmpty() || !name.startsWith(packageName + ".")
                ? name
                : name.substring(packageName.length() + 1);
        return rest.replaceFirst("^\\$T\\d+\\.", ""); // declared in a session
    }

    static boolean isPackage(Element element) {
        return element instanceof PackageElement || element.getKind() == ElementKind.PACKAGE;
    }
}
