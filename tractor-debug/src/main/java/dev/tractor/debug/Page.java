package dev.tractor.debug;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/**
 * Lines of styled text on their way to the terminal. Not thread-safe; handed from the paused task to the terminal's thread.
 */
final class Page {
    private static final int TAB = 4;

    private final List<AttributedString> lines = new ArrayList<>();

    /** Adds one plain line. */
    Page line(String text) {
        return line(new AttributedStringBuilder().append(clean(text)));
    }

    /** Adds one line. */
    Page line(AttributedStringBuilder text) {
        lines.add(text.toAttributedString());
        return this;
    }

    /** Adds one line that is cut to {@code width} columns. */
    Page fitted(AttributedStringBuilder text, int width, Look look) {
        lines.add(fit(text.toAttributedString(), width, look));
        return this;
    }

    List<AttributedString> lines() {
        return lines;
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    /** {@return a builder that starts with {@code text}} */
    static AttributedStringBuilder start(AttributedStyle style, String text) {
        return new AttributedStringBuilder().styled(style, clean(text));
    }

    /** {@return {@code text}, cut to {@code width} columns with an ellipsis at its end when it is longer} */
    static AttributedString fit(AttributedString text, int width, Look look) {
        if (width <= 0 || text.columnLength() <= width) {
            return text;
        }
        return new AttributedStringBuilder()
                .append(text.columnSubSequence(0, Math.max(0, width - look.ellipsis.length())))
                .append(look.ellipsis)
                .toAttributedString();
    }

    /** {@return {@code text} in lines of at most {@code width} columns, parted at blanks where it can be; 0 is no limit} */
    static List<String> parted(String text, int width) {
        var lines = new ArrayList<String>();
        var rest = clean(text);
        while (width > 0 && new AttributedString(rest).columnLength() > width) {
            var head = new AttributedString(rest).columnSubSequence(0, width).toString();
            int blank = rest.charAt(head.length()) == ' ' ? head.length() : head.lastIndexOf(' ');
            int end = Math.max(1, blank > head.length() / 2 ? blank : head.length());
            lines.add(rest.substring(0, end));
            rest = rest.substring(end).stripLeading();
        }
        lines.add(rest);
        return lines;
    }

    /**
     * {@return {@code text} as it may be shown: tabs become spaces, and what would steer the terminal a question mark} The
     * text comes from names, messages and sources, so it may hold anything.
     */
    static String clean(String text) {
        StringBuilder out = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isISOControl(c)) {
                if (out != null) {
                    out.append(c);
                }
                continue;
            }
            if (out == null) {
                out = new StringBuilder(text.substring(0, i));
            }
            if (c == '\t') {
                out.append(" ".repeat(TAB - out.length() % TAB));
            } else {
                out.append('?');
            }
        }
        return out == null ? text : out.toString();
    }

    /** {@return what is left of a line in which carriage returns went back to its beginning} */
    static String lastOverwrite(String line) {
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == '\r') {
            end--;
        }
        return line.substring(line.lastIndexOf('\r', end - 1) + 1, end);
    }

    /** {@return the text without styles, one line each with its line break} */
    @Override
    public String toString() {
        var out = new StringBuilder();
        lines.forEach(line -> out.append(line).append('\n'));
        return out.toString();
    }
}
