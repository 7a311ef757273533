package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.Simulation;
import dev.tractor.test.TestRoot;
import dev.tractor.test.TractorTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/** Watching actors arrive and depart. */
class RegistryWatchTest {

    private static Portal<Counter> started(Nursery n, String name) throws InterruptedException {
        var actor = n.start(name, Counter::new);
        actor.run(c -> {});
        return actor;
    }

    /** All changes there are now, as {@code +a} and {@code -a}. */
    private static List<String> drained(RegistryWatch watch) {
        var changes = new ArrayList<String>();
        for (var next = watch.tryNext(); next.isPresent(); next = watch.tryNext()) {
            changes.add(text(next.get()));
        }
        return changes;
    }

    private static String text(Registry.Change change) {
        return switch (change) {
            case Registry.Arrival(var entry) -> "+" + entry.name();
            case Registry.Departure(var entry) -> "-" + entry.name();
        };
    }

    @TractorTest
    void itBeginsWithThoseWhoAreThereAndGoesOnInOrder(Nursery n) throws Exception {
        var a = started(n, "a");
        started(n, "b").stop();
        started(n, "c");
        try (var watch = Registry.openWatch()) {
            assertEquals(List.of("+a", "+c"), drained(watch));
            started(n, "d");
            a.cancel();
            started(n, "a");
            assertEquals(List.of("+d", "-a", "+a"), drained(watch));
            assertEquals(List.of(), drained(watch));
        }
    }

    @TractorTest
    void aChangeSaysWhoItIs(Nursery n) throws Exception {
        try (var watch = Registry.openWatch()) {
            var a = started(n, "a");
            var arrival = watch.next();
            assertEquals(a, arrival.entry().portal(Counter.class));
            assertEquals("/a", arrival.entry().path());
            assertEquals(Counter.class, arrival.entry().type());
            a.stop();
            assertEquals(new Registry.Departure(arrival.entry()), watch.next());
        }
    }

    @TractorTest
    void aWatchOfOneNameTellsOfThatAlone(Nursery n) throws Exception {
        var first = started(n, "a");
        started(n, "b");
        try (var watch = Registry.openWatch("a")) {
            var second = started(n, "a");
            started(n, "c").stop();
            assertEquals(first, watch.next().entry().portal());
            assertEquals(second, watch.next().entry().portal());
            var third = started(n, "a");
            first.stop();
            second.cancel();
            assertEquals(List.of("+a", "-a", "-a"), drained(watch));
            third.stop();
            assertEquals(new Registry.Departure(new Registry.Entry(third, Counter.class)), watch.next());
        }
    }

    @TractorTest
    void whoDepartsBeforeItsArrivalWasTakenIsLeftOut(Nursery n) throws Exception {
        var a = started(n, "a");
        try (var watch = Registry.openWatch();
                var named = Registry.openWatch("b")) {
            var b = started(n, "b");
            var c = started(n, "c");
            started(n, "b");
            b.stop();
            a.stop();
            assertEquals(List.of("+c", "+b"), drained(watch));
            assertEquals(List.of("+b"), drained(named));
            c.stop();
            assertEquals(List.of("-c"), drained(watch));
        }
    }

    @TractorTest
    void arrivalsAndDeparturesNotTakenYetKeepTheirOrder(Nursery n) throws Exception {
        var a = started(n, "a");
        var b = started(n, "b");
        try (var watch = Registry.openWatch()) {
            assertEquals(List.of("+a", "+b"), drained(watch));
            started(n, "c");
            b.stop();
            var d = started(n, "d");
            a.stop();
            started(n, "e");
            d.stop();
            assertEquals(List.of("+c", "-b", "-a", "+e"), drained(watch));
        }
    }

    @TractorTest(schedules = 10)
    void aSlowWatchHoldsUpNobodyAndKeepsNoMoreThanItHasTold(Nursery n) throws Exception {
        started(n, "a");
        started(n, "b");
        try (var watch = Registry.openWatch()) {
            assertEquals("+a", text(watch.next()));
            for (int i = 0; i < 50; i++) {
                started(n, "x" + i).stop();
            }
            n.children().forEach(child -> {
                if (child instanceof ActorCell<?> actor) {
                    actor.stop();
                }
            });
            assertEquals(List.of("-a"), drained(watch));
        }
    }

    @TractorTest
    void nextWaitsForAChange(Nursery n) throws Exception {
        var taken = new CountDownLatch(1);
        var watcher = n.fork("watcher", () -> {
            try (var watch = Registry.openWatch("a")) {
                var first = text(watch.next());
                taken.countDown();
                return List.of(first, text(watch.next()));
            }
        });
        Watch.untilTask("watcher", "waits for an actor named \"a\" to arrive or depart");
        started(n, "b");
        var a = started(n, "a");
        taken.await();
        Watch.untilTask("watcher", "waits for an actor named \"a\" to arrive or depart");
        a.stop();
        assertEquals(List.of("+a", "-a"), watcher.join());
    }

