package dev.tractor.debug;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Where in a source the method of a frame begins and ends. Found by its name and its braces, since the class file knows only
 * the lines that have code. Where that fails it is the line of the frame alone.
 *
 * @param first the number of the line with the name, or of annotations right above it
 * @param last the number of the line with the closing brace
 */
record MethodLines(int first, int last) {
    private static final Pattern TYPE = Pattern.compile("^([^({]*\\s)?(class|interface|enum|record)\\s+\\w+");

    /** A modifier or a type, or nothing; what begins an expression is neither. */
    private static final Pattern BEFORE_NAME =
            Pattern.compile("^$|(?<!\\b(return|new|throw|else|yield))(?<=[\\w$>\\])])$");

    static MethodLines of(List<String> text, StackTraceElement frame) {
        int line = frame.getLineNumber();
        if (line > text.size()) {
            return new MethodLines(Math.max(1, text.size()), text.size());
        }
        var name = name(frame);
        var depths = Highlight.depths(text);
        int own = head(text, line);
        if (declares(text.subList(own - 1, line), name)) {
            return new MethodLines(own, depths[line - 1] > before(depths, line) ? closing(depths, line) : line);
        }
        // From the line of the frame outwards, through the blocks around it.
        int inside = line;
        while (true) {
            int opening = opening(depths, inside);
            if (opening < 1) {
                return new MethodLines(line, line);
            }
            int head = head(text, opening);
            if (declares(text.subList(head - 1, opening), name)) {
                return new MethodLines(head, closing(depths, opening));
            }
            inside = opening;
        }
    }

    /** {@return the name that the source has for it: of a lambda, the method it is written in} */
    private static String name(StackTraceElement frame) {
        var method = frame.getMethodName();
        if (method.startsWith("lambda$")) {
            var rest = method.substring("lambda$".length());
            method = rest.substring(0, Math.max(0, rest.lastIndexOf('$')));
        }
        if (method.equals("<init>") || method.equals("new")) {
            var type = frame.getClassName();
            return type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
        }
        return method.equals("<clinit>") || method.equals("static") ? "static" : method;
    }

    /** The line that opens the block that {@code line} is in, or 0. */
    private static int opening(int[] depths, int line) {
        int outside = before(depths, line);
        for (int number = line - 1; number >= 1; number--) {
            if (before(depths, number) < outside && depths[number - 1] >= outside) {
                return number;
            }
        }
        return 0;
    }

    private static int before(int[] depths, int line) {
        return line == 1 ? 0 : depths[line - 2];
    }

    private static int closing(int[] depths, int opening) {
        int outside = before(depths, opening);
        for (int number = opening + 1; number <= depths.length; number++) {
            if (depths[number - 1] <= outside) {
                return number;
            }
        }
        return depths.length;
    }

    /** A declaration may go over several lines: its head begins behind what ends a statement or a block. */
    private static int head(List<String> text, int opening) {
        int head = opening;
        while (head > 1) {
            var above = text.get(head - 2).strip();
            if (above.isEmpty()
                    || above.endsWith(";")
                    || above.endsWith("{")
                    || above.endsWith("}")
                    || above.endsWith("*/")
                    || above.startsWith("//")) {
                break;
            }
            head--;
        }
        return head;
    }

    /** Whether a block with that head is the method: not a type of that name, nor a call with a block in it. */
    private static boolean declares(List<String> head, String name) {
        var all = String.join(" ", head).strip();
        if (name.equals("static")) {
            return all.matches("static\\s*\\{.*");
        }
        if (!all.contains("{") || all.endsWith("-> {") || TYPE.matcher(all).find()) {
            return false;
        }
        for (int at = all.indexOf(name); at >= 0; at = all.indexOf(name, at + 1)) {
            boolean word = at == 0 || !Character.isJavaIdentifierPart(all.charAt(at - 1));
            var before = all.substring(0, at).strip();
            var behind = all.substring(at + name.length()).stripLeading();
            if (word && BEFORE_NAME.matcher(before).find() && (behind.startsWith("(") || behind.startsWith("{"))) {
                return true;
            }
        }
        return false;
    }
}
