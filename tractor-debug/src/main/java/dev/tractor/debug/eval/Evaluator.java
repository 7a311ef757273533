package dev.tractor.debug.eval;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates Java in the scope of frames, for one console session, and keeps what its snippets declare.
 *
 * <p>A snippet is an expression, statements, or declarations. It runs on the calling thread, which should be the paused
 * task's; it is compiled on a thread of the compiler's own. {@code _} is the last value and {@code _ex} the last exception.
 * Not thread-safe, except for {@link #incomplete} and {@link #complete}.
 */
public final class Evaluator {
    static final String NO_COMPILER =
            "this Java runtime has no compiler (module jdk.compiler), so nothing can be evaluated;"
                    + " run the program with a JDK. The console's commands work all the same";

    private final Supplier<@Nullable JavaCompiler> compilers;
    private final Memory memory = new Memory();

    /** The field that ends the loops of the snippet that is under way. */
    private volatile @Nullable VarHandle stops;

    /** Whether they are to end; written before {@link #stops} is read, and read after that was written. */
    private volatile boolean stopping;

    private final Map<ClassLoader, Host.SnippetLoader> outside = new java.util.concurrent.ConcurrentHashMap<>();

    /** Makes one for a new session. */
    public Evaluator() {
        this(ToolProvider::getSystemJavaCompiler);
    }

    Evaluator(Supplier<@Nullable JavaCompiler> compilers) {
        this.compilers = compilers;
    }

    /**
     * Has the compiler get ready for a scope, in the background: the first snippet is slow otherwise. Returns at once.
     *
     * @param scope where
     * @param imports the imports of the frame's source file, whole
     */
    public void warm(Scope scope, List<String> imports) {
        Workshop.post(() -> {
            var workshop = workshop(scope);
            if (workshop != null) {
                new Preparation(workshop, scope, new Memory(), host(scope), imports).prepare("1 + 1");
            }
        });
    }

    /**
     * Evaluates a snippet on the calling thread.
     *
     * @param scope where
     * @param entered what; may have several lines
     * @return what became of it; never throws what the snippet throws
     */
    public Outcome evaluate(Scope scope, String entered) {
        return evaluate(scope, entered, List.of());
    }

    /**
     * Evaluates a snippet on the calling thread.
     *
     * @param scope where
     * @param entered what; may have several lines
     * @param imports the imports of the frame's source file, whole
     * @return what became of it; never throws what the snippet throws
     */
    public Outcome evaluate(Scope scope, String entered, List<String> imports) {
        var prepared = prepare(scope, entered, imports);
        var ready = prepared.ready();
        return ready == null ? new Outcome.Rejected(prepared.problems()) : run(ready, scope);
    }

    /** Ends the loops of the snippet that is under way; one that is still compiled does not run at all. Thread-safe. */
    public void stop() {
        stopping = true;
        var running = stops;
        if (running != null) {
            running.setVolatile(true);
        }
    }

    /** Forgets a former {@link #stop}; to be called before what may call that. */
    public void begin() {
        stopping = false;
    }

    /**
     * Makes a value the last one, as if an expression had given it.
     *
     * @param value any object
     */
    public void keep(Object value) {
        var name = value.getClass().getCanonicalName();
        var type = name == null ? "java.lang.Object" : name;
        memory.variables.put(Snippet.LAST, new Memory.Kept(type, type, Object.class, value));
    }

    /** Compiles a snippet. */
    Preparation.Prepared prepare(Scope scope, String entered, List<String> imports) {
        var workshop = workshop(scope);
        if (workshop == null) {
            return new Preparation.Prepared(null, List.of(Problem.everywhere(NO_COMPILER)));
        }
        var host = host(scope);
        return Workshop.on(() -> new Preparation(workshop, scope, memory, host, imports).prepare(entered));
    }

    /** {@return the class of a snippet, ready to be run by its {@link #entry}} */
    static MethodHandles.Lookup define(Preparation.Ready ready) throws ReflectiveOperationException {
        var inside = ready.host().define(ready.others(), ready.main(), ready.mainName(), ready.hidden());
        inside.findStaticVarHandle(inside.lookupClass(), Rewriter.HANDLES, MethodHandle[].class)
                .set(ready.handles().toArray(MethodHandle[]::new));
        return inside;
    }

    private Host host(Scope scope) {
        return Host.of(
                scope.declaring(), outside.computeIfAbsent(scope.loader(), loader -> new Host.SnippetLoader(loader)));
    }

    private @Nullable Workshop workshop(Scope scope) {
        var compiler = compilers.get();
        return compiler == null ? null : Workshop.of(compiler, scope.loader());
    }

    private Outcome run(Preparation.Ready ready, Scope scope) {
        var entries = ready.entries();
        @Nullable
        Object[] values = new @Nullable
                Object[entries.size() + 1 + ready.snippet().variables().size()];
        for (int i = 0; i < entries.size(); i++) {
            values[i] = entries.get(i).value;
        }
        @Nullable Object[] before = values.clone();
        MethodHandle run;
        VarHandle stop;
        try {
            var inside = define(ready);
            run = entry(inside);
            stop = inside.findStaticVarHandle(inside.lookupClass(), Rewriter.STOP, boolean.class);
        } catch (ReflectiveOperationException | LinkageError e) {
            return new Outcome.Rejected(List.of(Problem.everywhere("the JVM refuses it: " + e)));
        }
        stops = stop;
        if (stopping) { // whoever stops it from here on finds the field, and ends its loops
            stops = null;
            return stopped(scope);
        }
        Throwable error = null;
        try {
            run.invoke(scope.isStatic() ? null : scope.self(), values);
        } catch (Throwable e) {
            error = e;
        } finally {
            stops = null;
        }
        var written = written(ready, scope, before, values);
        if (error != null) {
            Cut.atSnippet(error, ready.hidden() ? null : ready.mainName(), ready.firstLine());
            return thrown(error, scope, written);
        }
        return ended(ready, scope, values, written);
    }

    private Outcome thrown(Throwable error, Scope scope, Map<String, @Nullable Object> written) {
        memory.variables.put(
                Memory.ERROR, new Memory.Kept("java.lang.Throwable", "java.lang.Throwable", scope.declaring(), error));
        return new Outcome.Thrown(error, written);
    }

    /**
     * {@return what becomes of a snippet that was stopped before it could run: what becomes of one that is stopped in a loop}
     *
     * @param scope where it would have run
     */
    public Outcome stopped(Scope scope) {
        var error = new InterruptedException(Loops.MESSAGE);
        error.setStackTrace(new StackTraceElement[0]); // it has come to no place
        return thrown(error, scope, Map.of());
    }

    /** {@return what runs a snippet, given {@code this} and the values of its variables, behind which is room for its result} */
    static MethodHandle entry(MethodHandles.Lookup inside) throws IllegalAccessException {
        for (var method : inside.lookupClass().getDeclaredMethods()) {
            if (method.getName().equals(Wrapper.RUN)) {
                return inside.unreflect(method).asType(MethodType.methodType(void.class, Object.class, Object[].class));
            }
        }
        throw new IllegalStateException("no entry in " + inside);
    }

    private Map<String, @Nullable Object> written(
            Preparation.Ready ready, Scope scope, @Nullable Object[] before, @Nullable Object[] after) {
        Map<String, @Nullable Object> written = new LinkedHashMap<>();
        var entries = ready.entries();
        for (int i = 0; i < entries.size(); i++) {
            var entry = entries.get(i);
            if (same(before[i], after[i], entry.type())) {
                continue;
            }
            var value = after[i];
            if (scope.names().stream().anyMatch(name -> name.name().equals(entry.name))) {
                written.put(entry.name, value);
            } else {
                memory.variables.computeIfPresent(entry.name, (_, kept) -> kept.with(value));
            }
        }
        return java.util.Collections.unmodifiableMap(written);
    }

    /** Primitives come back in new boxes. */
    private static boolean same(@Nullable Object before, @Nullable Object after, String type) {
        boolean primitive = type.indexOf('.') < 0
                && switch (type) {
                    case "boolean", "byte", "short", "char", "int", "long", "float", "double" -> true;
                    default -> false;
                };
        return primitive ? Objects.equals(before, after) : before == after;
    }

    private Outcome ended(
            Preparation.Ready ready, Scope scope, @Nullable Object[] values, Map<String, @Nullable Object> written) {
        var snippet = ready.snippet();
        snippet.imports().forEach(each -> {
            memory.imports.remove(each);
            memory.imports.addFirst(each);
        });
        var result = ready.result();
        if (result != null) {
            var value = values[ready.entries().size()];
            memory.variables.put(
                    Snippet.LAST, new Memory.Kept(result.type(), result.erased(), scope.declaring(), value));
            return new Outcome.Value(value, result.shown(), written);
        }
        List<String> declared = new ArrayList<>();
        if (snippet.kind() == Snippet.Kind.NOTHING) {
            declared.addAll(snippet.imports());
        }
        for (var variable : ready.declared()) {
            int at = ready.entries().size() + 1 + snippet.variables().indexOf(variable.name());
            memory.variables.remove(variable.name());
            memory.variables.put(
                    variable.name(),
                    new Memory.Kept(variable.type(), variable.erased(), scope.declaring(), values[at]));
            declared.add(variable.shown() + " " + variable.name());
        }
        if (ready.types() != null) {
            memory.types.add(new Memory.Types(
                    ready.types(), ready.host().loader(), ready.host().packageName()));
            snippet.declares().forEach(name -> declared.add("type " + name));
        } else if (snippet.kind() == Snippet.Kind.METHODS) {
            memory.declareMethods(
                    new Memory.Method(snippet.declares(), snippet.text().text()));
            snippet.declares().forEach(name -> declared.add("method " + name));
        }
        return new Outcome.Done(List.copyOf(declared), written);
    }

    /**
     * {@return whether what was entered goes on in another line} Thread-safe; compiles nothing.
     *
     * @param scope where
     * @param entered the lines so far
     */
    public boolean incomplete(Scope scope, String entered) {
        var workshop = workshop(scope);
        return workshop != null && Workshop.on(() -> Snippet.incomplete(workshop, entered));
    }

    /**
     * {@return what is wrong with the grammar of an expression; empty when nothing is} Names are not looked up. Thread-safe.
     *
     * @param loader what finds the classes of the program
     * @param entered what should be an expression
     */
    public Optional<String> notAnExpression(ClassLoader loader, String entered) {
        var compiler = compilers.get();
        if (compiler == null) {
            return Optional.of(NO_COMPILER);
        }
        var workshop = Workshop.of(compiler, loader);
        return Workshop.on(() -> {
            var parsed = Snippet.of(workshop, entered, Map.of("", "this"), Map.of());
            var snippet = parsed.snippet();
            if (snippet == null) {
                return Optional.of(parsed.problems().getFirst().message());
            }
            return snippet.kind() == Snippet.Kind.EXPRESSION ? Optional.empty() : Optional.of("it is no expression");
        });
    }

    /**
     * {@return what the name before the cursor can be completed to} Runs no code of the program. Thread-safe.
     *
     * @param scope where
     * @param entered what was entered so far, over all its lines
     * @param cursor where in it the cursor is
     * @param imports the imports of the frame's source file, whole
     */
    public Completions complete(Scope scope, String entered, int cursor, List<String> imports) {
        var workshop = workshop(scope);
        if (workshop == null) {
            return new Completions(cursor, List.of());
        }
        return Workshop.on(() -> Completer.complete(
                () -> new Preparation(workshop, scope, memory, host(scope), imports), entered, cursor));
    }
}
