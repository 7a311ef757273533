package dev.tractor;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** Looks through exceptions. */
final class Trees {
    private Trees() {}

    /** All throwables that can be reached from {@code error} by causes, suppressed ones and lists of failures. */
    static Set<Throwable> reachable(Throwable error) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        visit(error, seen);
        return seen;
    }

    private static void visit(Throwable error, Set<Throwable> seen) {
        if (error == null || !seen.add(error)) {
            return;
        }
        visit(error.getCause(), seen);
        for (var suppressed : error.getSuppressed()) {
            visit(suppressed, seen);
        }
        if (error instanceof NurseryException group) {
            group.failures().forEach(failure -> visit(failure, seen));
        }
    }
}
