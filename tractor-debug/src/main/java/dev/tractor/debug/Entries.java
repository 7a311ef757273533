package dev.tractor.debug;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What was entered before: {@code history}, what {@code !} repeats, and the text that {@code edit} begins with. */
final class Entries {
    private static final int SHOWN = 20;
    private static final Pattern EVENT = Pattern.compile("!(!|\\d{1,9}|[a-zA-Z]\\w*)\\s*");

    private Entries() {}

    /** An entry that is to be repeated, or what to tell the user instead. */
    record Repeated(@Nullable String text, String problem) {}

    /** The {@code history} command. */
    static Reply show(Session session, String argument) {
        int count = argument.isEmpty() ? SHOWN : Stack.number(argument);
        if (count < 1) {
            return Reply.more("\"history\" takes how many entries to show, 1 or more, not \"" + argument + "\"");
        }
        var all = session.entered();
        var page = new Page();
        for (int i = Math.max(0, all.size() - count); i < all.size(); i++) {
            var lines = all.get(i).lines().toList();
            for (int line = 0; line < lines.size(); line++) {
                page.fitted(
                        Page.start(Look.QUIET, line == 0 ? "%5d  ".formatted(i + 1) : "     " + "  ")
                                .append(Page.clean(lines.get(line))),
                        session.width(),
                        session.look());
            }
        }
        return Reply.more(page.isEmpty() ? page.line("nothing was entered yet") : page);
    }

    /**
     * {@return the entry that a line such as {@code !12}, {@code !!} or {@code !where} means; null when it is no such line}
     *
     * <p>A word may as well be a condition of Java that is negated: it is, where there is such a name, or nothing that was
     * entered begins so.
     */
    static @Nullable Repeated repeated(Session session, String line) {
        var event = EVENT.matcher(line.strip());
        if (!event.matches()) {
            return null;
        }
        var all = session.entered();
        var what = event.group(1);
        if (what.equals("!")) {
            return all.isEmpty() ? new Repeated(null, "nothing was entered yet") : new Repeated(all.getLast(), "");
        }
        if (Character.isDigit(what.charAt(0))) {
            int number = Integer.parseInt(what);
            return number >= 1 && number <= all.size()
                    ? new Repeated(all.get(number - 1), "")
                    : new Repeated(null, "no entry " + number + "; \"history\" shows those there are");
        }
        for (var entry : all.reversed()) {
            if (entry.startsWith(what)) {
                return session.evaluation().knows(what) ? null : new Repeated(entry, "");
            }
        }
        return null;
    }

    /** The {@code edit} command: the last Java that was entered. */
    static Reply edit(Session session) {
        for (var entry : session.entered().reversed()) {
            if (Commands.isJava(entry, session.pause())) {
                return Reply.edit(Commands.expression(entry).strip());
            }
        }
        return Reply.edit("");
    }

    /** In the order help lists them. */
    static final List<Command> ALL = List.of(
            new Command(
                    "history",
                    List.of(),
                    "[count]",
                    "show what was entered",
                    "Shows the last entries, 20 or as many as you say, with their numbers. !12 repeats the entry with that"
                            + " number, !! the last one, and !tree the last that begins with \"tree\". A word that is a name"
                            + " of Java here is negated instead.",
                    Command.Scope.ALWAYS,
                    Entries::show),
            new Command(
                    "edit",
                    List.of(),
                    "",
                    "edit Java in your own editor",
                    "Opens the last Java that was entered in the editor that the environment variable VISUAL or EDITOR names,"
                            + " and evaluates what you leave there. As a line of an entry that is not complete it opens"
                            + " what there is of it.",
                    Command.Scope.ALWAYS,
                    (session, _) -> edit(session)));
}
