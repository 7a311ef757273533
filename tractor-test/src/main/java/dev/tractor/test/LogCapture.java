package dev.tractor.test;

import dev.tractor.test.sim.Machine;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Filter;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/**
 * What was logged in one run of a simulated test: a parameter of the test. It is kept, and shown only when the run fails.
 * Loggers are those of {@code java.util.logging}, where {@link System.Logger} goes too unless another back end is installed;
 * what their levels let through is captured.
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

    private record Entry(long nanos, LogRecord record) {
        Line line() {
            return new Line(
                    Duration.ofNanos(nanos),
                    level(record.getLevel()),
                    Objects.requireNonNullElse(record.getLoggerName(), ""),
                    TEXT.formatMessage(record),
                    record.getThrown());
        }
    }

    private final Machine machine;

    // Guarded by this.
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private long dropped;

    private LogCapture(Machine machine) {
        this.machine = machine;
    }

    /** Keeps what threads of this machine log, until {@link #end}. */
    static LogCapture begin(Machine machine) {
        Guard.install();
        var capture = new LogCapture(machine);
        RUNNING.put(machine, capture);
        return capture;
    }

    void end() {
        RUNNING.remove(machine);
    }

    /** {@return the lines so far, oldest first; the last ten thousand when there were more} */
    public synchronized List<Line> lines() {
        return entries.stream().map(Entry::line).toList();
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
        var lines = lines();
        return lines.stream()
                .filter(line -> line.level() == level && line.message().contains(part))
                .findFirst()
                .orElseThrow(() -> new AssertionError("expected a line of level " + level + " with \"" + part
                        + "\" in the log, but it has " + shown(lines)));
    }

    /**
     * Checks that nothing as serious as this was logged.
     *
     * @param least the lowest level that is too much
     * @throws AssertionError when there is such a line
     */
    public void expectNone(System.Logger.Level least) {
        var lines = lines().stream()
                .filter(line -> line.level().getSeverity() >= least.getSeverity())
                .toList();
        if (!lines.isEmpty()) {
            throw new AssertionError(
                    "expected nothing of level " + least + " or above in the log, but it has " + shown(lines));
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
        if (!entries.isEmpty()) {
            text.append("log:\n");
            if (dropped > 0) {
                text.append("  (").append(Texts.count(dropped, "line")).append(" before)\n");
            }
            lines().forEach(line -> text.append("  ").append(line).append('\n'));
        }
        return text.toString();
    }

    private synchronized void add(LogRecord record) {
        if (entries.size() == KEPT) {
            entries.removeFirst();
            dropped++;
        }
        entries.add(new Entry(machine.nanoTime(), record));
    }

    private static System.Logger.Level level(java.util.logging.Level level) {
        var found = System.Logger.Level.TRACE;
        for (var candidate : System.Logger.Level.values()) {
            if (candidate != System.Logger.Level.OFF && candidate.getSeverity() <= level.intValue()) {
                found = candidate;
            }
        }
        return found;
    }

    /** Stands before the handlers of the root logger: what a capture takes does not reach them. */
    private record Guard(@Nullable Filter before) implements Filter {

        /** The handlers that are guarded already. */
        private static final List<Handler> GUARDED = new ArrayList<>();

        static synchronized void install() {
            var root = LogManager.getLogManager().getLogger("");
            if (root != null && root.getHandlers().length != GUARDED.size()) {
                for (var handler : root.getHandlers()) {
                    if (!GUARDED.contains(handler)) {
                        handler.setFilter(new Guard(handler.getFilter()));
                        GUARDED.add(handler);
                    }
                }
            }
        }

        @Override
        public boolean isLoggable(LogRecord record) {
            var machine = Machine.current(); // handlers run on the thread that logs
            var capture = machine == null ? null : RUNNING.get(machine);
            if (capture == null) {
                return before == null || before.isLoggable(record);
            }
            capture.add(record);
            return false;
        }
    }
}
