package dev.tractor.debug;

import org.jline.utils.AttributedStringBuilder;

/** The {@code where} command: the stack of the paused task. */
final class Stack {
    private static final int MOST_FRAMES = 100;
    private static final String SOURCE_INDENT = "       ";

    private Stack() {}

    static Page page(Session session) {
        var pause = session.pause();
        var look = session.look();
        var page = new Page()
                .fitted(
                        Page.start(Look.QUIET, "task ")
                                .append(Page.clean(pause.task()))
                                .styled(Look.QUIET, " of ")
                                .styled(Look.ACTOR, Page.clean(pause.actor()))
                                .styled(Look.QUIET, " on thread ")
                                .append(Page.clean(pause.thread())),
                        session.width(),
                        look);
        var stack = pause.stack();
        if (stack.isEmpty()) {
            return page.line("  no frames: the stack was not recorded");
        }
        for (int i = 0; i < Math.min(stack.size(), MOST_FRAMES); i++) {
            var frame = stack.get(i);
            boolean current = i == 0;
            page.line(new AttributedStringBuilder()
                    .styled(Look.HERE, current ? look.arrow + " " : "  ")
                    .styled(Look.QUIET, "%2d  ".formatted(i))
                    .append(name(frame, current)));
            session.sources()
                    .line(frame)
                    .ifPresent(source -> page.fitted(
                            new AttributedStringBuilder()
                                    .append(SOURCE_INDENT)
                                    .styled(current ? Look.PLAIN : Look.QUIET, Page.clean(source.strip())),
                            session.width(),
                            look));
        }
        return stack.size() > MOST_FRAMES
                ? page.line("      " + look.ellipsis + " " + (stack.size() - MOST_FRAMES) + " more frames")
                : page;
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
