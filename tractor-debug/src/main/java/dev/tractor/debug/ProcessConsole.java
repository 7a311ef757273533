package dev.tractor.debug;

import dev.tractor.debug.stops.Debugger;
import dev.tractor.spi.Console;
import dev.tractor.spi.Pause;
import dev.tractor.spi.RootHandle;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The one terminal of this process, shared by the consoles of all its roots: what is installed once, and undone at the end
 * of the JVM.
 */
final class ProcessConsole {
    private static final String SOFTWARE_SIGNALS = TerminalBuilder.PROP_SOFTWARE_SIGNALS;

    /** Made at the first attach, if there is anything to talk to. */
    private static final class Holder {
        static final @Nullable ProcessConsole ONE = ofThisProcess();
    }

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final boolean isTerminal;
    private final Relay relay = new Relay();
    private final TerminalOwner owner;
    private final List<WeakReference<RootHandle>> roots = new CopyOnWriteArrayList<>();
    private final TerminalConsole.Options options;
    private final LevelNote note = new LevelNote(false);
    private volatile @Nullable Terminal terminal;
    private volatile @Nullable LineDevice device;
    private volatile TerminalWatchdog watchdog = TerminalWatchdog.NONE;

    private ProcessConsole(boolean isTerminal) {
        this.isTerminal = isTerminal;
        owner = new TerminalOwner(isTerminal ? this::openTerminal : this::openStreams, relay);
        var launched = Sources.ofLaunchedFile(System.getProperty("sun.java.command", ""));
        var listed = System.getProperty("tractor.sources", "") + File.pathSeparator + launched;
        options = TerminalConsole.Options.plain().withSources(Sources.roots(Path.of(""), listed));
        StandardStreams.redirect(relay, isTerminal);
        Debugger.start();
        var ctrlC = new CtrlC(
                this::roots,
                System::nanoTime,
                this::printBehindEcho,
                code -> {
                    restore();
                    Runtime.getRuntime().halt(code);
                },
                () -> owner.interruptEvaluation() || TerminalConsole.endStep(roots(), this::printBehindEcho));
        Signals.install(ctrlC, () -> terminal);
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform().name("tractor-console-restore").unstarted(this::restore));
    }

    /** {@return the console of {@code root}; one that is never available when this process has nobody to talk to} */
    static Console attach(RootHandle root) {
        var one = Holder.ONE;
        if (one == null) {
            return new NoConsole();
        }
        one.roots.removeIf(known -> known.get() == null);
        one.roots.add(new WeakReference<>(root));
        return new TerminalConsole(one.owner, System.out, root, one.options, one.note, ordersErrors() ? 2 : 1);
    }

    /** {@return whether a console of this process would keep its output off its prompts} Makes none. */
    static boolean ordersOutput() {
        return isTerminal() || isStandardInput();
    }

    /** {@return the same of its errors} */
    static boolean ordersErrors() {
        return isTerminal() ? ErrorStream.isTerminal() : isStandardInput();
    }

    private static @Nullable ProcessConsole ofThisProcess() {
        return isTerminal() ? new ProcessConsole(true) : isStandardInput() ? new ProcessConsole(false) : null;
    }

    @SuppressWarnings("SystemConsoleNull") // it is null without a terminal, unless another provider is configured
    private static boolean isTerminal() {
        var console = System.console();
        return console != null && console.isTerminal();
    }

    private static boolean isStandardInput() {
        return "stdin".equals(System.getProperty("tractor.console"));
    }

    private List<RootHandle> roots() {
        return roots.stream().map(WeakReference::get).filter(Objects::nonNull).toList();
    }

    /** The terminal has shown {@code ^C} and stays in that line. */
    private void printBehindEcho(String text) {
        err.println(isTerminal ? "\n" + text : text);
    }

    private Optional<LineDevice> openStreams() {
        return Optional.of(new StreamDevice(System.in, out, inputCharset()));
    }

    private static Charset inputCharset() {
        return Charset.forName(
                System.getProperty("stdin.encoding", Charset.defaultCharset().name()));
    }

    private Optional<LineDevice> openTerminal() {
        watchdog = TerminalWatchdog.start();
        try {
            var opened = terminal();
            terminal = opened;
            var history = HistoryFile.of(System.getProperty("user.home"), System::getenv)
                    .orElse(null);
            boolean colourless =
                    !Objects.requireNonNullElse(System.getenv("NO_COLOR"), "").isEmpty();
            var lines = new TerminalDevice(
                    opened, history, watchdog, colourless, new Editor(System::getenv, Redirect.INHERIT));
            device = lines;
            return Optional.of(lines);
        } catch (IOException | RuntimeException e) {
            Log.CONSOLE.log(
                    Level.WARNING,
                    "cannot open the terminal; breakpoints and crashes are only logged from now on. Start with"
                            + " -Dtractor.console=stdin and standard input redirected to be asked line by line instead",
                    e);
            watchdog.close();
            return Optional.empty();
        }
    }

    /**
     * Signals are ours, not JLine's: at a prompt ctrl-c is a key, and its translation into a signal would come on top of
     * the key.
     */
    private static Terminal terminal() throws IOException {
        var before = System.getProperty(SOFTWARE_SIGNALS);
        if (before == null) {
            System.setProperty(SOFTWARE_SIGNALS, "false");
        }
        try {
            return TerminalBuilder.builder()
                    .name("tractor")
                    .system(true)
                    .dumb(false)
                    .nativeSignals(false)
                    .graphemeCluster(false)
                    .build();
        } finally {
            if (before == null) {
                System.clearProperty(SOFTWARE_SIGNALS);
            }
        }
    }

    /** The JVM ends: the terminal gets its mode back, and what was begun is written. */
    private void restore() {
        owner.close();
        var open = device;
        if (open != null) {
            open.close();
        }
        watchdog.close();
    }

    /** For a process that has nobody to talk to. */
    private static final class NoConsole implements Console {
        @Override
        public boolean available() {
            return false;
        }

        @Override
        public Resumption hold(Pause pause) {
            return Resumption.CONTINUE;
        }
    }
}
