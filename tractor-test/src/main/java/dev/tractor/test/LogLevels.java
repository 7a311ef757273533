package dev.tractor.test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The levels that runs have asked for.
 *
 * <p>A logger has one level for the whole JVM, and tests may run at the same time. So a logger is as fine as the finest
 * that is asked for, and never coarser than it would be without; and each record is judged again, by {@link #wanted}, for
 * the one it is meant for: a run by the level that it has asked for, all others by the level that was there before. The
 * level from before comes back when the last run that asked has ended.
 */
final class LogLevels {

    /**
     * A logger for which somebody has asked.
     *
     * @param before its own level when nobody had; null when it has that of its parent
     * @param now the level it was given; any other was set by somebody else, and stays
     * @param asked the levels asked for
     * @param tap what takes its records when they do not come to the root logger
     */
    private record Entry(
            Logger logger,
            @Nullable Level before,
            @Nullable Level now,
            Map<LogCapture, Level> asked,
            @Nullable LogTap tap) {

        static Entry of(Logger logger) {
            return new Entry(logger, logger.getLevel(), logger.getLevel(), Map.of(), LogTap.beside(logger));
        }

        /** What the logger's own level would be if nobody had asked. */
        @Nullable
        Level own() {
            var level = logger.getLevel();
            return level == now ? before : level;
        }

        /** The same for others who ask; its level is the finest of all. */
        Entry with(Map<LogCapture, Level> newAsked) {
            var own = own();
            var finest = own == null ? inherited(logger) : own;
            for (var level : newAsked.values()) {
                finest = level.intValue() < finest.intValue() ? level : finest;
            }
            return new Entry(logger, own, finest, Map.copyOf(newAsked), tap);
        }

        /** Gives the logger its level. The entry is known before, so that the level is not taken for the logger's own. */
        void apply() {
            logger.setLevel(now);
        }

        void end() {
            logger.setLevel(own());
            if (tap != null) {
                tap.leave();
            }
        }
    }

    /** Written under the lock of the class; those that log read it without. */
    private static volatile List<Entry> entries = List.of();

    private LogLevels() {}

    /** Has this run see a logger as if it had this level, until {@link #withdraw}. */
    static synchronized void ask(LogCapture capture, String name, Level level) {
        var logger = Logger.getLogger(name);
        var rest = new ArrayList<>(entries);
        var known = rest.stream().filter(entry -> entry.logger == logger).findFirst();
        known.ifPresent(rest::remove);
        var entry = known.orElseGet(() -> Entry.of(logger));
        var asked = new HashMap<>(entry.asked);
        asked.put(capture, level);
        entry = entry.with(asked);
        rest.add(entry);
        entries = List.copyOf(rest);
        entry.apply();
    }

    /** Forgets what a run has asked for. */
    static synchronized void withdraw(LogCapture capture) {
        var rest = new ArrayList<Entry>();
        var changed = new ArrayList<Entry>();
        for (var entry : entries) {
            var asked = new HashMap<>(entry.asked);
            if (asked.remove(capture) == null) {
                rest.add(entry);
            } else if (asked.isEmpty()) {
                entry.end();
            } else {
                changed.add(entry.with(asked));
            }
        }
        rest.addAll(changed);
        entries = List.copyOf(rest);
        changed.forEach(Entry::apply);
    }

    /** Whether a record would have been logged if only this run, or with null nobody, had asked for levels. */
    static boolean wanted(LogRecord record, @Nullable LogCapture capture) {
        var all = entries;
        if (all.isEmpty() || record.getLoggerName() == null) {
            return true;
        }
        var logger = LogManager.getLogManager().getLogger(record.getLoggerName());
        while (logger != null) {
            var level = levelOf(logger, all, capture);
            if (level != null) {
                return record.getLevel().intValue() >= level.intValue() && level != Level.OFF;
            }
            logger = logger.getParent();
        }
        return true;
    }

    private static @Nullable Level levelOf(Logger logger, List<Entry> all, @Nullable LogCapture capture) {
        for (var entry : all) {
            if (entry.logger == logger) {
                var asked = capture == null ? null : entry.asked.get(capture);
                return asked == null ? entry.own() : asked;
            }
        }
        return logger.getLevel();
    }

    private static Level inherited(Logger logger) {
        for (var parent = logger.getParent(); parent != null; parent = parent.getParent()) {
            var level = parent.getLevel();
            if (level != null) {
                return level;
            }
        }
        return Level.INFO;
    }
}
