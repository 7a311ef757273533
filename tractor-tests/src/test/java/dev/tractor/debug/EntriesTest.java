package dev.tractor.debug;

import static dev.tractor.debug.Pauses.breakpoint;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.spi.Console.Resumption;
import dev.tractor.spi.TtyWaiter;
import dev.tractor.test.Key;
import dev.tractor.test.ScriptedTerminal;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What was entered before, and entries made in an editor. */
@Tag("terminal")
@Tag("slow")
class EntriesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final FakeRoot root = new FakeRoot();
    private final ScriptedTerminal terminal = ScriptedTerminal.open(100, 60);
    private TerminalConsole console;
    private CompletableFuture<Resumption> held;

    @TempDir
    Path directory;

    private void open(TerminalConsole.Options options, Editor editor) {
        terminal.timeLimit(PATIENCE);
        console = TerminalConsole.over(terminal.terminal(), root, options, editor);
        hold();
    }

    private void hold() {
        root.queue.clear();
        root.queue.add(new TtyWaiter("/alice", "countdown", false));
        held = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                held.complete(console.hold(breakpoint("/alice")));
            } catch (Throwable t) {
                held.completeExceptionally(t);
            }
        });
    }

    /** An editor that is a line of shell; $0 is the file. */
    private static Editor editor(String command) {
        return new Editor(Map.of("EDITOR", command)::get, Redirect.DISCARD);
    }

    @AfterEach
    void close() {
        console.close();
        terminal.close();
    }

    private void go() throws Exception {
        terminal.enter("continue");
        assertEquals(Resumption.CONTINUE, held.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void historyNumbersWhatWasEnteredAndEntriesOfSeveralLinesAreOne() throws Exception {
        open(TerminalConsole.Options.plain(), null);
        terminal.enter("history");
        terminal.expect("    1  history");
        terminal.enter("int twice(int a) {");
        terminal.enter("    return 2 * a;");
        terminal.enter("}");
        terminal.expect("method twice");
        terminal.enter("twice(21)");
        terminal.expect("42");
        terminal.enter("history 3");
        terminal.expect("""
                    2  int twice(int a) {
                           return 2 * a;
                       }
                    3  twice(21)
                    4  history 3
                """);
        terminal.enter("history x");
        terminal.expect("\"history\" takes how many entries to show, 1 or more, not \"x\"");
        go();
    }

    @Test
    void anExclamationMarkRepeatsAnEntry() throws Exception {
        open(TerminalConsole.Options.plain(), null);
        terminal.enter("!!");
        terminal.expect("nothing was entered yet");
        terminal.enter("int count = 40");
        terminal.expect("int count");
        terminal.enter("count += 1");
        terminal.expect("41");
        terminal.enter("!!");
        terminal.expect("count += 1\n42");
        terminal.enter("queue");
        terminal.expect("this session");
        terminal.enter("!2");
        terminal.expect("count += 1\n43");
        terminal.enter("!qu");
        terminal.expect("queue\n");
        terminal.expect("this session");
        terminal.enter("!99");
        terminal.expect("no entry 99; \"history\" shows those there are");
        go();
    }

    @Test
    void aConditionIsNegatedWhereThereIsSuchAName() throws Exception {
        open(TerminalConsole.Options.plain(), null);
        terminal.enter("boolean done = true");
        terminal.expect("boolean done");
        terminal.enter("done = false");
        terminal.expect("false");
        terminal.enter("!done");
        terminal.expect("true");
        terminal.enter("!done && true");
        terminal.expect("true");
        go();
    }

    @Test
    void theHistoryFileKeepsEntriesOfSeveralLines() throws Exception {
        var file = directory.resolve("history");
        open(TerminalConsole.Options.plain().withHistory(file), null);
        terminal.enter("Math.max(3,");
        terminal.enter("4)");
        terminal.expect("4");
        go();
        hold();
        terminal.enter("history");
        terminal.expect("    1  Math.max(3,\n       4)\n    2  continue\n    3  history");
        go();
        assertTrue(Files.readString(file).contains("Math.max(3,\\n4)"), Files.readString(file));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void editEvaluatesWhatTheEditorLeaves() throws Exception {
        var seen = directory.resolve("seen");
        open(
                TerminalConsole.Options.plain(),
                editor("edits() { cp \"$1\" " + seen + "; ls -l \"$1\" >> " + seen
                        + "; printf '1 +\\n  41\\n' > \"$1\"; }; edits"));
        terminal.enter("p 20 + 1");
        terminal.expect("21");
        terminal.enter("edit");
        terminal.expect("1 +\n  41\n42");
        var before = Files.readString(seen);
        assertTrue(before.startsWith("20 + 1"), before);
        assertTrue(
                before.contains(PosixFilePermissions.toString(PosixFilePermissions.fromString("rw-------"))), before);
        var name = before.substring(before.lastIndexOf(' ') + 1).strip();
        assertFalse(Files.exists(Path.of(name)), name);
        terminal.enter("history 1");
        terminal.enter("!3");
        terminal.expect("42");
        go();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void editTakesWhatWasEnteredSoFar() throws Exception {
        open(TerminalConsole.Options.plain(), editor("edits() { echo '5)' >> \"$1\"; }; edits"));
        terminal.enter("Math.max(");
        terminal.expect("...");
        terminal.enter("edit");
        terminal.expect("column");
        terminal.enter("Math.max(4,");
        terminal.enter("edit");
        terminal.expect("Math.max(4,5)");
        go();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void anEditorThatFailsOrIsNotThereEvaluatesNothing() throws Exception {
        open(TerminalConsole.Options.plain(), editor("false"));
        terminal.enter("edit");
        terminal.expect("the editor \"false\" has failed with exit code 1, so nothing is evaluated");
        go();
    }

    @Test
    void editIsRefusedWithoutATerminalOrAnEditor() throws Exception {
        open(TerminalConsole.Options.plain(), null);
        terminal.enter("edit");
        terminal.expect("there is no terminal here that an editor could use; enter the lines one by one");
        go();
        assertEquals(
                "no editor: set the environment variable VISUAL or EDITOR to a command, and start the program again",
                new Editor(_ -> null, Redirect.DISCARD).edit("1").problem());
    }

    @Test
    void theUpKeyBringsAnEntryOfSeveralLinesBack() throws Exception {
        open(TerminalConsole.Options.plain(), null);
        terminal.enter("Math.max(30,");
        terminal.enter("4)");
        terminal.expect("30");
        terminal.expectPrompt("/alice");
        terminal.press(Key.UP);
        terminal.expect("Math.max(30,");
        terminal.press(Key.ENTER);
        terminal.expect("30");
        go();
    }
}
