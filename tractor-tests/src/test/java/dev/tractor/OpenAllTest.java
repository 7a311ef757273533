package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.test.Simulation;
import dev.tractor.test.TractorTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Resources that are opened at once. */
class OpenAllTest {
    private final List<String> closed = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger open = new AtomicInteger();

    /** Something that takes a second to open, and notes its end. */
    private final class Line implements AutoCloseable {
        final String name;

        Line(String name) {
            this.name = name;
            open.incrementAndGet();
        }

        @Override
        public void close() throws Exception {
            Tractor.checkpoint(); // throws unless it is shielded
            open.decrementAndGet();
            closed.add(name);
        }
    }

    private Callable<Line> line(String name, Duration takes) {
        return () -> {
            Tractor.sleep(takes);
            return new Line(name);
        };
    }

    private static <T> Callable<T> failing(Duration takes, Exception error) {
        return () -> {
            Tractor.sleep(takes);
            throw error;
        };
    }

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }

    @TractorTest(cancelEverywhere = true, interruptEverywhere = true)
    void allAreOpenedAtOnceAndClosedInReverseOrder(Simulation sim) throws Exception {
        sim.eventually("all are closed", () -> open.get() == 0);
        try (var lines = Tractor.openAll(line("a", seconds(3)), line("b", seconds(1)), line("c", seconds(2)))) {
            assertEquals(seconds(3), sim.now());
            assertEquals(
                    List.of("a", "b", "c"),
                    lines.all().stream().map(line -> line.name).toList());
            assertEquals(3, open.get());
            Tractor.sleep(seconds(1));
        }
        assertEquals(List.of("c", "b", "a"), closed);
    }

    @TractorTest
    void whenOneFailsThoseThatAreOpenAreClosed(Simulation sim) {
        var broken = new IOException("no line");
        var thrown = assertThrows(
                NurseryException.class,
                () -> Tractor.openAll(
                        line("a", seconds(1)),
                        line("b", seconds(2)),
                        failing(seconds(3), broken),
                        line("late", Foreign.LONG)));
        assertEquals(List.of(broken), thrown.failures());
        assertEquals(0, thrown.getSuppressed().length);
        assertEquals(List.of("b", "a"), closed);
        assertEquals(seconds(3), sim.now());
    }

    @TractorTest
    void oneThatOpensThoughItWasCancelledIsClosedToo() {
        var broken = new IOException("no line");
        var begun = new CountDownLatch(1);
        assertThrows(
                NurseryException.class,
                () -> Tractor.openAll(
                        () -> {
                            begun.countDown();
                            try {
                                Foreign.block();
                            } catch (InterruptedException e) {
                                return new Line("stubborn");
                            }
                            return new Line("never");
                        },
                        () -> {
                            begun.await();
                            throw broken;
                        }));
        assertEquals(List.of("stubborn"), closed);
    }

    @TractorTest
    void allThatFailAreTold() {
        var first = new IOException("first");
        var second = new IOException("second");
        var thrown = assertThrows(
                NurseryException.class,
                () -> Tractor.openAll(failing(seconds(1), first), () -> {
                    try {
                        Foreign.block();
                    } catch (InterruptedException e) {
                        throw second;
                    }
                    return new Line("never");
                }));
        assertEquals(List.of(first, second), thrown.failures());
    }

    @TractorTest
    @Scenario("T16")
    void theFailureIsToldAndNotTheOpenersThatItCancelled() {
        var broken = new IOException("no line");
        var thrown = assertThrows(
                NurseryException.class, () -> Tractor.openAll(line("slow", seconds(5)), failing(seconds(1), broken)));
        assertSame(broken, thrown.getCause());
        assertEquals(0, thrown.getSuppressed().length);
        assertEquals(List.of(), closed);
    }

    @TractorTest
    @Scenario("T17")
    void aCancellationFromOutsideIsNoFailure() throws Exception {
        var finished = CancelScope.moveOnAfter(seconds(2), () -> {
            try (var lines = Tractor.openAll(line("a", seconds(1)), line("late", seconds(5)))) {
                throw new AssertionError("not reached with " + lines.all());
            }
        });
        assertFalse(finished);
        assertEquals(List.of("a"), closed);
    }

    @TractorTest
    void anErrorOfAnOpenerThatIsCancelledIsKept() {
        var mine = new IllegalStateException("the service has not said that it is ready");
        var thrown = assertThrows(
                NurseryException.class,
                () -> CancelScope.moveOnAfter(seconds(1), () -> {
                    Tractor.<Line>openAll(() -> {
                                try {
                                    Foreign.block();
                                } catch (InterruptedException e) {
                                    throw mine;
                                }
                                return new Line("never");
                            })
                            .close();
                }));
        assertSame(mine, thrown.getCause());
    }

    @TractorTest
    void anOpenerReturnsSomething() {
        var thrown =
                assertThrows(NurseryException.class, () -> Tractor.openAll(line("a", seconds(1)), () -> (Line) null));
        assertEquals(
                "opener 1 returned null; it must return what it opened",
                thrown.getCause().getMessage());
        assertEquals(open.get(), 0);
    }

    @TractorTest
    void errorsOfAFailedOpeningsCleanupAreSuppressed() {
        var broken = new IOException("no line");
        var worse = new IOException("will not close");
        var thrown = assertThrows(
                NurseryException.class,
                () -> Tractor.<AutoCloseable>openAll(
                        line("a", seconds(1)),
                        () -> () -> {
                            throw worse;
                        },
                        failing(seconds(2), broken)));
        assertEquals(List.of(broken), thrown.failures());
        assertEquals(List.of(worse), List.of(thrown.getSuppressed()));
        assertEquals(List.of("a"), closed);
    }

    @TractorTest
    void anErrorOfTheCleanupAfterACancellationIsNotLost() {
        var worse = new IOException("will not close");
        var thrown = assertThrows(
                IOException.class,
                () -> CancelScope.moveOnAfter(seconds(1), () -> {
                    Tractor.<AutoCloseable>openAll(
                                    () -> () -> {
                                        throw worse;
                                    },
                                    line("late", seconds(5)))
                            .close();
                }));
        assertSame(worse, thrown);
    }

    @TractorTest
    void everyErrorOfClosingIsTold() throws Exception {
        var errors = List.of(new IOException("of a"), new IllegalStateException("of c"));
        Resources<AutoCloseable> lines = Tractor.openAll(
                () -> () -> {
                    throw errors.get(0);
                },
                line("b", seconds(1)),
                () -> () -> {
                    throw errors.get(1);
                });
        var thrown = assertThrows(CloseFailedException.class, lines::close);
        assertEquals(
                "2 of 3 resources failed to close, first: java.lang.IllegalStateException: of c", thrown.getMessage());
        assertSame(errors.get(1), thrown.getCause());
        assertEquals(List.of(errors.get(0)), List.of(thrown.getSuppressed()));
        assertEquals(List.of("b"), closed);
        lines.close();
        assertEquals(List.of("b"), closed);
    }

    @TractorTest
    void theErrorOfTheBlockComesFirst() {
        var mine = new IOException("mine");
        var thrown = assertThrows(IOException.class, () -> {
            try (var lines = Tractor.<AutoCloseable>openAll(() -> () -> {
                throw new IOException("will not close");
            })) {
                assertEquals(1, lines.all().size());
                throw mine;
            }
        });
        assertSame(mine, thrown);
        assertInstanceOf(CloseFailedException.class, thrown.getSuppressed()[0]);
    }

    @TractorTest
    void resourcesAreClosedByTheThreadThatLeavesTheBlock() throws Exception {
        var thread = new AtomicReference<Thread>();
        try (var lines = Tractor.<AutoCloseable>openAll(() -> () -> thread.set(Thread.currentThread()))) {
            assertEquals(1, lines.all().size());
        }
        assertSame(Thread.currentThread(), thread.get());
    }

    @TractorTest
    @Scenario("S18")
    void noOpenersGiveNoResources() throws Exception {
        try (var none = Tractor.openAll(List.<Callable<Line>>of())) {
            assertEquals(List.of(), none.all());
        }
    }

    @TractorTest
    void inACancelledScopeNothingIsOpened() throws Exception {
        CancelScope.run(scope -> {
            scope.cancel("enough");
            assertThrows(CancelledException.class, () -> Tractor.openAll(line("a", seconds(1))));
            assertThrows(CancelledException.class, () -> Tractor.openAll(List.<Callable<Line>>of()));
        });
        assertEquals(0, open.get());
    }

    @TractorTest
    void whatBelongsToItsOpenersThreadCannotBeOpened() {
        var thrown =
                assertThrows(NurseryException.class, () -> Tractor.openAll(() -> Nursery.open(o -> o.name("stray"))));
        assertTrue(thrown.getCause().getMessage().contains("nursery stray was left open"), thrown::toString);
    }
}
