package dev.tractor.debug;

import dev.tractor.debug.stops.Debugger;
import dev.tractor.debug.stops.ErrorStops;
import dev.tractor.spi.Console;
import dev.tractor.spi.Pause;
import dev.tractor.spi.RootHandle;
import dev.tractor.spi.SessionLink;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/**
 * The console of one root, over a terminal or a pair of streams.
 *
 * <p>Programs need not know it: core gets it from {@link DebugConsoleProvider}. {@link #over(Terminal, RootHandle, Options)}
 * makes one over any terminal, such as one that lives in memory and is driven by a test; it touches no standard stream,
 * installs no signal handler and starts no process.
 *
 * <p><b>Blocking.</b> {@link #hold} blocks until the user ends the session and cannot be interrupted; an interrupt that
 * comes meanwhile is set when it returns. The terminal is read on a thread of its own; commands run on the thread that
 * called {@code hold}.
 */
@SuppressWarnings("exports") // core exports its seams to those who need them
public final class TerminalConsole implements Console, AutoCloseable {
    private final TerminalOwner owner;
    private final PrintStream output;
    private final RootHandle root;
    private final Options options;
    private final LevelNote note;

    /** How many of the standard streams of child JVMs come here by way of this JVM. */
    private final int marked;

    /** Used by the task whose session is open. */
    private final Displays displays = new Displays();

    /** The session that is open. Set by the paused task's thread, read by all. */
    private volatile @Nullable Session session;

    /** The last session of a child JVM that was opened. */
    private volatile @Nullable FarSession farSession;

    TerminalConsole(TerminalOwner owner, PrintStream output, RootHandle root, Options options, LevelNote note) {
        this(owner, output, root, options, note, 0);
    }

    TerminalConsole(
            TerminalOwner owner, PrintStream output, RootHandle root, Options options, LevelNote note, int marked) {
        this.marked = marked;
        this.note = note;
        this.owner = owner;
        this.output = output;
        this.root = root;
        this.options = options;
    }

    /**
     * What a console does besides talking to its terminal.
     *
     * @param sources the directories in which source files are looked for, package directories below them
     * @param history the file that entered lines are kept in, or null for none
     * @param exit what a second ctrl-c within two seconds calls, with the exit code
     */
    public record Options(List<Path> sources, @Nullable Path history, IntConsumer exit) {

        /** Makes an immutable copy of the list. */
        public Options {
            sources = List.copyOf(sources);
        }

        /** {@return options that touch nothing: no sources, no history, no exit} */
        public static Options plain() {
            return new Options(List.of(), null, _ -> {});
        }

        /**
         * {@return the same with source directories}
         *
         * @param roots where source files are looked for
         */
        public Options withSources(List<Path> roots) {
            return new Options(roots, history, exit);
        }

        /**
         * {@return the same with a history}
         *
         * @param file where entered lines are kept
         */
        public Options withHistory(Path file) {
            return new Options(sources, file, exit);
        }

        /**
         * {@return the same with an exit}
         *
         * @param action what a second ctrl-c calls, with the exit code
         */
        public Options withExit(IntConsumer action) {
            return new Options(sources, history, action);
        }
    }

    /**
     * Makes a console over a terminal. Ctrl-c that reaches the terminal while no line is read does what it does in a real
     * one: nothing while a session is open or queued, else it cancels the root.
     *
     * @param terminal where it talks; closed by {@link #close()}
     * @param root the root it serves
     * @param options what else it does
     * @return the console
     */
    public static TerminalConsole over(Terminal terminal, RootHandle root, Options options) {
        return over(terminal, root, options, null);
    }

    /** The same with an editor. */
    static TerminalConsole over(Terminal terminal, RootHandle root, Options options, @Nullable Editor editor) {
        var relay = new Relay();
        var output = relay.stream(terminal.output(), terminal.outputEncoding());
        var device = new TerminalDevice(terminal, options.history(), TerminalWatchdog.NONE, false, editor);
        var owner = new TerminalOwner(() -> Optional.of(device), relay);
        var ctrlC = new CtrlC(
                () -> List.of(root),
                System::nanoTime,
                output::println,
                options.exit(),
                () -> owner.interruptEvaluation() || endStep(List.of(root), output::println));
        terminal.handle(Terminal.Signal.INT, _ -> ctrlC.press());
        return new TerminalConsole(owner, output, root, options, new LevelNote(true));
    }

