package dev.tractor.debug;

import static dev.tractor.debug.ScriptedTerminal.breakpoint;
import static dev.tractor.debug.ScriptedTerminal.crash;
import static dev.tractor.debug.ScriptedTerminal.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.spi.Console.Resumption;
import dev.tractor.spi.TtyWaiter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("terminal")
class TerminalConsoleTest {
    private ScriptedTerminal screen = new ScriptedTerminal();

    @TempDir
    Path directory;

    @AfterEach
    void closeTerminal() {
        screen.close();
    }

    @Test
    void theBannerSaysWhoStoppedAndWhere() {
        var held = screen.hold(breakpoint("/alice"));
        screen.awaitPrompt("/alice");
        assertTrue(screen.text().startsWith("""
                ┌ breakpoint in /alice, task countdown
                └ at demo.Clock.tick(Clock.java:3)
                (tractor /alice)
                """), screen.text());
        screen.enter("/alice", "continue");
        assertEquals(Resumption.CONTINUE, get(held));
        assertEquals("→ /alice continued", screen.last());
    }

    @Test
    void theBannerOfACrashShowsTheErrorAndWhoWaits() {
        screen.root.queue.add(new TtyWaiter("/bob", "main", true));
        screen.root.queue.add(new TtyWaiter("/carol", "main", false));
        var held = screen.hold(crash("/alice", new IllegalStateException("no rows\nin table")));
        screen.awaitPrompt("/alice");
        assertTrue(screen.text().startsWith("""
                ┌ crash in /alice, task rows
                │ java.lang.IllegalStateException: no rows
                │ in table
                │ at demo.Clock.tick(Clock.java:3)
                └ 2 wait for the terminal: /bob (crash), /carol
                (tractor /alice)
                """), screen.text());
        screen.enter("/alice", "c");
        assertEquals(Resumption.CONTINUE, get(held));
        assertEquals("→ /alice continued, the error leaves the task; next: /bob (crash)", screen.last());
    }

