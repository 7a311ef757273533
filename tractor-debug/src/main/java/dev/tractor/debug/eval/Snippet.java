package dev.tractor.debug.eval;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import org.jspecify.annotations.Nullable;

/**
 * What the user entered, understood as far as grammar goes.
 *
 * @param kind what it is
 * @param text what is compiled, with what it was entered as
 * @param imports the imports it began with, whole
 * @param variables the variables that it declares for later ones
 * @param declares the types and methods that it declares
 */
record Snippet(Kind kind, Edited text, List<String> imports, List<String> variables, List<String> declares) {

    enum Kind {
        EXPRESSION,
        STATEMENTS,
        TYPES,
        METHODS,
        NOTHING
    }

    /** What {@code _} is called in what is compiled: the language has no such name. */
    static final String LAST = "$last";

    private static final Pattern IMPORT = Pattern.compile("\\s*import\\s+(?:static\\s+)?[\\w.$]+(?:\\.\\*)?\\s*;");

    private static final String BLOCK = "class $ { void $() {\n";
    private static final String VALUE = "class $ { Object $ = (\n";
    private static final String OPEN_VALUE = "class $ { Object $ =\n";
    private static final String MEMBERS = "class $ {\n";

    /** A text tried as one kind of thing. */
    private record Attempt(
            CompilationUnitTree tree, SourcePositions positions, int shift, List<? extends Diagnostic<?>> errors) {
        boolean fits() {
            return errors.isEmpty() && tree.getTypeDecls().size() == 1;
        }

        List<? extends Tree> members() {
            return ((ClassTree) tree.getTypeDecls().getFirst()).getMembers();
        }

        long furthest() {
            return errors.isEmpty() ? 0 : errors.getFirst().getPosition();
        }

        int start(Tree part) {
            return (int) positions.getStartPosition(tree, part) - shift;
        }

        int end(Tree part) {
            return (int) positions.getEndPosition(tree, part) - shift;
        }
    }

    /** What a parse came to. */
    record Parsed(@Nullable Snippet snippet, List<Problem> problems) {}

    private static Attempt attempt(Workshop workshop, String before, String text, String after) {
        return workshop.with(
                before + text + after,
                job -> new Attempt(job.parse(), job.trees().getSourcePositions(), before.length(), job.errors()));
    }

    /** {@return whether more lines are needed} */
    static boolean incomplete(Workshop workshop, String entered) {
        var imports = new ArrayList<String>();
        var text = withoutImports(entered, imports);
        if (text.isBlank()) {
            return false;
        }
        text = lastNamed(workshop, text).text();
        if (Brackets.of(text).overclosed() || parse(workshop, text) != null) {
            return false;
        }
        for (var before : List.of(BLOCK, OPEN_VALUE, MEMBERS)) {
            var open = attempt(workshop, before, text, "");
            if (!open.errors().isEmpty()) {
                var first = open.errors().getFirst();
                boolean atEnd = switch (first.getCode()) {
                    case "compiler.err.premature.eof" -> true;
                    case "compiler.err.unclosed.comment", "compiler.err.unclosed.text.block" -> true;
                    case "compiler.err.try.without.catch.finally.or.resource.decls" ->
                        text.stripTrailing().endsWith("}");
                    default -> false;
                };
                if (atEnd) {
                    return true;
                }
            }
        }
        return false;
    }

    private record Fit(Kind kind, Attempt attempt, String text) {}

    private static @Nullable Fit parse(Workshop workshop, String text) {
        var stripped = text.stripTrailing();
        var bare = stripped.endsWith(";") ? stripped.substring(0, stripped.length() - 1) : text;
        var value = attempt(workshop, VALUE, bare, "\n); }");
        if (value.fits()
                && value.members().size() == 1
                && value.members().getFirst() instanceof VariableTree variable
                && variable.getInitializer() instanceof ParenthesizedTree parenthesized
                && !isDeclaration(parenthesized.getExpression())) {
            return new Fit(Kind.EXPRESSION, value, bare);
        }
        for (var each : List.of(text, text + "\n;")) {
            var block = attempt(workshop, BLOCK, each, "\n} }");
            if (block.fits() && block.members().size() == 1) {
                var statements = body(block).getStatements();
                boolean types = !statements.isEmpty() && statements.stream().allMatch(s -> s instanceof ClassTree);
                return new Fit(types ? Kind.TYPES : Kind.STATEMENTS, block, each);
            }
            if (block.errors().isEmpty()
                    || !block.errors().getFirst().getMessage(Locale.ENGLISH).equals("';' expected")) {
                break; // a semicolon would not help, or make an empty statement of what is to come
            }
        }
        var members = attempt(workshop, MEMBERS, text, "\n}");
        if (members.fits()
                && !members.members().isEmpty()
                && members.members().stream().allMatch(m -> m instanceof MethodTree || m instanceof ClassTree)) {
            boolean types = members.members().stream().allMatch(m -> m instanceof ClassTree);
            boolean methods = members.members().stream().allMatch(m -> m instanceof MethodTree);
            if (types || methods) {
                return new Fit(types ? Kind.TYPES : Kind.METHODS, members, text);
            }
        }
        return null;
    }

