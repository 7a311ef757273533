package dev.tractor.debug.stops;

import com.sun.jdi.AbsentInformationException;
import com.sun.jdi.Location;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.event.LocatableEvent;
import com.sun.jdi.request.EventRequest;
import dev.tractor.debug.eval.Evaluator;
import dev.tractor.debug.frames.ClassFiles;
import dev.tractor.debug.stops.CodeLines.Place;
import dev.tractor.debug.stops.Debugger.UnavailableException;
import dev.tractor.spi.Stops;
import java.lang.System.Logger.Level;
import java.lang.classfile.ClassModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The breakpoints that the user has set, for all sessions of this process: has the debugger stop threads there, in classes
 * that are loaded and in those that will be. Thread-safe.
 */
public final class LineStops {
    private static @Nullable LineStops one;

    private final Debugger debugger;
    private final BreakpointList list = new BreakpointList(new Requests());

    /** Guarded by itself. */
    private final Map<LineBreakpoint, List<EventRequest>> requests = new HashMap<>();

    private LineStops(Debugger debugger) {
        this.debugger = debugger;
    }

    /**
     * {@return those of this process} Waits until the debugger has attached.
     *
     * @throws UnavailableException when there is none; its message says what to do
     */
    public static synchronized LineStops get() throws UnavailableException {
        if (one == null) {
            one = new LineStops(Debugger.get());
        }
        return one;
    }

    /** {@return the breakpoints, a line each} */
    public List<String> list() {
        return list.text();
    }

    /**
     * Sets a breakpoint.
     *
     * @param text what the user said
     * @param from where the session looks
     * @return what the user is told
     */
    public String set(String text, Viewpoint from) {
        var parsed = Wanted.parse(text, here(from));
        var wanted = parsed.wanted();
        if (wanted == null) {
            return String.valueOf(parsed.refusal());
        }
        if (!wanted.condition().isEmpty()) {
            var problem = new Evaluator().notAnExpression(from.loader(), wanted.condition());
            if (problem.isPresent()) {
                return "the condition \"" + wanted.condition() + "\" is not Java that has a value: " + problem.get()
                        + "; the breakpoint was not set";
            }
        }
        var said = list.add(wanted, new Classes(from));
        for (var each : list.all()) {
            each.prepare(() -> from.imports(element(each)));
        }
        return said;
    }

    /**
     * Clears breakpoints.
     *
     * @param text which
     * @param from where the session looks
     * @return what the user is told, a line each
     */
    public List<String> clear(String text, Viewpoint from) {
        return list.clear(text, here(from)).lines().toList();
    }

    private static Wanted.Here here(Viewpoint from) {
        return new Wanted.Here(from.type(), from.file());
    }

    private static StackTraceElement element(LineBreakpoint breakpoint) {
        var place = breakpoint.places().getFirst();
        var path = breakpoint.found().path();
        return new StackTraceElement(
                place.className(), place.method(), path.substring(path.lastIndexOf('/') + 1), place.line());
    }

    /** The classes as the debugger sees them. */
    private final class Classes implements ProgramClasses {
        private final Viewpoint from;
        private final Map<String, Optional<ClassModel>> files = new HashMap<>();
        private @Nullable List<String> loaded;

        Classes(Viewpoint from) {
            this.from = from;
        }

        @Override
        public List<String> loaded() {
            var known = loaded;
            if (known == null) {
                known = debugger.vm().allClasses().stream()
                        .filter(type -> type.signature().startsWith("L"))
                        .map(ReferenceType::name)
                        .filter(name ->
                                name.indexOf('/') < 0 && debugger.userCode().of(name))
                        .distinct()
                        .sorted()
                        .toList();
                loaded = known;
            }
            return known;
        }

        @Override
        public Optional<ClassModel> file(String name) {
            var known = files.get(name);
            if (known == null) {
                known = debugger.userCode().of(name) ? ClassFiles.of(name, from.loader()) : Optional.empty();
                files.put(name, known);
            }
            return known;
        }

