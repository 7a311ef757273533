package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.Simulation;
import dev.tractor.test.TractorTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A nursery that lets only so many of its tasks run at a time. */
class LimitTest {
    private final AtomicInteger running = new AtomicInteger();
    private final List<String> begun = Collections.synchronizedList(new ArrayList<>());

    /** Work that shows how much of it goes on at a time. */
    private void work(String name) throws InterruptedException {
        running.incrementAndGet();
        begun.add(name);
        try {
            Tractor.sleep(Duration.ofSeconds(1));
        } finally {
            running.decrementAndGet();
        }
    }

    private static List<String> numbered(int count) {
        return IntStream.range(0, count).mapToObj(i -> "w" + i).toList();
    }

    @TractorTest(cancelEverywhere = true)
    void noMoreThanTheLimitRunAtATime(Simulation sim) throws Exception {
        sim.always("at most 3 run", () -> running.get() <= 3);
        try (var n = Nursery.open(o -> o.limit(3))) {
            for (var name : numbered(10)) {
                n.fork(name, () -> work(name));
            }
            n.join();
            assertEquals(10, begun.size());
            assertEquals(Duration.ofSeconds(4), sim.now());
        }
    }

    @TractorTest
    void placesAreGivenInForkOrder() throws Exception {
        var names = numbered(8);
        try (var n = Nursery.open(o -> o.limit(1))) {
            for (var name : names) {
                n.fork(name, () -> work(name));
            }
            n.join();
        }
        assertEquals(names, begun);
    }

    @TractorTest
    void forkNeverWaits(Simulation sim) throws Exception {
        try (var n = Nursery.open(o -> o.limit(1))) {
            for (var name : numbered(5)) {
                n.fork(name, () -> work(name));
            }
            assertEquals(Duration.ZERO, sim.now());
            n.join();
        }
    }

    @TractorTest
    void theTreeShowsWhoWaitsForAPlace(Simulation sim) throws Exception {
        sim.autojump(false);
        try (var n = Nursery.open(o -> o.limit(4))) {
            for (var name : numbered(5)) {
                n.fork(name, () -> work(name));
            }
            sim.settle();
            assertEquals("waits for a sleep of 1s to end", Watch.task("w3").detail());
            assertEquals("waits for one of 4 places", Watch.task("w4").detail());
            n.cancel("enough");
        }
        try (var n = Nursery.open(o -> o.limit(1))) {
            n.fork("first", () -> work("first"));
            n.fork("second", () -> work("second"));
            sim.settle();
            assertEquals("waits for the only place", Watch.task("second").detail());
            n.cancel("enough");
        }
    }

    @TractorTest
    void aTaskThatIsCancelledInLineNeverBegins() throws Exception {
        try (var n = Nursery.open(o -> o.limit(1))) {
            var begun = new AtomicBoolean();
            n.fork("holder", () -> Foreign.block());
            var second = n.fork("second", () -> begun.set(true));

            n.cancel("enough");
            n.join();

            assertThrows(CancellationException.class, second::get);
            assertFalse(begun.get());
        }
    }

    @TractorTest
    void whoeverIsCancelledInLineMakesNobodyWait() throws Exception {
        try (var n = Nursery.open(o -> o.limit(1))) {
            var go = new CountDownLatch(1);
            n.fork("holder", () -> go.await());
            var second = n.fork("second", () -> work("second"));
            var third = n.fork("third", () -> "third");
            Watch.untilTask("third", "the only place");

            assertTrue(second.cancel());
            go.countDown();

            assertEquals("third", third.join());
            assertEquals(List.of(), begun);
            n.join();
        }
    }

    @TractorTest
    void aTaskThatFailsGivesItsPlaceBack() throws Exception {
        try (var n = Nursery.open(o -> o.limit(1).onFailure((path, failure) -> {}))) {
            n.fork("failing", () -> {
                throw new IOException("broken");
            });
            assertEquals("next", n.fork("next", () -> "next").join());
            n.join();
        }
    }

