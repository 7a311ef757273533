package dev.tractor.test;

import dev.tractor.test.sim.Machine;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/**
 * What was logged in one run of a simulated test: a parameter of the test. It is kept, and shown only when the run fails;
 * the console handlers of the root logger, which would show it at once, do not see it. All other handlers see what they
 * would see without the test kit, and so does the console what is logged outside of a test.
 *
 * <p>Loggers are those of {@code java.util.logging}, where {@link System.Logger} goes too unless another back end is
 * installed. What their levels let through is kept, whatever the levels of handlers; {@link #level} asks for more. A logger
 * that does not use the handlers of its parents is captured from the first call of {@code level} for it.
 *
 * <p>Thread-safe.
 */
public final class LogCapture {
    private static final int KEPT = 10_000;
    private static final SimpleFormatter TEXT = new SimpleFormatter();
    private static final Map<Machine, LogCapture> RUNNING = new ConcurrentHashMap<>();

    /**
     * One line of a log.
     *
     * @param time the virtual time since the start of the run
     * @param level how serious it is
     * @param logger the name of the logger
     * @param message the message, with its parameters filled in
     * @param thrown the error that was logged with it, or null
     */
    public record Line(
            Duration time,
            System.Logger.Level level,
            String logger,
            String message,
            @Nullable Throwable thrown) {

        /** {@return the line as a report shows it} */
        @Override
        public String toString() {
            return Texts.of(time) + " " + level.name().toLowerCase(Locale.ROOT) + " " + logger + ": " + message
                    + (thrown == null ? "" : " (" + thrown + ")");
        }
    }

    private final Machine machine;

    // Guarded by this.
    private final ArrayDeque<Line> lines = new ArrayDeque<>();
    private long dropped;

    private volatile boolean asksForLevels;

    private LogCapture(Machine machine) {
        this.machine = machine;
    }

    /** Keeps what threads of this machine log, until {@link #end}. */
    static LogCapture begin(Machine machine) {
        LogTap.install();
        var capture = new LogCapture(machine);
        RUNNING.put(machine, capture);
        return capture;
    }

    void end() {
        RUNNING.remove(machine);
        if (asksForLevels) {
            LogLevels.withdraw(this);
        }
    }

    /** {@return the capture of the run that the calling thread is part of; null when it is part of none} */
    static @Nullable LogCapture current() {
        var machine = Machine.current();
        return machine == null ? null : RUNNING.get(machine);
    }

    /**
     * Sets the level of a logger, and of those below it that have none of their own, until the run ends: what is less
     * serious is not kept, the rest is.
     *
     * <p>A logger has one level for the whole JVM. While this one is finer than the logger's own, other threads are told
     * that it logs so much, and handlers that are not for the console see what they log then. The console does not, nor
     * does the capture of another test, which has levels of its own.
     *
     * @param logger the name of the logger, such as {@code "tractor.runtime"}; empty for the root logger
     * @param least the lowest level that is kept
     */
    public void level(String logger, System.Logger.Level least) {
        Objects.requireNonNull(logger, "logger");
        Objects.requireNonNull(least, "least");
        asksForLevels = true;
        LogLevels.ask(this, logger, Level.parse(Integer.toString(least.getSeverity())));
    }

    /** {@return the lines so far, oldest first; the last ten thousand when there were more} */
    public synchronized List<Line> lines() {
        return List.copyOf(lines);
    }

    /**
     * Checks that something was logged.
     *
     * @param level its level
     * @param part a part of its message
     * @return the first such line
     * @throws AssertionError when there is none; it shows what was logged
     */
    public Line expect(System.Logger.Level level, String part) {
        Objects.requireNonNull(part, "part");
        var all = lines();
        return all.stream()
                .filter(line -> line.level() == level && line.message().contains(part))
                .findFirst()
                .orElseThrow(() -> new AssertionError("expected a line of level " + level + " with \"" + part
                        + "\" in the log, but it has " + shown(all)));
    }

    /**
     * Checks that nothing as serious as this was logged.
     *
     * @param least the lowest level that is too much
     * @throws AssertionError when there is such a line
     */
    public void expectNone(System.Logger.Level least) {
        var found = lines().stream()
                .filter(line -> line.level().getSeverity() >= least.getSeverity())
                .toList();
        if (!found.isEmpty()) {
            throw new AssertionError(
                    "expected nothing of level " + least + " or above in the log, but it has " + shown(found));
        }
    }

    private static String shown(List<Line> lines) {
        return lines.isEmpty()
                ? "no lines"
                : "\n  "
                        + String.join("\n  ", lines.stream().map(Line::toString).toList());
    }

    /** For the report; empty when nothing was logged. */
    synchronized String text() {
        var text = new StringBuilder();
        if (!lines.isEmpty()) {
            text.append("log:\n");
            if (dropped > 0) {
                text.append("  (").append(Texts.count(dropped, "line")).append(" before)\n");
            }
            lines.forEach(line -> text.append("  ").append(line).append('\n'));
        }
        return text.toString();
    }

    /** Keeps a record, with its message as it is now: what it speaks of may change. */
    void add(LogRecord entry) {
        var line = new Line(
                Duration.ofNanos(machine.nanoTime()),
                level(entry.getLevel()),
                Objects.requireNonNullElse(entry.getLoggerName(), ""),
                Objects.requireNonNullElse(TEXT.formatMessage(entry), ""),
                entry.getThrown());
        synchronized (this) {
            if (lines.size() == KEPT) {
                lines.removeFirst();
                dropped++;
            }
            lines.add(line);
        }
    }

    private static System.Logger.Level level(Level level) {
        var found = System.Logger.Level.TRACE;
        for (var candidate : System.Logger.Level.values()) {
            if (candidate != System.Logger.Level.ALL
                    && candidate != System.Logger.Level.OFF
                    && candidate.getSeverity() <= level.intValue()) {
                found = candidate;
            }
        }
        return found;
    }
}
