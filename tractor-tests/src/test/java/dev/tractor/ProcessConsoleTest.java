package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.test.Key;
import dev.tractor.test.ScriptedTerminal;
import dev.tractor.test.TractorTest;
import dev.tractor.test.TractorTest.Mode;
import java.io.Serializable;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jline.terminal.Terminal;
import org.junit.jupiter.api.Tag;

/** Sessions of tasks in child JVMs, at the terminal of this one. */
@Tag("slow")
class ProcessConsoleTest {
    private static final Duration PATIENCE = Duration.ofSeconds(25);

    private static final ProcessOptions OPTIONS = ProcessOptions.standard()
            .withJvmArguments(
                    "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--add-opens", "java.base/java.lang=ALL-UNNAMED");

    private static final Spawn CHILD = Spawn.process(OPTIONS);

    /** What runs in the child JVMs. */
    static class Worker implements Serializable {
        private int stops;

        int stop(int order) {
            var goods = List.of("apples", "pears");
            Tractor.breakpoint();
            return ++stops + order + goods.size();
        }

        int stops() {
            return stops;
        }

        void fail(String why) {
            throw new IllegalStateException(why);
        }

        long pid() {
            return ProcessHandle.current().pid();
        }

        /** Starts an actor in a JVM below this one, and has it fail. */
        void failBelow() throws InterruptedException {
            var below = Actor.current().nursery().start("below", Worker::new, CHILD);
            below.tell(x -> x.fail("no stock"));
        }

        int stopBelow() throws InterruptedException {
            var below = Actor.current().nursery().start("below", Worker::new, CHILD);
            return below.ask(x -> x.stop(5));
        }

        boolean frozen() {
            return Strand.current().root.deadlines.frozen();
        }

        String caught() {
            Tractor.postMortem(new IllegalStateException("seen before"));
            return "went on";
        }

        String kept() throws InterruptedException {
            return Tractor.keepCrash(() -> fail("kept")).orElseThrow().getMessage();
        }
    }

    private static void await(ScriptedTerminal terminal) {
        terminal.timeLimit(PATIENCE);
        terminal.resize(160, 60);
    }

    /** Waits until so many tasks hold or wait for the terminal. */
    private static void awaitQueue(int length) throws Exception {
        var tty = Strand.current().root.tty();
        CancelScope.failAfter(PATIENCE, () -> {
            while (tty.waiters().size() < length) {
                Tractor.sleep(Duration.ofMillis(5));
            }
        });
    }

    private static void kill(long pid) {
        assertTrue(ProcessHandle.of(pid).orElseThrow().destroyForcibly());
    }

    @TractorTest(mode = Mode.REAL)
    void aBreakpointThereShowsItsFramesAndEvaluatesThere(Nursery n, ScriptedTerminal terminal) throws Exception {
        await(terminal);
        var worker = n.start("worker", Worker::new, CHILD);
        long pid = worker.ask(Worker::pid);
        var asked = n.fork("asker", () -> worker.ask(x -> x.stop(1)));
        terminal.expect("breakpoint in /worker, task main");
        terminal.expect("at dev.tractor.ProcessConsoleTest$Worker.stop(ProcessConsoleTest.java:");
        terminal.expect("Tractor.breakpoint();");
        terminal.expectPrompt("/worker");
        terminal.enter("where");
        terminal.expect("→  0  dev.tractor.ProcessConsoleTest$Worker.stop");
        terminal.expectPrompt("/worker");
        terminal.enter("locals");
        terminal.expect("order  int");
        terminal.expect("[\"apples\", \"pears\"]");
        terminal.expectPrompt("/worker");
        terminal.enter("ProcessHandle.current().pid()");
        terminal.expect(String.valueOf(pid));
        terminal.expectPrompt("/worker");
        terminal.enter("stops = order + 40");
        terminal.expectPrompt("/worker");
        terminal.enter("int twice(int x) {");
        terminal.expect("...");
        terminal.enter("return 2 * x; }");
        terminal.expectPrompt("/worker");
        terminal.enter("twice(stops)");
        terminal.expect("82");
        terminal.expectPrompt("/worker");
        terminal.type("good");
        terminal.press(Key.TAB);
        terminal.expect("goods");
        terminal.press(Key.ENTER);
        terminal.expectPrompt("/worker");
        terminal.enter("tree");
        terminal.expect("/worker  in process " + pid + ", at the console  ◀ here");
        terminal.expectPrompt("/worker");
        terminal.enter("queue");
        terminal.expect("/worker  task main  breakpoint  this session");
        terminal.expectPrompt("/worker");
        terminal.enter("continue");
        terminal.expect("→ /worker continued");
        asked.join();
        assertEquals(42 + 1 + 2, asked.get());
    }

