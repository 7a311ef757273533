package dev.tractor.bench;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What one JVM has measured: the median over its iterations.
 *
 * @param item of the {@link Catalogue}
 * @param contender whose program
 * @param round in which round of the comparison; in each, every contender has one JVM
 * @param figure what was measured
 * @param value nanoseconds, or bytes, for an operation
 */
record Measurement(String item, Contender contender, int round, Figure figure, double value) {

    /** What is measured. */
    enum Figure {
        /** The time of a run, divided by its operations. */
        TIME("ns"),
        /** The median of the times of the single operations. */
        P50("ns"),
        /** The time that one operation in a hundred exceeds. */
        P99("ns"),
        /** What is left on the heap. */
        HEAP("B"),
        /** From a breakpoint to the prompt. */
        PROMPT("ns"),
        /** From the first line that is to be evaluated to the next prompt. */
        FIRST_EVALUATION("ns"),
        /** The same for later ones, in the median. */
        LATER_EVALUATION("ns");

        final String unit;

        Figure(String unit) {
            this.unit = unit;
        }
    }

    private static final Pattern LINE =
            Pattern.compile("\\{\"item\": \"(?<item>[^\"]+)\", \"contender\": \"(?<contender>\\w+)\","
                    + " \"round\": (?<round>\\d+), \"figure\": \"(?<figure>\\w+)\", \"value\": (?<value>[-+.\\dE]+)}");

    /** {@return all of them as a JSON array, one on a line} */
    static String json(List<Measurement> measurements) {
        var lines = measurements.stream()
                .map(m -> String.format(
                        Locale.ROOT,
                        "  {\"item\": \"%s\", \"contender\": \"%s\", \"round\": %d, \"figure\": \"%s\", \"value\": %s}",
                        m.item,
                        m.contender,
                        m.round,
                        m.figure,
                        m.value))
                .toList();
        return "[\n" + String.join(",\n", lines) + "\n]\n";
    }

    /** {@return what {@link #json} has written} */
    static List<Measurement> parse(String json) {
        return LINE.matcher(json)
                .results()
                .map(found -> new Measurement(
                        found.group("item"),
                        Contender.valueOf(found.group("contender")),
                        Integer.parseInt(found.group("round")),
                        Figure.valueOf(found.group("figure")),
                        Double.parseDouble(found.group("value"))))
                .toList();
    }
}
