package dev.tractor.debug;

import static dev.tractor.debug.Pauses.breakpoint;
import static dev.tractor.debug.Pauses.crash;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.spi.Console.Resumption;
import dev.tractor.spi.TtyWaiter;
import dev.tractor.test.Key;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("terminal")
class TerminalConsoleTest extends AtTerminal {

    @Test
    void theBannerSaysWhoStoppedAndWhere() throws InterruptedException {
        var held = hold(breakpoint("/alice"));
        terminal.expectPrompt("/alice");
        assertTrue(terminal.screen().startsWith("""
                ┌ breakpoint in /alice, task countdown
                └ at demo.Clock.tick(Clock.java:3)
                (tractor /alice)
                """), terminal.screen());
        terminal.enter("continue");
        assertEquals(Resumption.CONTINUE, get(held));
        assertEquals("→ /alice continued", last());
    }

    @Test
    void theBannerOfACrashShowsTheErrorAndWhoWaits() throws InterruptedException {
        root.queue.add(new TtyWaiter("/bob", "main", true));
        root.queue.add(new TtyWaiter("/carol", "main", false));
        var held = hold(crash("/alice", new IllegalStateException("no rows\nin table")));
        terminal.expectPrompt("/alice");
        assertTrue(terminal.screen().startsWith("""
                ┌ crash in /alice, task rows
                │ java.lang.IllegalStateException: no rows
                │ in table
                │ at demo.Clock.tick(Clock.java:3)
                └ 2 wait for the terminal: /bob (crash), /carol
                (tractor /alice)
                """), terminal.screen());
        terminal.enter("c");
        assertEquals(Resumption.CONTINUE, get(held));
        assertEquals("→ /alice continued, the error leaves the task; next: /bob (crash)", last());
    }

