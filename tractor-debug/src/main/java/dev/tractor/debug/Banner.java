package dev.tractor.debug;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jline.utils.AttributedStringBuilder;

/** What a session begins with: who stopped, where and why, who waits, and how much can be seen. */
final class Banner {
    /** How many lines of an error's message are shown, as they are parted to fit; the {@code error} command shows all. */
    private static final int MOST_MESSAGE_LINES = 3;

    /** How many of the values passed to a breakpoint are shown; the {@code locals} command shows all. */
    private static final int MOST_VALUES = 5;

    /** Stops that the user has asked for, and knows where they come from. */
    private static final List<String> STEPS = List.of("step", "retry", "return");

    private Banner() {}

    static Page page(Session session) {
        var pause = session.pause();
        var look = session.look();
        List<AttributedStringBuilder> lines = new ArrayList<>();
        if (STEPS.contains(pause.reason()) && !pause.stack().isEmpty()) {
            place(session, pause.stack().getFirst(), 0, lines);
            var page = new Page();
            lines.forEach(line -> page.fitted(line, session.width(), look));
            return page;
        }
        lines.add(new AttributedStringBuilder()
                .styled(pause.crash() ? Look.CRASH : Look.PAUSE, Page.clean(pause.reason()))
                .append(" in ")
                .styled(Look.ACTOR, Page.clean(pause.actor()))
                .styled(Look.QUIET, ", task ")
                .append(Page.clean(pause.task())));
        error(session, lines);
        if (!pause.stack().isEmpty()) {
            place(session, pause.stack().getFirst(), 1, lines);
        }
        values(session, lines);
        var waiting = Queue.behind(pause, session.root().terminalQueue());
        if (!waiting.isEmpty()) {
            lines.add(Page.start(Look.NOTICE, Queue.sentence(waiting)));
        }
        session.note().once().ifPresent(note -> lines.add(Page.start(Look.QUIET, note)));
        var page = new Page();
        for (int i = 0; i < lines.size(); i++) {
            var edge = i == 0 ? look.top : i == lines.size() - 1 ? look.bottom : look.bar;
            page.fitted(
                    new AttributedStringBuilder()
                            .styled(pause.crash() ? Look.CRASH : Look.PAUSE, edge)
                            .append(lines.get(i)),
                    session.width(),
                    look);
        }
        return page;
    }

    private static void values(Session session, List<AttributedStringBuilder> lines) {
        var values = PassedValue.all(session.pause());
        for (var value : values.subList(0, Math.min(values.size(), MOST_VALUES))) {
            lines.add(Page.start(Look.STRONG, value.name()).append(" = ").append(Page.clean(value.text())));
        }
        if (values.size() > MOST_VALUES) {
            lines.add(Page.start(
                    Look.QUIET,
                    session.look().ellipsis + " " + (values.size() - MOST_VALUES) + " more; enter \"locals\" for all"));
        }
    }

    private static void error(Session session, List<AttributedStringBuilder> lines) {
        var message = new ArrayList<String>();
        for (var line : ErrorTrace.describe(session.pause().error())) {
            // what matters often stands at the end, so it is not cut
            message.addAll(Page.parted(
                    line, Math.max(0, session.width() - session.look().bar.length())));
        }
        for (var line : message.subList(0, Math.min(message.size(), MOST_MESSAGE_LINES))) {
            lines.add(Page.start(Look.CRASH, line));
        }
        if (message.size() > MOST_MESSAGE_LINES) {
            lines.add(Page.start(Look.QUIET, session.look().ellipsis + " enter \"error\" for the rest"));
        }
    }

    private static void place(
            Session session, StackTraceElement frame, int around, List<AttributedStringBuilder> lines) {
        lines.add(new AttributedStringBuilder().styled(Look.QUIET, "at ").append(Stack.name(frame, true)));
        int digits = String.valueOf(frame.getLineNumber() + 1).length();
        var text = source(session, frame, around);
        int indent = text.values().stream()
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min()
                .orElse(0);
        text.forEach((number, line) -> {
            boolean current = number == frame.getLineNumber();
            lines.add(new AttributedStringBuilder()
                    .styled(Look.HERE, current ? session.look().arrow + " " : "  ")
                    .styled(Look.QUIET, ("%" + digits + "d  ").formatted(number))
                    .styled(current ? Look.STRONG : Look.QUIET, line.substring(indent)));
        });
    }

    /** {@return the frame's line and those around it by their numbers, without those that are blank or not found} */
    private static Map<Integer, String> source(Session session, StackTraceElement frame, int around) {
        Map<Integer, String> text = new TreeMap<>();
        // Capturing the stack takes a while, so its classes are asked only where the project has no such source.
        var type = session.sources().line(frame).isPresent()
                ? null
                : session.spot().type(frame);
        if (session.sources().line(frame, type, 0).isPresent()) {
            for (int offset = -around; offset <= around; offset++) {
                int number = frame.getLineNumber() + offset;
                session.sources()
                        .line(frame, type, offset)
                        .filter(line -> !line.isBlank())
                        .ifPresent(line -> text.put(number, Page.clean(line)));
            }
        }
        return text;
    }
}
