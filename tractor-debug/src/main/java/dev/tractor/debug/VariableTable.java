package dev.tractor.debug;

import dev.tractor.debug.frames.Certainty;
import dev.tractor.debug.frames.Frame;
import dev.tractor.debug.frames.Level;
import dev.tractor.debug.frames.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The variables of a frame as a table: a row for each, with its name, its type, and the value in words. */
final class VariableTable {
    private static final int WIDEST_COLUMN = 28;

    private VariableTable() {}

    /** One row. */
    record Row(String name, String type, String value, boolean sure) {}

    /** {@return {@code this}, if there is one to be told of, and all variables of a frame} */
    static List<Row> all(Frame frame) {
        List<Row> rows = new ArrayList<>();
        self(frame).ifPresent(rows::add);
        frame.variables().forEach(variable -> rows.add(row(variable)));
        return rows;
    }

    /** Adds a line for each row, cut to the width of the terminal. */
    static void show(List<Row> rows, Session session, String indent, Page page) {
        int names = Math.min(
                WIDEST_COLUMN,
                rows.stream().mapToInt(row -> row.name().length()).max().orElse(0));
        int types = Math.min(
                WIDEST_COLUMN,
                rows.stream().mapToInt(row -> row.type().length()).max().orElse(0));
        for (var row : rows) {
            page.fitted(
                    Page.start(Look.STRONG, indent + padded(row.name(), names))
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
    static Optional<Row> self(Frame frame) {
        var type = TypeText.of(frame.declaringClass());
        if (frame.self() != null) {
            return Optional.of(new Row("this", type, ValueText.of(frame.self()), true));
        }
        boolean lost = !frame.isStatic()
                && (frame.reading() == Frame.Reading.NAMED || frame.reading() == Frame.Reading.UNNAMED);
        return lost ? Optional.of(new Row("this", type, "maybe optimised out", false)) : Optional.empty();
    }

    static Row row(PassedValue passed) {
        return new Row(passed.name(), passed.type(), passed.text(), true);
    }

    static Row row(Variable variable) {
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
    static String remark(Frame frame) {
        var type = frame.declaringClass().getName();
        return switch (frame.reading()) {
            case NAMED -> "";
            case UNNAMED -> type + " was compiled without the names of its variables; javac -g keeps them";
            case CLOSED -> closed();
            case NO_CLASS_FILE -> "no variables: the class file of " + type + " is not there, or not the one that runs";
            case GONE -> "no variables: the error has left this frame";
        };
    }

    /** {@return that this JVM does not let variables be seen, and what would} */
    static String closed() {
        return "values are not read at level 1 of 3; start java with " + Level.STACK.next();
    }
}
