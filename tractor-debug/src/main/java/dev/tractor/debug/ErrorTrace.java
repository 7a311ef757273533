package dev.tractor.debug;

import dev.tractor.spi.Pause;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jline.utils.AttributedStringBuilder;
import org.jspecify.annotations.Nullable;

/** Errors in words: one line of them, or all. */
final class ErrorTrace {

    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final int MOST_CHARS = 1_000_000;

    private ErrorTrace() {}

    static Page page(Pause pause) {
        var page = new Page();
        if (pause.error() == null) {
            return page.line("nothing failed: this is a breakpoint");
        }
        for (var line : trace(pause.error()).lines().toList()) {
            var text = Page.clean(line);
            boolean frame = text.stripLeading().startsWith("at ");
            boolean summary = text.stripLeading().startsWith("... ");
            page.line(new AttributedStringBuilder().styled(frame || summary ? Look.QUIET : Look.CRASH, text));
        }
        return page;
    }

    /**
     * {@return the lines of the error's class and message} An error of the program may fail to describe itself, take for
     * ever, or say too much.
     */
    static String[] describe(@Nullable Throwable error) {
        if (error == null) {
            return new String[0];
        }
        var name = error.getClass().getName();
        try {
            return limited(error, () -> String.valueOf(error), name + " (its toString")
                    .split("\\R");
        } catch (RuntimeException | StackOverflowError e) {
            return new String[] {name + " (its toString failed: " + e.getClass().getName() + ")"};
        }
    }

    private static String trace(Throwable error) {
        try {
            return limited(
                    error,
                    () -> {
                        var out = new StringWriter();
                        error.printStackTrace(new PrintWriter(out));
                        return out.toString();
                    },
                    error.getClass().getName() + " (its stack trace");
        } catch (RuntimeException | StackOverflowError e) {
            return String.join("\n", describe(error)) + "\n... its stack trace cannot be shown: "
                    + e.getClass().getName();
        }
    }

    /** Code of the program runs on another thread, with limits for its time and for how much it says. */
    private static String limited(Throwable error, Supplier<String> text, String what) {
        var said = ofJdk(error) ? text.get() : elsewhere(text, what);
        return said.length() <= MOST_CHARS ? said : said.substring(0, MOST_CHARS) + "...";
    }

    private static String elsewhere(Supplier<String> text, String what) {
        var answer = new FutureTask<>(text::get);
        var thread = Thread.ofPlatform().daemon().name("tractor-console-error").start(answer);
        boolean interrupted = Thread.interrupted();
        try {
            return answer.get(LIMIT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | InterruptedException e) {
            thread.interrupt();
            interrupted |= e instanceof InterruptedException;
            return what + " takes longer than " + LIMIT.toSeconds() + " s)";
        } catch (ExecutionException e) {
            var cause = e.getCause();
            return what + " failed: " + (cause == null ? e : cause).getClass().getName() + ")";
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether only code of the JDK runs to describe it and what it brings along. */
    private static boolean ofJdk(Throwable error) {
        return error.getClass().getClassLoader() == null
                && error.getSuppressed().length == 0
                && error.getCause() == null;
    }
}
