package dev.tractor.debug;

/** The logger of the console, described in docs/logging.md. */
final class Log {
    static final System.Logger CONSOLE = System.getLogger("tractor.console");

    private Log() {}
}
