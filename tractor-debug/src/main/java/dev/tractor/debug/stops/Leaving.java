package dev.tractor.debug.stops;

import com.sun.jdi.AbsentInformationException;
import com.sun.jdi.IncompatibleThreadStateException;
import com.sun.jdi.Location;
import com.sun.jdi.StackFrame;
import com.sun.jdi.ThreadReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a thread comes to when it leaves a frame. A breakpoint there costs nothing on the way, while the JVM runs whatever a
 * step passes over without its compiler.
 */
final class Leaving {

    /**
     * A place in a frame.
     *
     * @param location the place
     * @param depth how many frames there are when the thread has come there
     */
    record Place(Location location, int depth) {}

    private Leaving() {}

    /**
     * {@return where a caller that is the user's goes on; empty when there is none}
     *
     * @param outward how many callers that are the user's are left out, the innermost first
     */
    static Optional<Place> caller(ThreadReference thread, UserCode userCode, int outward)
            throws IncompatibleThreadStateException {
        var frames = thread.frames();
        int i = user(frames, userCode, outward + 1);
        return i < frames.size()
                ? Optional.of(new Place(after(frames.get(i).location()), frames.size() - i))
                : Optional.empty();
    }

    /**
     * {@return the number of a frame of the user; that of frames when there are not so many}
     *
     * @param outward how many frames of the user are inside it
     */
    static int user(List<StackFrame> frames, UserCode userCode, int outward) {
        int left = outward;
        int i = 0;
        while (i < frames.size()
                && (!userCode.of(frames.get(i).location().declaringType().name()) || left-- > 0)) {
            i++;
        }
        return i;
    }

    /**
     * {@return the place where an error is caught, when that is in code of the user and further out than a frame}
     *
     * @param thread stopped where the error was thrown
     * @param caught where it will be caught
     * @param outermost how many frames there are where it may be caught, at most
     */
    static Optional<Place> handler(ThreadReference thread, UserCode userCode, Location caught, int outermost)
            throws IncompatibleThreadStateException {
        if (!userCode.of(caught.declaringType().name())) {
            return Optional.empty();
        }
        var frames = thread.frames();
        for (int i = Math.max(0, frames.size() - outermost); i < frames.size(); i++) {
            if (frames.get(i).location().method().equals(caught.method())) {
                return Optional.of(new Place(caught, frames.size() - i)); // or in a recursion further out
            }
        }
        return Optional.empty();
    }

    /** {@return where the lines of the innermost method of the user begin, from {@code first} on} */
    static List<Place> lines(ThreadReference thread, UserCode userCode, int first)
            throws AbsentInformationException, IncompatibleThreadStateException {
        List<Place> lines = new ArrayList<>();
        var frames = thread.frames();
        int i = user(frames, userCode, 0);
        for (var location : frames.get(i).location().method().allLineLocations()) {
            if (location.lineNumber() >= first) {
                lines.add(new Place(location, frames.size() - i));
            }
        }
        return lines;
    }

    /** {@return where a method goes on when what it calls has returned} */
    private static Location after(Location call) {
        var method = call.method();
        int index = (int) call.codeIndex();
        return method.locationOfCodeIndex(index + length(method.bytecodes()[index] & 0xff));
    }

    /** {@return the length of an instruction that may call a method, also by loading a class} */
    private static int length(int opcode) {
        return switch (opcode) {
            case 0x12 -> 2; // ldc
            case 0xb9, 0xba -> 5; // invokeinterface, invokedynamic
            case 0xc5 -> 4; // multianewarray
            default -> 3; // the other invocations, fields, new, and what else names a class
        };
    }
}
