package dev.tractor.debug.eval;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.lang.constant.ClassDesc;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.lang.model.type.TypeMirror;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;
import org.jspecify.annotations.Nullable;

/**
 * Turns one snippet into classes. What the wrapping says that javac does not take, an import or the type of a variable, is
 * left out or put more simply, and it is tried again.
 */
final class Preparation {
    private static final int MOST_TRIES = 60;
    private static final Pattern MISSED = Pattern.compile("symbol:\\s+(?:class|variable) ([A-Z]\\w*)");

    static final List<String> DEFAULT_IMPORTS = List.of(
            "import java.util.*;", "import java.util.function.*;", "import java.time.*;", "import dev.tractor.*;");

    /** A declared variable: what it is called and of which type it is. */
    record Declared(String name, String type, String erased, String shown) {}

    /** What is ready to be run. */
    record Ready(
            Host host,
            Snippet snippet,
            String mainName,
            byte[] main,
            Map<String, byte[]> others,
            boolean hidden,
            List<MethodHandle> handles,
            List<Surroundings.Entry> entries,
            List<Declared> declared,
            @Nullable Declared result,
            @Nullable String types,
            int firstLine) {}

    /** What it came to: something to run, or problems. */
    record Prepared(@Nullable Ready ready, List<Problem> problems) {}

    private final Workshop workshop;
    private final Scope scope;
    private final Host host;
    private final Surroundings around;
    private final @Nullable String typesBefore;
    private final List<String> sourceImports;
    private final List<String> imports = new ArrayList<>();
    private final List<Surroundings.Entry> entries;
    private final List<Memory.Method> methods;
    private boolean shadowed = true;

    Preparation(Workshop workshop, Scope scope, Memory memory, Host host, List<String> sourceImports) {
        this.workshop = workshop;
        this.scope = scope;
        this.host = host;
        this.sourceImports = sourceImports;
        around = new Surroundings(workshop, scope, memory, host);
        typesBefore = memory.typesIn(host.loader(), host.packageName());
        methods = new ArrayList<>(memory.methods);
        entries = around.entries();
        imports.addAll(around.memberImports());
        imports.addAll(sourceImports);
        imports.addAll(memory.imports);
        imports.addAll(DEFAULT_IMPORTS);
    }

    /** The parse of what was entered. */
    Snippet.Parsed parse(String entered) {
        boolean unnamed = host.inside() && host.packageName().isEmpty();
        return Snippet.of(workshop, entered, around.selves(), unnamed ? around.memberTypes() : Map.of());
    }

    Prepared prepare(String entered) {
        var parsed = parse(entered);
        var snippet = parsed.snippet();
        if (snippet == null) {
            return new Prepared(null, parsed.problems());
        }
        for (var name : snippet.variables()) {
            if (scope.names().stream().anyMatch(n -> n.name().equals(name))) {
                return new Prepared(
                        null,
                        List.of(Problem.everywhere(
                                name + " is a variable of the frame already; assign to it with " + name + " = ...")));
            }
        }
        imports.addAll(0, snippet.imports());
        return prepare(snippet);
    }

    private Prepared prepare(Snippet first) {
        var snippet = first;
        boolean keeps = true;
        for (int i = 0; i < MOST_TRIES; i++) {
            var result = tried(snippet, keeps);
            if (result.prepared != null) {
                return result.prepared;
            }
            switch (result.step) {
                case AS_STATEMENT ->
                    snippet = new Snippet(
                            Snippet.Kind.STATEMENTS,
                            snippet.text().then(snippet.text().text() + "\n;", List.of()),
                            snippet.imports(),
                            List.of(),
                            List.of());
                case WITHOUT_DECLARED -> keeps = false;
                case AGAIN, REJECT -> {}
            }
        }
        return new Prepared(null, List.of(Problem.everywhere("this frame is too strange for the compiler")));
    }

    /** What a try came to, or what is to be done for the next. */
    private record Tried(@Nullable Prepared prepared, Step step) {}

    private Tried tried(Snippet snippet, boolean keeps) {
        var wrapper = wrapper(snippet, keeps);
        workshop.files().begin(shadowed ? shadows() : Map.of());
        return workshop.with(wrapper.source(), job -> {
            var tree = job.parse();
            job.analyze();
            var errors = job.errors();
            if (errors.isEmpty()) {
                var types = types(wrapper);
                var texts = new TypeTexts(job.task().getElements(), job.task().getTypes(), types);
                var found = find(tree, job.trees(), wrapper, snippet, texts);
                job.generate();
                errors = job.errors();
                if (errors.isEmpty()) {
                    return new Tried(rewritten(wrapper, snippet, types, found), Step.AGAIN);
                }
            }
            workshop.files().end();
            var step = simplified(errors, wrapper, snippet, keeps);
            var rejected = step == Step.REJECT
                    ? new Prepared(null, new Complaints(wrapper, snippet, around.levels(), host).of(errors))
                    : null;
            return new Tried(rejected, step);
        });
    }

