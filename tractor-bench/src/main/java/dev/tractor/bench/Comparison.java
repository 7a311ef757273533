package dev.tractor.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The command that measures everybody and writes the page. In every round each contender of each item gets one JVM of its
 * own, one after the other, so whatever disturbs the machine for a while disturbs all alike.
 */
public final class Comparison {
    private static final String USAGE = """
            usage: ./tractor bench compare [--short] [--rounds N] [--out DIRECTORY] [PATTERN]

            Measures tractor side by side with its peers and writes benchmarks.md and benchmarks.json.

              --short          small sizes and one round; under five minutes, and good for a rough look only
              --rounds N       how many JVMs each contender gets for each item; 5 unless told, which take an hour,
                               and 1 with --short. What takes seconds is measured in every other round
              --out DIRECTORY  where to write; docs of this repository unless told; tractor-bench/target with a PATTERN
              PATTERN          a regular expression for the names of the items; all unless told:
                               """;

    /** Entries of the class path that only the console needs. */
    private static final Pattern OF_THE_CONSOLE = Pattern.compile("\\btractor-debug\\b|\\bjline\\b");

    private static final int ROUNDS = 5;
    private static final int ROUNDS_IN_SHORT = 1;

    private final boolean small;
    private final int rounds;
    private final Path out;
    private final Pattern pattern;

    private final List<Measurement> measurements = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    private Comparison(boolean small, int rounds, Path out, Pattern pattern) {
        this.small = small;
        this.rounds = rounds;
        this.out = out;
        this.pattern = pattern;
    }

    /**
     * Runs the comparison.
     *
     * @param arguments see the usage
     * @throws IOException when the page cannot be written
     * @throws InterruptedException when it is interrupted
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        boolean small = false;
        int rounds = 0;
        Path out = null;
        Pattern pattern = null;
        var rest = new ArrayDeque<>(List.of(arguments));
        try {
            for (var next = rest.poll(); next != null; next = rest.poll()) {
                switch (next) {
                    case "--short" -> small = true;
                    case "--rounds" -> rounds = positive(next, rest.poll());
                    case "--out" -> out = Path.of(given(next, rest.poll()));
                    case "-h", "--help" -> {
                        System.out.println(USAGE + Catalogue.names());
                        return;
                    }
                    default -> pattern = Pattern.compile(name(next));
                }
            }
        } catch (IllegalArgumentException e) {
            fail(e.getMessage());
        }
        if (rounds == 0) {
            rounds = small ? ROUNDS_IN_SHORT : ROUNDS;
        }
        if (out == null) {
            out = Path.of(pattern == null ? "docs" : "tractor-bench/target"); // the page is of all items
        }
        new Comparison(small, rounds, out, pattern == null ? Pattern.compile(".*") : pattern).run();
    }

    private static String given(String option, @Nullable String value) {
        if (value == null) {
            throw new IllegalArgumentException(option + " needs a value behind it");
        }
        return value;
    }

    private static int positive(String option, @Nullable String value) {
        var text = given(option, value);
        if (!text.matches("[1-9]\\d{0,3}")) {
            throw new IllegalArgumentException(option + " is a number from 1 to 9999, not " + text);
        }
        return Integer.parseInt(text);
    }

    private static String name(String argument) {
        if (argument.startsWith("-")) {
            throw new IllegalArgumentException("there is no option " + argument);
        }
        return argument;
    }

    private static void fail(@Nullable String why) {
        System.err.println("tractor: " + why + "; `./tractor bench compare -h` prints the options");
        System.exit(2);
    }

    private void run() throws IOException, InterruptedException {
        var items = Catalogue.ITEMS.stream()
                .filter(item -> pattern.matcher(item.name()).matches())
                .toList();
        if (items.isEmpty()) {
            fail("no item is called " + pattern + "; there are " + Catalogue.names());
        }
        for (int round = 1; round <= rounds; round++) {
            for (var item : items) {
                if (!item.way().takesPartIn(round)) {
                    continue;
                }
                for (var contender : item.contenders()) {
                    measure(item, contender, round);
                }
            }
        }
        write();
    }

    private void measure(Catalogue.Item item, Contender contender, int round) throws InterruptedException {
        try {
            for (var measurement : new Measuring(item, contender, small).measure(round)) {
                measurements.add(measurement);
                System.out.printf(
                        Locale.ROOT,
                        "round %d of %d: %s by %s: %s %.1f %s%n",
                        round,
                        rounds,
                        item.name(),
                        contender.title(),
                        measurement.figure(),
                        measurement.value(),
                        measurement.figure().unit);
            }
        } catch (MeasuringException e) {
            failures.add(item.name() + " by " + contender.title() + " in round " + round + ": " + e.getMessage());
            System.out.println("failed: " + failures.getLast());
        }
    }

    private void write() throws IOException {
        Files.createDirectories(out);
        var page = new ResultPage(measurements, small);
        Files.writeString(out.resolve("benchmarks.json"), Measurement.json(measurements), StandardCharsets.UTF_8);
        var text = page.text(about(page))
                + (failures.isEmpty() ? "" : "\n## Failed\n\n- " + String.join("\n- ", failures) + "\n");
        Files.writeString(out.resolve("benchmarks.md"), text, StandardCharsets.UTF_8);
        System.out.println(
                "written: " + out.resolve("benchmarks.md").toAbsolutePath().normalize());
    }

    private String about(ResultPage page) {
        long gigabytes = ((com.sun.management.OperatingSystemMXBean)
                                java.lang.management.ManagementFactory.getOperatingSystemMXBean())
                        .getTotalMemorySize()
                >> 30;
        return (small
                        ? "**A short run, with small sizes: good for a rough look only.** Written by `./tractor"
                                + " bench compare --short`"
                        : "Written by `./tractor bench compare`")
                + ", with " + rounds
                + (rounds == 1 ? " round" : " rounds")
                + "; what each JVM has measured is in [benchmarks.json](benchmarks.json). In a"
                + " round each system has a JVM of its own for each item, one after the other; what takes seconds is in"
                + " every other round, and in the first. The programs do the same"
                + " work, which is looked at after every run, and are written as the documentation of each system advises"
                + " for speed."
                + "\n\n"
                + page.versions() + ". " + Runtime.getRuntime().availableProcessors() + " processors, " + gigabytes
                + " GiB, " + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
                + System.getProperty("java.vm.name") + " " + Runtime.version() + ", options `"
                + String.join(" ", Measuring.FLAGS) + "`"
                + flagsOfSome() + ".";
    }

    private static String flagsOfSome() {
        var text = new StringBuilder();
        for (var contender : Contender.values()) {
            if (!contender.flags().isEmpty()) {
                text.append(", for ")
                        .append(contender.title())
                        .append(" also `")
                        .append(String.join(" ", contender.flags()))
                        .append('`');
            }
        }
        return text.toString();
    }

    /**
     * {@return the class path of this JVM, for those that it starts}
     *
     * @param withConsole whether with the console and what it needs
     */
    static String classPath(boolean withConsole) {
        var entries = List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1));
        return entries.stream()
                .filter(entry -> withConsole || !OF_THE_CONSOLE.matcher(entry).find())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** {@return the program that starts a JVM like this one} */
    static String java() {
        return System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
    }
}
