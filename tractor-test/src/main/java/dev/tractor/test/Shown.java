package dev.tractor.test;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a person has seen of a terminal so far. Lines have no blanks at their ends.
 *
 * @param gone the lines that have left the screen at its top
 * @param screen the lines on the screen, one a row
 * @param cursor the number of the row the cursor is in, from 0
 */
record Shown(List<String> gone, List<String> screen, int cursor) {

    /** The lines on the screen, without the empty ones at the end. */
    String screenText() {
        return text(screen);
    }

    /** All lines, without the empty ones at the end. */
    String transcript() {
        var all = new ArrayList<>(gone);
        all.addAll(screen);
        return text(all);
    }

    /** The line with the cursor. */
    String cursorLine() {
        return screen.get(cursor);
    }

    /** The transcript up to the end of the line with the cursor. */
    String upToCursorLine() {
        var lines = new ArrayList<>(gone);
        lines.addAll(screen.subList(0, cursor + 1));
        return String.join("\n", lines);
    }

    private static String text(List<String> lines) {
        var text = String.join("\n", lines).stripTrailing();
        return text.isEmpty() ? "" : text + "\n";
    }

    /** A text as it looks on a screen, where blanks at the end of a line cannot be seen. */
    static String asSeen(String text) {
        return text.lines().map(String::stripTrailing).collect(Collectors.joining("\n"));
    }
}
