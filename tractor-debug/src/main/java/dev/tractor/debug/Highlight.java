package dev.tractor.debug;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/**
 * Colours for Java. It knows words, literals and comments, and no grammar; comments and text blocks go over many lines, so it
 * begins with the first line of a file.
 */
final class Highlight {
    static final AttributedStyle KEYWORD = AttributedStyle.DEFAULT.foreground(AttributedStyle.MAGENTA);
    static final AttributedStyle LITERAL = AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
    static final AttributedStyle NUMBER = AttributedStyle.DEFAULT.foreground(AttributedStyle.CYAN);
    static final AttributedStyle COMMENT = AttributedStyle.DEFAULT.faint();
    static final AttributedStyle ANNOTATION = AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW);

    /** The reserved words, and of the others those that hardly ever are names. */
    private static final Set<String> KEYWORDS = Set.of("""
            abstract assert boolean break byte case catch char class const continue default do double else enum extends
            false final finally float for goto if implements import instanceof int interface long native new null package
            permits private protected public record return sealed short static strictfp super switch synchronized this
            throw throws transient true try var void volatile when while yield _""".split("\\s+"));

    private enum State {
        CODE,
        COMMENT,
        TEXT_BLOCK
    }

    private State state = State.CODE;
    private int depth;

    /** Of what was passed last. */
    private AttributedStyle style = AttributedStyle.DEFAULT;

    private Highlight() {}

    /** {@return the lines with colours} Tabs and what would steer a terminal should be gone already. */
    static List<AttributedString> java(List<String> lines) {
        var highlight = new Highlight();
        List<AttributedString> coloured = new ArrayList<>(lines.size());
        lines.forEach(line -> coloured.add(highlight.line(line)));
        return coloured;
    }

    /**
     * {@return the number of open braces at the end of each line} Braces in comments and literals do not count.
     */
    static int[] depths(List<String> lines) {
        var highlight = new Highlight();
        int[] depths = new int[lines.size()];
        for (int i = 0; i < depths.length; i++) {
            var _ = highlight.line(lines.get(i));
            depths[i] = highlight.depth;
        }
        return depths;
    }

    private AttributedString line(String text) {
        var out = new AttributedStringBuilder();
        int at = 0;
        while (at < text.length()) {
            int end = switch (state) {
                case COMMENT -> rest(text, at, "*/");
                case TEXT_BLOCK -> rest(text, at, "\"\"\"");
                case CODE -> token(text, at);
            };
            out.styled(style, text.substring(at, end));
            at = end;
        }
        return out.toAttributedString();
    }

    /** Passes what a comment or a text block has on this line, and what ends it. */
    private int rest(String text, int at, String closing) {
        style = state == State.COMMENT ? COMMENT : LITERAL;
        int end = text.indexOf(closing, at);
        while (end > 0 && state == State.TEXT_BLOCK && escaped(text, end)) {
            end = text.indexOf(closing, end + 1);
        }
        if (end < 0) {
            return text.length();
        }
        state = State.CODE;
        return end + closing.length();
    }

    private static boolean escaped(String text, int at) {
        int backslashes = 0;
        while (at - backslashes > 0 && text.charAt(at - backslashes - 1) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    private int token(String text, int at) {
        char c = text.charAt(at);
        if (text.startsWith("//", at)) {
            style = COMMENT;
            return text.length();
        }
        if (text.startsWith("/*", at)) {
            state = State.COMMENT;
            style = COMMENT;
            return at + 2;
        }
        if (text.startsWith("\"\"\"", at)) {
            state = State.TEXT_BLOCK;
            style = LITERAL;
            return at + 3;
        }
        if (c == '"' || c == '\'') {
            style = LITERAL;
            return literal(text, at, c);
        }
        if (c == '@' && at + 1 < text.length() && Character.isJavaIdentifierStart(text.charAt(at + 1))) {
            style = ANNOTATION;
            return word(text, at + 1);
        }
        if (Character.isDigit(c)) {
            style = NUMBER;
            return number(text, at);
        }
        if (Character.isJavaIdentifierStart(c)) {
            int end = word(text, at);
            style = KEYWORDS.contains(text.substring(at, end)) ? KEYWORD : AttributedStyle.DEFAULT;
            return end;
        }
        depth += c == '{' ? 1 : c == '}' ? -1 : 0;
        style = AttributedStyle.DEFAULT;
        return at + 1;
    }

    private static int literal(String text, int at, char quote) {
        int end = at + 1;
        while (end < text.length() && text.charAt(end) != quote) {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        return Math.min(end + 1, text.length());
    }

    private static int word(String text, int at) {
        int end = at;
        while (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static int number(String text, int at) {
        int end = at;
        while (end < text.length()
                && (Character.isLetterOrDigit(text.charAt(end))
                        || text.charAt(end) == '_'
                        || text.charAt(end) == '.')) {
            end++;
        }
        return end;
    }
}
