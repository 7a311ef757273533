package dev.tractor.bench;

import dev.tractor.bench.Measurement.Figure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The page that tells how a comparison came out: the goals first, won or lost, then every figure. */
final class ResultPage {
    private static final double MOST_COLD_NANOS = 40e6;

    private static final double MOST_GROWTH = 1;

    private static final double MOST_TO_THE_PROMPT_NANOS = 1.5e9;
    private static final double MOST_FOR_A_FIRST_EVALUATION_NANOS = 1.5e9;
    private static final double MOST_FOR_A_LATER_EVALUATION_NANOS = 100e6;

    private final List<Measurement> measurements;
    private final boolean small;

    /**
     * The page of a comparison.
     *
     * @param measurements all there are
     * @param small whether with the sizes of the short mode
     */
    ResultPage(List<Measurement> measurements, boolean small) {
        this.measurements = measurements;
        this.small = small;
    }

    /**
     * Writes it.
     *
     * @param about a paragraph on how it was measured
     */
    String text(String about) {
        var lines = new ArrayList<String>();
        lines.add("# Benchmarks");
        lines.add("");
        lines.add(about);
        lines.add("");
        lines.add(
                "A ratio is what tractor takes, divided by what the other takes: below 1 tractor is ahead. It is the ratio"
                        + " of the medians of all JVMs; in brackets is where it lies with a probability of 95 %, which a single round"
                        + " cannot tell. A goal is reached when the ratio is within it, and missed when not even the interval"
                        + " includes it; what is between is open, and takes more rounds to settle.");
        lines.add("");
        lines.add("| work | tractor | compared with | ratio | goal | |");
        lines.add("| --- | ---: | --- | ---: | ---: | --- |");
        Goal.GOALS.forEach(goal -> goal(goal, lines));
        growth(lines);
        firstNursery("first nursery in a fresh JVM", Catalogue.COLD, "a bare JVM", lines);
        firstNursery(
                "first nursery in a fresh JVM with an AOT cache",
                Catalogue.COLD_WITH_CACHE,
                "a bare JVM with one of its own",
                lines);
        console("from a breakpoint to the prompt, in a fresh JVM", Figure.PROMPT, MOST_TO_THE_PROMPT_NANOS, lines);
        console("first evaluation at the prompt", Figure.FIRST_EVALUATION, MOST_FOR_A_FIRST_EVALUATION_NANOS, lines);
        console("later evaluations", Figure.LATER_EVALUATION, MOST_FOR_A_LATER_EVALUATION_NANOS, lines);
        lines.add("");
        savina(lines);
        lines.add("## Every figure");
        lines.add("");
        lines.add("Medians over all JVMs, the smallest and the largest in brackets, for one operation.");
        lines.add("");
        lines.add("| item | operation | who | figure | |");
        lines.add("| --- | --- | --- | --- | ---: |");
        Catalogue.ITEMS.forEach(item -> figures(item, lines));
        lines.add("");
        return String.join("\n", lines);
    }

    private void goal(Goal goal, List<String> lines) {
        var ours = byRound(goal.item(), Contender.TRACTOR, goal.figure());
        if (ours.isEmpty()) {
            return; // it was not asked for
        }
        var best = goal.against().stream()
                .filter(rival ->
                        !values(rival.item(), rival.contender(), goal.figure()).isEmpty())
                .min(Comparator.comparingDouble(
                        rival -> Ratio.median(values(rival.item(), rival.contender(), goal.figure()))));
        var theirs = best.map(rival -> byRound(rival.item(), rival.contender(), goal.figure()))
                .orElse(new TreeMap<>());
        ours.keySet().retainAll(theirs.keySet());
        theirs.keySet().retainAll(ours.keySet());
        if (best.isEmpty() || ours.isEmpty()) {
            lines.add("| " + goal.work() + " | | not measured in the same round | | | |");
            return;
        }
        var rival = best.get();
        line(goal, rival, List.copyOf(ours.values()), List.copyOf(theirs.values()), lines);
    }

    private static void line(Goal goal, Goal.Rival rival, List<Double> ours, List<Double> theirs, List<String> lines) {
        var ratio = Ratio.of(ours, theirs);
        var most = goal.most();
        lines.add("| " + goal.work() + " | " + amount(Ratio.median(ours), goal.figure()) + " | "
                + name(goal, rival) + ": " + amount(Ratio.median(theirs), goal.figure()) + " | "
                + number(ratio.median()) + interval(ratio) + " | " + (most == null ? "" : "≤ " + number(most)) + " | "
                + (most == null ? "" : ratio.verdict(most).text) + " |");
    }

    /** Each is first compared with itself: what a life takes in a great crowd, with what it takes in a small one. */
    private void growth(List<String> lines) {
        var ours = growth(Contender.TRACTOR);
        var theirs = growth(Contender.JDK);
        ours.keySet().retainAll(theirs.keySet());
        theirs.keySet().retainAll(ours.keySet());
        if (ours.isEmpty()) {
            return; // the goals of the two crowds tell what is missing
        }
        var ratio = Ratio.of(List.copyOf(ours.values()), List.copyOf(theirs.values()));
        lines.add("| time of a life, growth from " + crowd(Catalogue.GROWTH_FROM) + " to " + crowd(Catalogue.GROWTH_TO)
                + " actors at a time, heap and collector `" + String.join(" ", Measuring.HEAP) + "` | × "
                + number(Ratio.median(List.copyOf(ours.values()))) + " | raw virtual threads: × "
                + number(Ratio.median(List.copyOf(theirs.values()))) + " | " + number(ratio.median()) + interval(ratio)
                + " | ≤ " + number(MOST_GROWTH) + " | " + ratio.verdict(MOST_GROWTH).text + " |");
    }