    @TractorTest(mode = Mode.REAL)
    @Scenario("D05")
    void quitFailsTheTaskThereAndCrashesInTheRoot(Nursery n, ScriptedTerminal terminal) throws Exception {
        await(terminal);
        var user = n.fork("user", () -> {
            terminal.expect("breakpoint in /worker");
            terminal.expectPrompt("/worker");
            terminal.enter("quit");
            terminal.expect("crash in /");
            terminal.expect("BreakpointQuitException");
            terminal.enter("c");
        });
        var failed = assertThrows(
                NurseryException.class,
                () -> Nursery.run(o -> o.debug(true), m -> {
                    m.start("worker", Worker::new, CHILD).tell(x -> x.stop(1));
                }));
        var of = assertInstanceOf(ActorFailedException.class, failed.getCause());
        assertEquals("/worker", of.source());
        assertInstanceOf(BreakpointQuitException.class, of.getCause());
        user.join();
    }

    @TractorTest(mode = Mode.REAL)
    @Scenario({"D04", "D09"})
    void aCrashIsShownInItsJvmThenInEachAboveAndInTheRootLast(Nursery n, ScriptedTerminal terminal) throws Exception {
        await(terminal);
        var user = n.fork("user", () -> {
            terminal.expect("crash in /shop/below, task main");
            terminal.expect("IllegalStateException: no stock");
            terminal.expect("Worker.fail(ProcessConsoleTest.java:");
            terminal.expectPrompt("/shop/below");
            terminal.enter("tree");
            terminal.expect("◀ here");
            terminal.expectPrompt("/shop/below");
            terminal.enter("continue");
            terminal.expect("→ /shop/below continued, the error leaves the task");
            terminal.expect("crash in /shop, task main");
            terminal.expect("actor /shop/below failed");
            terminal.expectPrompt("/shop");
            terminal.enter("quit");
            terminal.expect("crash in /, task");
            terminal.expect("actor /shop/below failed");
            terminal.expectPrompt("/");
            terminal.enter("continue");
        });
        var failed = assertThrows(
                NurseryException.class,
                () -> Nursery.run(o -> o.debug(true), m -> {
                    m.start("shop", Worker::new, CHILD).tell(Worker::failBelow);
                }));
        user.join();
        var of = assertInstanceOf(ActorFailedException.class, failed.getCause());
        assertEquals("/shop/below", of.source());
        assertEquals(List.of("/shop/below", "/shop"), of.path());
        assertEquals("no stock", of.getCause().getMessage());
    }

    @TractorTest(mode = Mode.REAL)
    void childrenAndTheRootGetTheTerminalInTheOrderOfTheirRequests(Nursery n, ScriptedTerminal terminal)
            throws Exception {
        await(terminal);
        var one = n.start("one", Worker::new, CHILD);
        var two = n.start("two", Worker::new, CHILD);
        two.ask(Worker::pid);
        one.tell(x -> x.stop(0));
        awaitQueue(1);
        n.fork("roots", () -> Tractor.breakpoint());
        awaitQueue(2);
        two.tell(x -> x.stop(0));
        awaitQueue(3);
        one.tell(x -> x.stop(0)); // behind the one it is in
        terminal.expectPrompt("/one");
        terminal.enter("queue");
        terminal.expect("/one  task main   breakpoint  this session");
        terminal.expect("/     task roots  breakpoint");
        terminal.expect("/two  task main   breakpoint");
        terminal.expectPrompt("/one");
        terminal.enter("c");
        terminal.expect("→ /one continued; next: /");
        terminal.expectPrompt("/");
        awaitQueue(3);
        terminal.enter("c");
        terminal.expectPrompt("/two");
        terminal.enter("c");
        terminal.expectPrompt("/one");
        terminal.enter("c");
        terminal.expect("→ /one continued");
        assertEquals(2, one.ask(Worker::stops));
        assertEquals(1, two.ask(Worker::stops));
        assertNull(Strand.current().root.tty().latch());
    }

