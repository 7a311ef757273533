package dev.tractor.debug;

import dev.tractor.spi.Console.Resumption;
import dev.tractor.spi.Pause;
import dev.tractor.spi.TtyWaiter;
import dev.tractor.test.ScriptedTerminal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A console at a terminal in memory, over a root that the test sets. */
abstract class AtTerminal {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    final FakeRoot root = new FakeRoot();
    ScriptedTerminal terminal = ScriptedTerminal.open(80, 40);
    TerminalConsole console = console(TerminalConsole.Options.plain());

    @TempDir
    Path directory;

    TerminalConsole console(TerminalConsole.Options options) {
        return TerminalConsole.over(terminal.terminal(), root, options);
    }

    /** Instead of the terminal that each test begins with. */
    void reopen(int width, int height, TerminalConsole.Options options) {
        close();
        terminal = ScriptedTerminal.open(width, height);
        console = console(options);
    }

    @AfterEach
    void close() {
        console.close();
        terminal.close();
    }

    /** Starts a session on a new virtual thread. */
    CompletableFuture<Resumption> hold(Pause pause) {
        root.queue.addFirst(new TtyWaiter(pause.actor(), pause.task(), pause.crash()));
        var result = new CompletableFuture<Resumption>();
        Thread.ofVirtual().start(() -> {
            try {
                var resumption = console.hold(pause);
                root.queue.removeFirst();
                result.complete(resumption);
            } catch (Throwable t) {
                result.completeExceptionally(t);
            }
        });
        return result;
    }

    static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("no result", e);
        }
    }

    String last() {
        return terminal.screen().lines().toList().getLast();
    }
}
