package dev.tractor.test;

import dev.tractor.test.Replay.Strike;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How one test runs.
 *
 * @param mode on a simulated machine, or on real threads
 * @param timeout how long a run may take in real time; zero for ever
 * @param repeats how often it runs on real threads, at least once
 * @param schedules how many schedules it runs under when simulated, at least one
 * @param strategy how these are chosen
 * @param seed where they come from; 0 for the name of the test
 * @param steps how many steps a simulated run may take
 * @param sweeps what is done at each checkpoint, in runs of their own
 * @param copies whether messages are copied on their way
 * @param replay the one run to be made; null for all of them
 * @param debug whether failures open the crash console
 */
record Settings(
        TractorTest.Mode mode,
        Duration timeout,
        int repeats,
        int schedules,
        TractorTest.Strategy strategy,
        long seed,
        long steps,
        List<Strike> sweeps,
        boolean copies,
        @Nullable Replay replay,
        boolean debug) {
    static final String TIMEOUT = "tractor.test.timeout";
    static final String REPEATS = "tractor.test.repeats";
    static final String SCHEDULES = "tractor.test.schedules";
    static final String SEED = "tractor.test.seed";
    static final String MODE = "tractor.test.mode";
    static final String POINTS = "tractor.test.points";
    static final String REPLAY = "tractor.test.replay";

    private static final Duration STANDARD = Duration.ofSeconds(30);
    private static final int SCHEDULES_STANDARD = 100;
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9}) ?(ms|s|m)");

    /** Reads an annotation; {@code parameters} gives the configuration that goes before it. */
    static Settings of(TractorTest test, Function<String, Optional<String>> parameters) {
        var timeout = parameters
                .apply(TIMEOUT)
                .map(value -> Duration.ofSeconds(number(TIMEOUT, value, 0)))
                .orElseGet(() -> test.timeout().isEmpty() ? STANDARD : duration(test.timeout()));
        int times = parameters
                .apply(REPEATS)
                .map(value -> number(REPEATS, value, 1))
                .orElse(1);
        if (test.repeats() < 1) {
            throw new IllegalArgumentException(
                    "@TractorTest(repeats = " + test.repeats() + ") would run the test never; give 1 or more");
        }
        if (test.schedules() < 0 || test.steps() < 1) {
            throw new IllegalArgumentException(
                    "@TractorTest(schedules = " + test.schedules() + ", steps = " + test.steps()
                            + ") is refused; schedules is 0 for the standard number or more, steps is 1 or more");
        }
        var replay = parameters.apply(REPLAY).filter(text -> !text.isBlank());
        return new Settings(
                mode(test, parameters),
                timeout,
                Math.multiplyExact(test.repeats(), times),
                schedules(test, parameters),
                test.strategy(),
                seed(test, parameters),
                test.steps(),
                sweeps(test),
                test.copyMessages(),
                replay.or(() -> Optional.of(test.replay()).filter(text -> !text.isEmpty()))
                        .map(Replay::parse)
                        .orElse(null),
                test.debug());
    }

    private static TractorTest.Mode mode(TractorTest test, Function<String, Optional<String>> parameters) {
        var wanted = parameters.apply(MODE).orElse("");
        return switch (wanted) {
            case "" -> test.mode();
            case "real" -> TractorTest.Mode.REAL;
            case "simulated" -> test.mode(); // a test that needs real threads stays real
            default ->
                throw new IllegalArgumentException("-D" + MODE + "=" + wanted + " is refused; give real or simulated");
        };
    }

    /** What is configured goes before the annotation, unless that says that one schedule is as good as many. */
    private static int schedules(TractorTest test, Function<String, Optional<String>> parameters) {
        if (test.schedules() == 1) {
            return 1;
        }
        return parameters
                .apply(SCHEDULES)
                .filter(value -> !value.isBlank())
                .map(value -> number(SCHEDULES, value, 1))
                .orElse(test.schedules() == 0 ? SCHEDULES_STANDARD : test.schedules());
    }

    private static long seed(TractorTest test, Function<String, Optional<String>> parameters) {
        var text = parameters.apply(SEED).orElse("");
        try {
            return switch (text) {
                case "" -> test.seed();
                case "random" -> System.nanoTime() | 1;
                default -> HexFormat.fromHexDigitsToLong(text);
            };
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "-D" + SEED + "=" + text + " is refused; give up to 16 hexadecimal digits, or random", e);
        }
    }

    private static List<Strike> sweeps(TractorTest test) {
        var sweeps = new ArrayList<Strike>();
        if (test.cancelEverywhere()) {
            sweeps.add(Strike.CANCEL);
        }
        if (test.interruptEverywhere()) {
            sweeps.add(Strike.INTERRUPT);
        }
        return List.copyOf(sweeps);
    }

    /** Where the schedules of a test come from; the same for each run of the same test, unless told otherwise. */
    long seed(String test) {
        return seed == 0 ? test.hashCode() : seed;
    }

    boolean simulated() {
        return mode == TractorTest.Mode.SIMULATED;
    }

    Settings onRealThreads() {
        return new Settings(
                TractorTest.Mode.REAL,
                timeout,
                repeats,
                schedules,
                strategy,
                seed,
                steps,
                sweeps,
                copies,
                replay,
                debug);
    }

    private static Duration duration(String text) {
        var matcher = DURATION.matcher(text);
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
            throw new IllegalArgumentException("@TractorTest(timeout = \"" + text
                    + "\") is no duration; give a positive number and one of ms, s and m, such as \"10s\"");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            default -> Duration.ofMinutes(amount);
        };
    }

    private static int number(String key, String value, int least) {
        try {
            int number = Integer.parseInt(value.strip());
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            // refused below, like a number that is too small
        }
        throw new IllegalArgumentException("-D" + key + "=" + value + " is refused; give a whole number from " + least);
    }
}
