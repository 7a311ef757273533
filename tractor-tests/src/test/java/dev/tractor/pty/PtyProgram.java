package dev.tractor.pty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.jline.terminal.Size;
import org.jline.terminal.impl.jni.JniNativePty;
import org.jline.terminal.impl.jni.JniTerminalProvider;

/**
 * A program in a JVM of its own, whose terminal is a pseudo-terminal of the system, and the person in front of it. It is the
 * controlling terminal: ctrl-c between two prompts is a signal to the program and to what it has started.
 *
 * <p>Waits are for what is on the screen, never for time, and what is expected comes behind what was expected before. Where
 * the system has no such terminals the test is skipped.
 *
 * <p>The person's side is for one thread.
 */
public final class PtyProgram implements AutoCloseable {
    static final int WIDTH = 120;
    static final int HEIGHT = 40;
    private static final long LIMIT_SECONDS = 60;
    private static final long MODE_SECONDS = 10;

    /**
     * The shell is what the terminal belongs to, as it is to a script. It opens the terminal by itself, so that this JVM
     * does not get it, tells when and how the program has ended, and stays until its input ends.
     */
    private static final String SCRIPT = """
            exec 3<&0 <"$0" >"$0" 2>&1
            exec setsid -c /bin/sh -c '
              trap : INT
              trap "$PTY_HUP" HUP
              "$@" 3<&-
              printf "\\342\\220\\234%d\\342\\220\\235" $?
              read -r end <&3' "$0" "$@"
            """;

    /** Stand before and behind the status that the program has ended with; the system translates neither. */
    private static final char END = '\u241c';

    private static final char STATUS_END = '\u241d';

    private static final Pattern PROMPT = Pattern.compile("\\(tractor (/.*)\\)");
    private static final Pattern ANY_PROMPT = Pattern.compile(PROMPT + "| {3,}\\.\\.\\.");
    private static final String CTRL_C = "\u0003";

    /** Has a program go on when its terminal is closed, as nohup does. */
    static final Map<String, String> IGNORES_HANG_UP = Map.of("PTY_HUP", "");

    private final JniNativePty pty;
    private final String modeBefore;
    private final Process shell;
    private final Thread reader;

    /** Written by the reader, read behind its end. */
    private int status;

    private volatile boolean hangsUp;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();

    // Guarded by the lock.
    private final Screen screen = new Screen(WIDTH, HEIGHT);
    private final StringBuilder written = new StringBuilder();

    private boolean read;

    // The person's.
    private String matched = "";
    private int promptAt = -1;

