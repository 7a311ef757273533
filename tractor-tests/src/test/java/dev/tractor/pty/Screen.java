package dev.tractor.pty;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.ScreenTerminal;

/** What a person sees of a terminal: the lines on it, and those that have left it at its top. Not thread-safe. */
final class Screen {
    private final ScreenTerminal screen;

    /** What has left the screen does not change any more. */
    private final List<String> gone = new ArrayList<>();

    Screen(int width, int height) {
        screen = new ScreenTerminal(width, height);
    }

    /** Shows what a program has written. */
    void write(String text) {
        screen.write(text);
    }

    void resize(int width, int height) {
        screen.setSize(width, height);
    }

    /** {@return all lines up to the one with the cursor} Blanks at their ends cannot be seen. */
    List<String> upToCursor() {
        var lines = new ArrayList<>(gone());
        var cells = new long[screen.getColumns() * screen.getRows()];
        var cursor = new int[2];
        screen.dump(cells, cursor);
        for (int row = 0; row <= cursor[1]; row++) {
            lines.add(line(cells, row * screen.getColumns(), screen.getColumns()));
        }
        return lines;
    }

    private List<String> gone() {
        for (var cells : screen.getHistory().subList(gone.size(), Math.max(gone.size(), screen.getHistorySize()))) {
            gone.add(line(cells, 0, cells.length));
        }
        return gone;
    }

    private static String line(long[] cells, int from, int length) {
        var line = new StringBuilder();
        for (int cell = from; cell < from + length; cell++) {
            int point = ScreenTerminal.cellCodePoint(cells[cell]);
            if (point != 0) { // 0 is the other half of a wide character
                line.appendCodePoint(point);
            }
        }
        return line.toString().stripTrailing();
    }
}