        @Override
        public List<String> packagesOfSource(String fileName) {
            return from.packagesOf(fileName);
        }
    }

    /** Has the debugger stop where the list says. */
    private final class Requests implements BreakpointList.Listener {

        @Override
        public void added(LineBreakpoint breakpoint) {
            Set<ReferenceType> done = new HashSet<>(); // guarded by requests
            for (var name : breakpoint.found().classes()) {
                // Asked for before the classes are looked up: one that is loaded in between is found twice, not never.
                var later = debugger.requests().createClassPrepareRequest();
                later.addClassFilter(name);
                keep(breakpoint, later);
                debugger.events().enableForClasses(later, type -> install(breakpoint, type, done));
                for (var type : debugger.vm().classesByName(name)) {
                    if (type.isPrepared()) {
                        install(breakpoint, type, done);
                    }
                }
            }
        }

        @Override
        public void removed(LineBreakpoint breakpoint) {
            synchronized (requests) {
                var all = requests.remove(breakpoint);
                if (all != null) {
                    debugger.requests().deleteEventRequests(all);
                }
            }
        }

        private void keep(LineBreakpoint breakpoint, EventRequest request) {
            synchronized (requests) {
                requests.computeIfAbsent(breakpoint, _ -> new ArrayList<>()).add(request);
            }
        }

        private void install(LineBreakpoint breakpoint, ReferenceType type, Set<ReferenceType> done) {
            synchronized (requests) {
                if (!requests.containsKey(breakpoint) || !done.add(type)) {
                    return;
                }
                for (var place : breakpoint.places()) {
                    var location = place.className().equals(type.name()) ? location(type, place) : null;
                    if (location != null) {
                        var request = debugger.requests().createBreakpointRequest(location);
                        keep(breakpoint, request);
                        debugger.events().enable(request, new Hit(breakpoint));
                    }
                }
            }
        }
    }

    /** {@return the place in a class that is loaded, which need not be what its class file says} */
    private static @Nullable Location location(ReferenceType type, Place place) {
        for (var method : type.methodsByName(place.method(), place.descriptor())) {
            var location = method.locationOfCodeIndex(place.bci());
            if (location != null && location.lineNumber() == place.line()) {
                return location;
            }
            try {
                var others = method.locationsOfLine(place.line());
                if (!others.isEmpty()) {
                    return others.getFirst();
                }
            } catch (AbsentInformationException e) {
                // then it has no lines at all
            }
        }
        Log.STOPS.log(
                Level.WARNING,
                "no breakpoint at line " + place.line() + " of " + type.name()
                        + ": the class that was loaded is not that of the class file");
        return null;
    }

    /** A thread has come to a breakpoint. */
    private final class Hit implements Events.Handler {
        private final LineBreakpoint breakpoint;

        Hit(LineBreakpoint breakpoint) {
            this.breakpoint = breakpoint;
        }

        @Override
        public void stopped(LocatableEvent event) {
            var thread = event.thread();
            debugger.later(thread, () -> debugger.hold(thread, Stop.of((stack, _) -> hold(stack))));
        }

        @Override
        public boolean late() {
            return true;
        }

        @Override
        public void spared() {
            breakpoint.hit();
        }

        /** On the stopped thread. */
        private void hold(StackTraceElement[] stack) {
            var answer = breakpoint.ask(stack);
            if (answer.stops()) {
                breakpoint.hit();
                debugger.session(() -> Stops.stop(new Stops.Stop(reason(answer), false, stack)));
            }
        }

        private String reason(Condition.Answer answer) {
            var file = breakpoint.found().path();
            var place = file.substring(file.lastIndexOf('/') + 1) + ":"
                    + breakpoint.found().line();
            return "breakpoint " + breakpoint.number() + " at " + place
                    + (answer.failure() == null ? "" : ", whose condition failed (" + answer.failure() + "),");
        }
    }
}