    @TractorTest
    void theTreeShowsThatATaskWaitsForAnyChange(Nursery n) throws Exception {
        var watcher = n.fork("watcher", () -> {
            try (var watch = Registry.openWatch()) {
                return text(watch.next());
            }
        });
        Watch.untilTask("watcher", "waits for a change of the registry");
        started(n, "a");
        assertEquals("+a", watcher.join());
    }

    @TractorTest
    void aNextThatThrowsHasTakenNothing(Nursery n, Simulation sim) throws Exception {
        try (var watch = Registry.openWatch()) {
            assertThrows(
                    TimeoutException.class, () -> CancelScope.failAfter(Duration.ofSeconds(1), () -> watch.next()));
            assertEquals(Duration.ofSeconds(1), sim.now());
            started(n, "a");
            CancelScope.run(scope -> {
                scope.cancel("enough");
                watch.next();
            });
            assertEquals("+a", text(watch.next()));
        }
    }

    @TractorTest
    void tryNextAndCloseWorkInACancelledScope(Nursery n) throws Exception {
        started(n, "a");
        CancelScope.run(scope -> {
            scope.cancel("enough");
            try (var watch = Registry.openWatch()) {
                assertEquals(List.of("+a"), drained(watch));
            }
        });
    }

    @TractorTest
    void aClosedWatchIsRefusedAndClosingAgainDoesNothing() {
        var watch = Registry.openWatch();
        watch.close();
        watch.close();
        var message = "the watch of the registry by task test is closed; read it inside its block";
        assertEquals(
                message,
                assertThrows(IllegalStateException.class, watch::tryNext).getMessage());
        assertEquals(
                message, assertThrows(IllegalStateException.class, watch::next).getMessage());
    }

    @TractorTest
    void aWatchBelongsToWhoOpenedIt(Nursery n) throws Exception {
        try (var watch = Registry.openWatch("a")) {
            for (var call : List.<Action<InterruptedException>>of(watch::next, watch::tryNext, watch::close)) {
                var thrown = n.fork("thief", () -> assertThrows(IllegalStateException.class, call::run))
                        .join();
                assertEquals(
                        "the watch of the actors named \"a\" by task test cannot be used here: it belongs to task test, and"
                                + " this is task thief; open one here, it begins with all who are there",
                        thrown.getMessage());
            }
            started(n, "a");
            assertEquals("+a", text(watch.next()));
        }
    }

    @TractorTest
    void anActorKeepsAWatchInItsState(Nursery n) throws Exception {
        record Watcher(RegistryWatch watch) {
            Watcher() {
                this(Registry.openWatch("a"));
            }
        }
        var watcher = n.start("watcher", () -> new Watcher());
        started(n, "a");
        assertEquals("+a", watcher.ask(w -> text(w.watch().next())));
        assertEquals(Optional.empty(), watcher.ask(w -> w.watch().tryNext()));
    }

    @TractorTest
    void aWatchLeftOpenEndsWithItsTask(Nursery n, TestRoot root) throws Exception {
        var left = n.fork("careless", () -> {
                    var watch = Registry.openWatch();
                    watch.tryNext();
                    return watch;
                })
                .join();
        assertTrue(root.leaks().stream().noneMatch(line -> line.contains("watch")), root.leaks()::toString);
        started(n, "a");
        assertEquals(List.of(), Strand.current().root.registryTable().watches());
        assertTrue(left.over());
    }

    @TractorTest(cancelEverywhere = true, interruptEverywhere = true)
    void aCancelledWatcherLeavesNothing() throws Exception {
        try {
            try (var n = Nursery.open();
                    var watch = Registry.openWatch()) {
                n.fork(() -> started(n, "a").stop());
                var watcher = n.fork(() -> {
                    try (var named = Registry.openWatch("b")) {
                        return text(named.next());
                    }
                });
                n.start("b", Counter::new);
                while (!text(watch.next()).equals("+b")) {
                    Tractor.checkpoint();
                }
                assertEquals("+b", watcher.join());
                n.cancel("enough");
            }
        } finally {
            assertEquals(List.of(), Strand.current().root.registry());
        }
    }

    @TractorTest
    void snapshotAndSubscriptionAreOne() throws Exception {
        try (var n = Nursery.open()) {
            var firstSeen = new AtomicReference<String>();
            var watchers = new ArrayList<Task<?>>();
            for (int i = 0; i < 3; i++) {
                n.start("a" + i, Counter::new);
                watchers.add(n.fork(() -> {
                    try (var watch = Registry.openWatch()) {
                        var seen = List.of(text(watch.next()), text(watch.next()), text(watch.next()));
                        firstSeen.compareAndSet(null, seen.toString());
                        assertEquals(firstSeen.get(), seen.toString()); // all see the same order
                        assertEquals(3, seen.stream().distinct().count());
                        assertEquals(Optional.empty(), watch.tryNext());
                    }
                }));
            }
            for (var watcher : watchers) {
                watcher.join();
            }
        }
    }
}
