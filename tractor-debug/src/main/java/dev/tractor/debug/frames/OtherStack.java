package dev.tractor.debug.frames;

import dev.tractor.debug.frames.CallStack.Place;
import java.util.List;

/**
 * The stack of a thread that is not the paused task's, at one moment.
 *
 * @param places the places, innermost first
 * @param cut whether further ones are left out
 * @param view whether the frames of the user have their variables, and why not
 */
public record OtherStack(List<Place> places, boolean cut, View view) {

    /** What could be seen of a thread. */
    public enum View {
        /** Its frames, and what can be known of their variables. */
        READ,
        /** It is the calling thread, whose stack the session has already. */
        SELF,
        /** This JVM does not let variables be seen. */
        LEVEL,
        /** This JDK does not keep the frames of waiting threads as it is known of JDK 25. */
        JDK,
        /** It is a platform thread. */
        PLATFORM,
        /** It is running, or about to. */
        RUNNING,
        /** It waits, but without leaving its carrier. */
        PINNED,
        /** It has not begun, or has ended. */
        NONE,
        /** Reading went wrong; the log says how. */
        FAILED
    }
}
