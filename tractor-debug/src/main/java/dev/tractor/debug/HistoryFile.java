package dev.tractor.debug;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where entered lines are remembered: a file that only its owner can read. */
final class HistoryFile {

    private HistoryFile() {}

    /**
     * Creates the user's history file if it is not there.
     *
     * @param home the user's home directory
     * @param environment looks up environment variables
     * @return the file, or empty when there cannot be one; the console then works without
     */
    static Optional<Path> of(@Nullable String home, Function<String, @Nullable String> environment) {
        var state = environment.apply("XDG_STATE_HOME");
        try {
            if (state != null && Path.of(state).isAbsolute()) {
                return create(Path.of(state));
            }
            return home == null ? Optional.empty() : create(Path.of(home, ".local", "state"));
        } catch (IOException | InvalidPathException | UnsupportedOperationException | SecurityException e) {
            Log.CONSOLE.log(Level.DEBUG, "the console keeps no history", e);
            return Optional.empty();
        }
    }

    private static Optional<Path> create(Path state) throws IOException {
        var directory = state.resolve("tractor");
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var file = directory.resolve("history");
        var owner = PosixFilePermissions.fromString("rw-------");
        if (Files.exists(file)) {
            Files.setPosixFilePermissions(file, owner);
        } else {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(owner));
        }
        return Files.isWritable(file) ? Optional.of(file) : Optional.empty();
    }
}