    @Test
    void sourceLinesAreShownWhereTheSourceIsFound() throws Exception {
        var file = directory.resolve("demo/Clock.java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "class Clock {\n    void tick() {\n\t\tTractor.breakpoint();\n    }\n}\n");
        screen.close();
        screen = new ScriptedTerminal(TerminalConsole.Options.plain().withSources(List.of(directory)), 80, 40);
        screen.hold(breakpoint("/alice"));
        screen.enter("/alice", "where");
        screen.awaitPrompt("/alice");
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
                """, screen.text().stripTrailing() + "\n");
    }

    @Test
    void treeMarksTheActorOfTheSession() {
        screen.hold(breakpoint("/alice"));
        screen.enter("/alice", "tree");
        screen.awaitPrompt("/alice");
        assertTrue(screen.text().contains("""
                (tractor /alice) tree
                root
                └── nursery main
                    ├── /alice  breakpoint  ◀ here
                    └── /bob  in receive
                (tractor /alice)
                """), screen.text());
    }

    @Test
    void queueListsWhoWaits() {
        screen.root.queue.add(new TtyWaiter("/bob", "main", true));
        screen.hold(breakpoint("/alice"));
        screen.enter("/alice", "queue");
        screen.awaitPrompt("/alice");
        assertTrue(screen.text().contains("""
                   0  /alice  task countdown  breakpoint  this session
                   1  /bob    task main       crash
                """), screen.text());
    }

    @Test
    void errorShowsTheWholeTrace() {
        var error = new IllegalStateException("no rows", new RuntimeException("no file"));
        error.addSuppressed(new RuntimeException("and no index"));
        var frames = new AtomicInteger();
        for (var each : List.of(error, error.getCause(), error.getSuppressed()[0])) {
            each.setStackTrace(
                    new StackTraceElement[] {new StackTraceElement("demo.A", "b", "A.java", frames.incrementAndGet())});
        }
        screen.hold(crash("/alice", error));
        screen.enter("/alice", "error");
        screen.awaitPrompt("/alice");
        assertTrue(screen.text().contains("""
                java.lang.IllegalStateException: no rows
                    at demo.A.b(A.java:1)
                    Suppressed: java.lang.RuntimeException: and no index
                        at demo.A.b(A.java:3)
                Caused by: java.lang.RuntimeException: no file
                    at demo.A.b(A.java:2)
                """), screen.text());
    }

    @Test
    void errorIsRefusedAtABreakpoint() {
        screen.hold(breakpoint("/alice"));
        screen.enter("/alice", "error");
        screen.awaitText("\"error\" is for crashes; this is a breakpoint, nothing failed");
    }

    @Test
    void quitEndsTheSession() {
        var held = screen.hold(breakpoint("/alice"));
        screen.enter("/alice", "q");
        assertEquals(Resumption.QUIT, get(held));
        assertEquals("→ /alice quit", screen.last());
    }

    @Test
    void helpListsTheCommandsAndDescribesOne() {
        screen.hold(breakpoint("/alice"));
        screen.enter("/alice", "help");
        screen.awaitPrompt("/alice");
        assertTrue(screen.text().contains("  continue        c   go on (also ctrl-d)\n"), screen.text());
        assertFalse(screen.text().contains("show the error"), screen.text());
        screen.enter("/alice", "h cont");
        screen.awaitText("continue  also c\n  Ends the session. After a breakpoint the task goes on;");
    }

    @Test
    void anUnknownCommandIsNamedWithTheNearestOne() {
        screen.hold(breakpoint("/alice"));
        screen.enter("/alice", "wehre");
        screen.awaitText("no command \"wehre\"; did you mean where? there are where, tree, queue, continue,");
    }

    @Test
    void anAmbiguousBeginningIsNotGuessed() {
        screen.hold(breakpoint("/alice"));
        screen.enter("/alice", "qu");
        screen.awaitText("\"qu\" is short for more than one: queue or quit");
    }

    @Test
    void anEmptyLineDoesNothing() {
        screen.hold(breakpoint("/alice"));
        screen.awaitPrompt("/alice");
        screen.type("\r");
        screen.awaitText("(tractor /alice)\n(tractor /alice)\n");
    }

    @Test
    void ctrlCRedrawsThePromptAndHarmsNobody() {
        var held = screen.hold(breakpoint("/alice"));
        screen.awaitPrompt("/alice");
        screen.type("whe");
        screen.awaitLast("(tractor /alice) whe");
        screen.type("" + ScriptedTerminal.CTRL_C);
        screen.awaitText("(tractor /alice) whe\n(tractor /alice)\n");
        screen.enter("/alice", "continue");
        assertEquals(Resumption.CONTINUE, get(held));
        assertEquals(List.of(), screen.root.cancelled);
    }

    @Test
    void ctrlZDoesNothing() {
        screen.hold(breakpoint("/alice"));
        screen.awaitPrompt("/alice");
        screen.type("tr" + ScriptedTerminal.CTRL_Z + "ee");
        screen.awaitLast("(tractor /alice) tree");
    }

    @Test
    void ctrlDContinues() {
        var held = screen.hold(crash("/alice", new RuntimeException("boom")));
        screen.awaitPrompt("/alice");
        screen.type("" + ScriptedTerminal.CTRL_D);
        assertEquals(Resumption.CONTINUE, get(held));
    }

    @Test
    void closingTheConsoleContinues() {
        var held = screen.hold(breakpoint("/alice"));
        screen.awaitPrompt("/alice");
        screen.console.close();
        assertEquals(Resumption.CONTINUE, get(held));
        assertFalse(screen.console.available());
        assertEquals(Resumption.CONTINUE, get(screen.hold(breakpoint("/bob"))));
    }

    @Test
    void tabCompletesCommands() {
        screen.hold(breakpoint("/alice"));
        screen.awaitPrompt("/alice");
        screen.type("con\t");
        screen.awaitLast("(tractor /alice) continue");
    }

    @Test
    void tabCompletesWhatHelpIsAskedAbout() {
        screen.hold(breakpoint("/alice"));
        screen.awaitPrompt("/alice");
        screen.type("help tr\t");
        screen.awaitLast("(tractor /alice) help tree");
    }

    @Test
    void sessionsFollowEachOtherOnTheSameTerminal() {
        var first = screen.hold(breakpoint("/alice"));
        screen.enter("/alice", "c");
        assertEquals(Resumption.CONTINUE, get(first));
        var second = screen.hold(breakpoint("/bob"));
        screen.enter("/bob", "quit");
        assertEquals(Resumption.QUIT, get(second));
        assertTrue(screen.text().contains("→ /alice continued\n┌ breakpoint in /bob"), screen.text());
    }

    @Test
    void outputOfOthersGoesAboveThePrompt() {
        screen.hold(breakpoint("/alice"));
        screen.awaitPrompt("/alice");
        screen.type("tr");
        screen.awaitLast("(tractor /alice) tr");
        var output = screen.console.output();
        output.print("half ");
        output.println("a line");
        screen.awaitText("half a line\n(tractor /alice) tr\n");
        screen.type("ee\r");
        screen.awaitText("half a line\n(tractor /alice) tree\nroot\n");
    }

    @Test
    void linesOfManyThreadsAreNeitherTornNorLostNorReordered() throws Exception {
        screen.close();
        screen = new ScriptedTerminal(TerminalConsole.Options.plain(), 80, 800);
        var held = screen.hold(breakpoint("/alice"));
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
                    screen.console.output().println(name + " " + i + ".");
                }
            }));
        }
        go.countDown();
        screen.enter("/alice", "tree");
        screen.enter("/alice", "queue");
        screen.enter("/alice", "c");
        get(held);
        for (var writer : writers) {
            writer.join();
        }
        screen.awaitText("writer-4 99.");
        var lines = screen.text().lines().toList();
        for (int writer = 0; writer < 5; writer++) {
            var name = "writer-" + writer;
            var own = lines.stream().filter(line -> line.startsWith(name)).toList();
            var expected =
                    IntStream.range(0, 100).mapToObj(i -> name + " " + i + ".").toList();
            assertEquals(expected, own);
        }
    }

    @Test
    void anUnfinishedLineIsWrittenWhenTheSessionEnds() {
        screen.console.output().print("loading...");
        screen.awaitLast("loading...");
        var held = screen.hold(breakpoint("/alice"));
        screen.awaitPrompt("/alice");
        assertTrue(screen.text().startsWith("loading...\n┌ breakpoint"), screen.text());
        screen.console.output().print("still loading");
        screen.enter("/alice", "c");
        get(held);
        screen.awaitLast("→ /alice continued");
        assertTrue(screen.text().contains("still loading\n→ /alice continued\n"), screen.text());
        screen.console.output().print("done");
        screen.awaitLast("done");
    }

    @Test
    void aNoticeTellsThatMoreQueuedUp() {
        screen.hold(breakpoint("/alice"));
        screen.awaitPrompt("/alice");
        screen.root.queue.add(new TtyWaiter("/bob", "main", true));
        screen.console.queueChanged();
        screen.awaitText("1 waits for the terminal: /bob (crash)\n(tractor /alice)\n");
        screen.console.queueChanged();
        screen.root.queue.removeLast();
        screen.console.queueChanged();
        screen.awaitText("""
                1 waits for the terminal: /bob (crash)
                nobody waits for the terminal any more
                (tractor /alice)
                """);
    }

    @Test
    void longLinesAreCutToTheWidth() {
        screen.close();
        screen = new ScriptedTerminal(TerminalConsole.Options.plain(), 30, 40);
        screen.hold(crash("/alice", new IllegalStateException("no rows in the table of contents")));
        screen.awaitPrompt("/alice");
        assertTrue(screen.text().contains("\n│ java.lang.IllegalStateExcep…\n"), screen.text());
    }

    @Test
    void aResizedTerminalKeepsItsPrompt() {
        screen.hold(breakpoint("/alice"));
        screen.awaitPrompt("/alice");
        screen.type("tr");
        screen.awaitLast("(tractor /alice) tr");
        screen.resize(40, 20);
        screen.type("ee\r");
        screen.awaitText("└── /bob");
    }

    @Test
    void whatWouldSteerTheTerminalIsNotSentToIt() {
        screen.hold(crash("/alice", new RuntimeException("\u001b[2J\u0007gone")));
        screen.awaitText("java.lang.RuntimeException: ?[2J?gone");
    }

    @Test
    void anErrorThatCannotDescribeItselfIsShownAnyway() {
        screen.hold(crash("/alice", new RuntimeException() {
            @Override
            public String toString() {
                throw new IllegalStateException();
            }
        }));
        screen.awaitText("(its toString failed: java.lang.I");
        screen.enter("/alice", "error");
        screen.awaitText("its stack trace cannot be shown: java.lang.IllegalStateException");
        screen.enter("/alice", "tree");
        screen.awaitText("nursery main");
    }

    @Test
    void aFailingCommandLeavesTheSessionOpen() {
        screen.hold(breakpoint("/alice"));
        screen.awaitPrompt("/alice");
        screen.root.tree = null;
        screen.enter("/alice", "tree");
        screen.awaitText("\"tree\" failed: java.lang.NullPointerException");
        screen.awaitPrompt("/alice");
    }

    @Test
    void aSessionThatFailsLetsTheTaskGoOn() {
        screen.root.queue.add(null);
        assertEquals(Resumption.CONTINUE, get(screen.hold(breakpoint("/alice"))));
        screen.root.queue.clear();
        screen.hold(breakpoint("/bob"));
        screen.awaitPrompt("/bob");
    }

    @Test
    void anInterruptIsKeptUntilTheSessionEnds() {
        var interrupted = new CompletableFuture<Boolean>();
        var paused = Thread.ofVirtual().start(() -> {
            Thread.currentThread().interrupt();
            assertEquals(Resumption.CONTINUE, screen.console.hold(breakpoint("/alice")));
            interrupted.complete(Thread.currentThread().isInterrupted());
        });
        screen.awaitPrompt("/alice");
        paused.interrupt();
        screen.enter("/alice", "where");
        screen.enter("/alice", "c");
        assertTrue(get(interrupted));
    }

    @Test
    void whatIsTypedAheadShowsUpInThePromptOnly() {
        screen.hold(breakpoint("/alice"));
        screen.awaitPrompt("/alice");
        screen.type("tree\rqueue\rhelp\rwhe");
        screen.awaitLast("(tractor /alice) whe");
        var prompts = screen.text().lines().filter(line -> line.startsWith("(")).toList();
        assertEquals(
                List.of(
                        "(tractor /alice) tree",
                        "(tractor /alice) queue",
                        "(tractor /alice) help",
                        "(tractor /alice) whe"),
                prompts);
    }

    @Test
    void theTerminalHasItsModeBackAfterASession() {
        var before = screen.attributes().toString();
        var held = screen.hold(breakpoint("/alice"));
        screen.awaitPrompt("/alice");
        screen.type("" + ScriptedTerminal.CTRL_C);
        screen.enter("/alice", "c");
        get(held);
        assertEquals(before, screen.attributes().toString());
    }

    @Test
    void historyIsKept() throws Exception {
        var file = HistoryFile.of(null, name -> name.equals("XDG_STATE_HOME") ? directory.toString() : null)
                .orElseThrow();
        screen.close();
        screen = new ScriptedTerminal(TerminalConsole.Options.plain().withHistory(file), 80, 40);
        var held = screen.hold(breakpoint("/alice"));
        screen.enter("/alice", "tree");
        screen.awaitPrompt("/alice");
        screen.type("\u001bOA");
        screen.awaitLast("(tractor /alice) tree");
        screen.type("" + ScriptedTerminal.CTRL_C);
        screen.enter("/alice", "c");
        get(held);
        assertEquals(List.of("tree", "c"), Files.readAllLines(file));
    }

    @Test
    void ctrlCWithoutASessionCancelsTheRootAndASecondOneExits() {
        var exits = new CopyOnWriteArrayList<Integer>();
        screen.close();
        screen = new ScriptedTerminal(TerminalConsole.Options.plain().withExit(exits::add), 80, 40);
        screen.type("" + ScriptedTerminal.CTRL_C);
        screen.awaitText("ctrl-c: cancelling everything");
        assertEquals("ctrl-c", screen.root.cancelled.getFirst().getMessage());
        screen.type("" + ScriptedTerminal.CTRL_C);
        screen.awaitText("└── /bob");
        assertEquals(List.of(130), exits);
    }

    @Test
    void ctrlCWhileSomebodyWaitsForTheTerminalHarmsNobody() {
        screen.root.queue.add(new TtyWaiter("/bob", "main", true));
        screen.type("" + ScriptedTerminal.CTRL_C);
        assertEquals(List.of(), screen.root.cancelled);
    }
}
