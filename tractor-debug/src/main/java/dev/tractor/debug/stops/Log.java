package dev.tractor.debug.stops;

/** Where the debugger reports what went wrong in it. */
final class Log {
    static final System.Logger STOPS = System.getLogger("tractor.console");

    private Log() {}
}
