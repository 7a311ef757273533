package dev.tractor.debug.eval;

import java.lang.invoke.MethodHandle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * An expression that is evaluated again and again in frames of one method, and compiled only once. Thread-safe: the class that
 * it becomes has its variables in static fields, so each evaluation that goes on at the same time has a class of its own.
 */
public final class Repeated {

    /** What was compiled, and for which scopes. */
    private record Form(
            Class<?> declaring,
            boolean isStatic,
            List<String> variables,
            Preparation.Ready ready,
            Queue<MethodHandle> idle) {

        boolean fits(Scope scope) {
            return declaring == scope.declaring() && isStatic == scope.isStatic() && variables.equals(variables(scope));
        }

        static List<String> variables(Scope scope) {
            return scope.names().stream()
                    .map(name -> name.name() + " " + name.signature())
                    .toList();
        }
    }

    private final String text;
    private final List<String> imports;
    private volatile @Nullable Form form;

    /**
     * Makes one that is compiled when it is first evaluated.
     *
     * @param text the expression
     * @param imports the imports of the source file, whole
     */
    public Repeated(String text, List<String> imports) {
        this.text = text;
        this.imports = List.copyOf(imports);
    }

    /**
     * Evaluates it on the calling thread. What it assigns to variables is forgotten.
     *
     * @param scope where
     * @return what became of it; never throws what the expression throws
     */
    public Outcome evaluate(Scope scope) {
        var known = form;
        if (known == null || !known.fits(scope)) {
            var prepared = new Evaluator().prepare(scope, text, imports);
            var ready = prepared.ready();
            if (ready == null) {
                return new Outcome.Rejected(prepared.problems());
            }
            known = new Form(
                    scope.declaring(), scope.isStatic(), Form.variables(scope), ready, new ConcurrentLinkedQueue<>());
            form = ready.hidden() && ready.others().isEmpty() ? known : null; // others cannot be defined a second time
        }
        return run(known, scope);
    }

    private static Outcome run(Form form, Scope scope) {
        var ready = form.ready();
        var result = ready.result();
        var entries = ready.entries();
        var now = values(scope);
        @Nullable
        Object[] values = new @Nullable
                Object[entries.size() + 1 + ready.snippet().variables().size()];
        for (int i = 0; i < entries.size(); i++) {
            var value = now.get(entries.get(i).name);
            values[i] = value == null && !now.containsKey(entries.get(i).name) ? entries.get(i).value : value;
        }
        MethodHandle run = form.idle().poll();
        try {
            if (run == null) {
                run = Evaluator.entry(Evaluator.define(ready));
            }
        } catch (ReflectiveOperationException | LinkageError e) {
            return new Outcome.Rejected(List.of(Problem.everywhere("the JVM refuses it: " + e)));
        }
        try {
            run.invoke(scope.isStatic() ? null : scope.self(), values);
        } catch (Throwable e) {
            return new Outcome.Thrown(e, Map.of());
        } finally {
            form.idle().add(run);
        }
        return result == null
                ? new Outcome.Done(List.of(), Map.of())
                : new Outcome.Value(values[entries.size()], result.shown(), Map.of());
    }

    /** {@return the values of what a scope has, by the names that snippets have for it} */
    private static Map<String, @Nullable Object> values(Scope scope) {
        Map<String, @Nullable Object> values = new HashMap<>();
        var levels = Levels.of(scope);
        levels.captured().forEach(name -> values.put(name.name(), name.value()));
        for (var name : scope.names()) {
            if (name.value() != null || name.signature().length() > 1) { // a primitive that is not known reads as zero
                values.put(name.name(), name.value());
            }
        }
        for (int i = 0; i < levels.all().size(); i++) {
            if (levels.all().get(i).hasInstance()) {
                values.put(Wrapper.self(i), levels.all().get(i).self());
            }
        }
        return values;
    }
}