    /**
     * Makes a console that reads lines from a stream and writes each again behind its prompt. At the end of the input this
     * and every later session continues by itself.
     *
     * @param in where lines come from; read only while a session is open, and never past the end of a line
     * @param out where prompts and answers go
     * @param root the root it serves
     * @param options what else it does
     * @return the console
     */
    public static TerminalConsole over(InputStream in, PrintStream out, RootHandle root, Options options) {
        var relay = new Relay();
        var output = relay.stream(out, out.charset());
        var device = new StreamDevice(in, out, out.charset());
        return new TerminalConsole(
                new TerminalOwner(() -> Optional.of(device), relay), output, root, options, new LevelNote(true));
    }

    /**
     * {@return a stream that shares the terminal with the sessions: while one is open, whole lines appear above its prompt;
     * otherwise everything is written at once} Thread-safe.
     */
    public PrintStream output() {
        return output;
    }

    @Override
    public boolean available() {
        return !owner.isClosed();
    }

    /** A task that has stopped by itself keeps its frames, so that they can be taken back. */
    @Override
    public Resumption atBreakpoint(Supplier<Resumption> stop) {
        return Debugger.during(stop);
    }

    @Override
    public Resumption hold(Pause pause) {
        return Holding.hold(opened -> {
            try {
                return owner.hold(device -> {
                    var held = new Session(pause, root, device, options.sources(), displays, note, owner.limit());
                    opened.accept(held);
                    session = held;
                    return held;
                });
            } finally {
                session = null;
            }
        });
    }

    /** Lets a task go that was told to step and has not stopped again. @return whether there was one */
    static boolean endStep(List<RootHandle> roots, Consumer<String> print) {
        boolean ended = false;
        for (var root : roots) {
            ended |= root.endStep();
        }
        ended |= Debugger.forgetAllSteps(); // one that takes long has given up the terminal
        if (ended) {
            print.accept("ctrl-c: the step is given up, and its task goes on");
        }
        return ended;
    }

    @Override
    public boolean servesChildJvms() {
        return true;
    }

    /** Begins to show a session of a task in a child JVM; a thread of its own takes the place of the task. */
    @Override
    public void serve(SessionLink link) {
        var far = new FarSession(link, root, owner, marked);
        farSession = far;
        Thread.ofPlatform()
                .daemon()
                .name("tractor-session " + link.task().actor())
                .start(far);
    }

    /** {@return whether a session evaluates something} For tests. */
    boolean evaluating() {
        var open = session;
        return open != null && open.running().isOn();
    }

    @Override
    public void stepLeft(String who, @Nullable Throwable error, boolean kept) {
        boolean steps = Debugger.forgetSteps();
        if (kept || steps) { // else the user has given it up, and was told
            output.println(
                    error == null
                            ? who + " has come to its end, and so has the step"
                            : "the error has left " + who + ", and so the step is over");
        }
    }

    @Override
    public void thrownOn(Throwable error) {
        output.println("thrown on: " + Page.clean(ErrorTrace.describe(error)[0]));
    }

    @Override
    public void debugging(boolean on) {
        ErrorStops.watch(on);
    }

    @Override
    public void queueChanged() {
        var open = session;
        if (open != null) {
            owner.notice(() -> open == session ? open.queueNotice() : Optional.empty());
        }
        var far = farSession;
        if (far != null && far.isOpen()) {
            owner.notice(far::queueNotice);
        }
    }

    /**
     * Ends the session that is open, if any, as the end of input would; those to come are refused. Closes the terminal, so
     * that it has the mode it had before. May be called more than once.
     */
    @Override
    public void close() {
        owner.close();
    }
}