    @TractorTest
    void aFailureCancelsThoseInLine() {
        var broken = new IOException("broken");
        var begun = new AtomicInteger();
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(o -> o.limit(2), n -> {
                    for (int i = 0; i < 6; i++) {
                        n.fork(() -> {
                            begun.incrementAndGet();
                            Tractor.sleep(Duration.ofSeconds(1));
                            throw broken;
                        });
                    }
                }));
        assertEquals(broken, thrown.getCause());
        assertTrue(begun.get() <= 4, () -> begun + " have begun");
    }

    @TractorTest
    void theHandlerOfAFailureHoldsThePlace() throws Exception {
        var handling = new AtomicBoolean();
        try (var n = Nursery.open(o -> o.limit(1).onFailure((path, failure) -> {
            handling.set(true);
            Tractor.sleep(Duration.ofSeconds(1));
            handling.set(false);
        }))) {
            n.fork("failing", () -> {
                throw new IOException("broken");
            });
            n.fork("next", () -> assertFalse(handling.get()));
            n.join();
        }
    }

    @TractorTest
    void tasksThatTasksForkCountAndMayBeLeftToThemselves() throws Exception {
        try (var n = Nursery.open(o -> o.limit(1))) {
            n.fork("first", () -> {
                n.fork("second", () -> work("second"));
                work("first");
            });
            n.join();
        }
        assertEquals(List.of("first", "second"), begun);
    }

    @TractorTest
    void actorsAreNotCounted() throws Exception {
        try (var n = Nursery.open(o -> o.limit(1))) {
            var counter = n.start("counter", Counter::new);
            var another = n.start("another", Counter::new);
            int sum = n.fork(() -> counter.ask(c -> c.add(1)) + another.ask(c -> c.add(2)))
                    .join();
            assertEquals(3, sum);
        }
    }

    @TractorTest
    void timersAreNotCounted() throws Exception {
        try (var n = Nursery.open(o -> o.limit(1))) {
            var rung = new CountDownLatch(3);
            n.every(Duration.ofSeconds(1), () -> rung.countDown());
            n.fork(() -> rung.await()).join();
        }
    }

    @TractorTest
    void aTaskThatWaitsForOneInLineIsRefusedWhenItHoldsTheOnlyPlace() {
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(o -> o.limit(1), n -> {
                    n.fork("outer", () -> n.fork("inner", () -> 1).join());
                }));
        assertEquals(
                "this call can never be served: task outer waits for the end of task inner; task inner waits for the"
                        + " only place; and that waits for task outer. Fork what a task with a place waits for in a"
                        + " nursery of its own, or raise the limit",
                assertInstanceOf(DeadlockException.class, thrown.getCause()).getMessage());
    }

    @TractorTest
    void tasksThatStarveEachOtherOfPlacesAreRefused() {
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(o -> o.limit(3), n -> {
                    for (int i = 0; i < 3; i++) {
                        n.fork("outer-" + i, () -> {
                            Tractor.sleep(Duration.ofSeconds(1)); // until all places are held
                            n.fork(() -> 1).join();
                        });
                    }
                }));
        assertInstanceOf(DeadlockException.class, thrown.getCause());
    }

    @TractorTest
    void starvationIsFoundThroughOthers() {
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(o -> o.limit(2), n -> {
                    var desk = n.start("desk", Counter::new);
                    n.fork("asks", () -> {
                        Tractor.sleep(Duration.ofSeconds(1));
                        desk.run(c -> n.fork(() -> 1).join());
                    });
                    n.fork("nests", () -> {
                        Tractor.sleep(Duration.ofSeconds(1));
                        Nursery.run(inner -> {
                            inner.fork("below", () -> n.fork(() -> 1).join());
                        });
                    });
                }));
        assertTrue(
                Trees.reachable(thrown).stream().anyMatch(error -> error instanceof DeadlockException),
                thrown::toString);
    }

    @TractorTest
    void nobodyIsRefusedWhileOneHolderGoesOn() throws Exception {
        int sum = Nursery.run(o -> o.limit(2), n -> {
            var waits = n.fork("waits", () -> n.fork("late", () -> 1).join());
            var works = n.fork("works", () -> {
                Tractor.sleep(Duration.ofSeconds(5));
                return 2;
            });
            n.join();
            return waits.get() + works.get();
        });
        assertEquals(3, sum);
    }

    @TractorTest
    void nobodyIsRefusedWhoseWaitHasADeadline() throws Exception {
        Nursery.run(o -> o.limit(2), n -> {
            n.fork("patient", () -> n.fork("a", () -> 1).join());
            n.fork(
                    "hasty",
                    () -> assertFalse(CancelScope.moveOnAfter(
                            Duration.ofSeconds(1),
                            () -> n.fork("b", () -> Tractor.sleep(Foreign.LONG)).join())));
            Tractor.sleep(Duration.ofMinutes(1));
            n.cancel("enough");
        });
    }

    @TractorTest
    void tasksThatForkAndJoinEachOtherNeverHang() {
        for (int limit = 1; limit <= 3; limit++) {
            int places = limit;
            var done = new AtomicInteger();
            try {
                Nursery.run(o -> o.limit(places), n -> {
                    for (int i = 0; i < 4; i++) {
                        n.fork(() -> {
                            var first = n.fork(done::incrementAndGet);
                            Tractor.checkpoint();
                            n.fork(() -> done.addAndGet(n.fork(() -> 1).join())).join();
                            first.join();
                        });
                    }
                });
                assertEquals(8, done.get());
            } catch (NurseryException e) {
                assertTrue(
                        e.failures().stream().allMatch(failure -> failure instanceof DeadlockException), e::toString);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @TractorTest
    void nobodyIsRefusedWhileOnePlaceIsLeftToThoseInLine() throws Exception {
        var done = new AtomicInteger();
        Nursery.run(o -> o.limit(3), n -> {
            for (int i = 0; i < 2; i++) { // so the third place goes round
                n.fork(() -> {
                    for (int k = 0; k < 5; k++) {
                        n.fork(done::incrementAndGet).join();
                    }
                });
            }
            for (int i = 0; i < 5; i++) {
                n.fork(() -> {
                    Tractor.checkpoint();
                    done.incrementAndGet();
                });
            }
        });
        assertEquals(15, done.get());
    }

    @TractorTest
    void aLimitBelowOneIsRefused() {
        var thrown = assertThrows(IllegalArgumentException.class, () -> Nursery.open(o -> o.limit(0)));
        assertEquals("a nursery lets at least 1 task run at a time, not 0", thrown.getMessage());
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void thousandsOfTasksShareAFewPlaces() throws Exception {
        var most = new AtomicInteger();
        var ran = new AtomicInteger();
        try (var n = Nursery.open(o -> o.limit(4))) {
            for (int i = 0; i < 5_000; i++) {
                n.fork(() -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    ran.incrementAndGet();
                    Thread.yield();
                    running.decrementAndGet();
                });
            }
            n.join();
        }
        assertEquals(5_000, ran.get());
        assertTrue(most.get() <= 4, () -> most + " ran at a time");
    }
}
