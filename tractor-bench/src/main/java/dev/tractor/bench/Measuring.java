package dev.tractor.bench;

import dev.tractor.bench.Measurement.Figure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Measures one item by one contender in a JVM of its own. */
final class Measuring {
    /** The heap of every JVM, and the collector that the JDK chooses for two processors and more. */
    static final List<String> HEAP = List.of("-Xms1g", "-Xmx6g", "-XX:+UseG1GC");

    /** Of every JVM. The last for JMH, and the queues of some. */
    static final List<String> FLAGS = Stream.concat(HEAP.stream(), Stream.of("--sun-misc-unsafe-memory-access=allow"))
            .toList();

    private static final TimeValue ITERATION = TimeValue.milliseconds(200);

    /** Until code of this size is compiled: what has more of it needs longer. */
    private static final int WARMUPS = 20;

    private static final int WARMUPS_IN_SHORT = 4;
    private static final int ITERATIONS = 2;
    private static final int STARTS = 5;

    private final Catalogue.Item item;
    private final Contender contender;
    private final boolean small;
    private final Workload workload;

    Measuring(Catalogue.Item item, Contender contender, boolean small) {
        this.item = item;
        this.contender = contender;
        this.small = small;
        this.workload = small ? item.small() : item.workload();
    }

    List<Measurement> measure(int round) throws MeasuringException, InterruptedException {
        return switch (item.way()) {
            case STEADY, LATENCY, SHOT, LONG_SHOT, SOLE_SHOT -> byJmh(round);
            case HEAP -> List.of(measurement(round, Figure.HEAP, heap()));
            case PROCESS -> List.of(measurement(round, Figure.TIME, process()));
            case CONSOLE -> console(round);
        };
    }

    private Measurement measurement(int round, Figure figure, double value) {
        return new Measurement(item.name(), contender, round, figure, value);
    }

    private List<Measurement> byJmh(int round) throws MeasuringException {
        var options = new OptionsBuilder()
                .include("\\." + item.way().by.getSimpleName() + "\\.run$")
                .param("item", item.name())
                .param("contender", contender.name())
                .param("small", Boolean.toString(small))
                .forks(1)
                .warmupIterations(warmups())
                .warmupTime(ITERATION)
                .measurementIterations(iterations())
                .measurementTime(ITERATION)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .jvmArgs(flags().toArray(String[]::new))
                .build();
        RunResult result;
        try {
            result = new Runner(options).runSingle();
        } catch (RunnerException e) {
            throw new MeasuringException("its JVM has failed", e);
        }
        var measurements = new ArrayList<Measurement>();
        measurements.add(measurement(round, Figure.TIME, median(result.getPrimaryResult()) / workload.operations()));
        if (item.way() == Catalogue.Way.LATENCY) {
            for (var figure : List.of(Figure.P50, Figure.P99)) {
                var more = result.getSecondaryResults().get(figure.name().toLowerCase(Locale.ROOT));
                if (more != null) {
                    measurements.add(measurement(round, figure, median(more)));
                }
            }
        }
        return measurements;
    }

    private int warmups() {
        if (small) {
            return WARMUPS_IN_SHORT;
        }
        return switch (item.way()) {
            case SOLE_SHOT -> 0;
            case LONG_SHOT -> 1;
            default -> WARMUPS;
        };
    }

    private int iterations() {
        boolean takesSeconds = item.way() == Catalogue.Way.SOLE_SHOT || item.way() == Catalogue.Way.LONG_SHOT;
        return takesSeconds && !small ? 1 : ITERATIONS;
    }

    private static double median(Result<?> result) {
        return result.getStatistics().getPercentile(50);
    }

    private double heap() throws MeasuringException, InterruptedException {
        var output = run(HeapProbe.class, item.name(), contender.name(), Boolean.toString(small))
                .lines()
                .toList();
        try {
            return Double.parseDouble(output.getLast());
        } catch (NumberFormatException e) {
            throw new MeasuringException("it printed no number of bytes but: " + output.getLast(), e);
        }
    }

    private double process() throws MeasuringException, InterruptedException {
        if (!item.name().equals(Catalogue.COLD_WITH_CACHE)) {
            return process(jvm());
        }
        try (var cache = new AotCache(Comparison.classPath(withConsole()))) {
            var _ = run(jvm(cache.making(), cache.classPath()), ColdStart.class, contender.name());
            return process(jvm(cache.using(), cache.classPath()));
        } catch (IOException e) {
            throw new MeasuringException("the JARs for its cache could not be packed", e);
        }
    }

    private double process(List<String> jvm) throws MeasuringException, InterruptedException {
        var times = new ArrayList<Double>();
        for (int i = 0; i < STARTS; i++) {
            long begun = System.nanoTime();
            var _ = run(jvm, ColdStart.class, contender.name());
            times.add((double) (System.nanoTime() - begun));
        }
        return Ratio.median(times);
    }

    private List<Measurement> console(int round) throws MeasuringException {
        var measurements = new ArrayList<Measurement>();
        ConsoleProbe.measure(jvm()).forEach((figure, nanos) -> measurements.add(measurement(round, figure, nanos)));
        return measurements;
    }

    /** The command that starts a JVM for this item; its program is to be added. */
    private List<String> jvm() {
        return jvm(List.of(), Comparison.classPath(withConsole()));
    }

    private List<String> jvm(List<String> more, String classPath) {
        var command = new ArrayList<String>();
        command.add(Comparison.java());
        command.addAll(flags());
        command.addAll(more);
        command.addAll(List.of("-cp", classPath));
        return command;
    }

    private boolean withConsole() {
        return item.way() == Catalogue.Way.CONSOLE || item.name().equals(Catalogue.COLD_WITH_CONSOLE);
    }

    /** Runs a program to its end. @return what it has printed */
    private String run(Class<?> program, String... arguments) throws MeasuringException, InterruptedException {
        return run(jvm(), program, arguments);
    }

    private static String run(List<String> jvm, Class<?> program, String... arguments)
            throws MeasuringException, InterruptedException {
        var command = new ArrayList<>(jvm);
        command.add(program.getName());
        command.addAll(List.of(arguments));
        try {
            var process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0 || output.isBlank()) {
                throw new MeasuringException("its JVM has ended with status " + status);
            }
            return output;
        } catch (IOException e) {
            throw new MeasuringException("its JVM could not be started", e);
        }
    }

    private List<String> flags() {
        var flags = new ArrayList<>(FLAGS);
        flags.addAll(contender.flags());
        return flags;
    }
}
