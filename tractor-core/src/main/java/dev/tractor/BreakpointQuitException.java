package dev.tractor;

/** The user typed {@code quit} at a {@link Tractor#breakpoint() breakpoint}: raised in the paused task. */
public class BreakpointQuitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BreakpointQuitException(String where) {
        super("quit at the breakpoint in " + where);
    }
}
