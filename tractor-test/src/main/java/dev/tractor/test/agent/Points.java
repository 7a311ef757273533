package dev.tractor.test.agent;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The classes with preemption points.
 *
 * @param prefixes how their internal names begin
 */
record Points(Map<String, Accesses> prefixes) {

    static final Points NONE = new Points(Map.of());

    /** These and more, by the beginnings of binary names. What has points at all accesses keeps them. */
    Points and(Collection<String> names, Accesses accesses) {
        var all = new LinkedHashMap<>(prefixes);
        names.forEach(name -> all.merge(name.replace('.', '/'), accesses, Points::more));
        return new Points(Map.copyOf(all));
    }

    /** What is a point in a class, by internal name; nothing when it has none. */
    Optional<Accesses> in(String name) {
        return prefixes.entrySet().stream()
                .filter(entry -> name.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .reduce(Points::more);
    }

    private static Accesses more(Accesses one, Accesses other) {
        return one == Accesses.ALL ? one : other;
    }
}
