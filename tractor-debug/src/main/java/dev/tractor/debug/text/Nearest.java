package dev.tractor.debug.text;

import java.util.List;
import java.util.Optional;

/** Guesses what was meant by a mistyped word. */
public final class Nearest {
    private static final int MOST_EDITS = 2;

    private Nearest() {}

    /**
     * {@return the candidate that takes the fewest single-letter edits or swaps of neighbours; empty when even that would
     * change too much of the word} The first wins a tie.
     *
     * @param word what was typed
     * @param candidates what there is
     */
    public static Optional<String> to(String word, List<String> candidates) {
        int best = Math.min(MOST_EDITS, Math.max(1, word.length() / 2)) + 1;
        String nearest = null;
        for (var candidate : candidates) {
            int edits = edits(word, candidate);
            if (edits < best) {
                best = edits;
                nearest = candidate;
            }
        }
        return Optional.ofNullable(nearest);
    }

    /** The optimal string alignment distance: row i, column j is the distance of the first i and j letters. */
    private static int edits(String a, String b) {
        int[][] distance = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    distance[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int least = Math.min(distance[i - 1][j], distance[i][j - 1]) + 1;
                least = Math.min(least, distance[i - 1][j - 1] + change);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    least = Math.min(least, distance[i - 2][j - 2] + 1);
                }
                distance[i][j] = least;
            }
        }
        return distance[a.length()][b.length()];
    }
}
