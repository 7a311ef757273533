package dev.tractor.debug.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.tractor.debug.eval.sample.Samples;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Snippets that are stopped before they run. */
class StoppedTest {
    private final Object worker = Samples.worker("x");
    private final Scope scope =
            new Scope(worker.getClass(), worker, false, List.of(), StoppedTest.class.getClassLoader());

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    private static Object value(Outcome outcome) {
        return assertInstanceOf(Outcome.Value.class, outcome).value();
    }

    @Test
    void whatIsStoppedWhileItIsCompiledDoesNotRun() throws InterruptedException {
        var compiling = new CountDownLatch(1);
        var stopped = new CountDownLatch(1);
        var slow = new Evaluator(() -> {
            compiling.countDown();
            await(stopped);
            return ToolProvider.getSystemJavaCompiler();
        });
        var outcome = new AtomicReference<Outcome>();
        slow.begin();
        var thread = Thread.ofVirtual().start(() -> outcome.set(slow.evaluate(scope, "count = 99")));
        compiling.await();
        slow.stop();
        stopped.countDown();
        thread.join();
        var error = assertInstanceOf(Outcome.Thrown.class, outcome.get()).error();
        assertInstanceOf(InterruptedException.class, error);
        assertEquals("ctrl-c ended the evaluation", error.getMessage());
        slow.begin();
        assertEquals(10, value(slow.evaluate(scope, "count")));
        assertSame(error, value(slow.evaluate(scope, "_ex")));
    }
}
