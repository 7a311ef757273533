package dev.tractor.debug;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The user's own editor, for a text of several lines: it gets the terminal, and a file that nobody else can read.
 *
 * <p>Used by the terminal's thread, but for {@link #close}, which may come from any.
 */
final class Editor {
    private static final Path SHELL = Path.of("/bin/sh");

    private final UnaryOperator<@Nullable String> environment;
    private final Redirect streams;
    private volatile @Nullable Process running;

    /**
     * @param environment looks up environment variables
     * @param streams what its standard streams are; {@link Redirect#INHERIT} for the terminal of this process
     */
    Editor(UnaryOperator<@Nullable String> environment, Redirect streams) {
        this.environment = environment;
        this.streams = streams;
    }

    /** Has the user edit a text, and waits until the editor has ended. */
    Said.Edited edit(String text) {
        var command = command();
        if (command == null) {
            return Said.Edited.refused(
                    "no editor: set the environment variable VISUAL or EDITOR to a command, and start"
                            + " the program again");
        }
        Path file = null;
        try {
            file = Files.createTempFile("tractor-", ".java"); // with the permissions of a private file
            Files.writeString(file, text);
            int code = run(withFile(command, file));
            return code == 0
                    ? new Said.Edited(Files.readString(file), "")
                    : Said.Edited.refused("the editor \"" + command + "\" has failed with exit code " + code
                            + ", so nothing is evaluated");
        } catch (IOException e) {
            return Said.Edited.refused("cannot edit with \"" + command + "\": " + e.getMessage());
        } finally {
            delete(file);
        }
    }

    private @Nullable String command() {
        for (var name : List.of("VISUAL", "EDITOR")) {
            var value = environment.apply(name);
            if (value != null && !value.isBlank()) {
                return value.strip();
            }
        }
        return null;
    }

    /** As other programs do it: a shell, where there is one, takes the command apart. */
    private static List<String> withFile(String command, Path file) {
        if (Files.isExecutable(SHELL)) {
            return List.of(SHELL.toString(), "-c", command + " \"$0\"", file.toString());
        }
        var words = new ArrayList<>(Arrays.asList(command.split("\\s+")));
        words.add(file.toString());
        return words;
    }

    private int run(List<String> command) throws IOException {
        var process = new ProcessBuilder(command)
                .redirectInput(streams == Redirect.INHERIT ? Redirect.INHERIT : Redirect.PIPE)
                .redirectOutput(streams)
                .redirectError(streams)
                .start();
        running = process;
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return process.waitFor();
                } catch (InterruptedException e) {
                    interrupted = true; // the editor is the user's: it ends when the user says so
                }
            }
        } finally {
            running = null;
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void delete(@Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            Log.CONSOLE.log(System.Logger.Level.DEBUG, "cannot delete " + file, e);
        }
    }

    /** The terminal is wanted back: ends an editor that runs. */
    void close() {
        var process = running;
        if (process != null) {
            process.destroy();
        }
    }
}
