package dev.tractor.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.spi.Console.Resumption;
import dev.tractor.spi.Pause;
import dev.tractor.spi.TtyWaiter;
import dev.tractor.test.Key;
import dev.tractor.test.ScriptedTerminal;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Java at the prompt, over a terminal in memory. */
@Tag("terminal")
@Tag("slow")
class EvaluationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final FakeRoot root = new FakeRoot();
    private final ScriptedTerminal terminal = ScriptedTerminal.open(100, 60);
    private final TerminalConsole console =
            TerminalConsole.over(terminal.terminal(), root, TerminalConsole.Options.plain());
    private final CompletableFuture<Boolean> interruptedAfter = new CompletableFuture<>();
    private int counter = 40;
    private CompletableFuture<Resumption> held;

    @BeforeEach
    void stop() {
        begun = new CountDownLatch(1);
        terminal.timeLimit(PATIENCE);
        held = hold();
    }

    @AfterEach
    void close() {
        console.close();
        terminal.close();
    }

    /** Stops in a method of this object, on a new virtual thread. */
    private CompletableFuture<Resumption> hold() {
        root.queue.addFirst(new TtyWaiter("/alice", "main", false));
        var result = new CompletableFuture<Resumption>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(stopHere(5));
                interruptedAfter.complete(Thread.interrupted());
            } catch (Throwable t) {
                result.completeExceptionally(t);
            }
        });
        return result;
    }

    private Resumption stopHere(int local) {
        var stack = List.of(Thread.currentThread().getStackTrace()).stream()
                .dropWhile(frame -> !frame.getMethodName().equals("stopHere"))
                .toList();
        var resumption = console.hold(new Pause("/alice", "main", "tractor-1", stack, null));
        counter += local - local;
        return resumption;
    }

    private void enter(String line) throws InterruptedException {
        terminal.enter(line);
    }

    private void expect(String text) throws InterruptedException {
        terminal.expect(text);
    }

    private void go() throws Exception {
        enter("continue");
        assertEquals(Resumption.CONTINUE, held.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void whatIsNoCommandIsEvaluated() throws Exception {
        enter("1 + 2");
        expect("3");
        enter("\"a\" + \"b\"");
        expect("\"ab\"");
        enter("int twice = 2 * 21;");
        expect("int twice");
        enter("twice");
        expect("42");
        enter("_ + 1");
        expect("43");
        enter("List.of(1, 2)");
        expect("List12(2)[1, 2]");
        go();
    }

    @Test
    void commandsWinUnlessOnlyJavaFits() throws Exception {
        enter("int c = 3");
        expect("int c");
        enter("c = 4");
        expect("4");
        enter("p c");
        expect("4");
        enter("queue");
        expect("this session");
        enter("List<String> queue = new ArrayList<>()");
        expect("List<String> queue");
        enter("queue.size()");
        expect("0");
        go();
    }

    @Test
    void aWordThatIsNothingIsNoCommand() throws Exception {
        enter("contnue");
        expect("no command \"contnue\"; did you mean continue?");
        enter("contnue.foo()");
        expect("column 1: cannot find symbol: variable contnue");
        go();
    }

    @Test
    void errorsOfTheSnippetAreShownAndKept() throws Exception {
        enter("throw new IllegalStateException(\"boom\")");
        expect("java.lang.IllegalStateException: boom");
        expect("at entered.line(entered)");
        enter("_ex.getMessage()");
        expect("\"boom\"");
        go();
    }

    @Test
    void anEntryMayHaveSeveralLines() throws Exception {
        enter("int sum(int a,");
        expect("... ");
        enter("        int b) {");
        enter("    return a + b;");
        enter("}");
        expect("method sum");
        enter("sum(3,");
        enter("4)");
        expect("7");
        enter("p sum(");
        enter("100, 1)");
        expect("101");
        go();
    }

    @Test
    void ctrlCDropsWhatWasEnteredOfSeveralLines() throws Exception {
        enter("sum(");
        expect("... ");
        terminal.press(Key.CTRL_C);
        terminal.expectPrompt("/alice");
        enter("5 + 6");
        expect("11");
        go();
    }

    @Test
    void aDumpComesInPages() throws Exception {
        enter("pp");
        expect("nothing was dumped yet");
        enter("pp new int[40]");
        expect("int[40]:");
        expect("  [0] = 0");
        expect("11 more lines; pp shows the next");
        enter("pp");
        expect("  [39] = 0");
        enter("pp");
        expect("that was all");
        go();
    }

    @Test
    void ctrlCInterruptsAnEvaluationAndNothingElse() throws Exception {
        enter(BEGUN + "Thread.sleep(1_000_000)");
        waitUntilBegun();
        terminal.terminal().raise(org.jline.terminal.Terminal.Signal.INT);
        expect("java.lang.InterruptedException");
        terminal.expectPrompt("/alice");
        enter("Thread.currentThread().isInterrupted()");
        expect("false");
        go();
        assertFalse(interruptedAfter.get(60, TimeUnit.SECONDS));
        assertEquals(List.of(), root.cancelled);
    }

    static volatile CountDownLatch deaf = new CountDownLatch(1);

    /** Does not listen to interrupts. */
    static String deaf() {
        begun.countDown();
        while (deaf.getCount() > 0) {
            Thread.interrupted();
            LockSupport.parkNanos(1_000_000);
        }
        return "heard";
    }

    /** What has begun ends otherwise than what is still compiled. */
    static volatile CountDownLatch begun = new CountDownLatch(1);

    private static final String BEGUN = "dev.tractor.debug.EvaluationTest.begun.countDown(); ";

    private static void waitUntilBegun() throws InterruptedException {
        assertTrue(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void aSecondCtrlCSaysWhereItIs() throws Exception {
        deaf = new CountDownLatch(1);
        enter("dev.tractor.debug.EvaluationTest.deaf()");
        waitUntilBegun();
        terminal.terminal().raise(org.jline.terminal.Terminal.Signal.INT);
        expect("ctrl-c: interrupted the evaluation; again shows where it is");
        terminal.terminal().raise(org.jline.terminal.Terminal.Signal.INT);
        expect("still runs");
        deaf.countDown();
        expect("\"heard\"");
        go();
    }

    @Test
    void anInterruptOfItsOwnReachesTheTask() throws Exception {
        enter("Thread.currentThread().interrupt()");
        terminal.expectPrompt("/alice");
        go();
        assertTrue(interruptedAfter.get(60, TimeUnit.SECONDS));
    }

    @Test
    void breakpointIsRefused() throws Exception {
        enter("Tractor.breakpoint()");
        expect("breakpoint() has no effect here: this task is at the console already");
        enter("Tractor.breakpoint(1, 2)");
        terminal.expectPrompt("/alice");
        enter("Tractor.postMortem(new RuntimeException())");
        expect("postMortem() has no effect here: this task is at the console already");
        go();
    }

    static java.io.PrintStream printer;

    @Test
    void whatItPrintsIsLimited() throws Exception {
        printer = console.output();
        enter("for (int i = 0; i < 300_000; i++) dev.tractor.debug.EvaluationTest.printer.print('x')");
        expect("it printed 100000 bytes more than the 200000 that are shown");
        go();
    }

    @Test
    void membersOfTheFramesClassAreInScopeAndCompleted() throws Exception {
        enter("frame 0"); // the prompt is about the first frame of the user, and this class counts as tractor's
        enter("deaf.getCount()");
        expect(deaf.getCount() + "L");
        terminal.expectPrompt("/alice");
        terminal.type("deaf.getCo");
        terminal.press(Key.TAB);
        expect("deaf.getCount");
        terminal.type("()");
        terminal.press(Key.ENTER);
        expect(deaf.getCount() + "L");
        go();
    }

    @Test
    void ctrlCEndsALoopThatNeverWaits() throws Exception {
        for (var loop : List.of(
                "while (true) {}",
                "for (long i = 0; ; i++) if (i < 0) break;",
                "do { Thread.interrupted(); } while (counterOf() >= 0)",
                "Runnable r = () -> { while (true) { try { Thread.sleep(1000000); } catch (Throwable t) {} } }; r.run()")) {
            enter("int counterOf() { return 1; }");
            terminal.expectPrompt("/alice");
            begun = new CountDownLatch(1);
            enter(BEGUN + loop);
            waitUntilBegun();
            terminal.terminal().raise(org.jline.terminal.Terminal.Signal.INT);
            expect("java.lang.InterruptedException: ctrl-c ended the evaluation");
            terminal.expectPrompt("/alice");
        }
        enter("int n = 0; for (int i = 0; i < 1000; i++) { n += i; }");
        expect("int n");
        enter("p n");
        expect("499500");
        go();
        assertFalse(interruptedAfter.get(60, TimeUnit.SECONDS));
    }

    /** Keeps the compiler waiting when it asks where classes are. */
    private static final class SlowLoader extends URLClassLoader {
        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch goesOn = new CountDownLatch(1);

        SlowLoader() {
            super(new URL[0], EvaluationTest.class.getClassLoader());
        }

        @Override
        public URL[] getURLs() {
            asked.countDown();
            boolean interrupted = false;
            while (goesOn.getCount() > 0) {
                try {
                    goesOn.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return super.getURLs();
        }
    }

    @Test
    void ctrlCWhileTheCompilerIsAtItKeepsTheEntryFromRunning() throws Exception {
        go();
        var loader = new SlowLoader();
        held = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            Thread.currentThread().setContextClassLoader(loader); // which counts where no frame is known
            held.complete(console.hold(new Pause("/alice", "main", "tractor-1", List.of(), null)));
        });
        terminal.expectPrompt("/alice");
        enter(BEGUN);
        assertTrue(loader.asked.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        while (!console.evaluating()) { // the compiler may have been asked to get ready first
            Thread.onSpinWait();
        }
        terminal.terminal().raise(org.jline.terminal.Terminal.Signal.INT);
        expect("ctrl-c: interrupted the evaluation");
        loader.goesOn.countDown();
        expect("java.lang.InterruptedException: ctrl-c ended the evaluation");
        terminal.expectPrompt("/alice");
        assertEquals(1, begun.getCount());
        enter("Thread.currentThread().isInterrupted()");
        expect("false");
        enter(BEGUN);
        waitUntilBegun();
        go();
    }
}
