package dev.tractor.debug;

import java.nio.charset.Charset;
import java.util.Locale;
import org.jline.utils.AttributedStyle;

/**
 * What the console looks like: colours, and the characters it draws with.
 *
 * <p>Colour only repeats what the words already say, so that everything reads as well without it.
 */
enum Look {
    /** Draws with box characters and arrows. */
    UNICODE("┌ ", "│ ", "└ ", "→", "├── ", "└── ", "│   ", "…"),
    /** For terminals whose character set has no more. */
    ASCII("+ ", "| ", "+ ", ">", "|-- ", "`-- ", "|   ", "...");

    static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
    static final AttributedStyle QUIET = AttributedStyle.DEFAULT.faint();
    static final AttributedStyle STRONG = AttributedStyle.BOLD;
    static final AttributedStyle PAUSE = AttributedStyle.BOLD.foreground(AttributedStyle.CYAN);
    static final AttributedStyle CRASH = AttributedStyle.BOLD.foreground(AttributedStyle.RED);
    static final AttributedStyle ACTOR = AttributedStyle.BOLD.foreground(AttributedStyle.GREEN);
    static final AttributedStyle HERE = AttributedStyle.BOLD.foreground(AttributedStyle.YELLOW);
    static final AttributedStyle NOTICE = AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW);

    final String top;
    final String bar;
    final String bottom;
    final String arrow;
    final String branch;
    final String lastBranch;
    final String trunk;
    final String ellipsis;

    Look(
            String top,
            String bar,
            String bottom,
            String arrow,
            String branch,
            String lastBranch,
            String trunk,
            String ellipsis) {
        this.top = top;
        this.bar = bar;
        this.bottom = bottom;
        this.arrow = arrow;
        this.branch = branch;
        this.lastBranch = lastBranch;
        this.trunk = trunk;
        this.ellipsis = ellipsis;
    }

    /**
     * {@return the look for text written in {@code charset}}
     *
     * @param charset the character set of the terminal
     */
    static Look in(Charset charset) {
        return charset.name().toUpperCase(Locale.ROOT).startsWith("UTF") ? UNICODE : ASCII;
    }
}
