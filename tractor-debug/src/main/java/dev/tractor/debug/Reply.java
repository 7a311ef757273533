package dev.tractor.debug;

import dev.tractor.spi.Console.Resumption;
import org.jspecify.annotations.Nullable;

/**
 * What the paused task answers to the terminal's thread.
 *
 * @param page what to show
 * @param ending how the session ends, or null when more is to be read
 * @param editing a text to be edited, or null when another line is to be read
 */
record Reply(
        Page page, @Nullable Resumption ending, @Nullable String editing) {

    static Reply more(Page page) {
        return new Reply(page, null, null);
    }

    static Reply more(String line) {
        return more(new Page().line(line));
    }

    static Reply edit(String text) {
        return new Reply(new Page(), null, text);
    }

    static Reply done(Page page, Resumption ending) {
        return new Reply(page, ending, null);
    }
}
