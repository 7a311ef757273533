package dev.tractor.debug.stops;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Guesses which of many names was meant: the one that has the most of the word, beginning with the first letter. */
final class Guess {
    private Guess() {}

    /** {@return the first that differs only in case, in one letter, or in the order of two} */
    static Optional<String> nearest(String word, Collection<String> names) {
        var lower = word.toLowerCase(Locale.ROOT);
        String close = null;
        for (var name : names) {
            var other = name.toLowerCase(Locale.ROOT);
            if (other.equals(lower) || other.endsWith("." + lower)) {
                return Optional.of(name);
            }
            if (close == null && oneEdit(lower, other)) {
                close = name;
            }
        }
        return Optional.ofNullable(close);
    }

    /** One letter more, less or another, or two neighbours swapped. */
    private static boolean oneEdit(String a, String b) {
        int from = 0;
        while (from < a.length() && from < b.length() && a.charAt(from) == b.charAt(from)) {
            from++;
        }
        int endA = a.length();
        int endB = b.length();
        while (endA > from && endB > from && a.charAt(endA - 1) == b.charAt(endB - 1)) {
            endA--;
            endB--;
        }
        int left = endA - from;
        int right = endB - from;
        boolean swapped =
                left == 2 && right == 2 && a.charAt(from) == b.charAt(from + 1) && a.charAt(from + 1) == b.charAt(from);
        return left <= 1 && right <= 1 || swapped;
    }
}
