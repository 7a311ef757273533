package dev.tractor.pty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real terminals that can do little, that change, or that go away, and entries that do more than to give a value. */
@Tag("terminal")
@Tag("slow")
class PtyOddsTest {
    private static final String ESCAPE = "\u001b";
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*\\b(3|4|9|10)[0-9]\\b[0-9;]*m");
    private static final long LIMIT_SECONDS = 60;

    @TempDir
    Path home;

    private PtyProgram start(Map<String, String> variables, String... arguments) throws Exception {
        var program = PtyProgram.start(home, List.of(), variables, Stopping.class, arguments);
        program.expectPrompt("/stopper");
        return program;
    }

    /** Looks round, and has the program go on to its end. @return all that was written */
    private String lookedRound(Map<String, String> variables) throws Exception {
        try (var program = start(variables, "returns")) {
            program.enter("tree");
            program.expect("at the console");
            program.expectPrompt("/stopper");
            program.enter("1 + 41");
            program.expect("42");
            program.expectPrompt("/stopper");
            program.enter("throw new IllegalStateException(\"shown\")");
            program.expect("IllegalStateException: shown");
            program.expectPrompt("/stopper");
            program.enter("continue");
            program.expect("went on");
            program.end(0);
            program.expectModeOfBefore();
            return program.written();
        }
    }

    @Test
    void aDumbTerminalGetsNoEscapeSequences() throws Exception {
        var written = lookedRound(Map.of("TERM", "dumb"));
        assertFalse(written.contains(ESCAPE), () -> written.replace(ESCAPE, "<ESC>"));
    }

    @Test
    void withNoColorThereAreNoColours() throws Exception {
        var written = lookedRound(Map.of("NO_COLOR", "1"));
        assertFalse(COLOUR.matcher(written).find(), () -> written.replace(ESCAPE, "<ESC>"));
        var usual = lookedRound(Map.of());
        assertTrue(COLOUR.matcher(usual).find(), () -> usual.replace(ESCAPE, "<ESC>"));
    }

    @Test
    void aTerminalThatIsClosedAtThePromptEndsTheProgram() throws Exception {
        try (var program = start(Map.of(), "sleeps")) {
            var process = program.process();
            program.hangUp();
            process.onExit().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void aProgramThatOutlivesItsTerminalGoesOnAsAtTheEndOfInput() throws Exception {
        var told = home.resolve("told");
        try (var program = start(PtyProgram.IGNORES_HANG_UP, "tells", told.toString())) {
            var process = program.process();
            program.hangUp();
            process.onExit().get(LIMIT_SECONDS, TimeUnit.SECONDS);
            assertTrue(Files.exists(told), "it has not gone on");
        }
    }

    @Test
    void aTerminalThatBecomesNarrowAtThePromptKeepsWhatIsTyped() throws Exception {
        try (var program = start(Map.of(), "returns")) {
            var begun = "\"" + "x".repeat(60);
            program.type(begun);
            program.expectUnbroken("(tractor /stopper) " + begun);
            program.resize(50, PtyProgram.HEIGHT);
            program.enter("\".length() + 7");
            program.expect("67");
            program.expectPrompt("/stopper");
            int from = program.lines();
            program.enter("where all");
            program.expectPrompt("/stopper");
            var lines = program.text().lines().skip(from).toList();
            assertTrue(lines.stream().anyMatch(line -> line.length() == 50 && line.endsWith("…")), lines::toString);
            program.type(begun);
            program.expectUnbroken("(tractor /stopper) " + begun);
            program.ctrlC("/stopper");
            program.enter("continue");
            program.end(0);
            program.expectModeOfBefore();
        }
    }

    @Test
    void ofWhatAnEntryPrintsWithoutEndMostIsDropped() throws Exception {
        try (var program = start(Map.of(), "returns")) {
            program.enter("{ var s = \"x\".repeat(1 << 20); for (int i = 0; i < 256; i++) System.out.print(s); }");
            program.expect("it printed " + ((1 << 28) - 200_000) + " bytes more than the 200000 that are shown");
            program.expectPrompt("/stopper");
            assertEquals(
                    200_000,
                    program.text()
                            .lines()
                            .filter(line -> line.matches("x+"))
                            .mapToInt(String::length)
                            .sum());
            program.enter("continue");
            program.end(0);
        }
    }

    @Test
    void anEntryMayOpenANurseryAndAskActorsInIt() throws Exception {
        try (var program = start(Map.of(), "returns")) {
            program.enter("var n = Nursery.open()");
            program.expectPrompt("/stopper");
            program.enter("var list = n.start(\"list\", ArrayList<String>::new)");
            program.expectPrompt("/stopper");
            program.enter("list.run(l -> l.add(\"one\")); list.tell(l -> l.add(\"two\"));");
            program.expectPrompt("/stopper");
            program.enter("tree");
            program.expect("/stopper/list");
            program.expectPrompt("/stopper");
            program.enter("list.ask(l -> String.join(\" and \", l))");
            program.expect("\"one and two\"");
            program.expectPrompt("/stopper");
            program.enter("n.close()"); // which cancels the actor, although the terminal is not free
            program.expectPrompt("/stopper");
            program.enter("list.isAlive()");
            program.expect("false");
            program.expectPrompt("/stopper");
            program.enter("Nursery.run(n -> { var list = n.start(\"list\", ArrayList<String>::new);"
                    + " list.run(l -> l.add(\"three\"));"
                    + " n.fork(() -> System.out.println(\"forked at \" + Actor.current().path())).join();"
                    + " var all = list.ask(l -> String.join(\" and \", l)); list.stop(); return all + \" more\"; })");
            program.expect("forked at /stopper");
            program.expect("\"three more\"");
            program.expectPrompt("/stopper");
            int from = program.lines();
            program.enter("tree");
            program.expectPrompt("/stopper");
            assertTrue(program.text().lines().skip(from).noneMatch(line -> line.contains("/list")), program::text);
            program.enter("continue");
            program.end(0);
        }
    }

    @Test
    void whatAThreadOfAnEntryPrintsLaterAppearsAboveThePrompt() throws Exception {
        var begin = home.resolve("begin");
        try (var program = start(Map.of(), "returns")) {
            program.enter("Thread.ofVirtual().start(() -> { while (!java.nio.file.Files.exists(java.nio.file.Path.of(\""
                    + begin + "\"))) java.util.concurrent.locks.LockSupport.parkNanos(1000000);"
                    + " for (int i = 1; i <= 50; i++) System.out.println(\"later \" + i); })");
            program.expectPrompt("/stopper");
            int from = program.lines();
            program.type("tr");
            program.expectUnbroken("(tractor /stopper) tr");
            Files.createFile(begin);
            program.expectFrom(from, "later 50");
            program.type("ee");
            program.expectUnbroken("(tractor /stopper) tree");
            program.enter("");
            program.expect("at the console");
            program.expectPrompt("/stopper");
            program.enter("continue");
            program.end(0);
            assertEquals(
                    IntStream.rangeClosed(1, 50).mapToObj(i -> "later " + i).toList(),
                    program.text()
                            .lines()
                            .filter(line -> line.matches("later \\d+"))
                            .toList());
        }
    }
}