    /** What javac made of a snippet that need not be right. */
    record Attributed(
            Workshop.Job job,
            CompilationUnitTree tree,
            Wrapper wrapper,
            Map<String, Class<?>> renamed,
            int snippetStart) {}

    /**
     * {@return what is made of the attributed tree of a snippet, errors in it notwithstanding; null when it does not parse}
     *
     * @param anyway whether it is taken for statements where it does not parse
     * @param use makes something of it, which is not null, and may not keep it
     */
    <T> @Nullable T attribute(String entered, boolean anyway, Function<Attributed, T> use) {
        var parsed = parse(entered).snippet();
        if (parsed == null && !anyway) {
            return null;
        }
        var snippet = parsed != null
                ? parsed
                : new Snippet(Snippet.Kind.STATEMENTS, Edited.of(entered, List.of()), List.of(), List.of(), List.of());
        imports.addAll(0, snippet.imports());
        while (true) {
            var made = attributed(snippet, use);
            if (made.isPresent()) {
                return made.get();
            }
        }
    }

    /** {@return what is made of it, unless the wrapping has become simpler and is to be tried again} */
    private <T> Optional<T> attributed(Snippet snippet, Function<Attributed, T> use) {
        var wrapper = wrapper(snippet, false);
        workshop.files().begin(shadowed ? shadows() : Map.of());
        return workshop.with(wrapper.source(), job -> {
            var tree = job.parse();
            job.analyze();
            var errors = job.errors().stream()
                    .filter(error -> {
                        var part = wrapper.at(error.getPosition());
                        return part == null || part.kind() != Wrapper.Part.Kind.SNIPPET;
                    })
                    .toList();
            return errors.isEmpty() || simplified(errors, wrapper, snippet, false) != Step.AGAIN
                    ? Optional.of(use.apply(new Attributed(job, tree, wrapper, types(wrapper), wrapper.snippetStart())))
                    : Optional.empty();
        });
    }

    private enum Step {
        AGAIN,
        AS_STATEMENT,
        WITHOUT_DECLARED,
        REJECT
    }

    private Step simplified(
            List<Diagnostic<? extends JavaFileObject>> errors, Wrapper wrapper, Snippet snippet, boolean keeps) {
        boolean changed = false;
        Set<Surroundings.Entry> worse = new LinkedHashSet<>();
        Set<String> badImports = new LinkedHashSet<>();
        Set<Memory.Method> badMethods = new LinkedHashSet<>();
        for (var error : errors) {
            var part = wrapper.at(error.getPosition());
            if (part != null) {
                switch (part.kind()) {
                    case IMPORT -> badImports.add(imports.get(part.number()));
                    case VARIABLE -> worse.add(entries.get(part.number()));
                    case METHOD -> badMethods.add(methods.get(part.number()));
                    case SNIPPET -> {}
                }
            }
        }
        if (snippet.imports().stream().anyMatch(badImports::contains)) {
            return Step.REJECT;
        }
        for (var entry : worse) {
            changed = true;
            if (!entry.simplify()) {
                entries.remove(entry);
            }
        }
        changed |= imports.removeAll(badImports);
        changed |= methods.removeAll(badMethods);
        if (changed || seeded(errors)) {
            return Step.AGAIN;
        }
        var first = errors.getFirst();
        var part = wrapper.at(first.getPosition());
        if (snippet.kind() == Snippet.Kind.EXPRESSION
                && (first.getCode().equals("compiler.err.cant.infer.local.var.type")
                        || first.getCode().equals("compiler.err.void.not.allowed.here"))
                && isCall(snippet.text().text())) {
            return Step.AS_STATEMENT;
        }
        if (part == null
                && keeps
                && snippet.kind() == Snippet.Kind.STATEMENTS
                && !snippet.variables().isEmpty()) {
            return Step.WITHOUT_DECLARED;
        }
        if (first.getCode().equals("compiler.err.ref.ambiguous")
                && !sourceImports.isEmpty()
                && imports.removeAll(DEFAULT_IMPORTS)) {
            return Step.AGAIN;
        }
        if (part == null && shadowed) {
            shadowed = false; // something about the frame's class cannot be inherited from
            return Step.AGAIN;
        }
        return Step.REJECT;
    }

    /** {@return whether a class that is missed was found after all} Not every loader tells what is in a package. */
    private boolean seeded(List<Diagnostic<? extends JavaFileObject>> errors) {
        boolean found = false;
        for (var error : errors) {
            var symbol = MISSED.matcher(error.getMessage(java.util.Locale.ENGLISH));
            if (symbol.find()) {
                var name = symbol.group(1);
                try {
                    var type = Class.forName(
                            host.packageName().isEmpty() ? name : host.packageName() + "." + name,
                            false,
                            host.loader());
                    found |= workshop.files().seed(type);
                } catch (ClassNotFoundException | LinkageError e) {
                    // It is missing indeed.
                }
            }
        }
        return found;
    }

    private static boolean isCall(String text) {
        return text.stripTrailing().endsWith(")") || text.contains("//") || text.contains("*/");
    }

