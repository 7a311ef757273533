package dev.tractor.debug;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where this process's standard error goes. */
final class ErrorStream {
    private static final Path OUT = Path.of("/proc/self/fd/1");
    private static final Path ERR = Path.of("/proc/self/fd/2");

    private ErrorStream() {}

    /**
     * {@return whether standard error goes where standard output goes} Where that cannot be found out it is taken to: lines
     * above the prompt that belong in a file do less harm than lines across the prompt.
     */
    static boolean isTerminal() {
        try {
            return !Files.exists(ERR) || Files.isSameFile(OUT, ERR);
        } catch (IOException e) {
            return true;
        }
    }
}
