package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.TractorTest;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** Portals in the hands of threads that core did not start. */
class ForeignThreadTest {

    /** Runs {@code body} on a platform thread, and returns what it threw. */
    private static Throwable onPlatformThread(Action<?> body) throws InterruptedException {
        var thrown = new AtomicReference<Throwable>();
        Thread.ofPlatform()
                .name("outsider")
                .start(() -> {
                    try {
                        body.run();
                    } catch (Throwable t) {
                        thrown.set(t);
                    }
                })
                .join();
        return thrown.get();
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void platformThreadsAskTellAndRun() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var threads = new ArrayList<Thread>();
            for (int t = 0; t < 8; t++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    try {
                        for (int i = 0; i < 100; i++) {
                            counter.tell(c -> c.add(1));
                            counter.run(c -> c.add(1));
                            int ignored = counter.ask(c -> c.add(1));
                        }
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }));
            }
            for (var thread : threads) {
                thread.join();
            }
            assertEquals(8 * 300, (int) counter.ask(c -> c.total));
        }
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void anErrorReachesAForeignAsker() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var thrown = onPlatformThread(() -> counter.run(c -> {
                throw new IllegalStateException("bad");
            }));
            assertEquals(
                    "bad",
                    assertInstanceOf(ActorFailedException.class, thrown)
                            .getCause()
                            .getMessage());
        }
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void aForeignAskerOutlivesTheBlockAndIsTold() throws Exception {
        var thrown = new AtomicReference<Throwable>();
        var begun = new CountDownLatch(1);
        Thread asker;
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            asker = Thread.ofPlatform()
                    .start(() -> thrown.set(assertThrows(
                            ActorCancelledException.class,
                            () -> counter.run(c -> {
                                begun.countDown();
                                new CountDownLatch(1).await();
                            }))));
            begun.await();
        }
        asker.join();
        assertTrue(thrown.get().getMessage().contains("its block was left"), thrown.get()::getMessage);
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void aForeignThreadIsInterruptedOutOfAnAsk() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var thrown = new AtomicReference<CancelledException>();
            var begun = new CountDownLatch(1);
            var asker = Thread.ofPlatform()
                    .start(() -> thrown.set(assertThrows(
                            CancelledException.class,
                            () -> counter.run(c -> {
                                begun.countDown();
                                new CountDownLatch(1).await();
                            }))));
            begun.await();
            asker.interrupt();
            asker.join();
            assertEquals("foreign code", thrown.get().by());
            assertEquals(1, (int) counter.ask(c -> c.add(1)));
        }
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void aForeignThreadStopsCancelsAndJoinsAnActor() throws Exception {
        try (var n = Nursery.open()) {
            var one = n.start("one", Counter::new);
            var two = n.start("two", Counter::new);
            assertNull(onPlatformThread(() -> {
                one.stop();
                one.join();
                assertTrue(two.cancel());
            }));
        }
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void aForeignThreadNamesItselfAsTheCanceller() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            onPlatformThread(() -> counter.cancel("no longer needed"));
            var gone = assertThrows(ActorGoneException.class, () -> counter.run(c -> {}));
            assertTrue(gone.getMessage().contains("no longer needed (by task outsider)"), gone.getMessage());
        }
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void aPlainThreadThatAHandlerStartsIsForeign() throws Exception {
        try (var n = Nursery.open()) {
            var other = n.start("other", Counter::new);
            var counter = n.start("counter", Counter::new);
            counter.run(c -> {
                assertNull(onPlatformThread(() -> other.run(o -> o.add(1))));
                assertInstanceOf(IllegalStateException.class, onPlatformThread(Actor::current));
            });
            assertEquals(1, (int) other.ask(o -> o.total));
        }
    }
}