    @TractorTest(mode = Mode.REAL)
    void aChildThatDiesAtItsPromptFreesTheTerminal(Nursery n, ScriptedTerminal terminal) throws Exception {
        await(terminal);
        var failed = assertThrows(
                NurseryException.class,
                () -> Nursery.run(m -> {
                    var worker = m.start("worker", Worker::new, CHILD);
                    long pid = worker.ask(Worker::pid);
                    worker.tell(x -> x.stop(1));
                    terminal.expectPrompt("/worker");
                    terminal.type("half a li");
                    kill(pid);
                    terminal.expect("session of /worker is over: the child JVM (process " + pid + ") is gone");
                }));
        assertInstanceOf(ProcessDiedException.class, failed.getCause().getCause(), failed.getCause()::toString);
        assertNull(Strand.current().root.tty().latch());
        assertFalse(Strand.current().root.deadlines.frozen());
        n.fork("after", () -> Tractor.breakpoint());
        terminal.expectPrompt("/");
        terminal.enter("c");
        terminal.expect("→ / continued");
    }

    @TractorTest(mode = Mode.REAL)
    void aChildThatDiesWhileItWaitsIsWithdrawn(Nursery n, ScriptedTerminal terminal) throws Exception {
        await(terminal);
        var holder = n.fork("holder", () -> Tractor.breakpoint());
        terminal.expectPrompt("/");
        var failing = n.fork(
                "failing",
                () -> assertThrows(
                        NurseryException.class,
                        () -> Nursery.run(m -> {
                            var worker = m.start("worker", Worker::new, CHILD);
                            long pid = worker.ask(Worker::pid);
                            worker.tell(x -> x.stop(1));
                            awaitQueue(2);
                            kill(pid);
                        })));
        terminal.expect("1 waits for the terminal: /worker");
        terminal.expect("nobody waits for the terminal any more");
        failing.join(); // while the session is open: nobody waits for what is gone
        terminal.enter("c");
        terminal.expect("→ / continued");
        holder.join();
        assertNull(Strand.current().root.tty().latch());
    }

    @TractorTest(mode = Mode.REAL)
    void ctrlCInterruptsAnEvaluationThere(Nursery n, ScriptedTerminal terminal) throws Exception {
        await(terminal);
        var worker = n.start("worker", Worker::new, CHILD);
        var asked = n.fork("asker", () -> worker.ask(x -> x.stop(1)));
        terminal.expectPrompt("/worker");
        var begun = Files.createTempDirectory("tractor").resolve("begun");
        terminal.enter("java.nio.file.Files.createFile(java.nio.file.Path.of(\"" + begun + "\"));"
                + " new java.util.concurrent.CountDownLatch(1).await()");
        var tty = Strand.current().root.tty();
        CancelScope.failAfter(PATIENCE, () -> {
            while (!Files.exists(begun)) { // before it runs there, ctrl-c is for the line, or for the compiler
                Tractor.sleep(Duration.ofMillis(1));
            }
        });
        terminal.terminal().raise(Terminal.Signal.INT);
        terminal.expect("InterruptedException"); // the notice of ctrl-c comes before or after it
        terminal.expectPrompt("/worker");
        assertEquals(1, tty.waiters().size());
        terminal.enter("c");
        asked.join();
        assertEquals(4, asked.get());
        Files.delete(begun);
        Files.delete(begun.getParent());
    }

    @TractorTest(mode = Mode.REAL)
    @Scenario("D10")
    void aFailingRootLeavesAJvmTwoLevelsDownAloneWhileItHoldsTheTerminal(Nursery n, ScriptedTerminal terminal)
            throws Exception {
        await(terminal);
        var failing = new CountDownLatch(1);
        var user = n.fork("user", () -> {
            terminal.expectPrompt("/shop/below");
            CancelScope.failAfter(PATIENCE, () -> {
                while (failing.getCount() > 0) {
                    Tractor.sleep(Duration.ofMillis(1));
                }
            });
            terminal.enter("1 + 1");
            terminal.expect("2");
            terminal.expectPrompt("/shop/below");
            terminal.enter("c");
            terminal.expect("→ /shop/below continued");
        });
        var failed = assertThrows(
                NurseryException.class,
                () -> Nursery.run(m -> {
                    var shop = m.start("shop", Worker::new, Spawn.process(OPTIONS.withGrace(Duration.ofMillis(500))));
                    shop.tell(Worker::stopBelow);
                    awaitQueue(1);
                    m.fork("failing", () -> {
                        failing.countDown();
                        throw new IllegalArgumentException("failed meanwhile");
                    });
                    m.join();
                }));
        user.join();
        assertEquals(1, failed.failures().size(), failed::toString); // nobody was killed, and nobody failed of it
        assertInstanceOf(IllegalArgumentException.class, failed.getCause());
    }