    private PtyProgram(
            JniNativePty pty,
            Path home,
            Path directory,
            List<String> options,
            Map<String, String> variables,
            List<String> program)
            throws IOException {
        this.pty = pty;
        modeBefore = pty.getAttr().toString();
        var command = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, pty.getName()));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Dtractor.launcher=true",
                "-Duser.home=" + home));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(program);
        var builder = new ProcessBuilder(command).directory(directory.toFile());
        var environment = builder.environment();
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("TERM", "xterm-256color");
        environment.put("XDG_STATE_HOME", home.toString());
        environment.put("EDITOR", "true"); // leaves what it is given as it is
        List.of("VISUAL", "NO_COLOR", "COLUMNS", "LINES", "JAVA_TOOL_OPTIONS", "TRACTOR_DEBUG")
                .forEach(environment::remove);
        environment.put("PTY_HUP", "-");
        environment.putAll(variables);
        shell = builder.start();
        reader = Thread.ofPlatform().daemon().name("terminal of " + shell.pid()).start(this::read);
    }

    /**
     * Starts the {@code main} of a class with the class path of the tests.
     *
     * @param home where it keeps what it keeps for its user
     * @param options of {@code java}
     */
    public static PtyProgram start(Path home, List<String> options, Class<?> program, String... arguments)
            throws IOException {
        return start(home, options, Map.of(), program, arguments);
    }

    /** The same with environment variables; {@link #IGNORES_HANG_UP} is one. */
    public static PtyProgram start(
            Path home, List<String> options, Map<String, String> variables, Class<?> program, String... arguments)
            throws IOException {
        var command = new ArrayList<>(List.of(program.getName()));
        command.addAll(List.of(arguments));
        return start(home, Path.of("").toAbsolutePath(), options, variables, command);
    }

    /** Starts what {@code java} is told to, in a directory. */
    public static PtyProgram start(Path home, Path directory, List<String> options, List<String> program)
            throws IOException {
        return start(home, directory, options, Map.of(), program);
    }

    private static PtyProgram start(
            Path home, Path directory, List<String> options, Map<String, String> variables, List<String> program)
            throws IOException {
        if (!Files.isExecutable(Path.of("/usr/bin/setsid")) && !Files.isExecutable(Path.of("/bin/setsid"))) {
            return abort("there is no setsid here, which gives a program its terminal (util-linux has it)");
        }
        JniNativePty pty;
        try {
            pty = (JniNativePty) new JniTerminalProvider().open(null, Size.of(WIDTH, HEIGHT));
        } catch (IOException | LinkageError | UnsupportedOperationException e) {
            return abort("there are no pseudo-terminals here: " + e);
        }
        try {
            return new PtyProgram(pty, home, directory, options, variables, program);
        } catch (IOException | RuntimeException e) {
            pty.close();
            throw e;
        }
    }

    private void read() {
        // not closed here: without it the terminal hangs up, and has no mode
        var in = new InputStreamReader(pty.getMasterInput(), StandardCharsets.UTF_8);
        try {
            show(in);
            var digits = new StringBuilder();
            for (int next = hangsUp ? -1 : in.read(); next >= 0 && next != STATUS_END; next = in.read()) {
                digits.append((char) next);
            }
            status = hangsUp ? -1 : Integer.parseInt(digits.toString());
        } catch (IOException e) {
            // closed by the person
        } finally {
            lock.lock();
            try {
                read = true;
                more.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Shows what the program writes, up to its end. */
    private void show(InputStreamReader in) throws IOException {
        var text = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != END && !hangsUp; next = in.read()) {
            text.append((char) next);
            if (!in.ready()) { // as much at a time as is there
                show(text.toString());
                text.setLength(0);
            }
        }
        show(text.toString());
    }

    private void show(String text) {
        lock.lock();
        try {
            screen.write(text);
            written.append(text);
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    // The person.

    /** Types; what is typed ahead is kept for the next prompt. */
    public void type(String keys) throws IOException {
        var out = pty.getMasterOutput();
        out.write(keys.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Types a line, and ends it. */
    public void enter(String line) throws IOException {
        type(line + "\r");
    }

    /** Presses ctrl-c at a prompt, and waits until it has been drawn anew. */
    public void ctrlC(String actor) throws IOException, InterruptedException {
        ctrlC();
        expectPrompt(actor);
    }

    /** Presses ctrl-c. */
    public void ctrlC() throws IOException {
        type(CTRL_C);
    }

    /** Waits until a text is on the screen. */
    public void expect(String text) throws InterruptedException {
        var _ = expectOneOf(List.of(text));
    }

    /** Waits until one of some texts is on the screen. @return the first of them there */
    public String expectOneOf(Collection<String> texts) throws InterruptedException {
        var found = new ArrayList<String>();
        await("one of " + texts, () -> {
            var page = String.join("\n", screen.upToCursor());
            int from = searchedFrom(page);
            texts.stream()
                    .filter(text -> page.indexOf(text, from) >= 0)
                    .min(Comparator.comparing(text -> page.indexOf(text, from)))
                    .ifPresent(text -> {
                        matched = page.substring(0, page.indexOf(text, from) + text.length());
                        found.add(text);
                    });
            return !found.isEmpty();
        });
        return found.getFirst();
    }

    /** {@return how many lines there are} */
    public int lines() {
        return (int) text().lines().count();
    }

    /** Waits until a text is in one of the lines from there on, whether or not more has been expected since. */
    public void expectFrom(int line, String text) throws InterruptedException {
        await("\"" + text + "\"", () -> screen.upToCursor().stream().skip(line).anyMatch(each -> each.contains(text)));
    }

    /** Waits until a text is on the screen, whose last lines may have been parted anywhere, for want of columns. */
    public void expectUnbroken(String text) throws InterruptedException {
        await("\"" + text + "\"", () -> String.join("", screen.upToCursor()).endsWith(text));
    }

    /** Waits until the prompt of an actor's session stands alone in its line, in a line it has not been seen in. */
    public void expectPrompt(String actor) throws InterruptedException {
        await("the prompt (tractor " + actor + ")", () -> {
            var lines = screen.upToCursor();
            var prompt = PROMPT.matcher(lines.getLast());
            boolean found = lines.size() > promptAt && prompt.matches() && actor.equals(prompt.group(1));
            if (found) {
                promptAt = lines.size();
                matched = String.join("\n", lines);
            }
            return found;
        });
    }

    /**
     * Waits until a prompt of any session stands alone in its line, or the one for the rest of what was begun, in a line it
     * has not been seen in.
     *
     * @return the number of the line, from 0
     */
    public int expectAnyPrompt() throws InterruptedException {
        await("a prompt", () -> {
            var lines = screen.upToCursor();
            boolean found = lines.size() > promptAt
                    && ANY_PROMPT.matcher(lines.getLast()).matches();
            if (found) {
                promptAt = lines.size();
                matched = String.join("\n", lines);
            }
            return found;
        });
        return promptAt - 1;
    }

    /** {@return the number of the line of the prompt that was seen last} */
    public int promptLine() {
        return promptAt - 1;
    }

    /** Behind what was found last; where that was drawn over, from the first line that is not what it was. */
    private int searchedFrom(String page) {
        int same = 0;
        while (same < matched.length() && same < page.length() && matched.charAt(same) == page.charAt(same)) {
            same++;
        }
        return same == matched.length() ? same : page.lastIndexOf('\n', same - 1) + 1;
    }

    private void await(String what, BooleanSupplier condition) throws InterruptedException {
        long left = TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        lock.lock();
        try {
            while (!condition.getAsBoolean()) {
                if (left <= 0 || read) {
                    throw new AssertionError(
                            (read ? "it has ended before " : "waited in vain for ") + what + "; on the screen is:\n"
                                    + String.join("\n", screen.upToCursor()).indent(2));
                }
                left = more.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** {@return the program} */
    public ProcessHandle process() {
        return shell.children().findFirst().orElseThrow();
    }

    /** Waits until the mode of the terminal is what it was before the program. */
    public void expectModeOfBefore() throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MODE_SECONDS);
        while (!hasModeOfBefore() && System.nanoTime() < end) {
            LockSupport.parkNanos(1_000_000);
        }
        assertEquals(modeBefore, mode(), "the mode of the terminal");
    }

    /** {@return the mode of the terminal} */
    public String mode() throws IOException {
        return pty.getAttr().toString();
    }

    /** {@return whether that is the mode of before the program} */
    public boolean hasModeOfBefore() throws IOException {
        return mode().equals(modeBefore);
    }

    /** Waits for its end. @return all that was on the screen */
    public String end(int expected) throws InterruptedException {
        assertTrue(reader.join(Duration.ofSeconds(LIMIT_SECONDS)), () -> "it does not end:\n" + text());
        assertEquals(expected, status, this::text);
        return text();
    }

    /** {@return all that was on the screen, up to the line with the cursor} */
    public String text() {
        lock.lock();
        try {
            return String.join("\n", screen.upToCursor());
        } finally {
            lock.unlock();
        }
    }

    /** {@return all that was written to the terminal, as it came} */
    public String written() {
        lock.lock();
        try {
            return written.toString();
        } finally {
            lock.unlock();
        }
    }

    /** Gives the terminal another size, of which the program gets a signal. */
    public void resize(int width, int height) throws IOException {
        lock.lock();
        try {
            screen.resize(width, height);
        } finally {
            lock.unlock();
        }
        pty.setSize(Size.of(width, height));
    }

    /** Closes the terminal, as one does who closes its window. To be called at a prompt; nothing is on the screen after it. */
    public void hangUp() throws IOException, InterruptedException {
        hangsUp = true;
        type("x"); // what is echoed wakes the reader, and with it at rest nobody has the terminal any more
        reader.join();
        pty.close();
    }

    @Override
    public void close() {
        shell.descendants().forEach(ProcessHandle::destroyForcibly);
        shell.destroyForcibly();
        try {
            if (!hangsUp) {
                pty.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
