package dev.tractor.debug.stops;

import dev.tractor.debug.stops.CodeLines.Place;
import dev.tractor.debug.stops.Placing.Found;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A breakpoint that the user has set. Thread-safe. */
final class LineBreakpoint {
    private final int number;
    private final Wanted.Where where;
    private final Found found;
    private final AtomicInteger hits = new AtomicInteger();
    private volatile String condition;

    /** The condition as it is asked; null when there is none. */
    private volatile @Nullable Condition asked;

    LineBreakpoint(int number, Wanted wanted, Found found) {
        this.number = number;
        this.where = wanted.where();
        this.found = found;
        this.condition = wanted.condition();
    }

    /** {@return its number, which no other ever gets} */
    int number() {
        return number;
    }

    /** {@return the Java that has to be true for it to stop; empty for always} */
    String condition() {
        return condition;
    }

    /** Sets another one. */
    void condition(String java) {
        condition = java;
        asked = null;
    }

    /** Has the condition use the imports of its source file, when there is one that nobody has asked yet. */
    void prepare(Supplier<List<String>> imports) {
        if (!condition.isEmpty() && asked == null) {
            asked = new Condition(condition, imports.get());
        }
    }

    /** {@return what the condition comes to for the calling thread, which has come here} */
    Condition.Answer ask(StackTraceElement[] stack) {
        if (condition.isEmpty()) {
            return new Condition.Answer(true, null);
        }
        prepare(List::of);
        var now = asked;
        return now == null ? new Condition.Answer(true, null) : now.ask(stack);
    }

    /** Counts a stop. */
    void hit() {
        hits.incrementAndGet();
    }

    List<Place> places() {
        return found.places();
    }

    Found found() {
        return found;
    }

    /** {@return whether it is what the user means by a place} */
    boolean isAt(Wanted.Where other) {
        return switch (other) {
            case Wanted.Line line ->
                where instanceof Wanted.Line own
                        && (line.line() == found.line() || line.line() == own.line())
                        && Placing.means(line.file(), found.path());
            case Wanted.Method method ->
                where instanceof Wanted.Method own
                        && own.method().equals(method.method())
                        && found.classes().stream()
                                .map(name -> "." + name.replace('$', '.'))
                                .anyMatch(name ->
                                        name.endsWith("." + method.type().replace('$', '.')));
        };
    }

    /** {@return where it is, in words} */
    String text() {
        return where instanceof Wanted.Method method ? method + " (" + line() + ")" : line();
    }

    private String line() {
        return found.path() + ":" + found.line();
    }

    /** {@return what is said when it is set} */
    String setText(boolean loaded) {
        var text = new StringBuilder("breakpoint " + number + " at " + text());
        if (found.moved() && where instanceof Wanted.Line line) {
            text.append("; line ").append(line.line()).append(" has no code, this is the next one with some");
        }
        if (where instanceof Wanted.Method && found.places().size() > 1) {
            text.append("; there are ").append(found.places().size()).append(" methods of that name");
        }
        if (!condition.isEmpty()) {
            text.append(", if ").append(condition);
        }
        return text.append(loaded ? "" : "; its class is not loaded yet").toString();
    }

    /** {@return its line in the list} */
    String listText() {
        int times = hits.get();
        return number + "  " + text() + (condition.isEmpty() ? "" : "  if " + condition)
                + (times == 0 ? "" : times == 1 ? "  (hit once)" : "  (hit " + times + " times)");
    }
}
