package dev.tractor.debug;

import dev.tractor.spi.Pause;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.jline.utils.AttributedStringBuilder;
import org.jspecify.annotations.Nullable;

/** Errors in words: one line of them, or all. */
final class ErrorTrace {

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

    /** {@return the lines of the error's class and message} An error may fail to describe itself. */
    static String[] describe(@Nullable Throwable error) {
        if (error == null) {
            return new String[0];
        }
        try {
            return String.valueOf(error).split("\\R");
        } catch (RuntimeException | StackOverflowError e) {
            return new String[] {
                error.getClass().getName() + " (its toString failed: "
                        + e.getClass().getName() + ")"
            };
        }
    }

    private static String trace(Throwable error) {
        try {
            var out = new StringWriter();
            error.printStackTrace(new PrintWriter(out));
            return out.toString();
        } catch (RuntimeException | StackOverflowError e) {
            return String.join("\n", describe(error)) + "\n... its stack trace cannot be shown: "
                    + e.getClass().getName();
        }
    }
}
