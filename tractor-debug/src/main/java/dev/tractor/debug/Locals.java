package dev.tractor.debug;

import dev.tractor.debug.frames.Certainty;
import dev.tractor.debug.frames.Frame;
import dev.tractor.debug.frames.Level;
import dev.tractor.debug.frames.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jline.utils.AttributedStringBuilder;

/** The {@code locals} and {@code args} commands. */
final class Locals {
    private static final int WIDEST_COLUMN = 28;

    private Locals() {}

    /** One row: a name, its type, and the value in words. */
    private record Row(String name, String type, String value, boolean sure) {}

    static Reply all(Session session) {
        return show(session, false);
    }

    static Reply arguments(Session session) {
        return show(session, true);
    }

    private static Reply show(Session session, boolean argumentsOnly) {
        var place = session.spot().place();
        var frame = session.spot().frame();
        List<Row> rows = new ArrayList<>();
        if (!argumentsOnly) {
            PassedValue.all(session.pause()).forEach(passed -> rows.add(row(passed)));
        }
        if (frame != null) {
            if (!argumentsOnly) {
                self(frame).ifPresent(rows::add);
            }
            for (var variable : frame.variables()) {
                if (variable.argument() || !argumentsOnly) {
                    rows.add(row(variable));
                }
            }
        }
        var page = new Page();
        table(rows, session, page);
        if (place == null) {
            return Reply.more(page.line("no variables: the stack was not recorded"));
        }
        if (frame == null) {
            return Reply.more(
                    page.line("no variables: the class " + place.element().getClassName() + " is not known here"));
        }
        var remark = remark(frame);
        if (!remark.isEmpty()) {
            page.line(Page.start(Look.NOTICE, "  " + remark));
        } else if (rows.isEmpty()) {
            page.line(argumentsOnly ? "  no arguments" : "  no variables in scope");
        }
        return Reply.more(page);
    }

    private static void table(List<Row> rows, Session session, Page page) {
        int names = Math.min(
                WIDEST_COLUMN,
                rows.stream().mapToInt(row -> row.name().length()).max().orElse(0));
        int types = Math.min(
                WIDEST_COLUMN,
                rows.stream().mapToInt(row -> row.type().length()).max().orElse(0));
        for (var row : rows) {
            page.fitted(
                    Page.start(Look.STRONG, "  " + padded(row.name(), names))
                            .styled(Look.QUIET, "  " + Page.clean(padded(row.type(), types)) + "  ")
                            .styled(row.sure() ? Look.PLAIN : Look.NOTICE, Page.clean(row.value())),
                    session.width(),
                    session.look());
        }
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    /** {@return {@code this}, if the method has one that was looked for} */
    private static Optional<Row> self(Frame frame) {
        var type = TypeText.of(frame.declaringClass());
        if (frame.self() != null) {
            return Optional.of(new Row("this", type, ValueText.of(frame.self()), true));
        }
        boolean lost = !frame.isStatic()
                && (frame.reading() == Frame.Reading.NAMED || frame.reading() == Frame.Reading.UNNAMED);
        return lost ? Optional.of(new Row("this", type, "maybe optimised out", false)) : Optional.empty();
    }

    private static Row row(PassedValue passed) {
        return new Row(passed.name(), passed.type(), passed.text(), true);
    }

    private static Row row(Variable variable) {
        return new Row(
                variable.name(), TypeText.of(variable.type()), value(variable), variable.certainty() == Certainty.SURE);
    }

    /** {@return the value in words; of one that is not sure, that it is not} */
    private static String value(Variable variable) {
        return switch (variable.certainty()) {
            case SURE -> ValueText.of(variable.value());
            case MAYBE_OPTIMISED_OUT -> "maybe optimised out (reads as " + ValueText.of(variable.value()) + ")";
            case NOT_READ -> "not read";
        };
    }

    /** {@return why there is not more to be seen, or nothing} */
    private static String remark(Frame frame) {
        var type = frame.declaringClass().getName();
        return switch (frame.reading()) {
            case NAMED -> "";
            case UNNAMED -> type + " was compiled without the names of its variables; javac -g keeps them";
            case CLOSED -> "values are not read at level 1 of 3; start java with " + Level.STACK.next();
            case NO_CLASS_FILE -> "no variables: the class file of " + type + " is not there, or not the one that runs";
            case GONE -> "no variables: the error has left this frame";
        };
    }

    /**
     * {@return the value of a variable, or of {@code this}, in the frame that the session looks at, or one passed to the
     * breakpoint; empty when there is none of that name} The place where expressions come in.
     */
    static Optional<AttributedStringBuilder> named(Session session, String name) {
        var frame = session.spot().frame();
        Optional<Row> row = Optional.empty();
        if (frame != null) {
            row = name.equals("this")
                    ? self(frame)
                    : frame.variables().stream()
                            .filter(variable -> variable.name().equals(name))
                            .map(Locals::row)
                            .findFirst();
        }
        return row.or(() -> PassedValue.named(session.pause(), name).map(Locals::row))
                .map(found -> Page.start(Look.STRONG, name)
                        .append(" = ")
                        .styled(found.sure() ? Look.PLAIN : Look.NOTICE, Page.clean(found.value())));
    }
}
