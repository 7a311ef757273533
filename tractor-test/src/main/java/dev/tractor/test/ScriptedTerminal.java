package dev.tractor.test;

import dev.tractor.debug.TerminalConsole;
import dev.tractor.spi.Console;
import dev.tractor.spi.RootHandle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/**
 * A terminal in memory, and the person in front of it: a test types, and waits for what is on the screen, never for time.
 *
 * <p>{@snippet :
 * @TractorTest
 * void aBreakpointTalksToTheTerminal(Nursery n, ScriptedTerminal terminal) throws InterruptedException {
 *     var task = n.fork("careful", () -> Tractor.breakpoint());
 *     terminal.expect("breakpoint in /, task careful");
 *     terminal.enter("tree");
 *     terminal.expect("task careful");
 *     terminal.enter("continue");
 *     task.join();
 * }
 * }
 *
 * <p>As a parameter of a {@link TractorTest} it has 80 columns and 24 rows, and the breakpoints, the crashes and ctrl-c of
 * the test's root go to a console on it, as they would in a terminal. It cannot be had together with a {@link
 * ScriptedConsole}. When the test ends, a session that it left open fails it. A test of another program that reads lines
 * with JLine makes its own with {@link #open}, and gives it the {@link #terminal()}.
 *
 * <p>Needs {@code tractor-debug}, and JLine, which comes with it.
 *
 * <p><b>Order.</b> {@link #expect} goes through the text from top to bottom: each looks behind what the one before has
 * found. Text that is drawn anew, such as a prompt that makes room for a line above it, counts as new. Blanks at the end of
 * a line do not count.
 *
 * <p><b>Waiting and cancellation.</b> A wait that lasts longer than the time limit fails, with the screen in its message. An
 * interrupt ends it. Thread-safe, but two threads that type at once do not make sense of it.
 *
 * <p><b>Failure.</b> What is not on the screen in time is an {@link AssertionError} that shows the screen.
 *
 * <p><b>Memory visibility.</b> What the console's thread did before it wrote a text happens-before the return of the {@code
 * expect} that finds it.
 */
public final class ScriptedTerminal implements AutoCloseable {
    private static final int WIDTH = 80;
    private static final int HEIGHT = 24;
    private static final Duration STANDARD_LIMIT = Duration.ofSeconds(20);
    private static final Pattern PROMPT = Pattern.compile("\\(tractor (/.*)\\)");

    private final MemoryTerminal terminal;
    private volatile Duration limit = STANDARD_LIMIT;
    private volatile @Nullable TerminalConsole console;

    /** The transcript up to the end of what was found last. */
    private volatile String matched = "";

    private ScriptedTerminal(MemoryTerminal terminal) {
        this.terminal = terminal;
    }

