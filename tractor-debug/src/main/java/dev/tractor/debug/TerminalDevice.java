package dev.tractor.debug;

import java.io.IOError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jline.keymap.KeyMap;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.InfoCmp.Capability;
import org.jspecify.annotations.Nullable;

/** Lines from a terminal, with editing, history and completion. */
final class TerminalDevice implements LineDevice {
    private static final int HISTORY_LINES = 2_000;
    private static final int LEAST_COLOURS = 8;

    private final Terminal terminal;
    private final LineReader reader;
    private final TerminalWatchdog watchdog;
    private final Look look;
    private final boolean colour;
    private final @Nullable Editor editor;

    // Terminal's thread only.
    private Completing completing = Completing.NOTHING;
    private boolean echoed;

    private volatile boolean closed;

    /** Who reads. Written by the terminal's thread. */
    private volatile @Nullable Thread readingThread;

    /**
     * @param history the file that entries are kept in; null for none
     * @param editor the user's; null where there is no real terminal that it could use
     */
    TerminalDevice(
            Terminal terminal,
            @Nullable Path history,
            TerminalWatchdog watchdog,
            boolean colourless,
            @Nullable Editor editor) {
        this.terminal = terminal;
        this.editor = editor;
        this.watchdog = watchdog;
        var colours = terminal.getNumericCapability(Capability.max_colors);
        colour = !colourless && colours != null && colours >= LEAST_COLOURS;
        look = Look.in(terminal.outputEncoding());
        var builder = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("tractor")
                .parser(new DefaultParser().quoteChars(new char[0]).escapeChars(new char[0]))
                .completer((_, line, candidates) -> complete(line, candidates))
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.HISTORY_TIMESTAMPED, false)
                .variable(LineReader.DISABLE_HISTORY, true) // an entry may have several lines, so we say what it is
                .variable(LineReader.HISTORY_SIZE, HISTORY_LINES)
                .variable(LineReader.HISTORY_FILE_SIZE, HISTORY_LINES)
                .variable(LineReader.BELL_STYLE, "none");
        if (history != null) {
            builder.variable(LineReader.HISTORY_FILE, history);
        }
        reader = builder.build();
        reader.getWidgets().put("tractor-nothing", () -> true);
        var keys = Objects.requireNonNull(reader.getKeyMaps().get(LineReader.MAIN));
        keys.bind(new Reference("tractor-nothing"), KeyMap.ctrl('Z'), KeyMap.ctrl('\\'));
    }

    @Override
    public Look look() {
        return look;
    }

    @Override
    public int width() {
        try {
            return terminal.getColumns();
        } catch (IllegalStateException e) {
            return 0; // closed meanwhile
        }
    }

    @Override
    public String render(AttributedString text) {
        if (!colour) {
            return text.toString();
        }
        // Not AttributedString.toAnsi: where UTF-8 can draw lines, that does it by other means.
        var out = new StringBuilder();
        for (int start = 0; start < text.length(); start = text.runLimit(start)) {
            var run = text.subSequence(start, text.runLimit(start)).toString();
            var style = text.styleAt(start);
            out.append(style.equals(Look.PLAIN) ? run : "\033[" + style.toAnsi() + "m" + run + "\033[0m");
        }
        return out.toString();
    }

    @Override
    public void begin() {
        watchdog.sessionBegins();
        echo(false);
    }

    @Override
    public void end() {
        echo(true);
        watchdog.sessionEnds();
    }

    /** Off, so that keys typed between two prompts show up in the next one and nowhere else. */
    private void echo(boolean on) {
        if (on && !echoed) {
            return;
        }
        try {
            boolean before = terminal.echo(on);
            echoed = on ? echoed : before;
        } catch (IllegalStateException | IOError e) {
            Log.CONSOLE.log(System.Logger.Level.DEBUG, "cannot set the terminal's mode; it is closed", e);
        }
    }

    @Override
    public Said read(AttributedString prompt, Completing completed) {
        completing = completed;
        readingThread = Thread.currentThread();
        try {
            if (!closed) {
                // In a prompt, JLine gives % a meaning.
                return new Said.Line(reader.readLine(render(prompt).replace("%", "%%")));
            }
        } catch (UserInterruptException e) {
            // ctrl-c: a fresh prompt. JLine may have interrupted this thread, too.
            boolean interrupted = Thread.interrupted();
            assert interrupted || !Thread.currentThread().isInterrupted();
            return new Said.Dropped();
        } catch (EndOfFileException e) {
            // ctrl-d, or the terminal hung up.
        } catch (IOError | IllegalStateException e) {
            if (!closed) {
                throw e;
            }
        } finally {
            readingThread = null;
        }
        return new Said.EndOfInput();
    }

    /** The editor gets the terminal in its ordinary mode, and all keys. */
    @Override
    public Said edit(String text) {
        if (editor == null) {
            return LineDevice.super.edit(text);
        }
        if (closed) {
            return new Said.EndOfInput();
        }
        var before = terminal.getAttributes();
        boolean pausable = terminal.canPauseResume();
        echo(true);
        try {
            if (pausable) {
                terminal.pause(true);
            }
            return editor.edit(text);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Said.Edited.refused("interrupted, so nothing is evaluated");
        } finally {
            if (!closed) {
                if (pausable) {
                    terminal.resume();
                }
                terminal.setAttributes(before);
                echo(false);
            }
        }
    }

    @Override
    public void remember(String entry) {
        reader.setVariable(LineReader.DISABLE_HISTORY, false);
        try {
            reader.getHistory().add(entry);
        } finally {
            reader.setVariable(LineReader.DISABLE_HISTORY, true);
        }
    }

    @Override
    public List<String> entered() {
        List<String> entered = new ArrayList<>();
        reader.getHistory().forEach(entry -> entered.add(entry.line()));
        return entered;
    }

    /** JLine takes an interrupt of the thread that reads for ctrl-c. */
    @Override
    public void breakOff() {
        var thread = readingThread;
        if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public boolean exhausted() {
        return closed;
    }

    @Override
    public void print(String lines) {
        if (!closed) {
            reader.printAbove(lines);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (editor != null) {
            editor.close();
        }
        try {
            terminal.close();
        } catch (IOException | IOError e) {
            Log.CONSOLE.log(System.Logger.Level.DEBUG, "cannot close the terminal", e);
        }
    }

    private void complete(ParsedLine line, List<Candidate> candidates) {
        var commands = completing.commands();
        boolean first = line.wordIndex() == 0 && !line.word().contains(".");
        var before = line.wordIndex() == 1
                ? Commands.named(line.words().getFirst().toLowerCase(Locale.ROOT), commands)
                : Optional.<Command>empty();
        boolean node = before.filter(Command::aboutNodes).isPresent();
        boolean argument = before.filter(Command::aboutCommands).isPresent();
        if (node) {
            for (var name : completing.nodes().complete(line.word().substring(0, line.wordCursor()))) {
                candidates.add(new Candidate(name, name, null, null, null, null, true));
            }
            return;
        }
        if (first || argument) {
            for (var command : commands) {
                candidates.add(
                        new Candidate(command.name(), command.name(), null, command.summary(), null, null, true));
            }
        }
        if (!argument && !(first && line.word().isEmpty())) {
            try {
                completeJava(line, candidates);
            } catch (RuntimeException e) {
                Log.CONSOLE.log(System.Logger.Level.DEBUG, "cannot complete " + line.line(), e);
            }
        }
    }

    /** What completes a name replaces the whole word, as words go here: up to the blank before it. */
    private void completeJava(ParsedLine line, List<Candidate> candidates) {
        var found = completing.java().complete(line.line(), line.cursor());
        int start = line.cursor() - line.wordCursor();
        if (found.from() < start) {
            return;
        }
        var before = line.line().substring(start, found.from());
        var byName = new LinkedHashMap<String, List<String>>();
        for (var each : found.candidates()) {
            byName.computeIfAbsent(each.name(), _ -> new ArrayList<>()).add(each.signature());
        }
        byName.forEach((name, signatures) -> {
            var shown = signatures.size() == 1
                    ? signatures.getFirst()
                    : signatures.getFirst() + " and " + (signatures.size() - 1) + " more";
            candidates.add(new Candidate(before + name, shown, null, null, null, null, false));
        });
    }
}
