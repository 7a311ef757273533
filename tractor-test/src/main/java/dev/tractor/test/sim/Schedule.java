package dev.tractor.test.sim;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which of the possible runs a run is. It can be written in a line and read back: {@code random:5eed}, {@code
 * pct:5eed:3,200}, {@code fifo:5eed} or, with every decision that is not the ordinary one, {@code switches:5eed:4.1,2.3}:
 * four ordinary decisions, then choice 1, two ordinary ones, then choice 3.
 *
 * @param kind how it decides
 * @param seed of its decisions, and of everything else in the run that is left to chance
 * @param depth for {@link Kind#PCT}: how many orderings a bug may need
 * @param length for {@link Kind#PCT}: how many decisions a run has, about
 * @param switches for {@link Kind#SWITCHES}: the decisions that are not the ordinary one
 */
public record Schedule(Kind kind, long seed, int depth, int length, List<Switch> switches) {

    /** How a schedule decides. */
    public enum Kind {
        /** First come, first served; nobody is interrupted. */
        FIFO,
        /** Each choice as likely as the other. */
        RANDOM,
        /** By random priorities that change a few times. */
        PCT,
        /** As written down. */
        SWITCHES
    }

    /**
     * A decision that is not the ordinary one.
     *
     * @param decision its number in the run, from 0
     * @param choice what was chosen; 0 is the ordinary choice
     */
    public record Switch(int decision, int choice) {}

    /** {@return first come, first served} @param seed of what else is left to chance */
    public static Schedule fifo(long seed) {
        return new Schedule(Kind.FIFO, seed, 0, 0, List.of());
    }

    /** {@return a random walk} @param seed which */
    public static Schedule random(long seed) {
        return new Schedule(Kind.RANDOM, seed, 0, 0, List.of());
    }

    /**
     * {@return a schedule by priorities}
     *
     * @param seed which
     * @param depth how many orderings a bug may need, at least 1
     * @param length how many decisions a run has, about
     */
    public static Schedule pct(long seed, int depth, int length) {
        return new Schedule(Kind.PCT, seed, Math.max(1, depth), Math.max(1, length), List.of());
    }

    /** {@return the same run with its decisions written out} @param switches those that are not the ordinary one */
    public Schedule written(List<Switch> switches) {
        return new Schedule(Kind.SWITCHES, seed, 0, 0, List.copyOf(switches));
    }

    Strategy strategy() {
        return switch (kind) {
            case FIFO -> new Strategy.Fifo();
            case RANDOM -> new Strategy.RandomWalk(seed);
            case PCT -> new Strategy.Priorities(seed, depth, length);
            case SWITCHES -> new Strategy.Written(switches);
        };
    }

    /**
     * Reads what {@link #toString()} has written.
     *
     * @param text one line
     * @return the schedule
     * @throws IllegalArgumentException when it is none
     */
    public static Schedule parse(String text) {
        var parts = text.strip().split(":", -1);
        try {
            long seed = HexFormat.fromHexDigitsToLong(parts[1]);
            switch (parts[0] + parts.length) {
                case "fifo2" -> {
                    return fifo(seed);
                }
                case "random2" -> {
                    return random(seed);
                }
                case "pct3" -> {
                    var numbers = parts[2].split(",", 2);
                    return pct(seed, Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
                }
                case "switches3" -> {
                    return fifo(seed).written(parseSwitches(parts[2]));
                }
                default -> {}
            }
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no schedule", e);
        }
        throw new IllegalArgumentException("\"" + text + "\" is no schedule");
    }

    private static List<Switch> parseSwitches(String text) {
        var switches = new ArrayList<Switch>();
        int decision = -1;
        for (var part : text.isEmpty() ? new String[0] : text.split(",")) {
            var numbers = part.split("\\.", 2);
            decision += 1 + Integer.parseInt(numbers[0]);
            switches.add(new Switch(decision, Integer.parseInt(numbers[1])));
        }
        return switches;
    }

    /** {@return one line that {@link #parse} reads} */
    @Override
    public String toString() {
        var start = kind.name().toLowerCase(java.util.Locale.ROOT) + ":" + Long.toHexString(seed);
        return switch (kind) {
            case FIFO, RANDOM -> start;
            case PCT -> start + ":" + depth + "," + length;
            case SWITCHES -> {
                var last = new int[] {-1};
                yield start + ":"
                        + switches.stream()
                                .map(s -> {
                                    int gap = s.decision() - last[0] - 1;
                                    last[0] = s.decision();
                                    return gap + "." + s.choice();
                                })
                                .collect(Collectors.joining(","));
            }
        };
    }
}