    /**
     * Makes a terminal that nobody reads yet.
     *
     * @param width columns, at least 2
     * @param height rows, at least 2
     * @return the terminal, to be closed
     */
    public static ScriptedTerminal open(int width, int height) {
        checkSize(width, height);
        try {
            return new ScriptedTerminal(new MemoryTerminal(width, height));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For a parameter. The console is on it from now on, so that ctrl-c works before the first breakpoint. */
    static ScriptedTerminal of(RootHandle root) {
        var opened = open(WIDTH, HEIGHT);
        opened.console = TerminalConsole.over(opened.terminal, root, TerminalConsole.Options.plain());
        return opened;
    }

    private static void checkSize(int width, int height) {
        if (width < 2 || height < 2) {
            throw new IllegalArgumentException(
                    "a terminal of " + width + " by " + height + " has no room; give at least 2 columns and 2 rows");
        }
    }

    /**
     * {@return the program's side of this terminal} A program that reads lines from it with JLine is driven by the test.
     */
    @SuppressWarnings("exports") // JLine is there for those who ask for its types
    public Terminal terminal() {
        return terminal;
    }

    /**
     * Sets how long a wait may last; 20 seconds unless told.
     *
     * @param longest in real time, positive
     */
    public void timeLimit(Duration longest) {
        if (!longest.isPositive()) {
            throw new IllegalArgumentException(
                    "a time limit of " + longest + " would fail every wait; give a positive one");
        }
        limit = longest;
    }

    /**
     * Types characters. Does not wait for the program, which may read them later, unless hundreds lie there unread.
     *
     * @param text what is typed: no control characters, for which there is {@link #press}
     * @throws AssertionError when the program does not read hundreds of characters within the time limit
     * @throws IllegalStateException when the terminal is closed
     * @throws InterruptedException when the caller is interrupted
     */
    public void type(String text) throws InterruptedException {
        var control = text.chars().filter(Character::isISOControl).findFirst();
        if (control.isPresent()) {
            throw new IllegalArgumentException("type() takes no control characters, and there is the one of code "
                    + control.getAsInt() + " in this text; press() a Key for it");
        }
        send(text);
    }

    /**
     * Presses a key. Does not wait, unless the key is one of those that overtake what was typed before, as {@link
     * Key#CTRL_C} does in every terminal: then it waits until the program has taken that and shows it.
     *
     * @param key the key
     * @throws AssertionError when the program takes only part of what was typed before, within the time limit
     * @throws IllegalStateException when the terminal is closed
     * @throws InterruptedException when the caller is interrupted
     */
    public void press(Key key) throws InterruptedException {
        if (key.overtakes()) {
            await(terminal::hasTakenKeys, () -> "until the program has read what was typed before " + key);
        }
        send(key.sent());
    }

    /**
     * Waits until the program waits for a key, with nothing typed that it has not read; types a line and ends it.
     *
     * @param line what is typed
     * @throws AssertionError when the program does not ask within the time limit
     * @throws InterruptedException when the caller is interrupted
     */
    public void enter(String line) throws InterruptedException {
        await(terminal::waitsForKey, () -> "until the program asks for a line, to enter \"" + line + "\"");
        type(line);
        press(Key.ENTER);
    }

    /**
     * Waits until a text is on the screen, or has been, behind what was expected before.
     *
     * @param text one line or more, or part of them
     * @throws AssertionError when it does not come within the time limit; the message shows the screen
     * @throws InterruptedException when the caller is interrupted
     */
    public void expect(String text) throws InterruptedException {
        var wanted = Shown.asSeen(text);
        if (wanted.isBlank()) {
            throw new IllegalArgumentException(
                    "expect() of a blank text would wait for nothing; give a text to be seen");
        }
        await(() -> find(wanted), () -> "for \"" + wanted + "\"" + whereElse(wanted));
    }

    /**
     * Waits until the prompt of a console session stands alone in its line and waits for a key. What is expected later must
     * come behind it.
     *
     * @throws AssertionError when there is none within the time limit; the message shows the screen
     * @throws InterruptedException when the caller is interrupted
     */
    public void expectPrompt() throws InterruptedException {
        await(() -> findPrompt(_ -> true), () -> "for the prompt of a console session");
    }

    /**
     * Waits until the prompt of an actor's session stands alone in its line and waits for a key. What is expected later must
     * come behind it.
     *
     * @param actor the actor's path; {@code "/"} for the root
     * @throws AssertionError when there is none within the time limit; the message shows the screen
     * @throws InterruptedException when the caller is interrupted
     */
    public void expectPrompt(String actor) throws InterruptedException {
        await(() -> findPrompt(actor::equals), () -> "for the prompt \"(tractor " + actor + ")\"");
    }

    /** {@return the lines on the screen now, without the blanks at their ends and the empty lines at the end} */
    public String screen() {
        return terminal.shown().screenText();
    }

    /** {@return the lines that have left the screen at its top, and then those of {@link #screen()}} */
    public String transcript() {
        return terminal.shown().transcript();
    }

    /**
     * Changes the size, and tells the program.
     *
     * @param width columns, at least 2
     * @param height rows, at least 2
     */
    public void resize(int width, int height) {
        checkSize(width, height);
        terminal.resize(width, height);
    }

    /** Ends the session that is open, if any, as the end of input would. The screen can still be read. */
    @Override
    public void close() {
        var attached = console;
        if (attached != null) {
            attached.close();
        }
        try {
            terminal.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // For the test's root.

    /** The console on it. */
    Console console() {
        return Objects.requireNonNull(console);
    }

    /** Waits until the program waits for a key, or {@code ended}, which is asked anew after {@link #tellChange}. */
    void awaitKeysTaken(BooleanSupplier ended, Duration patience) throws InterruptedException {
        var _ = terminal.await(() -> ended.getAsBoolean() || terminal.waitsForKey(), patience);
    }

    /** Something has changed that is not on the screen. */
    void tellChange() {
        terminal.tellChange();
    }

    // Waits. The conditions are asked under the terminal's lock.

    private boolean find(String wanted) {
        var page = terminal.shown().transcript();
        int found = page.indexOf(wanted, searchedFrom(page));
        if (found >= 0) {
            matched = page.substring(0, found + wanted.length());
        }
        return found >= 0;
    }

    private boolean findPrompt(Predicate<String> actor) {
        var shown = terminal.shown();
        var prompt = PROMPT.matcher(shown.cursorLine());
        boolean found = terminal.waitsForKey() && prompt.matches() && actor.test(prompt.group(1));
        if (found) {
            matched = shown.upToCursorLine();
        }
        return found;
    }

    /** Behind what was found last; where that was drawn over, from the first line that is not what it was. */
    private int searchedFrom(String page) {
        var before = matched;
        int same = 0;
        while (same < before.length() && same < page.length() && before.charAt(same) == page.charAt(same)) {
            same++;
        }
        return same == before.length() ? same : page.lastIndexOf('\n', same - 1) + 1;
    }

    private void send(String keys) throws InterruptedException {
        var bytes = keys.getBytes(StandardCharsets.UTF_8);
        for (int from = 0; from < bytes.length; from += MemoryTerminal.PIECE) {
            int rest = bytes.length - from;
            if (!terminal.isOver()) {
                await(
                        terminal::hasRoom,
                        () -> "until the program reads what was typed, to type " + rest + " bytes more");
            }
            terminal.send(bytes, from, Math.min(MemoryTerminal.PIECE, rest));
        }
    }

    private void await(BooleanSupplier condition, Supplier<String> what) throws InterruptedException {
        var allowed = limit;
        if (!terminal.await(condition, allowed)) {
            var duration = allowed.toString().substring(2).toLowerCase(Locale.ROOT);
            var end = terminal.isOver()
                    ? "the terminal was closed while it was waited "
                    : "waited " + duration + " in vain ";
            throw new AssertionError(end + what.get() + ". " + describe());
        }
    }

    private String whereElse(String wanted) {
        return terminal.shown().transcript().contains(wanted)
                ? " behind what was expected before; it is there further up"
                : "";
    }

    private String describe() {
        var reader = terminal.waitsForKey() ? "The program waits for a key." : "The program does not wait for a key.";
        var lines = screen();
        return lines.isEmpty()
                ? reader + " The screen is empty."
                : reader + " The screen:\n" + lines.indent(2).stripTrailing();
    }
}
