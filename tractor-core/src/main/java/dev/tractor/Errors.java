package dev.tractor;

import java.util.ArrayList;
import java.util.List;

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
