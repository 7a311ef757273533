package dev.tractor.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import org.jline.reader.LineReaderBuilder;
import org.jline.terminal.Terminal.Signal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** How a terminal is waited for, when any program is at its other end. */
class TerminalWaitsTest {
    private static final Duration TOO_SHORT = Duration.ofMillis(30);

    private final ScriptedTerminal terminal = ScriptedTerminal.open(40, 4);
    private final PrintWriter program = terminal.terminal().writer();

    @AfterEach
    void close() {
        terminal.close();
    }

    private void print(String text) {
        program.print(text);
        program.flush();
    }

    private static <T> FutureTask<T> start(Callable<T> body) {
        var task = new FutureTask<>(body);
        Thread.ofVirtual().start(task);
        return task;
    }

    private FutureTask<String> startReader(String prompt) {
        return start(() -> LineReaderBuilder.builder()
                .terminal(terminal.terminal())
                .build()
                .readLine(prompt));
    }

    @Test
    void aLineIsTypedWhenTheProgramAsksForOne() throws Exception {
        var line = startReader("name? ");
        terminal.enter("alice");
        assertEquals("alice", line.get());
        assertEquals("name? alice\n", terminal.screen());
    }

    @Test
    void linesAreEnteredOneByOne() throws Exception {
        var lines = start(() -> {
            var reader =
                    LineReaderBuilder.builder().terminal(terminal.terminal()).build();
            return List.of(reader.readLine("first? "), reader.readLine("second? "));
        });
        terminal.enter("one");
        terminal.enter("two");
        assertEquals(List.of("one", "two"), lines.get());
        assertEquals("first? one\nsecond? two\n", terminal.screen());
    }

    @Test
    void keysEditTheLine() throws Exception {
        var line = startReader("? ");
        terminal.type("whale");
        terminal.press(Key.LEFT);
        terminal.press(Key.LEFT);
        terminal.press(Key.BACKSPACE);
        terminal.press(Key.HOME);
        terminal.press(Key.DELETE);
        terminal.press(Key.END);
        terminal.type("!");
        terminal.press(Key.ENTER);
        assertEquals("hle!", line.get());
    }

    @Test
    void whatIsOnTheScreenAlreadyIsFoundAtOnce() throws InterruptedException {
        print("ready\n");
        terminal.expect("ready");
    }

    @Test
    void aTextIsWaitedFor() throws Exception {
        var waiting = start(() -> {
            terminal.expect("ready\nto go");
            return terminal.screen();
        });
        print("read");
        print("y  \nto");
        print(" go\n");
        assertEquals("ready\nto go\n", waiting.get());
    }

    @Test
    void eachIsLookedForBehindTheOneBefore() throws InterruptedException {
        print("one two one\n");
        terminal.expect("one");
        terminal.expect("one");
        terminal.timeLimit(TOO_SHORT);
        var failure = assertThrows(AssertionError.class, () -> terminal.expect("two"));
        assertEquals("""
                waited 0.03s in vain for "two" behind what was expected before; it is there further up. The program does \
                not wait for a key. The screen:
                  one two one\
                """, failure.getMessage());
    }

    @Test
    void whatIsDrawnOverCountsAsNew() throws InterruptedException {
        print("50 % of all");
        terminal.expect("% of all");
        print("\rdone, 5 % left\n");
        terminal.expect("done");
    }

    @Test
    void whatIsDrawnAfterTheScreenWasClearedCountsAsNew() throws InterruptedException {
        print("one\ntwo\n");
        terminal.expect("two");
        print("\033[2J\033[Htwo");
        terminal.expect("two");
    }

    @Test
    void aFailureSaysWhatTheProgramDoes() {
        terminal.timeLimit(TOO_SHORT);
        assertEquals(
                "waited 0.03s in vain for \"ready\". The program does not wait for a key. The screen is empty.",
                assertThrows(AssertionError.class, () -> terminal.expect("ready"))
                        .getMessage());
        assertEquals(
                "waited 0.03s in vain until the program asks for a line, to enter \"c\". The program does not wait for a"
                        + " key. The screen is empty.",
                assertThrows(AssertionError.class, () -> terminal.enter("c")).getMessage());
        assertEquals(
                "waited 0.03s in vain for the prompt \"(tractor /alice)\". The program does not wait for a key. The screen"
                        + " is empty.",
                assertThrows(AssertionError.class, () -> terminal.expectPrompt("/alice"))
                        .getMessage());
    }

    @Test
    void aPromptThatNobodyReadsAtIsNone() {
        print("(tractor /alice) ");
        terminal.timeLimit(TOO_SHORT);
        var failure = assertThrows(AssertionError.class, terminal::expectPrompt);
        assertTrue(failure.getMessage().endsWith("a key. The screen:\n  (tractor /alice)"), failure::getMessage);
    }