    @Test
    void sourceLinesAreShownWhereTheSourceIsFound() throws Exception {
        var file = directory.resolve("demo/Clock.java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "class Clock {\n    void tick() {\n\t\tTractor.breakpoint();\n    }\n}\n");
        reopen(80, 40, TerminalConsole.Options.plain().withSources(List.of(directory)));
        hold(breakpoint("/alice"));
        terminal.enter("where");
        terminal.expectPrompt("/alice");
        assertEquals("""
                ┌ breakpoint in /alice, task countdown
                │ at demo.Clock.tick(Clock.java:3)
                │   2  void tick() {
                │ → 3      Tractor.breakpoint();
                └   4  }
                (tractor /alice) where
                task countdown of /alice on thread tractor-7
                →  0  demo.Clock.tick(Clock.java:3)
                       Tractor.breakpoint();
                   1  demo.Main.main(Main.java:12)
                (tractor /alice)
                """, terminal.screen().stripTrailing() + "\n");
    }

    @Test
    void treeMarksTheActorOfTheSession() throws InterruptedException {
        hold(breakpoint("/alice"));
        terminal.enter("tree");
        terminal.expectPrompt("/alice");
        assertTrue(terminal.screen().contains("""
                (tractor /alice) tree
                root
                └── nursery main
                    ├── /alice  breakpoint  ◀ here
                    └── /bob  in receive
                (tractor /alice)
                """), terminal.screen());
    }

    @Test
    void queueListsWhoWaits() throws InterruptedException {
        root.queue.add(new TtyWaiter("/bob", "main", true));
        hold(breakpoint("/alice"));
        terminal.enter("queue");
        terminal.expectPrompt("/alice");
        assertTrue(terminal.screen().contains("""
                   0  /alice  task countdown  breakpoint  this session
                   1  /bob    task main       crash
                """), terminal.screen());
    }

    @Test
    @Scenario("D23")
    void errorShowsTheWholeTrace() throws InterruptedException {
        var error = new IllegalStateException("no rows", new RuntimeException("no file"));
        error.addSuppressed(new RuntimeException("and no index"));
        var frames = new AtomicInteger();
        for (var each : List.of(error, error.getCause(), error.getSuppressed()[0])) {
            each.setStackTrace(
                    new StackTraceElement[] {new StackTraceElement("demo.A", "b", "A.java", frames.incrementAndGet())});
        }
        hold(crash("/alice", error));
        terminal.enter("error");
        terminal.expectPrompt("/alice");
        assertTrue(terminal.screen().contains("""
                java.lang.IllegalStateException: no rows
                    at demo.A.b(A.java:1)
                    Suppressed: java.lang.RuntimeException: and no index
                        at demo.A.b(A.java:3)
                Caused by: java.lang.RuntimeException: no file
                    at demo.A.b(A.java:2)
                """), terminal.screen());
    }

    @Test
    void errorIsRefusedAtABreakpoint() throws InterruptedException {
        hold(breakpoint("/alice"));
        terminal.enter("error");
        terminal.expect("\"error\" is for crashes; this is a breakpoint, nothing failed");
    }

    @Test
    void quitEndsTheSession() throws InterruptedException {
        var held = hold(breakpoint("/alice"));
        terminal.enter("q");
        assertEquals(Resumption.QUIT, get(held));
        assertEquals("→ /alice quit", last());
    }

    @Test
    void helpListsTheCommandsAndDescribesOne() throws InterruptedException {
        hold(breakpoint("/alice"));
        terminal.enter("help");
        terminal.expectPrompt("/alice");
        assertTrue(terminal.screen().matches("(?s).*\n  continue +c +go on \\(also ctrl-d\\)\n.*"), terminal.screen());
        assertFalse(terminal.screen().contains("show the error"), terminal.screen());
        terminal.enter("h cont");
        terminal.expect("continue  also c\n  Ends the session. After a breakpoint the task goes on;");
    }

    @Test
    void anUnknownCommandIsNamedWithTheNearestOne() throws InterruptedException {
        hold(breakpoint("/alice"));
        terminal.enter("wehre");
        terminal.expect("no command \"wehre\"; did you mean where? there are where, up, down, frame, list,");
    }

    @Test
    void anAmbiguousBeginningIsNotGuessed() throws InterruptedException {
        hold(breakpoint("/alice"));
        terminal.enter("qu");
        terminal.expect("\"qu\" is short for more than one: queue or quit");
    }

    @Test
    void anEmptyLineDoesNothing() throws InterruptedException {
        hold(breakpoint("/alice"));
        terminal.expectPrompt("/alice");
        terminal.press(Key.ENTER);
        terminal.expectPrompt("/alice");
        assertTrue(terminal.screen().endsWith("(tractor /alice)\n(tractor /alice)\n"), terminal.screen());
    }

    @Test
    void ctrlCRedrawsThePromptAndHarmsNobody() throws InterruptedException {
        var held = hold(breakpoint("/alice"));
        terminal.expectPrompt("/alice");
        terminal.type("whe");
        terminal.press(Key.CTRL_C);
        terminal.expectPrompt("/alice");
        assertTrue(terminal.screen().endsWith("(tractor /alice) whe\n(tractor /alice)\n"), terminal.screen());
        terminal.enter("continue");
        assertEquals(Resumption.CONTINUE, get(held));
        assertEquals(List.of(), root.cancelled);
    }

    @Test
    void ctrlZDoesNothing() throws InterruptedException {
        hold(breakpoint("/alice"));
        terminal.expectPrompt("/alice");
        terminal.type("tr");
        terminal.press(Key.CTRL_Z);
        terminal.type("ee");
        terminal.expect("tree");
    }

    @Test
    void ctrlDContinues() throws InterruptedException {
        var held = hold(crash("/alice", new RuntimeException("boom")));
        terminal.expectPrompt("/alice");
        terminal.press(Key.CTRL_D);
        assertEquals(Resumption.CONTINUE, get(held));
    }

    @Test
    void closingTheConsoleContinues() throws InterruptedException {
        var held = hold(breakpoint("/alice"));
        terminal.expectPrompt("/alice");
        console.close();
        assertEquals(Resumption.CONTINUE, get(held));
        assertFalse(console.available());
        assertEquals(Resumption.CONTINUE, get(hold(breakpoint("/bob"))));
    }

    @Test
    void closingTheConsoleEndsItsThreads() throws InterruptedException {
        var before = Thread.getAllStackTraces().keySet();
        hold(breakpoint("/alice"));
        terminal.expectPrompt("/alice");
        var own = new HashSet<>(Thread.getAllStackTraces().keySet());
        own.removeAll(before);
        own.removeIf(thread -> !thread.getName().startsWith("tractor-console"));
        assertEquals(2, own.size(), own::toString);
        console.close();
        for (var thread : own) {
            assertTrue(thread.join(PATIENCE), thread::toString);
        }
    }

    @Test
    void tabCompletesCommands() throws InterruptedException {
        hold(breakpoint("/alice"));
        terminal.expectPrompt("/alice");
        terminal.type("con");
        terminal.press(Key.TAB);
        terminal.expect("continue");
    }

    @Test
    void tabCompletesWhatHelpIsAskedAbout() throws InterruptedException {
        hold(breakpoint("/alice"));
        terminal.expectPrompt("/alice");
        terminal.type("help tr");
        terminal.press(Key.TAB);
        terminal.expect("help tree");
    }

    @Test
    void sessionsFollowEachOtherOnTheSameTerminal() throws InterruptedException {
        var first = hold(breakpoint("/alice"));
        terminal.enter("c");
        assertEquals(Resumption.CONTINUE, get(first));
        var second = hold(breakpoint("/bob"));
        terminal.enter("quit");
        assertEquals(Resumption.QUIT, get(second));
        assertTrue(terminal.screen().contains("→ /alice continued\n┌ breakpoint in /bob"), terminal.screen());
    }

    @Test
    void outputOfOthersGoesAboveThePrompt() throws InterruptedException {
        hold(breakpoint("/alice"));
        terminal.expectPrompt("/alice");
        terminal.type("tr");
        terminal.expect("tr");
        var output = console.output();
        output.print("half ");
        output.println("a line");
        terminal.expect("half a line\n(tractor /alice) tr\n");
        terminal.type("ee");
        terminal.press(Key.ENTER);
        terminal.expect("\nroot\n");
        assertTrue(terminal.screen().contains("half a line\n(tractor /alice) tree\nroot\n"), terminal.screen());
    }

    @Test
    void linesOfManyThreadsAreNeitherTornNorLostNorReordered() throws Exception {
        reopen(80, 800, TerminalConsole.Options.plain());
        var held = hold(breakpoint("/alice"));
        var go = new CountDownLatch(1);
        var writers = new ArrayList<Thread>();
        for (int writer = 0; writer < 5; writer++) {
            var name = "writer-" + writer;
            writers.add(Thread.ofVirtual().start(() -> {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                for (int i = 0; i < 100; i++) {
                    console.output().println(name + " " + i + ".");
                }
            }));
        }
        go.countDown();
        terminal.enter("tree");
        terminal.enter("queue");
        terminal.enter("c");
        get(held);
        for (var writer : writers) {
            writer.join();
        }
        terminal.expect("writer-4 99.");
        var lines = terminal.screen().lines().toList();
        for (int writer = 0; writer < 5; writer++) {
            var name = "writer-" + writer;
            var own = lines.stream().filter(line -> line.startsWith(name)).toList();
            var expected =
                    IntStream.range(0, 100).mapToObj(i -> name + " " + i + ".").toList();
            assertEquals(expected, own);
        }
    }

    @Test
    void anUnfinishedLineIsWrittenWhenTheSessionEnds() throws InterruptedException {
        console.output().print("loading...");
        terminal.expect("loading...");
        var held = hold(breakpoint("/alice"));
        terminal.expectPrompt("/alice");
        assertTrue(terminal.screen().startsWith("loading...\n┌ breakpoint"), terminal.screen());
        console.output().print("still loading");
        terminal.enter("c");
        get(held);
        terminal.expect("→ /alice continued");
        assertTrue(terminal.screen().contains("still loading\n→ /alice continued\n"), terminal.screen());
        console.output().print("done");
        terminal.expect("done");
    }

    @Test
    void aNoticeTellsThatMoreQueuedUp() throws InterruptedException {
        hold(breakpoint("/alice"));
        terminal.expectPrompt("/alice");
        root.queue.add(new TtyWaiter("/bob", "main", true));
        console.queueChanged();
        terminal.expect("1 waits for the terminal: /bob (crash)\n(tractor /alice)\n");
        console.queueChanged();
        root.queue.removeLast();
        console.queueChanged();
        terminal.expect("nobody waits for the terminal any more\n(tractor /alice)\n");
        assertTrue(terminal.screen().contains("""
                1 waits for the terminal: /bob (crash)
                nobody waits for the terminal any more
                (tractor /alice)
                """), terminal.screen());
    }

    @Test
    void longLinesAreCutToTheWidthAndMessagesParted() throws InterruptedException {
        reopen(30, 40, TerminalConsole.Options.plain());
        hold(crash("/alice", new IllegalStateException("no rows in the table of contents")));
        terminal.expectPrompt("/alice");
        var parted = """
                │ java.lang.IllegalStateExcept
                │ ion: no rows in the table of
                │ contents
                └ at demo.Clock.tick(Clock.ja…
                """;
        assertTrue(terminal.screen().contains(parted), terminal.screen());
    }

    @Test
    void ofALongMessageTheBannerShowsThreeLines() throws InterruptedException {
        reopen(30, 40, TerminalConsole.Options.plain());
        var held = hold(
                crash("/alice", new IllegalStateException("no rows in the table of contents of the first volume")));
        terminal.expect("│ contents of the first volume\n└ at demo");
        terminal.enter("c");
        get(held);
        hold(crash(
                "/alice", new IllegalStateException("no rows in the table of contents of the first volume, either")));
        terminal.expect("│ contents of the first\n│ … enter \"error\" for the rest\n└ at demo");
    }

    @Test
    void aResizedTerminalKeepsItsPrompt() throws InterruptedException {
        hold(breakpoint("/alice"));
        terminal.expectPrompt("/alice");
        terminal.type("tr");
        terminal.expect("tr");
        terminal.resize(40, 20);
        terminal.type("ee");
        terminal.press(Key.ENTER);
        terminal.expect("└── /bob");
    }

    @Test
    void whatIsTypedAheadShowsUpInThePromptOnly() throws InterruptedException {
        hold(breakpoint("/alice"));
        terminal.expectPrompt("/alice");
        for (var line : List.of("tree", "queue", "history")) {
            terminal.type(line);
            terminal.press(Key.ENTER);
        }
        terminal.type("whe");
        terminal.expect("(tractor /alice) whe");
        var prompts =
                terminal.screen().lines().filter(line -> line.startsWith("(")).toList();
        assertEquals(
                List.of(
                        "(tractor /alice) tree",
                        "(tractor /alice) queue",
                        "(tractor /alice) history",
                        "(tractor /alice) whe"),
                prompts);
    }

    @Test
    void theTerminalHasItsModeBackAfterASession() throws InterruptedException {
        var before = terminal.terminal().getAttributes().toString();
        var held = hold(breakpoint("/alice"));
        terminal.expectPrompt("/alice");
        terminal.press(Key.CTRL_C);
        terminal.enter("c");
        get(held);
        assertEquals(before, terminal.terminal().getAttributes().toString());
    }

    @Test
    void historyIsKept() throws Exception {
        var file = HistoryFile.of(null, name -> name.equals("XDG_STATE_HOME") ? directory.toString() : null)
                .orElseThrow();
        reopen(80, 40, TerminalConsole.Options.plain().withHistory(file));
        var held = hold(breakpoint("/alice"));
        terminal.enter("tree");
        terminal.expectPrompt("/alice");
        terminal.press(Key.UP);
        terminal.expect("tree");
        terminal.press(Key.CTRL_C);
        terminal.enter("c");
        get(held);
        assertEquals(List.of("tree", "c"), Files.readAllLines(file));
    }

    @Test
    void ctrlCWithoutASessionCancelsTheRootAndASecondOneExits() throws InterruptedException {
        var exits = new CopyOnWriteArrayList<Integer>();
        reopen(80, 40, TerminalConsole.Options.plain().withExit(exits::add));
        terminal.press(Key.CTRL_C);
        terminal.expect("ctrl-c: cancelling everything");
        assertEquals("ctrl-c", root.cancelled.getFirst().getMessage());
        terminal.press(Key.CTRL_C);
        terminal.expect("└── /bob");
        assertEquals(List.of(130), exits);
    }

    @Test
    void ctrlCWhileSomebodyWaitsForTheTerminalHarmsNobody() throws InterruptedException {
        root.queue.add(new TtyWaiter("/bob", "main", true));
        terminal.press(Key.CTRL_C);
        assertEquals(List.of(), root.cancelled);
    }
}
