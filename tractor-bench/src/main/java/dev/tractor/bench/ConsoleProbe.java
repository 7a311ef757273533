package dev.tractor.bench;

import dev.tractor.bench.Measurement.Figure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Sits at the console of {@link Pausing} in a fresh JVM, as a user would, and takes the times a user would have to wait: what
 * it reads of the program's output, and when, is all it knows.
 */
final class ConsoleProbe implements AutoCloseable {
    /** What the console needs to read variables and evaluate, and to be used without a terminal. */
    private static final List<String> FLAGS = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--add-opens",
            "java.base/java.lang=ALL-UNNAMED",
            "-Dtractor.console=stdin");

    private static final String PROMPT = "(tractor /) ";
    private static final int LATER = 9;
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final InputStream output;
    private final OutputStream input;
    private final StringBuilder unread = new StringBuilder();

    private ConsoleProbe(List<String> jvm) throws IOException {
        var command = new ArrayList<>(jvm);
        command.addAll(FLAGS);
        command.add(Pausing.class.getName());
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        output = process.getInputStream();
        input = process.getOutputStream();
        Thread.ofVirtual().start(this::endOverdue);
    }

    /**
     * Starts a JVM and measures.
     *
     * @param jvm the command that starts one, with options and class path
     * @return nanoseconds from the breakpoint to the prompt, for the first evaluation, and for a later one in the median
     */
    static Map<Figure, Double> measure(List<String> jvm) throws MeasuringException {
        try (var probe = new ConsoleProbe(jvm)) {
            return probe.measure();
        } catch (IOException e) {
            throw new MeasuringException("its JVM could not be talked to", e);
        }
    }

    private Map<Figure, Double> measure() throws IOException, MeasuringException {
        var times = new EnumMap<Figure, Double>(Figure.class);
        var _ = readTo(Pausing.READY + System.lineSeparator());
        long begun = System.nanoTime();
        var _ = readTo(PROMPT);
        times.put(Figure.PROMPT, (double) (System.nanoTime() - begun));
        times.put(Figure.FIRST_EVALUATION, evaluate(1));
        var later = new ArrayList<Double>();
        for (int i = 0; i < LATER; i++) {
            later.add(evaluate(i + 2));
        }
        times.put(Figure.LATER_EVALUATION, Ratio.median(later));
        say("continue");
        var _ = readTo("went on with " + Pausing.VALUE);
        return times;
    }

    /** Has something evaluated that was not before. @return the nanoseconds until the next prompt */
    private double evaluate(int more) throws IOException, MeasuringException {
        long begun = System.nanoTime();
        say(Pausing.VARIABLE + " + " + more);
        var answer = readTo(PROMPT);
        double nanos = System.nanoTime() - begun;
        if (answer.lines().noneMatch(Integer.toString(Pausing.VALUE + more)::equals)) {
            throw new MeasuringException("its console answered: " + answer);
        }
        return nanos;
    }

    private void say(String line) throws IOException {
        input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        input.flush();
    }

    /** Waits until this text comes. @return what has come before it since the last time */
    private String readTo(String text) throws IOException, MeasuringException {
        var buffer = new byte[1024];
        int at = unread.indexOf(text);
        while (at < 0) {
            int read = output.read(buffer);
            if (read < 0) {
                throw new MeasuringException("its JVM has ended without \"" + text + "\", after: " + unread);
            }
            unread.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
            at = unread.indexOf(text);
        }
        var before = unread.substring(0, at);
        unread.delete(0, at + text.length());
        return before;
    }

    private void endOverdue() {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does
        }
    }

    @Override
    public void close() throws IOException {
        input.close();
        process.destroy();
    }
}