    /**
     * {@return whether what parses as an expression is meant as a declaration without its semicolon} To the parser, {@code
     * List<T> x} are comparisons; but no two of them make sense in a row.
     */
    private static boolean isDeclaration(Tree expression) {
        return switch (expression) {
            case AssignmentTree assignment -> isDeclaration(assignment.getVariable());
            case BinaryTree binary ->
                isComparison(binary)
                        && (isComparison(binary.getLeftOperand()) || isComparison(binary.getRightOperand()));
            default -> false;
        };
    }

    private static boolean isComparison(Tree tree) {
        return tree.getKind() == Tree.Kind.LESS_THAN || tree.getKind() == Tree.Kind.GREATER_THAN;
    }

    private static BlockTree body(Attempt block) {
        return ((MethodTree) block.members().getFirst()).getBody();
    }

    /**
     * Parses what was entered.
     *
     * @param selves the expressions for {@code this} of the frame's class and those around it, by the class's simple name;
     *     the frame's own is also under the empty name
     * @param memberTypes types that have to be qualified: simple to full name
     */
    static Parsed of(Workshop workshop, String entered, Map<String, String> selves, Map<String, String> memberTypes) {
        var imports = new ArrayList<String>();
        var text = withoutImports(entered, imports);
        if (isEmpty(text)) {
            return new Parsed(
                    new Snippet(Kind.NOTHING, Edited.of(text, List.of()), imports, List.of(), List.of()), List.of());
        }
        var named = lastNamed(workshop, text);
        var fit = parse(workshop, named.text());
        if (fit == null) {
            return new Parsed(null, problems(workshop, named));
        }
        var attempt = fit.attempt();
        var edits = new ArrayList<Edited.Edit>();
        List<String> variables = new ArrayList<>();
        List<String> declares = new ArrayList<>();
        switch (fit.kind()) {
            case STATEMENTS -> {
                for (var statement : body(attempt).getStatements()) {
                    if (statement instanceof VariableTree variable
                            && !variable.getName().isEmpty()) {
                        variables.add(variable.getName().toString());
                        if (variable.getInitializer() == null && variable.getType() != null) {
                            int end = attempt.end(variable) - 1;
                            while (end > 0
                                    && fit.text().charAt(end) != ';'
                                    && fit.text().charAt(end) != ',') {
                                end--;
                            }
                            edits.add(new Edited.Edit(end, 0, " = " + zero(variable.getType())));
                        }
                    }
                }
            }
            case TYPES -> {
                var all = attempt.members().getFirst() instanceof MethodTree method
                        ? method.getBody().getStatements()
                        : attempt.members();
                for (var each : all) {
                    var type = (ClassTree) each;
                    declares.add(type.getSimpleName().toString());
                }
            }
            case METHODS -> {
                for (var each : attempt.members()) {
                    declares.add(((MethodTree) each).getName().toString());
                }
            }
            default -> {}
        }
        if (fit.kind() != Kind.TYPES) {
            var selfless = collect(attempt, selves, memberTypes, edits);
            if (selfless != null) {
                int at = named.original(Math.max(0, selfless));
                return new Parsed(null, List.of(place(entered, at, "there is no this in this frame")));
            }
        }
        return new Parsed(
                new Snippet(fit.kind(), named.then(fit.text(), edits), imports, variables, declares), List.of());
    }

    private static String zero(Tree type) {
        return switch (type.toString()) {
            case "boolean" -> "false";
            case "byte", "short", "int", "long", "float", "double", "char" -> "0";
            default -> "null";
        };
    }

    /** Adds what has to be written otherwise; returns the place of a {@code this} where there is none, else null. */
    private static @Nullable Integer collect(
            Attempt attempt, Map<String, String> selves, Map<String, String> memberTypes, List<Edited.Edit> edits) {
        Set<String> ownTypes = new HashSet<>();
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitClass(ClassTree type, @Nullable Void none) {
                ownTypes.add(type.getSimpleName().toString());
                return super.visitClass(type, none);
            }
        }.scan(attempt.tree(), null);
        var missing = new ArrayList<Integer>();
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            private int depth;