    private Wrapper wrapper(Snippet snippet, boolean keeps) {
        var wrapper = new Wrapper(input());
        var text = snippet.text().text();
        if (snippet.kind() == Snippet.Kind.EXPRESSION && text.strip().equals("null")) {
            text = "(java.lang.Object) null";
        }
        wrapper.write(snippet.kind(), text, snippet.variables(), keeps);
        return wrapper;
    }

    Wrapper.Input input() {
        return new Wrapper.Input(
                host.packageName(),
                imports,
                around.levels(),
                around.parameters(),
                around.signatures(),
                shadowed,
                entries.stream()
                        .map(e -> new Wrapper.Variable(e.name, e.type()))
                        .toList(),
                methods.stream().map(Memory.Method::text).toList(),
                typesBefore);
    }

    Map<String, byte[]> shadows() {
        Map<String, byte[]> made = new LinkedHashMap<>();
        for (int i = 0; i < around.levels().all().size(); i++) {
            var level = around.levels().all().get(i);
            var bytes = DoctoredFiles.original(level.type());
            if (bytes == null) {
                shadowed = false;
                return Map.of();
            }
            var name = host.packageName().isEmpty() ? Wrapper.shadow(i) : host.packageName() + "." + Wrapper.shadow(i);
            made.put(name, Doctor.shadow(bytes, ClassDesc.of(name), around.parameters(), level.hasInstance()));
        }
        return made;
    }

    /** {@return the classes of the wrapping, each with what it stands for} */
    Map<String, Class<?>> types(Wrapper wrapper) {
        Map<String, Class<?>> all = new HashMap<>();
        int last = around.levels().all().size() - 1;
        for (int i = 0; i <= last; i++) {
            var type = around.levels().all().get(i).type();
            all.put(wrapper.qualified(Wrapper.shadow(i)), type);
            all.put(i == 0 ? wrapper.main() : wrapper.around(i, last), type);
        }
        return all;
    }

    private record Found(@Nullable Declared result, List<Declared> declared) {}

    private static Found find(
            CompilationUnitTree tree, Trees trees, Wrapper wrapper, Snippet snippet, TypeTexts texts) {
        var declared = new ArrayList<Declared>();
        var result = new ArrayList<Declared>();
        new TreePathScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitClass(ClassTree type, @Nullable Void none) {
                var name = type.getSimpleName().toString();
                return name.startsWith("$O") || name.equals(wrapper.simpleMain()) ? super.visitClass(type, none) : null;
            }

            @Override
            public @Nullable Void visitMethod(MethodTree method, @Nullable Void none) {
                if (method.getName().contentEquals(Wrapper.BODY)) {
                    var path = getCurrentPath();
                    var body = new TreePath(path, method.getBody());
                    for (var statement : method.getBody().getStatements()) {
                        if (statement instanceof VariableTree variable) {
                            var name = variable.getName().toString();
                            TypeMirror type = trees.getTypeMirror(new TreePath(body, variable));
                            var found = new Declared(
                                    name, texts.denoted(type, true), texts.denoted(type, false), texts.shown(type));
                            if (name.equals(Wrapper.RESULT)) {
                                result.add(found);
                            } else if (snippet.variables().contains(name)) {
                                declared.add(found);
                            }
                        }
                    }
                }
                return null;
            }
        }.scan(tree, null);
        return new Found(result.isEmpty() ? null : result.getFirst(), declared);
    }

    private Prepared rewritten(Wrapper wrapper, Snippet snippet, Map<String, Class<?>> types, Found found) {
        var compiled = workshop.files().end();
        Set<String> dropped = new LinkedHashSet<>();
        int last = around.levels().all().size() - 1;
        for (int i = 1; i <= last; i++) {
            dropped.add(wrapper.around(i, last));
        }
        try {
            boolean hidden = true;
            var rewriter = new Rewriter(compiled, wrapper.main(), types, dropped, new Access(host, true));
            var others = rewriter.others();
            var main = rewriter.main();
            if (!others.isEmpty()) {
                // The others stay, and are no nestmates of the frame's class, and neither is then what they refer to.
                hidden = false;
                rewriter = new Rewriter(compiled, wrapper.main(), types, dropped, new Access(host, false));
                others = rewriter.others();
                main = rewriter.main();
            }
            for (var other : others.keySet()) {
                workshop.files().add(other, java.util.Objects.requireNonNull(compiled.get(other)));
            }
            int firstLine = 1
                    + (int) wrapper.source()
                            .substring(0, wrapper.snippetStart())
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
            return new Prepared(
                    new Ready(
                            host,
                            snippet,
                            wrapper.main(),
                            main,
                            others,
                            hidden,
                            rewriter.handles,
                            List.copyOf(entries),
                            found.declared(),
                            found.result(),
                            snippet.kind() == Snippet.Kind.TYPES ? wrapper.types() : null,
                            firstLine),
                    List.of());
        } catch (Access.DeniedException e) {
            return new Prepared(null, List.of(Problem.everywhere(String.valueOf(e.getMessage()))));
        }
    }
}
