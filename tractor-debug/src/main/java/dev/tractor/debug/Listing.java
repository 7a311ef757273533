package dev.tractor.debug;

import dev.tractor.debug.frames.CallStack.Place;
import java.util.List;
import org.jline.utils.AttributedStringBuilder;

/** The {@code list} and {@code ll} commands: the source around the frame that commands are about. */
final class Listing {
    private static final int LINES = 10;
    private static final int MOST_LINES_OF_METHOD = 400;

    private Listing() {}

    /** Ten lines around the one of the frame, or around the one with the given number. */
    static Reply around(Session session, String argument) {
        var place = session.spot().place();
        if (place == null) {
            return Reply.more("no source: the stack was not recorded");
        }
        var text = text(session, place);
        if (text.isEmpty()) {
            return Reply.more(missing(place));
        }
        int middle = place.element().getLineNumber();
        if (!argument.isEmpty()) {
            middle = Stack.number(argument);
            if (middle < 1 || middle > text.size()) {
                return Reply.more("\"list\" takes a line number, 1 to " + text.size() + " in "
                        + place.element().getFileName() + ", not \"" + argument + "\"");
            }
        }
        int first = Math.max(1, Math.min(middle - LINES / 2 + 1, text.size() - LINES + 1));
        return Reply.more(page(session, place, text, first, Math.min(text.size(), first + LINES - 1)));
    }

    /** The whole method of the frame. */
    static Reply method(Session session) {
        var place = session.spot().place();
        if (place == null) {
            return Reply.more("no source: the stack was not recorded");
        }
        var text = text(session, place);
        if (text.isEmpty()) {
            return Reply.more(missing(place));
        }
        var lines = MethodLines.of(text, place.element());
        int last = Math.min(lines.last(), lines.first() + MOST_LINES_OF_METHOD - 1);
        var page = page(session, place, text, lines.first(), last);
        if (last < lines.last()) {
            page.line("   " + session.look().ellipsis + " " + (lines.last() - last) + " more lines; \"list "
                    + (last + LINES / 2) + "\" goes on");
        }
        return Reply.more(page);
    }

    private static List<String> text(Session session, Place place) {
        return place.element().getLineNumber() <= 0
                ? List.of()
                : session.sources()
                        .text(
                                place.element(),
                                place.frame() == null ? null : place.frame().declaringClass());
    }

    private static String missing(Place place) {
        var element = place.element();
        if (element.getFileName() == null || element.getLineNumber() <= 0) {
            return "no source: " + element.getClassName() + " was compiled without line numbers";
        }
        return "no source of " + element.getClassName() + ": no " + element.getFileName()
                + " in the project, beside its classes, or in a sources archive; -Dtractor.sources=DIRECTORY names"
                + " more places";
    }

    private static Page page(Session session, Place place, List<String> text, int first, int last) {
        var coloured =
                Highlight.java(text.subList(0, last).stream().map(Page::clean).toList());
        int digits = String.valueOf(last).length();
        var page = new Page();
        for (int number = first; number <= last; number++) {
            boolean current = number == place.element().getLineNumber();
            page.fitted(
                    new AttributedStringBuilder()
                            .styled(Look.HERE, current ? session.look().arrow + " " : "  ")
                            .styled(current ? Look.HERE : Look.QUIET, ("%" + digits + "d  ").formatted(number))
                            .append(coloured.get(number - 1)),
                    session.width(),
                    session.look());
        }
        return page;
    }
}
