package dev.tractor.test;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * How one test runs.
 *
 * @param timeout how long it may take; zero for ever
 * @param repeats how often it runs, at least once
 * @param debug whether failures open the crash console
 */
record Settings(Duration timeout, int repeats, boolean debug) {
    static final String TIMEOUT = "tractor.test.timeout";
    static final String REPEATS = "tractor.test.repeats";
    private static final Duration STANDARD = Duration.ofSeconds(30);
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
        return new Settings(timeout, Math.multiplyExact(test.repeats(), times), test.debug());
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
