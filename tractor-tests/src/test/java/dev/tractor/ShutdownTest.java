package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.debug.InterruptedByUserException;
import dev.tractor.test.Key;
import dev.tractor.test.LogCapture;
import dev.tractor.test.ScriptedTerminal;
import dev.tractor.test.Simulation;
import dev.tractor.test.TractorTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Ending what would serve, sleep or talk for ever: by its nursery, a deadline, the root, or ctrl-c. */
class ShutdownTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TractorTest
    @Scenario("N04")
    void cancellingTheNurseryEndsAnActorThatServes() throws Exception {
        try (var n = Nursery.open()) {
            var server = n.start("server", Counter::new);
            server.run(c -> c.add(1));
            n.cancel("enough");
            n.join();
            assertFalse(server.isAlive());
        }
    }

    @TractorTest
    @Scenario("N04")
    void cancellingTheRootEndsAnActorThatServesAndFailsTheBlock(Nursery n) {
        var server = n.start("server", Counter::new);
        var why = new IllegalStateException("the power fails");
        Strand.current().root.cancel(why);
        assertSame(why, assertThrows(NurseryException.class, n::join).getCause());
        assertFalse(server.isAlive());
    }

    @TractorTest
    @Scenario("N05")
    void aDeadlineEndsAnEndlessConversationAndSaysSo(Simulation simulation) throws Exception {
        var heard = new AtomicInteger();
        var nursery = new AtomicReference<Nursery>();
        var ended = CancelScope.moveOnAfter(
                SECOND,
                () -> Nursery.run(n -> {
                    nursery.set(n);
                    var numbers = n.start("numbers", Counter::new);
                    while (heard.get() >= 0) {
                        int next = numbers.ask(c -> {
                            Tractor.sleep(Duration.ofMillis(10));
                            return c.add(1);
                        });
                        assertEquals(heard.incrementAndGet(), next);
                    }
                }));
        assertFalse(ended);
        assertEquals(SECOND, simulation.now());
        assertTrue(heard.get() > 90);
        assertTrue(nursery.get().cancelling().reason().contains("deadline"));
        assertTrue(nursery.get().children().isEmpty());
    }

    @TractorTest
    @Scenario("N11")
    void cancellingTheRootWhileItJoinsWaitsForNoGracePeriod(Nursery n, Simulation simulation) {
        var server = n.start("server", Counter::new);
        var root = Strand.current().root;
        simulation.after(SECOND, () -> root.cancel(new IllegalStateException("the power fails")));
        assertThrows(NurseryException.class, n::join);
        assertEquals(SECOND, simulation.now());
        assertFalse(server.isAlive());
    }

    @TractorTest
    @Scenario("N10")
    void anActorTwoLevelsDownThatIgnoresItsCancellationIsWaitedForAndNamed(Simulation simulation, LogCapture log) {
        var mine = new AssertionError("the root's own");
        var thrown = assertThrows(
                AssertionError.class,
                () -> Nursery.run(n -> {
                    var begun = new CountDownLatch(1);
                    n.start("child", Counter::new)
                            .run(c -> Actor.current()
                                    .nursery()
                                    .start("grandchild", Counter::new)
                                    .tell(g -> {
                                        begun.countDown();
                                        sleepStubbornly(SECOND.multipliedBy(3));
                                    }));
                    begun.await();
                    raise(mine);
                }));
        assertSame(mine, thrown);
        assertEquals(SECOND.multipliedBy(3), simulation.now());
        log.expect(
                System.Logger.Level.WARNING,
                "/child/grandchild has not answered its cancellation for 700 ms (the body of its nursery threw");
    }

    private static void sleepStubbornly(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            try {
                Thread.sleep(Duration.ofNanos(left));
            } catch (InterruptedException e) {
                // sleeps on
            }
        }
    }

    private static void raise(Error error) {
        throw error;
    }

    // Ctrl-c, at a terminal.

    @TractorTest(mode = TractorTest.Mode.REAL)
    @Scenario("N08")
    void ctrlCEndsAProgramWhoseActorOnlyServes(Nursery n, ScriptedTerminal terminal) throws Exception {
        var server = n.start("server", Counter::new);
        server.run(c -> c.add(1));
        terminal.press(Key.CTRL_C);
        var thrown = assertThrows(NurseryException.class, n::join);
        assertInstanceOf(InterruptedByUserException.class, thrown.getCause());
        assertEquals(1, thrown.failures().size());
        assertFalse(server.isAlive());
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    @Scenario("N09")
    void ctrlCEndsTheSleepersOfANurseryThatAnotherTaskHasOpened(Nursery n, ScriptedTerminal terminal) throws Exception {
        var asleep = new CountDownLatch(3);
        var sleepers = new ArrayList<Portal<Counter>>();
        n.fork("other", () -> {
            try (var inner = Nursery.open()) {
                for (int i = 0; i < 3; i++) {
                    var sleeper = inner.start("sleeper" + i, Counter::new);
                    sleepers.add(sleeper);
                    sleeper.tell(c -> {
                        asleep.countDown();
                        Tractor.sleep(Foreign.LONG);
                    });
                }
                inner.join();
            }
        });
        asleep.await();
        terminal.press(Key.CTRL_C);
        var thrown = assertThrows(NurseryException.class, n::join);
        assertInstanceOf(InterruptedByUserException.class, thrown.getCause());
        assertEquals(1, thrown.failures().size());
        assertFalse(sleepers.stream().anyMatch(Portal::isAlive));
    }
}
