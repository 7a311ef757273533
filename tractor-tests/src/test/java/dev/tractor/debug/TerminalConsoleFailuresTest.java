package dev.tractor.debug;

import static dev.tractor.debug.Pauses.breakpoint;
import static dev.tractor.debug.Pauses.crash;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.spi.Console.Resumption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a console does when something in it, or in the error that it shows, fails. */
@Tag("terminal")
class TerminalConsoleFailuresTest extends AtTerminal {

    @Test
    void whatWouldSteerTheTerminalIsNotSentToIt() throws InterruptedException {
        hold(crash("/alice", new RuntimeException("\u001b[2J\u0007gone")));
        terminal.expect("java.lang.RuntimeException: ?[2J?gone");
    }

    @Test
    @Scenario("D25")
    void anErrorThatCannotDescribeItselfIsShownAnyway() throws InterruptedException {
        hold(crash("/alice", new RuntimeException() {
            @Override
            public String toString() {
                throw new IllegalStateException();
            }
        }));
        terminal.expect("(its toString failed:\n│ java.lang.IllegalStateException)");
        terminal.enter("error");
        terminal.expect("(its stack trace failed: ");
        terminal.enter("tree");
        terminal.expect("nursery main");
    }

    @Test
    void aFailingCommandLeavesTheSessionOpen() throws InterruptedException {
        hold(breakpoint("/alice"));
        terminal.expectPrompt("/alice");
        root.tree = null;
        terminal.enter("tree");
        terminal.expect("\"tree\" failed: java.lang.NullPointerException");
        terminal.expectPrompt("/alice");
    }

    @Test
    void aSessionThatFailsLetsTheTaskGoOn() throws InterruptedException {
        root.queue.add(null);
        assertEquals(Resumption.CONTINUE, get(hold(breakpoint("/alice"))));
        root.queue.clear();
        hold(breakpoint("/bob"));
        terminal.expectPrompt("/bob");
    }

    @Test
    void anInterruptIsKeptUntilTheSessionEnds() throws InterruptedException {
        var interrupted = new CompletableFuture<Boolean>();
        var paused = Thread.ofVirtual().start(() -> {
            Thread.currentThread().interrupt();
            assertEquals(Resumption.CONTINUE, console.hold(breakpoint("/alice")));
            interrupted.complete(Thread.currentThread().isInterrupted());
        });
        terminal.expectPrompt("/alice");
        paused.interrupt();
        terminal.enter("where");
        terminal.enter("c");
        assertTrue(get(interrupted));
    }

    /** Does not come to an end by itself. */
    private static final class Endless extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient CountDownLatch interrupted = new CountDownLatch(1);

        @Override
        public String toString() {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return "late";
        }
    }

    @Test
    void anErrorThatDescribesItselfForEverHoldsNobodyUp() throws Exception {
        var error = new Endless();
        hold(crash("/alice", error));
        terminal.expect("(its toString takes");
        terminal.enter("queue");
        terminal.expect("this session");
        assertTrue(error.interrupted.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }

    private Resumption holdAt(int depth) {
        return depth == 0 ? console.hold(breakpoint("/alice")) : holdAt(depth - 1);
    }

    @Test
    void aSessionWorksDeepInTheStack() throws Exception {
        var result = new CompletableFuture<Resumption>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(holdAt(5_000));
            } catch (Throwable t) {
                result.completeExceptionally(t);
            }
        });
        terminal.enter("queue");
        terminal.expect("this session");
        terminal.enter("continue");
        assertEquals(Resumption.CONTINUE, get(result));
    }
}
