package dev.tractor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Follows errors of user code, which may be broken themselves; one that throws or never ends would lose them. */
final class Errors {
    private Errors() {}

    /** {@code error} and its causes, outermost first; a circle is gone round once. */
    static List<Throwable> chain(Throwable error) {
        var chain = new ArrayList<Throwable>(3);
        try {
            for (var t = error; t != null && !holds(chain, t); t = t.getCause()) {
                chain.add(t);
            }
        } catch (RuntimeException e) {
            // a getCause() that throws ends the chain
        }
        return chain;
    }

    /** All that can be reached from {@code error}: causes, what is suppressed, and the failures of nurseries. */
    static Set<Throwable> reachable(Throwable error) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        var open = new ArrayDeque<>(List.of(error));
        while (!open.isEmpty()) {
            var next = open.remove();
            for (var each : chain(next)) {
                if (seen.add(each)) {
                    open.addAll(List.of(each.getSuppressed()));
                    if (each instanceof NurseryException group) {
                        open.addAll(group.failures());
                    }
                }
            }
        }
        return seen;
    }

    private static boolean holds(List<Throwable> chain, Throwable error) {
        return chain.stream().anyMatch(t -> t == error);
    }

    /** Throws a checked exception where it cannot be declared. Never returns. */
    static RuntimeException undeclared(Exception error) {
        throw Errors.<RuntimeException>as(error);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> X as(Throwable error) throws X {
        throw (X) error;
    }
}
