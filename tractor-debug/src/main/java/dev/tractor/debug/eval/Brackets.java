package dev.tractor.debug.eval;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The brackets of a text.
 *
 * @param closing what closes those that are open at its end; null when the end is inside a literal or a comment
 * @param overclosed whether more are closed than were open
 */
record Brackets(@Nullable String closing, boolean overclosed) {

    static Brackets of(String text) {
        Deque<Character> open = new ArrayDeque<>();
        boolean overclosed = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (text.startsWith("//", i)) {
                i = text.indexOf('\n', i);
            } else if (text.startsWith("/*", i)) {
                i = text.indexOf("*/", i + 2);
                i = i < 0 ? i : i + 1;
            } else if (text.startsWith("\"\"\"", i)) {
                i = text.indexOf("\"\"\"", i + 3);
                i = i < 0 ? i : i + 2;
            } else if (c == '"' || c == '\'') {
                i = literalEnd(text, i);
            } else if (c == '(' || c == '[' || c == '{') {
                open.push(c == '(' ? ')' : c == '[' ? ']' : '}');
            } else if (c == ')' || c == ']' || c == '}') {
                overclosed |= open.isEmpty();
                open.poll();
            }
            if (i < 0) {
                return new Brackets(null, overclosed);
            }
        }
        var closing = new StringBuilder();
        open.forEach(c -> closing.append(c == '}' ? ";}" : String.valueOf(c)));
        return new Brackets(closing.toString(), overclosed);
    }

    private static int literalEnd(String text, int start) {
        for (int i = start + 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == text.charAt(start)) {
                return i;
            }
        }
        return -1;
    }
}
