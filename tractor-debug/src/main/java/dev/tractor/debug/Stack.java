package dev.tractor.debug;

import dev.tractor.debug.frames.CallStack.Place;
import dev.tractor.debug.frames.Frame;
import java.util.List;
import org.jline.utils.AttributedStringBuilder;

/** The stack of the paused task: {@code where}, and the commands that go up and down in it. */
final class Stack {
    private static final int MOST_FRAMES = 100;
    private static final String SOURCE_INDENT = "       ";
    private static final String LEFT = "      the error has left the frames above; those below are still there";

    private Stack() {}

    /** The {@code where} command. */
    static Reply where(Session session, String argument) {
        if (!argument.isEmpty() && !argument.equals("all")) {
            return Reply.more("\"where\" shows your frames and \"where all\" every frame, not \"" + argument + "\"");
        }
        var pause = session.pause();
        var page = new Page()
                .fitted(
                        Page.start(Look.QUIET, "task ")
                                .append(Page.clean(pause.task()))
                                .styled(Look.QUIET, " of ")
                                .styled(Look.ACTOR, Page.clean(pause.actor()))
                                .styled(Look.QUIET, pause.thread().isEmpty() ? "" : " on thread ")
                                .append(Page.clean(pause.thread())),
                        session.width(),
                        session.look());
        var places = session.spot().places();
        if (places.isEmpty()) {
            return Reply.more(page.line("  no frames: the stack was not recorded"));
        }
        int shown = 0;
        int alive = firstAlive(places);
        int i = 0;
        while (i < places.size()) {
            int hidden = argument.isEmpty() ? hidden(places, i, session.spot().number()) : 0;
            if (i == alive) {
                page.line(LEFT);
            }
            if (hidden > 0) {
                page.line(fold(i, hidden, session.look()));
                if (i < alive && alive < i + hidden) {
                    page.line(LEFT);
                }
                i += hidden;
            } else if (shown++ == MOST_FRAMES) {
                page.line("      " + session.look().ellipsis + " " + (places.size() - i) + " more frames");
                break;
            } else {
                frame(session, i++, page);
            }
        }
        return Reply.more(page);
    }

    /** How many frames from {@code start} on are not the user's. The one that commands are about is always shown. */
    private static int hidden(List<Place> places, int start, int current) {
        int end = start;
        while (end < places.size() && !places.get(end).user() && end != current) {
            end++;
        }
        return end - start;
    }

    private static AttributedStringBuilder fold(int from, int count, Look look) {
        var numbers = count == 1 ? String.valueOf(from) : from + "-" + (from + count - 1);
        return Page.start(
                Look.QUIET,
                "  %2s  %s %d frame%s of tractor and the JDK"
                        .formatted(numbers, look.ellipsis, count, count == 1 ? "" : "s"));
    }

    /** {@return the first frame that the error of a crash has not left; -1 when it has left none, or all of the user's} */
    private static int firstAlive(List<Place> places) {
        int first = 0;
        while (first < places.size() && gone(places.get(first))) {
            first++;
        }
        return first > 0 && places.subList(first, places.size()).stream().anyMatch(Place::user) ? first : -1;
    }

    private static boolean gone(Place place) {
        return place.frame() == null || place.frame().reading() == Frame.Reading.GONE;
    }

    /** Adds the frame with that number, and its source line. */
    private static void frame(Session session, int number, Page page) {
        var place = session.spot().places().get(number);
        var look = session.look();
        boolean current = number == session.spot().number();
        page.line(new AttributedStringBuilder()
                .styled(Look.HERE, current ? look.arrow + " " : "  ")
                .styled(Look.QUIET, "%2d  ".formatted(number))
                .append(name(place.element(), current)));
        session.sources()
                .line(
                        place.element(),
                        place.frame() == null ? null : place.frame().declaringClass(),
                        0)
                .ifPresent(source -> page.fitted(
                        new AttributedStringBuilder()
                                .append(SOURCE_INDENT)
                                .styled(current ? Look.PLAIN : Look.QUIET, Page.clean(source.strip())),
                        session.width(),
                        look));
    }

    /** The {@code up} and {@code down} commands. */
    static Reply move(Session session, String argument, int direction) {
        int count = 1;
        if (!argument.isEmpty()) {
            var number = number(argument);
            if (number < 1) {
                return Reply.more("\"" + (direction > 0 ? "up" : "down")
                        + "\" takes how many frames to go, 1 or more, not \"" + argument + "\"");
            }
            count = number;
        }
        if (session.spot().places().isEmpty()) {
            return Reply.more("no frames: the stack was not recorded");
        }
        var page = new Page();
        if (!session.spot().move(direction * count)) {
            page.line(direction > 0 ? "no frame of yours is further out" : "no frame of yours is further in");
        }
        frame(session, session.spot().number(), page);
        return Reply.more(page);
    }

    /** The {@code frame} command. */
    static Reply go(Session session, String argument) {
        var spot = session.spot();
        if (spot.places().isEmpty()) {
            return Reply.more("no frames: the stack was not recorded");
        }
        if (!argument.isEmpty() && !spot.go(number(argument))) {
            return Reply.more("no frame \"" + argument + "\"; they have the numbers 0 to "
                    + (spot.places().size() - 1) + ", \"where all\" shows them");
        }
        var page = new Page();
        frame(session, spot.number(), page);
        return Reply.more(page);
    }

    /** {@return the number that the text is, or -1} */
    static int number(String text) {
        try {
            return Math.max(-1, Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** {@return the frame as {@code pkg.Type.method(File.java:12)}, the form that editors turn into a link} */
    static AttributedStringBuilder name(StackTraceElement frame, boolean current) {
        var type = frame.getClassName();
        int dot = type.lastIndexOf('.') + 1;
        return new AttributedStringBuilder()
                .styled(Look.QUIET, Page.clean(type.substring(0, dot)))
                .styled(
                        current ? Look.STRONG : Look.PLAIN,
                        Page.clean(type.substring(dot) + "." + frame.getMethodName()))
                .append("(" + Page.clean(place(frame)) + ")");
    }

    private static String place(StackTraceElement frame) {
        var file = frame.getFileName();
        if (frame.isNativeMethod()) {
            return "Native Method";
        }
        if (file == null) {
            return "Unknown Source";
        }
        return frame.getLineNumber() > 0 ? file + ":" + frame.getLineNumber() : file;
    }
}
