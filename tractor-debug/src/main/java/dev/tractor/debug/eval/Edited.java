package dev.tractor.debug.eval;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A text with replacements, which knows where each of its places was before. */
final class Edited {

    /** Replaces {@code length} characters at {@code from}. */
    record Edit(int from, int length, String by) {}

    private final List<Edit> edits;
    private final String text;
    private final String before;
    private final @Nullable Edited first;

    private Edited(String before, List<Edit> edits, @Nullable Edited first) {
        this.before = before;
        this.first = first;
        this.edits = edits;
        var out = new StringBuilder();
        int done = 0;
        for (var edit : edits) {
            out.append(before, done, edit.from()).append(edit.by());
            done = edit.from() + edit.length();
        }
        text = out.append(before, done, before.length()).toString();
    }

    /** {@return {@code text} with replacements that do not overlap} */
    static Edited of(String text, List<Edit> edits) {
        var sorted = new ArrayList<>(edits);
        sorted.sort(Comparator.comparingInt(Edit::from));
        return new Edited(text, sorted, null);
    }

    /** {@return the same with more replacements, in the text it has by now} */
    Edited then(String now, List<Edit> more) {
        var sorted = new ArrayList<>(more);
        sorted.sort(Comparator.comparingInt(Edit::from));
        return new Edited(now, sorted, this);
    }

    /** {@return the text before all replacements} */
    String before() {
        return first == null ? before : first.before();
    }

    String text() {
        return text;
    }

    /** {@return where in the text before the replacements the place {@code at} of the text after them was} */
    int original(int at) {
        int shift = 0;
        for (var edit : edits) {
            int start = edit.from() + shift;
            if (at < start) {
                break;
            }
            if (at < start + edit.by().length()) {
                return back(edit.from() + Math.min(at - start, Math.max(0, edit.length() - 1)));
            }
            shift += edit.by().length() - edit.length();
        }
        return back(Math.clamp(at - shift, 0, before.length()));
    }

    private int back(int at) {
        return first == null ? at : first.original(at);
    }
}
