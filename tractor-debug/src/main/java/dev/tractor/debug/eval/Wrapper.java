package dev.tractor.debug.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Writes the source around a snippet: one class for the frame's class and one for each around it, every one inheriting from
 * a shadow of what it stands for, and in the innermost a field for each variable.
 *
 * <p>What javac finds wrong outside the snippet is told by its place from the line it is in: an import or a variable whose
 * type cannot be written.
 */
final class Wrapper {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    /** Where the values of declared variables go, and the result. */
    static final String VALUES = "$values";

    static final String RUN = "$run";
    static final String BODY = "$body";
    static final String RESULT = "$result";

    /** One variable in scope. */
    record Variable(String name, String type) {}

    /** What is written. */
    record Input(
            String packageName,
            List<String> imports,
            Levels levels,
            Map<String, String> parameters,
            Signatures signatures,
            boolean shadowed,
            List<Variable> variables,
            List<String> methods,
            @Nullable String typesBefore) {}

    /** A part of the source: an import, a variable, or a method by number in the input; or the snippet. */
    record Part(Kind kind, int number, int start, int end) {
        enum Kind {
            IMPORT,
            VARIABLE,
            METHOD,
            SNIPPET
        }
    }

    final int number = NUMBERS.incrementAndGet();
    private final Input input;
    private final StringBuilder out = new StringBuilder();
    private final List<Part> parts = new ArrayList<>();
    private int snippetStart;

    Wrapper(Input input) {
        this.input = input;
    }

    static String self(int level) {
        return "$this" + level;
    }

    /** {@return which class around the frame's a generated class stands for} */
    static int level(String binaryName) {
        var last = binaryName.substring(binaryName.lastIndexOf("$O") + 2);
        return Integer.parseInt(last.substring(0, last.indexOf('_')));
    }

    static String shadow(int level) {
        return "$S" + level;
    }

    String qualified(String name) {
        return input.packageName().isEmpty() ? name : input.packageName() + "." + name;
    }

    /** {@return the binary name of the class around the snippet} */
    String main() {
        var name = new StringBuilder();
        for (int i = input.levels().all().size() - 1; i > 0; i--) {
            name.append(around(i)).append('$');
        }
        return qualified(name + simpleMain());
    }

    String simpleMain() {
        return "$E" + number;
    }

    String around(int level) {
        return "$O" + level + "_" + number;
    }

    /** {@return the binary name of the class that stands for a class around the frame's} */
    String around(int level, int last) {
        var name = new StringBuilder();
        for (int i = last; i >= level; i--) {
            name.append(i == last ? "" : "$").append(around(i));
        }
        return qualified(name.toString());
    }

    String types() {
        return qualified("$T" + number);
    }

    String source() {
        return out.toString();
    }

    int snippetStart() {
        return snippetStart;
    }

    @Nullable
    Part at(long position) {
        for (var part : parts) {
            if (position >= part.start() && position <= part.end()) {
                return part;
            }
        }
        return null;
    }

    /** Writes it all. */
    void write(Snippet.Kind kind, String snippet, List<String> declared, boolean keepsDeclared) {
        if (!input.packageName().isEmpty()) {
            out.append("package ").append(input.packageName()).append(";\n");
        }
        for (int i = 0; i < input.imports().size(); i++) {
            part(Part.Kind.IMPORT, i, input.imports().get(i));
        }
        if (kind == Snippet.Kind.TYPES) {
            out.append("public interface $T").append(number);
            if (input.typesBefore() != null) {
                out.append(" extends ").append(input.typesBefore());
            }
            out.append(" {\n");
            snippet(snippet);
            out.append("\n}\n");
        }
        int last = input.levels().all().size() - 1;
        for (int level = last; level > 0; level--) {
            head(around(level), level, level == last);
        }
        head(simpleMain(), 0, last == 0);
        fields();
        if (kind == Snippet.Kind.METHODS) {
            snippet(snippet);
            out.append('\n');
        }
        for (int i = 0; i < input.methods().size(); i++) {
            part(Part.Kind.METHOD, i, input.methods().get(i));
        }
        out.append("void ")
                .append(BODY)
                .append("(java.lang.Object[] ")
                .append(VALUES)
                .append(") throws java.lang.Throwable {\n");
        int result = input.variables().size();
        if (kind == Snippet.Kind.EXPRESSION) {
            out.append("var ").append(RESULT).append(" = (\n");
            snippet(snippet);
            out.append("\n);\n")
                    .append(VALUES)
                    .append('[')
                    .append(result)
                    .append("] = ")
                    .append(RESULT)
                    .append(";\n");
        } else if (kind == Snippet.Kind.STATEMENTS) {
            snippet(snippet);
            out.append('\n');
            if (keepsDeclared) {
                for (int i = 0; i < declared.size(); i++) {
                    out.append(VALUES)
                            .append('[')
                            .append(result + 1 + i)
                            .append("] = ")
                            .append(declared.get(i))
                            .append(";\n");
                }
            }
        }
        out.append("}\n".repeat(last + 2));
    }

    private void part(Part.Kind kind, int i, String text) {
        int start = out.length();
        out.append(text).append('\n');
        parts.add(new Part(kind, i, start, out.length() - 1));
    }

    private void snippet(String text) {
        snippetStart = out.length();
        out.append(text);
        parts.add(new Part(Part.Kind.SNIPPET, 0, snippetStart, out.length()));
    }

    private void head(String name, int level, boolean outermost) {
        out.append("abstract class ").append(name);
        var parameters = input.parameters();
        if (outermost && !parameters.isEmpty()) {
            out.append('<')
                    .append(String.join(
                            ", ",
                            parameters.values().stream()
                                    .map(input.signatures()::parameter)
                                    .toList()))
                    .append('>');
        }
        if (input.shadowed()) {
            out.append(" extends ").append(shadow(level));
            if (!parameters.isEmpty()) {
                out.append('<').append(String.join(", ", parameters.keySet())).append('>');
            }
        }
        if (level == 0 && input.typesBefore() != null) {
            out.append(" implements ").append(input.typesBefore());
        }
        out.append(" {\n");
    }

    private void fields() {
        out.append("static java.lang.invoke.MethodHandle[] ")
                .append(Rewriter.HANDLES)
                .append(";\n");
        out.append("static java.lang.invoke.CallSite ").append(Rewriter.BOOTSTRAP);
        out.append(
                "(java.lang.invoke.MethodHandles.Lookup l, java.lang.String n, java.lang.invoke.MethodType t, int i) {\n");
        out.append("return new java.lang.invoke.ConstantCallSite(")
                .append(Rewriter.HANDLES)
                .append("[i].asType(t)); }\n");
        var variables = input.variables();
        for (int i = 0; i < variables.size(); i++) {
            var variable = variables.get(i);
            part(Part.Kind.VARIABLE, i, variable.type() + " " + variable.name() + ";");
        }
        out.append("void ")
                .append(RUN)
                .append("(java.lang.Object[] ")
                .append(VALUES)
                .append(") throws java.lang.Throwable {\n");
        for (int i = 0; i < variables.size(); i++) {
            var variable = variables.get(i);
            part(Part.Kind.VARIABLE, i, variable.name() + " = (" + variable.type() + ") " + VALUES + "[" + i + "];");
        }
        out.append("try { ").append(BODY).append("(").append(VALUES).append("); } finally {\n");
        for (int i = 0; i < variables.size(); i++) {
            out.append(VALUES)
                    .append('[')
                    .append(i)
                    .append("] = ")
                    .append(variables.get(i).name())
                    .append(";\n");
        }
        out.append("}\n}\n");
    }
}
