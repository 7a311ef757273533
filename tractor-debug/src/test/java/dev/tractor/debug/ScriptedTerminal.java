package dev.tractor.debug;

import dev.tractor.spi.Console.Resumption;
import dev.tractor.spi.Pause;
import dev.tractor.spi.TtyWaiter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.ScreenTerminal;

/** A terminal in memory with a person in front of it, who waits for what is on the screen before the next key. */
final class ScriptedTerminal implements AutoCloseable {
    static final char CTRL_C = 3;
    static final char CTRL_D = 4;
    static final char CTRL_Z = 26;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final FakeRoot root = new FakeRoot();
    final TerminalConsole console;
    private final ScreenTerminal.VirtualTerminal virtual;

    ScriptedTerminal() {
        this(TerminalConsole.Options.plain(), 80, 40);
    }

    ScriptedTerminal(TerminalConsole.Options options, int width, int height) {
        try {
            virtual = ScreenTerminal.withTerminal("scripted", "xterm-256color", width, height);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        console = TerminalConsole.over(virtual.terminal(), root, options);
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

    static Pause breakpoint(String actor) {
        return new Pause(actor, "countdown", "tractor-7", stack(), null);
    }

    static Pause crash(String actor, Throwable error) {
        return new Pause(actor, "rows", "tractor-9", stack(), error);
    }

    static List<StackTraceElement> stack() {
        return List.of(
                new StackTraceElement("demo.Clock", "tick", "Clock.java", 3),
                new StackTraceElement("demo.Main", "main", "Main.java", 12));
    }

    void type(String keys) {
        try {
            virtual.terminal().processInputBytes(keys.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Enters a line once the prompt of {@code actor} stands alone on the last line. */
    void enter(String actor, String line) {
        awaitPrompt(actor);
        type(line);
        awaitLast("(tractor " + actor + ") " + line);
        type("\r");
    }

    void awaitPrompt(String actor) {
        awaitLast("(tractor " + actor + ")");
    }

    void awaitLast(String line) {
        await("last line is \"" + line + "\"", () -> last().equals(line));
    }

    void awaitText(String text) {
        await("screen shows \"" + text + "\"", () -> text().contains(text));
    }

    private void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain until " + what + "; the screen:\n" + text());
            }
            try {
                boolean changed = virtual.screen().waitDirty(100);
                assert changed || !changed;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** The last line that is not empty, without the blanks at its end. */
    String last() {
        var lines = text().stripTrailing().split("\n");
        return lines[lines.length - 1];
    }

    /** What is on the screen; lines without the blanks at their ends. */
    String text() {
        var screen = virtual.screen();
        int width = screen.getColumns();
        var cells = new long[width * screen.getRows()];
        screen.dump(cells, new int[2]);
        var out = new StringBuilder();
        for (int row = 0; row < screen.getRows(); row++) {
            var line = new StringBuilder();
            for (int column = 0; column < width; column++) {
                int point = ScreenTerminal.cellCodePoint(cells[row * width + column]);
                line.appendCodePoint(point == 0 ? ' ' : point);
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }

    void resize(int width, int height) {
        virtual.screen().setSize(width, height);
        virtual.terminal().setSize(Size.of(width, height));
        virtual.terminal().raise(Terminal.Signal.WINCH);
    }

    Attributes attributes() {
        return virtual.terminal().getAttributes();
    }

    @Override
    public void close() {
        console.close();
    }
}
