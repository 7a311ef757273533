package dev.tractor.debug.stops;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the user wants a breakpoint, as it was entered.
 *
 * @param where the place
 * @param condition the Java that has to be true there; empty for always
 */
record Wanted(Where where, String condition) {

    /** A place as the user names it. */
    sealed interface Where {}

    /**
     * A line of a source file.
     *
     * @param file its name, with as much of its path as was given, separated by {@code /}
     */
    record Line(String file, int line) implements Where {
        @Override
        public String toString() {
            return file + ":" + line;
        }
    }

    /**
     * The beginning of a method, or of all that have the name.
     *
     * @param type the name of the class, qualified or not; classes inside others behind a dot or {@code $}
     * @param method {@code <init>} for the constructors
     */
    record Method(String type, String method) implements Where {
        @Override
        public String toString() {
            return type + "." + (method.equals("<init>") ? "new" : method);
        }
    }

    /**
     * Where the session looks.
     *
     * @param type the name of the class; null when there is no frame
     * @param file the source file with its package as directories; null when the class file does not tell
     */
    record Here(@Nullable String type, @Nullable String file) {}

    /** What a text came to: either is null. */
    record Parsed(@Nullable Wanted wanted, @Nullable String refusal) {}

    static final String USAGE = "say \"break FILE:LINE\", \"break LINE\" for the file of this frame, or \"break"
            + " TYPE.METHOD\", each with \"if CONDITION\" behind it if you like";

    private static final Pattern IF = Pattern.compile("(^|\\s)if(\\s|\\(|$)");
    private static final Pattern NAME = Pattern.compile("[\\p{javaJavaIdentifierStart}][\\p{javaJavaIdentifierPart}]*");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+");

    /** {@return the breakpoint that a text asks for} */
    static Parsed parse(String text, Here here) {
        var matcher = IF.matcher(text);
        var place = text.strip();
        var condition = "";
        if (matcher.find()) {
            place = text.substring(0, matcher.start()).strip();
            condition = text.substring(matcher.start())
                    .strip()
                    .substring("if".length())
                    .strip();
            if (condition.isEmpty()) {
                return refused("a condition is missing behind \"if\", as in break " + place + " if count > 3");
            }
        }
        if (place.isEmpty()) {
            return refused("the place is missing; " + USAGE);
        }
        var parsed = place(place, here);
        var wanted = parsed.wanted();
        return wanted == null ? parsed : new Parsed(new Wanted(wanted.where(), condition), null);
    }

    private static Parsed place(String place, Here here) {
        int colon = place.lastIndexOf(':');
        var number = place.substring(colon + 1).strip();
        if (colon >= 0 || NUMBER.matcher(place).matches()) {
            var file =
                    colon < 0 ? here.file() : place.substring(0, colon).strip().replace('\\', '/');
            if (file == null) {
                return refused("the source file of this frame is not known; say \"break FILE:LINE\"");
            }
            if (file.isEmpty()) {
                return refused("the file is missing in front of the line; " + USAGE);
            }
            if (!NUMBER.matcher(number).matches()) {
                return refused("\"" + number + "\" is no line number; " + USAGE);
            }
            int line;
            try {
                line = Integer.parseInt(number);
            } catch (NumberFormatException e) {
                line = Integer.MAX_VALUE; // there is no code there, which will be said
            }
            if (line < 1) {
                return refused("lines are counted from 1, so there is no line " + number);
            }
            return wanted(new Line(file.endsWith(".java") || file.contains(".") ? file : file + ".java", line));
        }
        if (place.endsWith(".java")) {
            return refused("a line is missing, as in break " + place + ":12");
        }
        return method(place, here);
    }

    private static Parsed method(String place, Here here) {
        var bare = place.endsWith("()") ? place.substring(0, place.length() - 2) : place;
        int dot = bare.lastIndexOf('.');
        var type = dot < 0 ? here.type() : bare.substring(0, dot);
        var name = bare.substring(dot + 1);
        if (type == null) {
            return refused("the class of this frame is not known; say \"break TYPE.METHOD\"");
        }
        for (var part : type.split("\\.", -1)) {
            if (!NAME.matcher(part).matches()) {
                return refused("\"" + place + "\" is no place for a breakpoint; " + USAGE);
            }
        }
        if (name.equals("new") || name.equals("<init>")) {
            return wanted(new Method(type, "<init>"));
        }
        return NAME.matcher(name).matches()
                ? wanted(new Method(type, name))
                : refused("\"" + place + "\" is no place for a breakpoint; " + USAGE);
    }

    private static Parsed wanted(Where where) {
        return new Parsed(new Wanted(where, ""), null);
    }

    private static Parsed refused(String message) {
        return new Parsed(null, message);
    }
}
