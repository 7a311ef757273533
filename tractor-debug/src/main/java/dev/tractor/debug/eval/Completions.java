package dev.tractor.debug.eval;

import java.io.Serializable;
import java.util.List;

/**
 * What a name can be completed to.
 *
 * @param from where the name begins
 * @param candidates what it can be, in order
 */
public record Completions(int from, List<Candidate> candidates) implements Serializable {

    /** Makes an immutable copy of the list. */
    public Completions {
        candidates = List.copyOf(candidates);
    }

    /** {@return the same, so many characters further on} */
    public Completions shifted(int by) {
        return new Completions(from + by, candidates);
    }

    /**
     * One of them.
     *
     * @param name what to enter
     * @param signature how it is declared: {@code twice(int): int}
     */
    public record Candidate(String name, String signature) implements Serializable {}
}
