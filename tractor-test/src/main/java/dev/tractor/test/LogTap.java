package dev.tractor.test;

import java.util.logging.ConsoleHandler;
import java.util.logging.Filter;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Where captures meet {@code java.util.logging}.
 *
 * <p>One handler of the root logger gives each record to the run whose thread has logged it. What a run has been given is
 * not for the console: the console handlers of the root logger stay what and where they are, with a {@link Guard} as their
 * filter. To put them behind our handler would hide them from all who look for them there, and a rule that went by when a
 * handler was added would depend on which test came first. All other handlers, wherever they are, see what they would see
 * without us.
 */
final class LogTap extends Handler {
    private static final LogTap OF_ROOT = new LogTap(null);

    /** The logger it was added to, when that keeps its records from the root logger. */
    private final @Nullable Logger home;

    private LogTap(@Nullable Logger home) {
        this.home = home;
    }

    /** Makes sure that all is in place; somebody may have configured the loggers anew. Cheap when it is. */
    static synchronized void install() {
        var root = LogManager.getLogManager().getLogger("");
        boolean there = false;
        for (var handler : root.getHandlers()) {
            if (handler == OF_ROOT) {
                there = true;
            } else if (handler instanceof ConsoleHandler && !(handler.getFilter() instanceof Guard)) {
                handler.setFilter(new Guard(handler.getFilter()));
            }
        }
        if (!there) {
            root.addHandler(OF_ROOT);
        }
    }

    /**
     * Takes what this logger logs as well, if that does not come to the root logger.
     *
     * @return to be {@linkplain #leave removed} some time; null when there is no need
     */
    static @Nullable LogTap beside(Logger logger) {
        var last = logger;
        while (last.getUseParentHandlers() && last.getParent() != null) {
            last = last.getParent();
        }
        if (last.getParent() == null) {
            return null;
        }
        var tap = new LogTap(last);
        last.addHandler(tap);
        return tap;
    }

    void leave() {
        if (home != null) {
            home.removeHandler(this);
        }
    }

    @Override
    public void publish(LogRecord record) {
        var capture = LogCapture.current(); // handlers run on the thread that logs
        if (capture != null && !comesToRoot() && LogLevels.wanted(record, capture)) {
            capture.add(record);
        }
    }

    /** Whether what is logged at home comes to the root logger after all, where it is taken. */
    private boolean comesToRoot() {
        if (home == null) {
            return false;
        }
        var at = home;
        while (at != null && at.getUseParentHandlers()) {
            at = at.getParent();
        }
        return at == null;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    /**
     * Keeps back from a handler what a run has been given, and what is logged only because some run has asked for it.
     *
     * @param before the filter that was there
     */
    private record Guard(@Nullable Filter before) implements Filter {

        @Override
        public boolean isLoggable(LogRecord record) {
            return LogCapture.current() == null
                    && LogLevels.wanted(record, null)
                    && (before == null || before.isLoggable(record));
        }
    }
}
