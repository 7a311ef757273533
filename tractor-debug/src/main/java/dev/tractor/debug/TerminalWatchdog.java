package dev.tractor.debug;

import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Gives the terminal its mode back when this JVM is killed in a session.
 *
 * <p>A JVM that ends in any other way does that by itself; against {@code kill -9} only another process helps. It is a shell
 * that remembers the mode, ignores the signals a terminal sends, and reads from a pipe whether a session is open. The end of
 * the pipe means that the JVM is gone: if a session was open, the shell sets the remembered mode. If none was, it leaves the
 * terminal alone, because by then it may belong to another program.
 */
final class TerminalWatchdog {
    private static final Path SHELL = Path.of("/bin/sh");
    private static final Path TERMINAL = Path.of("/dev/tty");

    /** Does nothing: where there is no POSIX shell, and for terminals that are not this process's own. */
    static final TerminalWatchdog NONE = new TerminalWatchdog(null, null);

    /** {@code $0} is the terminal; says one line when it has the mode. */
    static final String SCRIPT = """
            trap '' INT TERM HUP QUIT TSTP TTIN TTOU
            saved=$(stty -g <"$0") || exit 1
            echo saved
            exec >/dev/null
            state=closed
            while read -r line; do state=$line; done
            if [ "$state" = open ]; then stty "$saved" <"$0"; fi
            """;

    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable BufferedWriter pipe; // guarded by lock

    private final @Nullable Process shell;

    private TerminalWatchdog(@Nullable Process shell, @Nullable BufferedWriter pipe) {
        this.shell = shell;
        this.pipe = pipe;
    }

    /** {@return one that has the terminal's present mode} Call it before that is changed. */
    static TerminalWatchdog start() {
        return Files.isExecutable(SHELL) && Files.exists(TERMINAL) ? start(SCRIPT, TERMINAL) : NONE;
    }

    static TerminalWatchdog start(String script, Path terminal) {
        try {
            var shell = new ProcessBuilder(List.of(SHELL.toString(), "-c", script, terminal.toString()))
                    .redirectError(Redirect.DISCARD)
                    .start();
            try (var answer = shell.inputReader(StandardCharsets.US_ASCII)) {
                if ("saved".equals(answer.readLine())) {
                    return new TerminalWatchdog(shell, shell.outputWriter(StandardCharsets.US_ASCII));
                }
            }
            Log.CONSOLE.log(Level.DEBUG, "the terminal's mode cannot be read; after a kill -9 it needs: stty sane");
        } catch (IOException e) {
            Log.CONSOLE.log(Level.DEBUG, "no shell to watch over the terminal; after a kill -9 it needs: stty sane", e);
        }
        return NONE;
    }

    /** {@return the shell that watches, if any} */
    Optional<Process> shell() {
        return Optional.ofNullable(shell);
    }

    void sessionBegins() {
        say("open");
    }

    void sessionEnds() {
        say("closed");
    }

    /** Lets the shell end, without waiting for it. Call it when the terminal has its mode back. */
    void close() {
        lock.lock();
        try (var end = pipe) {
            pipe = null;
            if (end != null) {
                end.write("closed\n");
            }
        } catch (IOException e) {
            Log.CONSOLE.log(Level.DEBUG, "the shell that watched over the terminal is gone", e);
        } finally {
            lock.unlock();
        }
    }

    private void say(String line) {
        lock.lock();
        try {
            if (pipe != null) {
                pipe.write(line + "\n");
                pipe.flush();
            }
        } catch (IOException e) {
            pipe = null;
            Log.CONSOLE.log(Level.DEBUG, "the shell that watched over the terminal is gone", e);
        } finally {
            lock.unlock();
        }
    }
}
