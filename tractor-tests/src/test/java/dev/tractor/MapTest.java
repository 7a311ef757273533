package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.Simulation;
import dev.tractor.test.TractorTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A function applied to many items by a few tasks at a time. */
class MapTest {
    private final AtomicInteger running = new AtomicInteger();

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private int slowly(int number) throws InterruptedException {
        running.incrementAndGet();
        try {
            Tractor.sleep(Duration.ofSeconds(10 - number));
            return 10 * number;
        } finally {
            running.decrementAndGet();
        }
    }

    @TractorTest(cancelEverywhere = true, interruptEverywhere = true)
    void resultsAreInTheOrderOfTheItems(Simulation sim) throws Exception {
        sim.always("at most 3 run", () -> running.get() <= 3);
        assertEquals(List.of(0, 10, 20, 30, 40, 50, 60), Tasks.map(numbers(7), 3, this::slowly));
    }

    @TractorTest
    void asManyAsAllowedRunAtATime(Simulation sim) throws Exception {
        Tasks.map(numbers(6), 2, number -> {
            Tractor.sleep(Duration.ofSeconds(1));
            return number;
        });
        assertEquals(Duration.ofSeconds(3), sim.now());
    }

    @TractorTest
    void theFirstFailureCancelsTheRest(Simulation sim) {
        var broken = new IOException("broken");
        var begun = Collections.synchronizedList(new ArrayList<Integer>());
        var thrown = assertThrows(
                NurseryException.class,
                () -> Tasks.map(numbers(100), 3, number -> {
                    begun.add(number);
                    Tractor.sleep(Duration.ofSeconds(number == 1 ? 1 : 60));
                    throw broken;
                }));
        assertEquals(List.of(broken), thrown.failures());
        assertEquals(Duration.ofSeconds(1), sim.now());
        assertEquals(List.of(0, 1, 2), begun.stream().sorted().toList());
    }

    @TractorTest
    void allThatFailAreTold() {
        var errors = List.of(new IOException("one"), new IOException("other"));
        var thrown = assertThrows(
                NurseryException.class,
                () -> Tasks.map(numbers(2), 2, number -> {
                    try {
                        Tractor.sleep(Duration.ofSeconds(1 + number));
                    } catch (InterruptedException e) {
                        throw errors.get(number);
                    }
                    throw errors.get(number);
                }));
        assertEquals(errors, thrown.failures());
    }

    @TractorTest
    void itemsAreTakenAsTasksEnd(Simulation sim) throws Exception {
        var taken = new ArrayList<String>();
        Iterable<Integer> items = () -> numbers(4).stream()
                .peek(number -> taken.add(number + " at " + Names.text(sim.now())))
                .iterator();
        Tasks.map(items, 1, number -> {
            Tractor.sleep(Duration.ofSeconds(1));
            return number;
        });
        // the next is taken before there is room for it
        assertEquals(List.of("0 at 0s", "1 at 0s", "2 at 1s", "3 at 2s"), taken);
    }

    @TractorTest
    void whatTheItemsThrowIsThrown() {
        var mine = new IllegalStateException("no more");
        Iterable<Integer> items = () -> numbers(5).stream()
                .peek(number -> {
                    if (number == 3) {
                        throw mine;
                    }
                })
                .iterator();
        assertSame(
                mine,
                assertThrows(
                        IllegalStateException.class,
                        () -> Tasks.map(items, 2, number -> {
                            Tractor.sleep(Duration.ofSeconds(1));
                            return number;
                        })));
    }

    @TractorTest
    void resultsAndItemsMayBeNull() throws Exception {
        var items = Arrays.asList("a", null, "c");
        assertEquals(items, Tasks.map(items, 2, item -> item));
    }

    @TractorTest
    void ofNothingComesNothing() throws Exception {
        assertEquals(List.of(), Tasks.map(List.of(), 4, item -> item));
    }

    @TractorTest
    void theResultsCannotBeChanged() throws Exception {
        var results = Tasks.map(numbers(2), 2, number -> number);
        assertThrows(UnsupportedOperationException.class, () -> results.set(0, 5));
    }

    @TractorTest
    void inACancelledScopeNothingIsDone() throws Exception {
        CancelScope.run(scope -> {
            scope.cancel("enough");
            assertThrows(
                    CancelledException.class,
                    () -> Tasks.map(numbers(3), 2, number -> {
                        throw new AssertionError("not reached");
                    }));
            assertThrows(CancelledException.class, () -> Tasks.map(List.of(), 2, number -> number));
        });
    }

    @TractorTest
    void aFunctionThatAsksTheActorWhichWaitsForItIsRefused() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var thrown = assertThrows(
                    ActorFailedException.class,
                    () -> counter.run(c -> Tasks.map(numbers(4), 2, number -> counter.ask(x -> x.add(1)))));
            assertTrue(Trees.reachable(thrown).stream().anyMatch(error -> error instanceof DeadlockException));
        }
    }

    @TractorTest
    void aLimitBelowOneIsRefused() {
        var thrown = assertThrows(IllegalArgumentException.class, () -> Tasks.map(numbers(1), 0, number -> number));
        assertEquals("at least 1 task works at a time, not 0", thrown.getMessage());
    }

    @TractorTest
    void aFailureOfAnActorThatIsAskedIsTheTasks() throws Exception {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            var thrown = assertThrows(
                    NurseryException.class,
                    () -> Tasks.map(
                            numbers(3),
                            1,
                            number -> counter.ask(c -> {
                                if (number == 1) {
                                    throw new IOException("broken");
                                }
                                return c.add(number);
                            })));
            assertEquals(
                    "/counter",
                    assertInstanceOf(ActorFailedException.class, thrown.getCause())
                            .source());
            assertEquals(0, (int) counter.ask(c -> c.total));
        }
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void manyItemsAreMappedByAFewTasks() throws Exception {
        var results = Tasks.map(numbers(20_000), 8, number -> number + 1);
        assertEquals(IntStream.rangeClosed(1, 20_000).boxed().toList(), results);
    }
}
