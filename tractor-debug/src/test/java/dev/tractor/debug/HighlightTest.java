package dev.tractor.debug;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.junit.jupiter.api.Test;

class HighlightTest {

    /** {@return each stretch of one style, named} */
    private static List<String> parts(AttributedString line) {
        List<String> parts = new ArrayList<>();
        for (int at = 0; at < line.length(); at = line.runLimit(at)) {
            var text = line.subSequence(at, line.runLimit(at)).toString();
            if (!text.isBlank()) {
                parts.add(name(line.styleAt(at)) + " " + text.strip());
            }
        }
        return parts;
    }

    private static String name(AttributedStyle style) {
        if (style.equals(Highlight.KEYWORD)) {
            return "keyword";
        } else if (style.equals(Highlight.LITERAL)) {
            return "literal";
        } else if (style.equals(Highlight.NUMBER)) {
            return "number";
        } else if (style.equals(Highlight.COMMENT)) {
            return "comment";
        }
        return style.equals(Highlight.ANNOTATION) ? "annotation" : "plain";
    }

    private static List<List<String>> parts(String source) {
        var lines = source.lines().toList();
        var coloured = Highlight.java(lines);
        assertEquals(lines, coloured.stream().map(AttributedString::toString).toList());
        return coloured.stream().map(HighlightTest::parts).toList();
    }

    @Test
    void wordsLiteralsAndCommentsHaveTheirColours() {
        assertEquals(
                List.of(
                        List.of("annotation @Override", "keyword public", "keyword int", "plain f()"),
                        List.of("keyword return", "literal \"a\\\"b // \"", "plain +", "literal '\\''", "comment // c"),
                        List.of("plain x1 =", "number 0xFF_00L", "plain +", "number 1.5e3f", "plain ;")),
                parts("@Override public int f()\nreturn \"a\\\"b // \" + '\\'' // c\nx1 = 0xFF_00L + 1.5e3f;"));
    }

    @Test
    void commentsAndTextBlocksGoOverManyLines() {
        assertEquals(
                List.of(
                        List.of("plain a", "comment /* if"),
                        List.of("comment \"x\" */", "plain b"),
                        List.of("plain s =", "literal \"\"\""),
                        List.of("literal int \\\"\"\" {"),
                        List.of("literal \"\"\"", "plain ;")),
                parts("a /* if\n\"x\" */ b\ns = \"\"\"\nint \\\"\"\" {\n\"\"\";"));
    }

    @Test
    void bracesInCommentsAndLiteralsDoNotCount() {
        assertArrayEquals(
                new int[] {1, 2, 2, 1, 0},
                Highlight.depths(List.of("class A {", "void f() { // {", "s = \"{\" + '{'; /* { */", "}", "}")));
    }
}
