package dev.tractor.debug;

import dev.tractor.debug.frames.CallStack;
import dev.tractor.debug.frames.CallStack.Place;
import java.util.Arrays;
import java.util.List;
import org.jline.utils.AttributedStringBuilder;

/** The stack of a thread that is not the paused one: where it is at the moment. */
final class TaskStack {
    private TaskStack() {}

    /** Adds what there is to say about a frame of the user, below it. */
    interface Detail {
        void add(Place place, Page page);

        /** For those who only want to know where. */
        Detail NONE = (_, _) -> {};
    }

    /**
     * {@return the places of a thread's stack now, innermost first, without variables; none when it has ended or not begun}
     */
    static List<Place> of(Thread thread) {
        return CallStack.of(Arrays.asList(thread.getStackTrace()));
    }

    /**
     * Adds the frames of the user, with their source lines, and counts the others.
     *
     * @param most how many frames of the user
     * @param sources whether source lines are shown
     */
    static void show(
            Session session, List<Place> places, int most, boolean sources, Detail detail, String indent, Page page) {
        var look = session.look();
        int shown = 0;
        int i = 0;
        while (i < places.size()) {
            int from = i;
            while (i < places.size() && !places.get(i).user()) {
                i++;
            }
            if (i > from) {
                int count = i - from;
                page.line(Page.start(
                        Look.QUIET,
                        "%s%s %d frame%s of tractor and the JDK"
                                .formatted(indent, look.ellipsis, count, count == 1 ? "" : "s")));
                continue;
            }
            if (shown++ == most) {
                page.line(Page.start(Look.QUIET, indent + look.ellipsis + " " + (places.size() - i) + " more frames"));
                return;
            }
            frame(session, places.get(i), sources, indent, page);
            detail.add(places.get(i++), page);
        }
    }

    private static void frame(Session session, Place place, boolean sources, String indent, Page page) {
        page.line(new AttributedStringBuilder().append(indent).append(Stack.name(place.element(), false)));
        if (sources) {
            var frame = place.frame();
            session.sources()
                    .line(place.element(), frame == null ? null : frame.declaringClass(), 0)
                    .ifPresent(source -> page.fitted(
                            Page.start(Look.QUIET, indent + "   " + source.strip()), session.width(), session.look()));
        }
    }
}