    private SortedMap<Integer, Double> growth(Contender contender) {
        var from = byRound(Catalogue.GROWTH_FROM, contender, Figure.TIME);
        var growth = new TreeMap<Integer, Double>();
        byRound(Catalogue.GROWTH_TO, contender, Figure.TIME).forEach((round, time) -> {
            var before = from.get(round);
            if (before != null) {
                growth.put(round, time / before);
            }
        });
        return growth;
    }

    private int crowd(String item) {
        var found = Catalogue.item(item);
        return ((Workload.Lives) (small ? found.small() : found.workload())).actors();
    }

    /** What the names of those programs stand for. */
    private void savina(List<String> lines) {
        var measured = Catalogue.ITEMS.stream()
                .filter(item -> item.workload() instanceof Savina
                        && measurements.stream().anyMatch(m -> m.item().equals(item.name())))
                .toList();
        if (measured.isEmpty()) {
            return;
        }
        lines.add("## The programs of the Savina suite");
        lines.add("");
        lines.add(
                "They are written anew from what these problems are known to be, with sizes for two cores, and chance is"
                        + " taken out, so all do the same work. A run includes the start of all actors and their end.");
        lines.add("");
        lines.add("| name | what is done | an operation |");
        lines.add("| --- | --- | --- |");
        for (var item : measured) {
            if ((small ? item.small() : item.workload()) instanceof Savina work) {
                lines.add("| " + item.name() + " | " + work.about() + " | " + item.operation() + " |");
            }
        }
        lines.add("");
    }

    /** Compared by the difference, because most of it is the start of the JVM. */
    private void firstNursery(String work, String item, String other, List<String> lines) {
        var ours = values(item, Contender.TRACTOR, Figure.TIME);
        var bare = values(item, Contender.JDK, Figure.TIME);
        if (!ours.isEmpty() && !bare.isEmpty()) {
            double more = Ratio.median(ours) - Ratio.median(bare);
            lines.add("| " + work + " | " + amount(Ratio.median(ours), Figure.TIME) + " | " + other + ": "
                    + amount(Ratio.median(bare), Figure.TIME) + " | " + amount(more, Figure.TIME) + " more | ≤ "
                    + amount(MOST_COLD_NANOS, Figure.TIME) + " more | "
                    + (more <= MOST_COLD_NANOS ? "reached" : "**missed**") + " |");
        }
    }

    /** What somebody at the console waits for, compared with nobody: it is to be short enough. */
    private void console(String what, Figure figure, double most, List<String> lines) {
        var times = values(Catalogue.CONSOLE, Contender.TRACTOR, figure);
        if (!times.isEmpty()) {
            double median = Ratio.median(times);
            lines.add("| " + what + " | " + amount(median, figure) + " | | | ≤ " + amount(most, figure) + " | "
                    + (median <= most ? "reached" : "**missed**") + " |");
        }
    }

    private static String name(Goal goal, Goal.Rival rival) {
        var title = rival.contender() == Contender.TRACTOR
                ? rival.item()
                : rival.contender().title();
        return goal.against().size() > 1 ? "the best of " + goal.against().size() + ", " + title : title;
    }

    private static String interval(Ratio ratio) {
        return Double.isInfinite(ratio.high()) ? "" : " [" + number(ratio.low()) + " to " + number(ratio.high()) + "]";
    }

    private void figures(Catalogue.Item item, List<String> lines) {
        for (var contender : item.contenders()) {
            for (var figure : Figure.values()) {
                var values = values(item.name(), contender, figure);
                if (!values.isEmpty()) {
                    var range = values.stream().mapToDouble(value -> value).summaryStatistics();
                    lines.add("| " + item.name() + " | " + item.operation() + " | " + contender.title() + " | "
                            + figure.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " | "
                            + amount(Ratio.median(values), figure)
                            + " ["
                            + amount(range.getMin(), figure) + " to " + amount(range.getMax(), figure) + "] |");
                }
            }
        }
    }

    private List<Double> values(String item, Contender contender, Figure figure) {
        return List.copyOf(byRound(item, contender, figure).values());
    }

    private SortedMap<Integer, Double> byRound(String item, Contender contender, Figure figure) {
        return measurements.stream()
                .filter(m -> m.item().equals(item) && m.contender() == contender && m.figure() == figure)
                .collect(Collectors.toMap(Measurement::round, Measurement::value, (one, _) -> one, TreeMap::new));
    }

    /** {@return who was measured, each with its version} */
    String versions() {
        var measured = EnumSet.noneOf(Contender.class);
        measurements.forEach(m -> measured.add(m.contender()));
        return measured.stream()
                .map(contender -> contender.title() + " " + contender.version())
                .collect(Collectors.joining(", "));
    }

    private static String amount(double value, Figure figure) {
        double thousand = 1_000;
        if (figure.unit.equals("ns") && value >= thousand * thousand) {
            return number(value / thousand / thousand) + " ms";
        }
        return figure.unit.equals("ns") && value >= thousand
                ? number(value / thousand) + " µs"
                : number(value) + " " + figure.unit;
    }

    private static String number(double value) {
        double hundred = 100;
        double ten = 10;
        return String.format(Locale.ROOT, value >= hundred ? "%.0f" : value >= ten ? "%.1f" : "%.2f", value);
    }
}