    @TractorTest(mode = Mode.REAL)
    void aCancellationFromOutsideWaitsForTheEndOfTheSession(Nursery n, ScriptedTerminal terminal) throws Exception {
        await(terminal);
        var worker = n.start("worker", Worker::new, Spawn.process(OPTIONS.withGrace(Duration.ofSeconds(2))));
        long pid = worker.ask(Worker::pid);
        worker.tell(x -> x.stop(1));
        terminal.expectPrompt("/worker");
        var canceller = n.start("canceller", Object::new);
        var cancelled = n.fork("cancel", () -> canceller.ask(_ -> worker.cancel("enough")));
        CancelScope.failAfter(PATIENCE, () -> {
            while (!(strandOf(n, "/canceller").waiting() instanceof Patience)) {
                Tractor.checkpoint();
                Thread.yield();
            }
        });
        assertTrue(ProcessHandle.of(pid).orElseThrow().isAlive());
        terminal.enter("stops");
        terminal.expect("0");
        terminal.expectPrompt("/worker");
        assertNull(worker.cell().strand.base.cause);
        terminal.enter("c");
        cancelled.join();
        assertTrue(cancelled.get());
        worker.join();
        assertFalse(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
    }

    private static Strand strandOf(Nursery n, String name) {
        return n.children().stream()
                .map(child -> child.strand)
                .filter(strand -> strand.toString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @TractorTest(mode = Mode.REAL)
    void theTimeOfAllJvmsStandsStillWhileASessionIsOpen(Nursery n, ScriptedTerminal terminal) throws Exception {
        await(terminal);
        var one = n.start("one", Worker::new, CHILD);
        var two = n.start("two", Worker::new, CHILD);
        assertFalse(two.ask(Worker::frozen));
        one.tell(x -> x.stop(1));
        terminal.expectPrompt("/one");
        awaitFrozen(two, true);
        var three = n.start("three", Worker::new, CHILD); // one that begins meanwhile
        assertTrue(three.ask(Worker::frozen));
        terminal.enter("Strand.current().root.deadlines.frozen()");
        terminal.expect("true");
        terminal.expectPrompt("/one");
        terminal.enter("c");
        awaitFrozen(one, false);
        awaitFrozen(two, false);
        awaitFrozen(three, false);
    }

    private static void awaitFrozen(Portal<Worker> worker, boolean frozen) throws InterruptedException {
        while (worker.ask(Worker::frozen) != frozen) {
            Tractor.checkpoint();
        }
    }

    @TractorTest(mode = Mode.REAL)
    @Scenario("D13")
    void sessionsThatTheProgramAsksForOpenThereToo(Nursery n, ScriptedTerminal terminal) throws Exception {
        await(terminal);
        var worker = n.start("worker", Worker::new, CHILD);
        var caught = n.fork("caught", () -> worker.ask(Worker::caught));
        terminal.expect("caught error in /worker, task main");
        terminal.expect("seen before");
        terminal.enter("c");
        caught.join();
        assertEquals("went on", caught.get());
        var kept = n.fork("kept", () -> worker.ask(Worker::kept));
        terminal.expect("caught error in /worker, task main");
        terminal.expect("IllegalStateException: kept");
        terminal.enter("c");
        kept.join();
        assertEquals("kept", kept.get());
    }

    @TractorTest(mode = Mode.REAL)
    @Scenario("D12")
    void debugModeIsThatOfTheActor(Nursery n, ScriptedTerminal terminal) throws Exception {
        await(terminal);
        var failed = assertThrows(
                NurseryException.class,
                () -> Nursery.run(m -> {
                    var plain = m.start("plain", Worker::new, CHILD);
                    assertThrows(ActorFailedException.class, () -> plain.run(x -> x.fail("not shown")));
                    m.start("shown", Worker::new, CHILD.withDebug(true)).tell(x -> x.fail("shown"));
                    terminal.expect("crash in /shown, task main");
                    terminal.enter("c");
                    m.join();
                }));
        assertEquals(
                "/shown",
                assertInstanceOf(ActorFailedException.class, failed.getCause()).source());
        assertFalse(terminal.transcript().contains("crash in /plain"), terminal.transcript());
    }
}
