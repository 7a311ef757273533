package dev.tractor.debug.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Turns types as class files write them into types as sources write them.
 *
 * <p>A class that a source cannot name, such as a private one of the JDK, is replaced by the nearest supertype that it can
 * name; an unknown type variable by {@code Object}.
 */
final class Signatures {
    private final ClassLoader loader;
    private final Predicate<Class<?>> nameable;
    private final Predicate<String> variable;

    /**
     * @param loader what finds the classes
     * @param nameable whether a source can name a class
     * @param variable whether a type variable is in scope
     */
    Signatures(ClassLoader loader, Predicate<Class<?>> nameable, Predicate<String> variable) {
        this.loader = loader;
        this.nameable = nameable;
        this.variable = variable;
    }

    /** {@return the type as a source writes it} */
    String type(String signature) {
        var reader = new Reader(signature);
        var type = reader.type();
        return reader.at == signature.length() ? type : "java.lang.Object";
    }

    /** {@return the class as a source writes it, or its nearest supertype that it can; never parameterized} */
    String nearest(Class<?> type) {
        if (type.isArray()) {
            return nearest(type.componentType()) + "[]";
        }
        for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
            if (nameable.test(c)) {
                return name(c);
            }
        }
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            for (var face : c.getInterfaces()) {
                var found = nearest(face);
                if (!found.equals("java.lang.Object")) {
                    return found;
                }
            }
        }
        return "java.lang.Object";
    }

    /** {@return how a source names the class; local and anonymous ones by what the class file is called} */
    static String name(Class<?> type) {
        var canonical = type.getCanonicalName();
        return canonical != null ? canonical : type.getName();
    }

    private @Nullable Class<?> load(String binaryName) {
        try {
            return Class.forName(binaryName, false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }

    /**
     * {@return the type parameters that a signature of a class or method begins with, each name with its declaration as a
     * class file writes it}
     */
    static Map<String, String> parameters(@Nullable String signature) {
        Map<String, String> found = new LinkedHashMap<>();
        if (signature == null || !signature.startsWith("<")) {
            return found;
        }
        int at = 1;
        while (signature.charAt(at) != '>') {
            int start = at;
            int colon = signature.indexOf(':', at);
            at = colon;
            while (signature.charAt(at) == ':') {
                at++;
                if (signature.charAt(at) != ':' && signature.charAt(at) != '>') {
                    at = skip(signature, at);
                }
            }
            found.put(signature.substring(start, colon), signature.substring(start, at));
        }
        return found;
    }

    /** {@return the rest of the signature of a class or method behind its type parameters} */
    static String withoutParameters(String signature) {
        if (!signature.startsWith("<")) {
            return signature;
        }
        int depth = 0;
        for (int i = 0; i < signature.length(); i++) {
            depth += signature.charAt(i) == '<' ? 1 : signature.charAt(i) == '>' ? -1 : 0;
            if (depth == 0) {
                return signature.substring(i + 1);
            }
        }
        return signature;
    }

    /** {@return the declaration of a type parameter as a source writes it} */
    String parameter(String declaration) {
        int colon = declaration.indexOf(':');
        List<String> bounds = new ArrayList<>();
        int at = colon;
        while (at < declaration.length()) {
            at++;
            if (at < declaration.length() && declaration.charAt(at) != ':') {
                int end = skip(declaration, at);
                bounds.add(type(declaration.substring(at, end)));
                at = end;
            }
        }
        return declaration.substring(0, colon) + (bounds.isEmpty() ? "" : " extends " + String.join(" & ", bounds));
    }

    /** {@return the type variables that a signature mentions} */
    static List<String> variables(String signature) {
        List<String> found = new ArrayList<>();
        for (var declaration : parameters(signature).values()) {
            variables(declaration.substring(declaration.indexOf(':')), found);
        }
        variables(withoutParameters(signature), found);
        return found;
    }

    private static void variables(String types, List<String> found) {
        int at = 0;
        while (at < types.length()) {
            char c = types.charAt(at);
            if (c == 'T') {
                int end = types.indexOf(';', at);
                found.add(types.substring(at + 1, end));
                at = end;
            } else if (c == 'L' || c == '.') {
                while (".<;".indexOf(types.charAt(at + 1)) < 0) {
                    at++;
                }
            }
            at++; // brackets, colons and what else is between types, and primitive types
        }
    }

    /** {@return where the type that begins at {@code at} ends} */
    private static int skip(String signature, int at) {
        while (signature.charAt(at) == '[') {
            at++;
        }
        if (signature.charAt(at) != 'L' && signature.charAt(at) != 'T') {
            return at + 1;
        }
        int depth = 0;
        for (int i = at; i < signature.length(); i++) {
            char c = signature.charAt(i);
            depth += c == '<' ? 1 : c == '>' ? -1 : 0;
            if (c == ';' && depth == 0) {
                return i + 1;
            }
        }
        return signature.length();
    }

    /** Reads one type. */
    private final class Reader {
        private final String signature;
        private int at;

        Reader(String signature) {
            this.signature = signature;
        }

        String type() {
            char c = signature.charAt(at++);
            return switch (c) {
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
                case 'T' -> {
                    int end = signature.indexOf(';', at);
                    var name = signature.substring(at, end);
                    at = end + 1;
                    yield variable.test(name) ? name : "java.lang.Object";
                }
                case 'L' -> ofClass();
                default -> throw new IllegalArgumentException("no type: " + signature);
            };
        }

        private String ofClass() {
            int start = at;
            while (".<;".indexOf(signature.charAt(at)) < 0) {
                at++;
            }
            var binary = signature.substring(start, at).replace('/', '.');
            var arguments = arguments();
            List<String> outerArguments = new ArrayList<>();
            List<String> members = new ArrayList<>();
            while (signature.charAt(at) == '.') {
                start = ++at;
                while (".<;".indexOf(signature.charAt(at)) < 0) {
                    at++;
                }
                outerArguments.add(arguments);
                members.add(signature.substring(start, at));
                binary += "$" + members.getLast();
                arguments = arguments();
            }
            at++;
            var found = load(binary);
            if (found == null) {
                return "java.lang.Object";
            }
            if (!nameable.test(found)) {
                return nearest(found);
            }
            if (members.isEmpty()) {
                return name(found) + arguments;
            }
            var text = new StringBuilder();
            Class<?> outermost = found;
            for (int i = 0; i < members.size() && outermost.getDeclaringClass() != null; i++) {
                outermost = outermost.getDeclaringClass();
            }
            text.append(name(outermost));
            for (int i = 0; i < members.size(); i++) {
                text.append(outerArguments.get(i)).append('.').append(members.get(i));
            }
            return text.append(arguments).toString();
        }

        private String arguments() {
            if (signature.charAt(at) != '<') {
                return "";
            }
            at++;
            List<String> all = new ArrayList<>();
            while (signature.charAt(at) != '>') {
                all.add(
                        switch (signature.charAt(at)) {
                            case '*' -> {
                                at++;
                                yield "?";
                            }
                            case '+' -> {
                                at++;
                                yield "? extends " + type();
                            }
                            case '-' -> {
                                at++;
                                yield "? super " + type();
                            }
                            default -> type();
                        });
            }
            at++;
            return "<" + String.join(", ", all) + ">";
        }
    }
}
