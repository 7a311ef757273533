package dev.tractor.debug;

import static dev.tractor.debug.Pauses.breakpoint;
import static dev.tractor.debug.Pauses.crash;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.spi.Console.Resumption;
import dev.tractor.spi.SessionLink;
import dev.tractor.spi.TtyWaiter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

class StreamConsoleTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final FakeRoot root = new FakeRoot();

    private TerminalConsole console(String input) {
        return TerminalConsole.over(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                root,
                TerminalConsole.Options.plain());
    }

    private String transcript() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theTranscriptReadsLikeASession() {
        var console = console("tree\n\nquit\n");
        assertEquals(Resumption.QUIT, console.hold(breakpoint("/alice")));
        assertEquals("""
                ┌ breakpoint in /alice, task countdown
                └ at demo.Clock.tick(Clock.java:3)
                (tractor /alice) tree
                root
                └── nursery main
                    ├── /alice  breakpoint  ◀ here
                    └── /bob  in receive
                (tractor /alice)\s
                (tractor /alice) quit
                → /alice quit
                """, transcript());
    }

    @Test
    void theEndOfInputContinuesThisAndEveryLaterSession() {
        var console = console("where");
        assertEquals(Resumption.CONTINUE, console.hold(breakpoint("/alice")));
        assertEquals(Resumption.CONTINUE, console.hold(crash("/bob", new RuntimeException("boom"))));
        assertTrue(console.available());
        assertEquals("""
                ┌ breakpoint in /alice, task countdown
                └ at demo.Clock.tick(Clock.java:3)
                (tractor /alice) where
                task countdown of /alice on thread tractor-7
                →  0  demo.Clock.tick(Clock.java:3)
                   1  demo.Main.main(Main.java:12)
                (tractor /alice)\s
                end of input: this and every later session continues by itself
                → /alice continued
                ┌ crash in /bob, task rows
                │ java.lang.RuntimeException: boom
                └ at demo.Clock.tick(Clock.java:3)
                → /bob continued, the error leaves the task
                """, transcript());
    }

    @Test
    void linesEndAsOnAnyPlatform() {
        var console = console("c\r\nrest");
        assertEquals(Resumption.CONTINUE, console.hold(breakpoint("/alice")));
        assertTrue(transcript().endsWith("(tractor /alice) c\n→ /alice continued\n"), transcript());
    }

    @Test
    void nothingBehindTheLineIsTaken() throws Exception {
        var in = new ByteArrayInputStream("c\nfor the program".getBytes(StandardCharsets.UTF_8));
        var console = TerminalConsole.over(
                in, new PrintStream(out, true, StandardCharsets.UTF_8), root, TerminalConsole.Options.plain());
        assertEquals(Resumption.CONTINUE, console.hold(breakpoint("/alice")));
        assertEquals("for the program", new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }

    @Test
    void closingItEndsASessionThatWaitsForALine() throws Exception {
        try (var input = new PipedOutputStream();
                var never = new PipedInputStream(input)) { // nothing wakes a thread that reads standard input either
            var console = TerminalConsole.over(
                    never, new PrintStream(out, true, StandardCharsets.UTF_8), root, TerminalConsole.Options.plain());
            var ended = new ArrayBlockingQueue<Resumption>(1);
            Thread.ofVirtual().start(() -> ended.add(console.hold(breakpoint("/alice"))));
            while (!transcript().endsWith("(tractor /alice) ")) {
                Thread.sleep(1);
            }
            console.close();
            assertEquals(Resumption.CONTINUE, ended.take());
            assertTrue(transcript().endsWith("→ /alice continued\n"), transcript());
            assertEquals(Resumption.CONTINUE, console.hold(breakpoint("/bob")));
        }
    }

    /** The link to a child JVM whose task shows a page and waits for a line. */
    private static final class Far implements SessionLink {
        volatile Receiver receiver;

        @Override
        public TtyWaiter task() {
            return new TtyWaiter("/far", "main", false);
        }

        @Override
        public void send(byte[] message) {
            if (FarMessage.of(message) instanceof FarMessage.Opened) {
                var page = FarMessage.Text.of(new Page().line("far away"));
                var prompt = FarMessage.Text.of(new AttributedString("(far) "));
                receiver.received(new FarMessage.Replied(page, prompt, List.of(), "").bytes());
            }
        }

        @Override
        public void receive(Receiver takes) {
            receiver = takes;
        }

        @Override
        public void breakOff(String why) {}
    }

    private void await(String ending) {
        while (!transcript().endsWith(ending)) {
            Thread.onSpinWait();
            Thread.yield();
        }
    }

    @Test
    void aSessionOfAnotherJvmThatIsGoneLeavesTheLineToTheNext() throws Exception {
        try (var input = new PipedOutputStream();
                var lines = new PipedInputStream(input)) {
            var console = TerminalConsole.over(
                    lines, new PrintStream(out, true, StandardCharsets.UTF_8), root, TerminalConsole.Options.plain());
            var far = new Far();
            console.serve(far);
            await("far away\n(far) ");
            far.receiver.brokenOff("its JVM is gone");
            await("\nsession of /far is over: its JVM is gone\n");
            var ended = new ArrayBlockingQueue<Resumption>(1);
            Thread.ofVirtual().start(() -> ended.add(console.hold(breakpoint("/alice"))));
            await("(tractor /alice) ");
            input.write("quit\n".getBytes(StandardCharsets.UTF_8));
            input.flush();
            assertEquals(Resumption.QUIT, ended.take());
            console.close();
        }
    }

    @Test
    void theLookFallsBackToAscii() {
        var console = TerminalConsole.over(
                new ByteArrayInputStream("tree\nc\n".getBytes(StandardCharsets.US_ASCII)),
                new PrintStream(out, true, StandardCharsets.US_ASCII),
                root,
                TerminalConsole.Options.plain());
        assertEquals(Resumption.CONTINUE, console.hold(breakpoint("/alice")));
        assertEquals("""
                + breakpoint in /alice, task countdown
                + at demo.Clock.tick(Clock.java:3)
                (tractor /alice) tree
                root
                `-- nursery main
                    |-- /alice  breakpoint  < here
                    `-- /bob  in receive
                (tractor /alice) c
                > /alice continued
                """, transcript());
    }
}
