package dev.tractor.debug.stops;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The breakpoints that are set, for all sessions of the process. Thread-safe. */
final class BreakpointList {

    /** Is told what has to be stopped at. Called with the list locked, on the thread that changes it. */
    interface Listener {
        void added(LineBreakpoint breakpoint);

        void removed(LineBreakpoint breakpoint);
    }

    private final Listener listener;
    private final List<LineBreakpoint> all = new ArrayList<>();
    private int last;

    BreakpointList(Listener listener) {
        this.listener = listener;
    }

    /** {@return those that are set, in the order of their numbers} */
    synchronized List<LineBreakpoint> all() {
        return List.copyOf(all);
    }

    /** {@return those with an instruction in a class} */
    synchronized List<LineBreakpoint> in(String className) {
        return all.stream()
                .filter(each -> each.found().classes().contains(className))
                .toList();
    }

    /** {@return the breakpoint at an instruction} */
    synchronized Optional<LineBreakpoint> at(String className, String method, String descriptor, long bci) {
        return all.stream()
                .filter(each -> each.places().stream()
                        .anyMatch(place -> place.bci() == bci
                                && place.className().equals(className)
                                && place.method().equals(method)
                                && place.descriptor().equals(descriptor)))
                .findFirst();
    }

    /**
     * Sets a breakpoint.
     *
     * @return what the user is told
     */
    synchronized String add(Wanted wanted, ProgramClasses classes) {
        switch (Placing.find(wanted.where(), classes)) {
            case Placing.Refused refused -> {
                return refused.message();
            }
            case Placing.Found found -> {
                for (var each : all) {
                    if (each.places().equals(found.places())) {
                        return again(each, wanted);
                    }
                }
                var breakpoint = new LineBreakpoint(++last, wanted, found);
                all.add(breakpoint);
                listener.added(breakpoint);
                return breakpoint.setText(found.classes().stream().anyMatch(classes.loaded()::contains));
            }
        }
    }

    /** Two at one place would stop twice. */
    private static String again(LineBreakpoint set, Wanted wanted) {
        if (set.condition().equals(wanted.condition())) {
            return "breakpoint " + set.number() + " at " + set.text() + " is there already";
        }
        set.condition(wanted.condition());
        return "breakpoint " + set.number() + " at " + set.text() + " is there already, and stops now "
                + (wanted.condition().isEmpty() ? "always" : "if " + wanted.condition());
    }

    /** {@return the list, a line each} */
    synchronized List<String> text() {
        return all.isEmpty()
                ? List.of("there are no breakpoints; " + Wanted.USAGE)
                : all.stream().map(LineBreakpoint::listText).toList();
    }

    /**
     * Removes breakpoints.
     *
     * @param argument a number, a place, or {@code all}
     * @return what the user is told
     */
    synchronized String clear(String argument, Wanted.Here here) {
        var bare = argument.strip();
        if (bare.isEmpty()) {
            return "say which: \"clear NUMBER\", \"clear FILE:LINE\" or \"clear all\"" + there();
        }
        if (all.isEmpty()) {
            return "there are no breakpoints to clear";
        }
        List<LineBreakpoint> meant;
        if (bare.equals("all")) {
            meant = List.copyOf(all);
        } else if (bare.matches("\\d+")) {
            meant = all.stream()
                    .filter(each -> bare.equals(String.valueOf(each.number())))
                    .toList();
        } else {
            var wanted = Wanted.parse(bare, here).wanted();
            if (wanted == null) {
                return "\"" + bare + "\" is no breakpoint; say \"clear NUMBER\", \"clear FILE:LINE\" or \"clear all\""
                        + there();
            }
            meant = all.stream().filter(each -> each.isAt(wanted.where())).toList();
        }
        if (meant.isEmpty()) {
            return "there is no breakpoint " + (bare.matches("\\d+") ? "" : "at ") + bare + there();
        }
        meant.forEach(each -> {
            all.remove(each);
            listener.removed(each);
        });
        return meant.stream()
                .map(each -> "breakpoint " + each.number() + " at " + each.text() + " is cleared")
                .collect(Collectors.joining("\n"));
    }

    private String there() {
        return all.isEmpty()
                ? ""
                : "; there are " + all.stream().map(LineBreakpoint::listText).collect(Collectors.joining("; "));
    }
}
