package dev.tractor.debug;

import dev.tractor.debug.stops.Debugger.UnavailableException;
import dev.tractor.debug.stops.LineStops;
import dev.tractor.debug.stops.Viewpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the commands about breakpoints do. */
final class Breaks {
    private Breaks() {}

    /** The {@code break} command. */
    static Reply set(Session session, String argument) {
        return with("break", stops -> argument.isEmpty() ? stops.list() : List.of(stops.set(argument, from(session))));
    }

    /** The {@code clear} command. */
    static Reply clear(Session session, String argument) {
        return with("clear", stops -> stops.clear(argument, from(session)));
    }

    private interface Doing {
        List<String> lines(LineStops stops);
    }

    private static Reply with(String command, Doing doing) {
        LineStops stops;
        try {
            stops = LineStops.get();
        } catch (UnavailableException e) {
            return Reply.more("\"" + command + "\" " + e.getMessage());
        }
        var page = new Page();
        doing.lines(stops).forEach(line -> page.line(Page.clean(line)));
        return Reply.more(page);
    }

    private static Viewpoint from(Session session) {
        var place = session.spot().place();
        var frame = session.spot().frame();
        return new Viewpoint() {
            @Override
            public @Nullable String type() {
                return place == null ? null : place.element().getClassName();
            }

            @Override
            public @Nullable String file() {
                return place == null || place.element().getFileName() == null ? null : Sources.path(place.element());
            }

            @Override
            public ClassLoader loader() {
                var own = frame == null ? null : frame.declaringClass().getClassLoader();
                var context = Thread.currentThread().getContextClassLoader();
                return own != null ? own : context != null ? context : ClassLoader.getSystemClassLoader();
            }

            @Override
            public List<String> imports(StackTraceElement at) {
                return Evaluation.imports(session.sources().text(at, null));
            }

            @Override
            public List<String> packagesOf(String fileName) {
                return session.sources().packagesOf(fileName);
            }
        };
    }
}
