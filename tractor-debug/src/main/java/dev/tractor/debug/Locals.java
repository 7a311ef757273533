package dev.tractor.debug;

import dev.tractor.debug.VariableTable.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jline.utils.AttributedStringBuilder;

/** The {@code locals} and {@code args} commands. */
final class Locals {
    private Locals() {}

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
            PassedValue.all(session.pause()).forEach(passed -> rows.add(VariableTable.row(passed)));
        }
        if (frame != null) {
            if (!argumentsOnly) {
                VariableTable.self(frame).ifPresent(rows::add);
            }
            for (var variable : frame.variables()) {
                if (variable.argument() || !argumentsOnly) {
                    rows.add(VariableTable.row(variable));
                }
            }
        }
        var page = new Page();
        VariableTable.show(rows, session, "  ", page);
        if (place == null) {
            return Reply.more(page.line("no variables: the stack was not recorded"));
        }
        if (frame == null) {
            return Reply.more(
                    page.line("no variables: the class " + place.element().getClassName() + " is not known here"));
        }
        var remark = VariableTable.remark(frame);
        if (!remark.isEmpty()) {
            page.line(Page.start(Look.NOTICE, "  " + remark));
        } else if (rows.isEmpty()) {
            page.line(argumentsOnly ? "  no arguments" : "  no variables in scope");
        }
        return Reply.more(page);
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
                    ? VariableTable.self(frame)
                    : frame.variables().stream()
                            .filter(variable -> variable.name().equals(name))
                            .map(VariableTable::row)
                            .findFirst();
        }
        return row.or(() -> PassedValue.named(session.pause(), name).map(VariableTable::row))
                .map(found -> Page.start(Look.STRONG, name)
                        .append(" = ")
                        .styled(found.sure() ? Look.PLAIN : Look.NOTICE, Page.clean(found.value())));
    }
}
