package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.test.LogCapture;
import dev.tractor.test.Simulation;
import dev.tractor.test.TractorTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A resource that is opened once for many users and closed by the last. */
class SharedTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Counts what is open. Opening and closing take their time. */
    private final Resources resources = new Resources();

    private static final class Resources {
        int opened;
        int closed;

        Resource open() throws InterruptedException {
            Tractor.sleep(SECOND);
            opened++;
            return new Resource(this);
        }
    }

    private static final class Resource implements AutoCloseable {
        private final Resources resources;
        IOException brokenBy;

        Resource(Resources resources) {
            this.resources = resources;
        }

        @Override
        public void close() throws IOException, InterruptedException {
            Tractor.sleep(SECOND);
            resources.closed++;
            if (brokenBy != null) {
                throw brokenBy;
            }
        }
    }

    record Key(String host, int port) {}

    @TractorTest
    @Scenario("T06")
    void manyUsersShareWhatTheFirstHasOpened(Nursery n, Simulation sim) throws Exception {
        sim.always("one at a time", () -> resources.opened - resources.closed <= 1);
        var seen = new ArrayList<Resource>();
        for (int i = 0; i < 5; i++) {
            n.fork(() -> {
                try (var db = Shared.open(new Key("here", 1), resources::open)) {
                    seen.add(db.value());
                    Tractor.sleep(SECOND);
                }
            });
        }
        n.join();
        assertEquals(5, seen.size());
        seen.forEach(each -> assertSame(seen.getFirst(), each));
        assertEquals(1, resources.opened);
        assertEquals(1, resources.closed);
    }

    @TractorTest
    void whoComesWhileItIsOpenOpensNothing() throws Exception {
        try (var first = Shared.open("db", resources::open);
                var second = Shared.<Resource, RuntimeException>open("db", () -> {
                    throw new AssertionError("opened twice");
                })) {
            assertSame(first.value(), second.value());
        }
        assertEquals(1, resources.closed);
    }

    @TractorTest
    @Scenario("T07")
    void theLastUserStaysUntilItIsClosed(Simulation sim) throws Exception {
        var first = Shared.open("db", resources::open);
        var second = Shared.open("db", resources::open);
        first.close();
        assertEquals(0, resources.closed);
        assertEquals(SECOND, sim.now());
        second.close();
        assertEquals(1, resources.closed);
        assertEquals(SECOND.multipliedBy(2), sim.now());
    }

    @TractorTest
    @Scenario("T09")
    void aCancelledLastUserWaitsForTheCloseAllTheSame(Nursery n) throws Exception {
        CancelScope.run(scope -> {
            try (var db = Shared.open("db", resources::open)) {
                assertFalse(db.toString().isEmpty());
                scope.cancel("enough");
                Tractor.checkpoint();
            } finally {
                assertEquals(1, resources.closed);
            }
        });
        assertEquals(1, resources.closed);
    }

    @TractorTest
    @Scenario("T10")
    void anErrorOfTheCloseWinsOverTheCancellationOfTheLastUser() {
        var broken = new IOException("no line");
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    n.fork(() -> {
                        try (var db = Shared.open("db", resources::open)) {
                            db.value().brokenBy = broken;
                            n.cancel("enough");
                            Tractor.checkpoint();
                        }
                    });
                }));
        var failure = assertInstanceOf(IllegalStateException.class, thrown.getCause());
        assertEquals(
                "shared \"db\" of the root could not be closed: java.io.IOException: no line", failure.getMessage());
        assertSame(broken, failure.getCause());
    }

    @TractorTest
    void anErrorOfTheCloseReachesTheLastUserAndFreesTheKey() throws Exception {
        var broken = Shared.open("db", resources::open);
        broken.value().brokenBy = new IOException("no line");
        assertThrows(IllegalStateException.class, broken::close);
        Shared.open("db", resources::open).close();
        assertEquals(2, resources.closed);
    }

    @TractorTest
    void whoComesWhileItIsBeingClosedOpensItAgain(Nursery n) throws Exception {
        var first = Shared.open("db", resources::open);
        var before = first.value();
        n.fork("late", () -> {
            Tractor.sleep(Duration.ofMillis(500)); // closing takes a second
            try (var db = Shared.open("db", resources::open)) {
                assertNotSame(before, db.value());
                assertEquals(1, resources.closed);
            }
        });
        first.close();
        n.join();
        assertEquals(2, resources.closed);
    }

    // An opening that comes to nothing.

    @TractorTest
    void whenTheOpeningFailsTheNextWhoWaitsTries(Nursery n) throws Exception {
        n.fork(
                "first",
                () -> assertThrows(
                        IOException.class,
                        () -> Shared.<Resource, Exception>open("db", () -> {
                            Tractor.sleep(SECOND);
                            throw new IOException("no line");
                        })));
        Watch.untilTask("first", "waits for a sleep");
        var values = new ArrayList<Resource>();
        for (var name : List.of("second", "third")) {
            n.fork(name, () -> {
                try (var db = Shared.open("db", resources::open)) {
                    values.add(db.value());
                    Tractor.sleep(SECOND);
                }
            });
            Watch.untilTask(name, "waits for shared \"db\" of the root, which task first opens or closes");
        }
        n.join();
        assertSame(values.getFirst(), values.getLast());
        assertEquals(1, resources.opened);
        assertEquals(1, resources.closed);
    }

    @TractorTest
    void whenTheOpeningIsCancelledTheNextWhoWaitsTries(Nursery n) throws Exception {
        var opening = new CancelScope[1];
        n.fork(
                "first",
                () -> assertFalse(CancelScope.run(scope -> {
                    opening[0] = scope;
                    Shared.open("db", resources::open).close();
                })));
        Watch.untilTask("first", "waits for a sleep");
        n.fork("second", () -> {
            try (var db = Shared.open("db", resources::open)) {
                assertEquals(1, resources.opened);
                assertEquals(resources, db.value().resources);
            }
        });
        Watch.untilTask("second", "waits for shared \"db\"");
        opening[0].cancel("enough");
        n.join();
        assertEquals(1, resources.closed);
    }

    @TractorTest
    void whoIsCancelledWhileItWaitsHasNoShare(Nursery n) throws Exception {
        var leave = new Event();
        n.fork("first", () -> {
            try (var db = Shared.open("db", resources::open)) {
                leave.await();
                assertEquals(resources, db.value().resources);
            }
        });
        Watch.untilTask("first", "waits for a sleep");
        CancelScope.run(scope -> {
            n.fork(() -> scope.cancel("enough"));
            assertThrows(CancelledException.class, () -> Shared.open("db", resources::open));
        });
        leave.set();
        n.join();
        assertEquals(1, resources.opened);
        assertEquals(1, resources.closed);
    }

    @TractorTest(cancelEverywhere = true, interruptEverywhere = true)
    void whereverUsersAreCancelledNobodyHangsAndAllIsClosed(Simulation sim) throws Exception {
        sim.always("one at a time", () -> resources.opened - resources.closed <= 1);
        sim.eventually("all is closed", () -> resources.opened == resources.closed);
        Nursery.run(n -> {
            for (int i = 0; i < 3; i++) {
                var delay = Duration.ofMillis(500 * i);
                n.fork(() -> CancelScope.moveOnAfter(Duration.ofMillis(1800), () -> {
                    Tractor.sleep(delay);
                    try (var db = Shared.open("db", resources::open)) {
                        assertEquals(resources, db.value().resources);
                        Tractor.sleep(SECOND);
                    }
                }));
            }
        });
    }

    @TractorTest
    @Scenario("T13")
    void openersThatFailOrAreCancelledAtAnyTimeLeaveNothingBehind(Nursery n, Simulation sim) throws Exception {
        sim.always("one at a time", () -> resources.opened - resources.closed <= 1);
        for (int i = 0; i < 6; i++) {
            int number = i;
            n.fork(() -> CancelScope.run(scope -> {
                n.fork(() -> {
                    if (number % 3 == 0) {
                        Tractor.sleep(Duration.ofMillis(600 * number));
                        scope.cancel("enough");
                    }
                });
                try (var db = Shared.open("db", () -> {
                    if (number % 3 == 1) {
                        Tractor.checkpoint();
                        throw new IOException("no line");
                    }
                    return resources.open();
                })) {
                    assertEquals(resources, db.value().resources);
                    Tractor.checkpoint();
                } catch (IOException e) {
                    assertEquals(1, number % 3);
                }
            }));
        }
        n.join();
        assertEquals(resources.opened, resources.closed);
        Shared.open("db", resources::open).close();
    }

    // Keys.

    @TractorTest
    @Scenario("T14")
    void keysLiveAndDieIndependently() throws Exception {
        var others = new Resources();
        var one = Shared.open(new Key("here", 1), resources::open);
        var two = Shared.open(new Key("here", 2), others::open);
        one.close();
        assertEquals(1, resources.closed);
        assertEquals(0, others.closed);
        try (var again = Shared.open(new Key("here", 1), resources::open)) {
            assertNotSame(two.value(), again.value());
        }
        two.close();
        assertEquals(2, resources.closed);
        assertEquals(1, others.closed);
    }

    @TractorTest
    void eachActorHasResourcesOfItsOwn(Nursery n) throws Exception {
        var root = Shared.open("db", resources::open);
        var counter = n.start("counter", Counter::new);
        counter.run(c -> {
            try (var own = Shared.open("db", resources::open)) {
                assertNotSame(root.value(), own.value());
                assertEquals("share in shared \"db\" of /counter", own.toString());
                Nursery.run(inner -> {
                    inner.fork(() -> {
                        try (var tasks = Shared.open("db", resources::open)) {
                            assertSame(own.value(), tasks.value());
                        }
                    });
                });
            }
        });
        root.close();
        assertEquals(2, resources.closed);
    }

    @TractorTest
    void aStateMayHoldAShareForItsLife(Nursery n) throws Exception {
        class Keeps implements AutoCloseable {
            final Shared<Resource> db;

            Keeps() throws InterruptedException {
                db = Shared.open("db", resources::open);
            }

            @Override
            public void close() {
                db.close();
            }
        }
        var keeps = n.start("keeps", Keeps::new);
        keeps.run(k -> assertEquals(resources, k.db.value().resources));
        keeps.stop();
        keeps.join();
        assertEquals(1, resources.closed);
    }

    @TractorTest
    void aShareThatAnActorLeavesOpenIsReported(Nursery n, LogCapture log) throws Exception {
        var counter = n.start("counter", Counter::new);
        var left = counter.ask(c -> Shared.open("db", resources::open));
        counter.stop();
        counter.join();
        log.expect(
                System.Logger.Level.WARNING,
                "shared \"db\" of /counter is still open at the end of /counter, because a share was not closed;"
                        + " use try-with-resources");
        left.close();
    }

    // Misuse.

    @TractorTest
    void aShareIsOfNoUseAfterItWasClosed() throws Exception {
        var db = Shared.open("db", resources::open);
        db.close();
        db.close();
        var refused = assertThrows(IllegalStateException.class, db::value);
        assertEquals("this share in shared \"db\" of the root was closed; open another", refused.getMessage());
        assertEquals(1, resources.closed);
    }

    @TractorTest
    void anOpenerThatReturnsNullIsRefused() throws Exception {
        var refused = assertThrows(NullPointerException.class, () -> Shared.open("db", () -> (Resource) null));
        assertEquals(
                "the opener of shared \"db\" of the root returned null; it must return the resource",
                refused.getMessage());
        Shared.open("db", resources::open).close();
    }

    @TractorTest
    void nullsAreRefusedByName() {
        assertEquals(
                "key",
                assertThrows(NullPointerException.class, () -> Shared.open(null, resources::open))
                        .getMessage());
        assertEquals(
                "opener",
                assertThrows(NullPointerException.class, () -> Shared.<Resource, RuntimeException>open("db", null))
                        .getMessage());
    }

    @TractorTest
    void aNurseryCannotBeShared() throws Exception {
        var refused = assertThrows(IllegalStateException.class, () -> Shared.open("n", Nursery::open));
        assertTrue(refused.getMessage().contains("was left open by"), refused.getMessage());
        Shared.open("n", resources::open).close();
    }

    @TractorTest
    void aNurseryThatTheOpenerLeavesOpenIsAnErrorAndWhatItOpenedIsClosed() throws Exception {
        assertThrows(
                IllegalStateException.class,
                () -> Shared.open("db", () -> {
                    Nursery.open();
                    return resources.open();
                }));
        assertEquals(1, resources.closed);
    }

    @TractorTest
    void anActorOfTheActorsOwnNurseryCanBeShared(Nursery n) throws Exception {
        record Worker(Portal<Counter> portal) implements AutoCloseable {
            @Override
            public void close() throws InterruptedException {
                portal.stop();
                portal.join();
            }
        }
        var front = n.start("front", Counter::new);
        var worker = front.ask(c -> {
            try (var shared = Shared.open(
                    "worker", () -> new Worker(Actor.current().nursery().start("worker", Counter::new)))) {
                shared.value().portal().run(w -> w.add(1));
                return shared.value().portal();
            }
        });
        assertFalse(worker.isAlive());
    }

    @TractorTest
    void anOpenerThatWantsWhatItOpensIsRefused() throws Exception {
        var refused = assertThrows(
                DeadlockException.class, () -> Shared.open("db", () -> Shared.open("db", resources::open)));
        var task = Strand.current().toString();
        assertEquals(
                "this call can never be served: " + task + " waits for shared \"db\" of the root, which " + task
                        + " opens or closes; and that waits for " + task
                        + ". What opens or closes a resource must not wait for those who want to share it",
                refused.getMessage());
        Shared.open("db", resources::open).close();
    }

    @TractorTest
    void anOpenInACancelledScopeThrowsThoughItIsOpen() throws Exception {
        var db = Shared.open("db", resources::open);
        CancelScope.run(scope -> {
            scope.cancel("enough");
            assertThrows(CancelledException.class, () -> Shared.open("db", resources::open));
        });
        db.close();
        assertEquals(1, resources.closed);
    }
}