    @Test
    void aPromptIsOneOfTheActorAskedFor() throws Exception {
        var line = startReader("(tractor /alice) ");
        terminal.expectPrompt("/alice");
        terminal.timeLimit(TOO_SHORT);
        var failure = assertThrows(AssertionError.class, () -> terminal.expectPrompt("/bob"));
        assertTrue(failure.getMessage().contains("The program waits for a key."), failure::getMessage);
        terminal.press(Key.ENTER);
        assertEquals("", line.get());
    }

    @Test
    void keysThatOvertakeWaitForThoseTypedBefore() throws Exception {
        var order = new CopyOnWriteArrayList<String>();
        terminal.terminal().handle(Signal.INT, _ -> order.add("ctrl-c"));
        terminal.type("ab");
        var pressing = Thread.ofVirtual().start(() -> {
            try {
                terminal.press(Key.CTRL_C);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        while (pressing.isAlive() && pressing.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        var keys = terminal.terminal().reader();
        var reading = Thread.ofVirtual().start(() -> {
            try {
                for (int key = keys.read(); key >= 0; key = keys.read()) {
                    order.add(Character.toString(key));
                }
            } catch (IOException e) {
                order.add("closed");
            }
        });
        pressing.join();
        terminal.close();
        reading.join();
        assertEquals(List.of("a", "b", "ctrl-c", "closed"), order);
    }

    @Test
    void closingTheTerminalEndsAWait() throws Exception {
        var waiting = start(() -> assertThrows(AssertionError.class, () -> terminal.expect("ready")));
        terminal.close();
        assertEquals(
                "the terminal was closed while it was waited for \"ready\". The program does not wait for a key. The screen"
                        + " is empty.",
                waiting.get().getMessage());
        assertThrows(IllegalStateException.class, () -> terminal.type("more"));
    }

    @Test
    void anInterruptEndsAWait() {
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> terminal.expect("ready"));
    }

    @Test
    void theTranscriptKeepsWhatHasLeftTheScreen() throws InterruptedException {
        print("1\n2\n3\n4\n5");
        assertEquals("2\n3\n4\n5\n", terminal.screen());
        assertEquals("1\n2\n3\n4\n5\n", terminal.transcript());
        terminal.expect("1\n2");
        print("\n6\n7\n8\n9");
        terminal.expect("3\n4");
        assertEquals("1\n2\n3\n4\n5\n6\n7\n8\n9\n", terminal.transcript());
    }

    @Test
    void wideCharactersAreShownWhole() throws InterruptedException {
        print("漢字 ✓ ok");
        terminal.expect("漢字 ✓ ok");
    }

    @Test
    void theProgramHearsOfAnotherSize() {
        var widths = new CopyOnWriteArrayList<Integer>();
        terminal.terminal()
                .handle(Signal.WINCH, _ -> widths.add(terminal.terminal().getColumns()));
        terminal.resize(10, 8);
        assertEquals(List.of(10), widths);
        print("0123456789ab");
        assertEquals("0123456789\nab\n", terminal.screen());
    }

    @Test
    void moreIsTypedThanFitsIntoThePipe() throws Exception {
        var text = "long ".repeat(1_000);
        var reader = terminal.terminal().reader();
        var read = start(() -> {
            var all = new StringBuilder();
            while (all.length() < text.length()) {
                all.append((char) reader.read());
            }
            return all.toString();
        });
        terminal.type(text);
        assertEquals(text, read.get());
    }

    @Test
    void whatNobodyReadsCannotBeTypedForEver() {
        terminal.timeLimit(TOO_SHORT);
        var failure = assertThrows(AssertionError.class, () -> terminal.type("x".repeat(600)));
        assertTrue(
                failure.getMessage()
                        .startsWith(
                                "waited 0.03s in vain until the program reads what was typed, to type 88 bytes more."),
                failure::getMessage);
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertEquals(
                "type() takes no control characters, and there is the one of code 3 in this text; press() a Key for it",
                refusal(() -> terminal.type("whe\003")));
        assertEquals(
                "expect() of a blank text would wait for nothing; give a text to be seen",
                refusal(() -> terminal.expect(" \n")));
        assertEquals(
                "a time limit of PT0S would fail every wait; give a positive one",
                refusal(() -> terminal.timeLimit(Duration.ZERO)));
        assertEquals(
                "a terminal of 1 by 24 has no room; give at least 2 columns and 2 rows",
                refusal(() -> ScriptedTerminal.open(1, 24)));
        assertEquals(
                "a terminal of 80 by 0 has no room; give at least 2 columns and 2 rows",
                refusal(() -> terminal.resize(80, 0)));
    }

    private static String refusal(Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getMessage();
    }
}