            @Override
            public @Nullable Void visitClass(ClassTree type, @Nullable Void none) {
                depth++;
                super.visitClass(type, none);
                depth--;
                return null;
            }

            @Override
            public @Nullable Void visitIdentifier(IdentifierTree identifier, @Nullable Void none) {
                var name = identifier.getName().toString();
                if (name.equals("this") && depth == 1) {
                    replace(identifier, selves.get(""));
                } else if (name.equals("super") && depth == 1 && !selves.containsKey("")) {
                    replace(identifier, null);
                } else if (memberTypes.containsKey(name) && !ownTypes.contains(name)) {
                    replace(identifier, memberTypes.get(name));
                }
                return super.visitIdentifier(identifier, none);
            }

            @Override
            public @Nullable Void visitMemberSelect(MemberSelectTree select, @Nullable Void none) {
                if (select.getIdentifier().contentEquals("this")) {
                    var type = select.getExpression().toString();
                    var simple = type.substring(type.lastIndexOf('.') + 1);
                    if (!ownTypes.contains(simple) && selves.containsKey(simple)) {
                        replace(select, selves.get(simple));
                        return null;
                    }
                }
                return super.visitMemberSelect(select, none);
            }

            private void replace(Tree part, @Nullable String by) {
                int start = attempt.start(part);
                if (by == null) {
                    missing.add(start);
                } else {
                    edits.add(new Edited.Edit(start, attempt.end(part) - start, by));
                }
            }
        }.scan(attempt.tree(), null);
        return missing.isEmpty() ? null : missing.getFirst();
    }

    /** {@return the text with imports blanked out, which go to {@code imports}} */
    private static String withoutImports(String entered, List<String> imports) {
        var matcher = IMPORT.matcher(entered);
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            imports.add(matcher.group().strip());
            end = matcher.end();
        }
        return entered.substring(0, end).replaceAll("[^\n]", " ") + entered.substring(end);
    }

    /** Blanks, comments and stray semicolons. */
    private static boolean isEmpty(String text) {
        return text.replaceAll("(?s)/\\*.*?\\*/", "")
                .replaceAll("//[^\n]*", "")
                .replace(";", "")
                .isBlank();
    }

    /** {@return the text in which every {@code _} that means the last value has a name} The parser says which those are. */
    private static Edited lastNamed(Workshop workshop, String text) {
        if (text.indexOf('_') < 0) {
            return Edited.of(text, List.of());
        }
        var places = new HashSet<Integer>();
        for (var before : List.of(VALUE, BLOCK)) {
            var after = before.equals(VALUE) ? "\n); }" : "\n;} }";
            for (var error : attempt(workshop, before, text, after).errors()) {
                int at = (int) error.getPosition() - before.length();
                if (error.getCode().contains("underscore") && at >= 0 && at < text.length() && text.charAt(at) == '_') {
                    places.add(at);
                }
            }
            if (!places.isEmpty()) {
                break;
            }
        }
        return Edited.of(
                text, places.stream().map(at -> new Edited.Edit(at, 1, LAST)).toList());
    }

    /** {@return the complaints of the attempt that understood most} */
    private static List<Problem> problems(Workshop workshop, Edited text) {
        Attempt best = null;
        for (var before : List.of(BLOCK, VALUE, MEMBERS)) {
            var after = before.equals(MEMBERS) ? "\n}" : before.equals(VALUE) ? "\n); }" : "\n} }";
            var attempt = attempt(workshop, before, text.text(), after);
            if (!attempt.errors().isEmpty()
                    && (best == null || attempt.furthest() - attempt.shift() > best.furthest() - best.shift())) {
                best = attempt;
            }
        }
        if (best == null) {
            return List.of(Problem.everywhere("neither an expression nor statements nor declarations"));
        }
        var error = best.errors().getFirst();
        int at = (int) error.getPosition() - best.shift();
        var message = error.getCode().equals("compiler.err.premature.eof")
                        || at > text.text().length()
                ? "this is not complete"
                : error.getMessage(Locale.ENGLISH);
        return List.of(
                place(text.before(), text.original(Math.min(at, text.text().length())), message));
    }

    /** {@return a problem at a place of a text} */
    static Problem place(String text, int at, String message) {
        int line = 1;
        int start = 0;
        for (int i = 0; i < Math.min(at, text.length()); i++) {
            if (text.charAt(i) == '\n') {
                line++;
                start = i + 1;
            }
        }
        return new Problem(line, at - start + 1, message);
    }
}
