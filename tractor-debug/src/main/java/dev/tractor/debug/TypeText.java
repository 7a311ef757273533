package dev.tractor.debug;

import java.util.ArrayList;
import java.util.List;

/** Types as one writes them in a source, without packages. */
final class TypeText {
    private final String signature;
    private int at;

    private TypeText(String signature) {
        this.signature = signature;
    }

    /**
     * {@return the type that a descriptor or a generic signature of the class file stands for}
     *
     * @param signature for example {@code Ljava/util/List<[I>;}
     */
    static String of(String signature) {
        try {
            return new TypeText(signature).type();
        } catch (StringIndexOutOfBoundsException e) {
            return signature; // not one: then as it is
        }
    }

    /** {@return the name of a class without its package, {@code int[]} for an array} */
    static String of(Class<?> type) {
        return type.isArray() ? of(type.componentType()) + "[]" : simple(type.getName());
    }

    private static String simple(String name) {
        // A hidden class has a slash and a number behind its name.
        int slash = name.indexOf('/');
        var plain = slash < 0 ? name : name.substring(0, slash);
        return plain.substring(plain.lastIndexOf('.') + 1).replace('$', '.');
    }

    private String type() {
        char kind = signature.charAt(at++);
        return switch (kind) {
            case 'B' -> "byte";
            case 'C' -> "char";
            case 'D' -> "double";
            case 'F' -> "float";
            case 'I' -> "int";
            case 'J' -> "long";
            case 'S' -> "short";
            case 'Z' -> "boolean";
            case 'V' -> "void";
            case '[' -> type() + "[]";
            case 'T' -> upTo(';');
            case 'L' -> reference();
            case '*' -> "?";
            case '+' -> "? extends " + type();
            case '-' -> "? super " + type();
            default -> throw new StringIndexOutOfBoundsException(at);
        };
    }

    private String upTo(char end) {
        int start = at;
        at = signature.indexOf(end, start) + 1;
        if (at == 0) {
            throw new StringIndexOutOfBoundsException(start);
        }
        return signature.substring(start, at - 1);
    }

    private String reference() {
        var text = new StringBuilder();
        int start = at;
        while (true) {
            char c = signature.charAt(at++);
            if (c != ';' && c != '<' && c != '.') {
                continue;
            }
            text.append(simple(signature.substring(start, at - 1).replace('/', '.')));
            if (c == '<') {
                text.append(arguments());
                c = signature.charAt(at++);
            }
            if (c == ';') {
                return text.toString();
            }
            text.append('.'); // an inner class of a generic one
            start = at;
        }
    }

    private String arguments() {
        List<String> arguments = new ArrayList<>();
        while (signature.charAt(at) != '>') {
            arguments.add(type());
        }
        at++;
        return "<" + String.join(", ", arguments) + ">";
    }
}
