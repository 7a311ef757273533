package dev.tractor.debug;

import dev.tractor.debug.frames.CallStack;
import dev.tractor.debug.frames.CallStack.Place;
import dev.tractor.debug.frames.Frame;
import dev.tractor.debug.stops.Debugger;
import dev.tractor.spi.Pause;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where in the stack of the paused task a session looks: the frame that commands are about. The stack is captured when it is
 * first asked for. To be used by the paused task's thread only.
 */
final class Spot {
    private final Pause pause;
    private @Nullable List<Place> places;
    private int at;

    /** The innermost frame of the user. */
    private int top;

    private final Map<String, @Nullable Object> assigned = new LinkedHashMap<>();

    Spot(Pause pause) {
        this.pause = pause;
    }

    /** {@return the whole stack, innermost first; its indices are the numbers of the frames} */
    List<Place> places() {
        var captured = places;
        if (captured == null) {
            captured = CallStack.capture(pause.stack(), pause.thrown() ? null : pause.error());
            places = captured;
            at = 0;
            while (at < captured.size() - 1 && !captured.get(at).user()) {
                at++;
            }
            top = at;
        }
        return captured;
    }

    /** {@return the number of the frame that commands are about} */
    int number() {
        return places().isEmpty() ? -1 : at;
    }

    /** {@return the place that commands are about, or null when no stack was recorded} */
    @Nullable
    Place place() {
        return places().isEmpty() ? null : places().get(at);
    }

    /** {@return the innermost place of the user, where the task stopped; null when no stack was recorded} */
    @Nullable
    Place top() {
        return places().isEmpty() ? null : places().get(top);
    }

    /** {@return how many frames of the user are inside the one that commands are about} */
    int outward() {
        int count = 0;
        for (int i = top; i < number(); i++) {
            if (places().get(i).user()) {
                count++;
            }
        }
        return count;
    }

    /** {@return whether the frame that commands are about, and all from the innermost of the user to it, are the user's} */
    boolean onlyUsersInside() {
        for (int i = top; i <= number(); i++) {
            if (!places().get(i).user()) {
                return false;
            }
        }
        return true;
    }

    /**
     * Gives a variable of the frame that commands are about a new value, if that can be done: of the innermost one of the
     * user, where a debugger can write it when the session ends.
     *
     * @return whether the program will have it
     */
    boolean assign(String name, @Nullable Object value) {
        var frame = frame();
        if (pause.crash() && !pause.thrown()
                || number() != top
                || frame == null
                || frame.reading() != Frame.Reading.NAMED
                || Debugger.attached() == null
                || frame.variables().stream()
                        .noneMatch(variable -> variable.name().equals(name))) {
            return false;
        }
        assigned.put(name, value);
        var captured = new ArrayList<>(places());
        captured.set(top, new Place(captured.get(top).element(), true, frame.with(name, value)));
        places = captured;
        return true;
    }

    /** {@return the new values of the variables of the innermost frame of the user} */
    Map<String, @Nullable Object> assigned() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(assigned));
    }

    /** {@return what is known of the frame that commands are about} */
    @Nullable
    Frame frame() {
        var place = place();
        return place == null ? null : place.frame();
    }

    /** {@return the class of the place that commands are about, if that is {@code element} and its class is known} */
    @Nullable
    Class<?> type(StackTraceElement element) {
        var place = place();
        boolean same = place != null
                && place.element().getClassName().equals(element.getClassName())
                && place.element().getLineNumber() == element.getLineNumber();
        var frame = frame();
        return same && frame != null ? frame.declaringClass() : null;
    }

    /** {@return whether there is a frame with that number; then commands are about it} */
    boolean go(int number) {
        if (number < 0 || number >= places().size()) {
            return false;
        }
        at = number;
        return true;
    }

    /**
     * Goes from one frame of the user to the next.
     *
     * @param count how many, outwards when positive
     * @return whether there are so many; otherwise as far as there are
     */
    boolean move(int count) {
        int direction = Integer.signum(count);
        for (int left = Math.abs(count); left > 0; left--) {
            int next = at + direction;
            while (next >= 0 && next < places().size() && !places().get(next).user()) {
                next += direction;
            }
            if (next < 0 || next >= places().size()) {
                return false;
            }
            at = next;
        }
        return true;
    }
}
