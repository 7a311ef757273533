package dev.tractor.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How many times as much one takes as another: the ratio of the medians over the rounds, and where it lies with a
 * probability of 95 %.
 *
 * <p>In a round both were measured soon after one another, so what slows the machine down for a while slows both. The
 * interval is therefore that of the ratios within the rounds: Student's, of their logarithms, because a ratio of one half
 * is as far from 1 as one of two. With a single round nothing is known, and the interval is everything.
 *
 * @param median of the one, divided by the median of the other
 * @param low the lower end of the interval
 * @param high the upper end
 */
record Ratio(double median, double low, double high) {

    /** The 97.5th percentile of Student's distribution, from one degree of freedom on. */
    private static final double[] STUDENT = {
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
        2.110, 2.101, 2.093
    };

    private static final double NORMAL = 1.96;

    /**
     * Compares.
     *
     * @param ours a value for each round
     * @param theirs the same of the other, in the same rounds
     */
    static Ratio of(List<Double> ours, List<Double> theirs) {
        if (ours.isEmpty() || ours.size() != theirs.size()) {
            throw new IllegalArgumentException("both have to be measured in the same rounds, but there are values of "
                    + ours.size() + " and " + theirs.size());
        }
        var logs = new ArrayList<Double>();
        for (int round = 0; round < ours.size(); round++) {
            logs.add(Math.log(ours.get(round) / theirs.get(round)));
        }
        double median = median(ours) / median(theirs);
        int rounds = logs.size();
        if (rounds == 1) {
            return new Ratio(median, 0, Double.POSITIVE_INFINITY);
        }
        double mean = logs.stream().mapToDouble(log -> log).average().orElseThrow();
        double squares =
                logs.stream().mapToDouble(log -> (log - mean) * (log - mean)).sum();
        double error = student(rounds - 1) * Math.sqrt(squares / (rounds - 1) / rounds);
        return new Ratio(median, Math.exp(mean - error), Math.exp(mean + error));
    }

    private static double student(int degrees) {
        return degrees <= STUDENT.length ? STUDENT[degrees - 1] : NORMAL;
    }

    /** {@return the median; of an even number of values the mean of the two in the middle} */
    static double median(List<Double> values) {
        var sorted = values.stream().mapToDouble(value -> value).toArray();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /** {@return whether a ratio of at most {@code most} is reached} */
    Verdict verdict(double most) {
        if (median <= most) {
            return Verdict.REACHED;
        }
        return Double.isFinite(high) && low <= most ? Verdict.OPEN : Verdict.MISSED;
    }

    /** What can be said about a goal. */
    enum Verdict {
        /** The median is within it. */
        REACHED("reached"),
        /** The median is not, but the interval includes it: more rounds are needed. */
        OPEN("open"),
        /** Not even the interval includes it. */
        MISSED("**missed**");

        final String text;

        Verdict(String text) {
            this.text = text;
        }
    }
}
