package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.Simulation;
import dev.tractor.test.TractorTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;

/** Waiting for a completion stage. */
class AwaitStageTest {

    /** Shows what is registered with it. */
    private static final class Watched extends CompletableFuture<String> {
        final List<BiConsumer<?, ?>> callbacks = new ArrayList<>();

        @Override
        public CompletableFuture<String> whenComplete(BiConsumer<? super String, ? super Throwable> action) {
            callbacks.add(action);
            return super.whenComplete(action);
        }
    }

    @TractorTest
    void awaitReturnsWhatTheStageCompletesWith(Nursery n) throws Exception {
        var stage = new CompletableFuture<String>();
        n.fork(() -> stage.complete("done"));
        var reply = Tractor.await(stage);
        assertEquals("done", reply);
        n.join();
    }

    @TractorTest
    void aStageThatHasCompletedIsNotWaitedFor() throws Exception {
        assertEquals("done", Tractor.await(CompletableFuture.completedStage("done")));
        assertNull(Tractor.await(CompletableFuture.completedStage(null)));
    }

    @TractorTest
    void aFailureIsTheCauseOfACompletionException(Nursery n) {
        for (var failure : List.of(new IOException("no line"), new IllegalStateException(), new AssertionError())) {
            var stage = new CompletableFuture<String>();
            n.fork(() -> stage.completeExceptionally(failure));
            var thrown = assertThrows(CompletionException.class, () -> Tractor.await(stage));
            assertSame(failure, thrown.getCause());
        }
        n.cancel("done");
    }

    @TractorTest
    void theFailureOfAStageFurtherUpIsTakenOutOfItsWrappers() {
        var failure = new IOException("no line");
        CompletionStage<Integer> stage = CompletableFuture.<String>failedFuture(failure)
                .thenApply(String::length)
                .thenApply(i -> i + 1);
        var thrown = assertThrows(CompletionException.class, () -> Tractor.await(stage));
        assertSame(failure, thrown.getCause());
    }

    @TractorTest
    void aWrapperWithoutACauseIsTheFailure() {
        var failure = new CompletionException("bare", null);
        var thrown =
                assertThrows(CompletionException.class, () -> Tractor.await(CompletableFuture.failedFuture(failure)));
        assertSame(failure, thrown.getCause());
    }

    @TractorTest
    void eachCallerGetsAnExceptionOfItsOwn() {
        var stage = CompletableFuture.<String>failedFuture(new IOException("no line"));
        var first = assertThrows(CompletionException.class, () -> Tractor.await(stage));
        var second = assertThrows(CompletionException.class, () -> Tractor.await(stage));
        assertNotSame(first, second);
        assertSame(first.getCause(), second.getCause());
    }

    @TractorTest
    void aCancelledStageThrowsACancellationException(Nursery n) throws Exception {
        var stage = new CompletableFuture<String>();
        n.fork(() -> stage.cancel(false));
        assertThrows(CancellationException.class, () -> Tractor.await(stage));
        assertThrows(CancellationException.class, () -> Tractor.await(stage.thenApply(String::length)));
        n.join();
    }

    @TractorTest
    void aNullStageIsRefusedByName() {
        assertEquals(
                "stage",
                assertThrows(NullPointerException.class, () -> Tractor.await(null))
                        .getMessage());
    }

    @TractorTest
    void theTreeShowsTheWait(Nursery n) throws Exception {
        var stage = new CompletableFuture<String>();
        var waiter = n.fork("waiter", () -> Tractor.await(stage));
        Watch.untilTask("waiter", "waits for a completion stage");
        stage.complete("done");
        assertEquals("done", waiter.join());
    }

    // Giving up.

    @TractorTest
    void aCancelledCallerThrowsAtOnceAndLeavesTheStageAlone(Nursery n) throws Exception {
        var stage = new CompletableFuture<String>();
        CancelScope.run(scope -> {
            n.fork(() -> scope.cancel("enough"));
            var thrown = assertThrows(CancelledException.class, () -> Tractor.await(stage));
            assertEquals("enough", thrown.reason());
        });
        assertFalse(stage.isDone());
        stage.complete("done");
        assertEquals("done", Tractor.await(stage));
        n.join();
    }

    @TractorTest
    void aDeadlineEndsTheWait(Simulation sim) {
        assertThrows(
                TimeoutException.class,
                () -> CancelScope.failAfter(
                        Duration.ofMinutes(1), () -> Tractor.await(new CompletableFuture<String>())));
        assertEquals(Duration.ofMinutes(1), sim.now());
    }

    @TractorTest
    void aCancelledCallerIsToldSoThoughTheStageHasCompletedAndIsNotRegistered() throws Exception {
        var stage = new Watched();
        stage.complete("done");
        CancelScope.run(scope -> {
            scope.cancel("enough");
            assertThrows(CancelledException.class, () -> Tractor.await(stage));
        });
        assertEquals(List.of(), stage.callbacks);
    }

    @TractorTest
    void aWaitThatWasGivenUpTakesNoResult() throws Exception {
        var stage = new Watched();
        CancelScope.moveOnAfter(Duration.ofMillis(1), () -> Tractor.await(stage));
        stage.complete("done");
        var abandoned = (AwaitingStage<?>) stage.callbacks.getFirst();
        assertFalse(abandoned.done());
    }

    @TractorTest
    void aForeignInterruptThrowsOnceAndCancelsNothing() throws Exception {
        var stage = new CompletableFuture<String>();
        Thread.currentThread().interrupt();
        assertThrows(CancelledException.class, () -> Tractor.await(stage));
        stage.complete("done");
        assertEquals("done", Tractor.await(stage));
    }

    @TractorTest
    void whoCancelsTheCallerAndTheStageIsSeenToHaveCancelledTheCaller(Nursery n) throws Exception {
        var stage = new CompletableFuture<String>();
        CancelScope.run(scope -> {
            n.fork(() -> {
                scope.cancel("enough");
                stage.cancel(false);
            });
            assertThrows(CancelledException.class, () -> Tractor.await(stage));
        });
        n.join();
    }

    @TractorTest
    void aShieldedWaitIsNotCancelled(Nursery n) throws Exception {
        var stage = new CompletableFuture<String>();
        CancelScope.run(scope -> {
            scope.cancel("enough");
            n.fork(() -> stage.complete("done"));
            assertEquals("done", CancelScope.shield(() -> Tractor.await(stage)));
        });
        n.join();
    }

    // No wake-up is lost.

    @TractorTest
    void aCompletionThatMeetsACancellationEndsTheWait(Nursery n) throws Exception {
        var stage = new CompletableFuture<String>();
        var got = new AtomicReference<String>();
        n.fork(() -> stage.complete("done"));
        boolean ended = CancelScope.run(scope -> {
            n.fork(() -> scope.cancel("enough"));
            got.set(Tractor.await(stage));
        });
        assertTrue(
                ended
                        ? "done".equals(got.get())
                        : got.get() == null || got.get().equals("done"));
        n.join();
    }

    @TractorTest(cancelEverywhere = true, interruptEverywhere = true)
    void everyWaiterIsWoken(Nursery n) throws Exception {
        var stage = new CompletableFuture<Integer>();
        var sum = new AtomicInteger();
        for (int i = 0; i < 4; i++) {
            n.fork(() -> sum.addAndGet(Tractor.await(stage)));
        }
        n.fork(() -> stage.complete(1));
        n.join();
        assertEquals(4, sum.get());
    }
}
