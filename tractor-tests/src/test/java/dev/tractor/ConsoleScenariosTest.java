package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.spi.Console;
import dev.tractor.spi.Pause;
import dev.tractor.spi.RootOptions;
import dev.tractor.spi.Roots;
import dev.tractor.test.ScriptedConsole;
import dev.tractor.test.TestRoot;
import dev.tractor.test.TractorTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whole stories at the console: who stops or crashes, in which order, and what comes out at the end. */
class ConsoleScenariosTest {

    /** Stops again and again, until it is cancelled or the user quits. */
    private static void stopForEver(AtomicInteger stops) throws InterruptedException {
        while (true) {
            Tractor.breakpoint();
            stops.incrementAndGet();
            Tractor.sleep(Duration.ofMillis(100));
        }
    }

    private static void raise(RuntimeException error) {
        throw error;
    }

    /** What the user does with a session. */
    private interface User {
        void answer(ScriptedConsole.Session session, int number) throws InterruptedException;
    }

    /** Puts a user in front of the console, who answers every session. */
    private static void seat(User user, ScriptedConsole console, Nursery n) {
        n.fork("user", () -> {
            for (int number = 1; ; number++) {
                user.answer(console.next(), number);
            }
        });
    }

    private static String name(ScriptedConsole.Session session) {
        return session.actor() + (session.crash() ? " crash" : " pause");
    }

    private static List<String> names(ScriptedConsole console) {
        return console.sessions().stream().map(ConsoleScenariosTest::name).toList();
    }

    // The root alone.

    @TractorTest
    @Scenario("D01")
    void anErrorOfTheRootOpensOneSessionWhoseEndLetsItGo(Nursery outer, ScriptedConsole console) {
        seat(
                (session, number) -> {
                    if (number == 1) {
                        session.resume();
                    } else {
                        session.quit();
                    }
                },
                console,
                outer);
        for (int time = 1; time <= 2; time++) {
            var boom = new IllegalStateException("boom");
            assertSame(
                    boom,
                    assertThrows(
                            IllegalStateException.class,
                            () -> Nursery.run(o -> o.debug(true), n -> {
                                raise(boom);
                            })));
            assertEquals(time, console.sessions().size());
            assertSame(boom, console.sessions().getLast().error().orElseThrow());
        }
        assertEquals(List.of("/ crash", "/ crash"), names(console));
    }

    @TractorTest
    @Scenario("D02")
    void aBreakpointOfTheRootGoesOnOrQuitsTheBlock(Nursery outer, ScriptedConsole console) throws Exception {
        seat(
                (session, number) -> {
                    if (number == 1) {
                        session.resume();
                    } else {
                        session.quit();
                    }
                },
                console,
                outer);
        Nursery.run(o -> o.debug(true), n -> {
            Tractor.breakpoint();
        });
        assertThrows(
                BreakpointQuitException.class,
                () -> Nursery.run(o -> o.debug(true), n -> {
                    Tractor.breakpoint();
                }));
        assertEquals(List.of("/ pause", "/ pause"), names(console)); // the quit does not crash where it was asked for
    }

    @TractorTest
    @Scenario("D03")
    void aLoopOfTheRootStopsAgainAfterEachContinueUntilTheQuit(Nursery outer, ScriptedConsole console) {
        seat(
                (session, number) -> {
                    if (number <= 5) {
                        session.resume();
                    } else {
                        session.quit();
                    }
                },
                console,
                outer);
        var stops = new AtomicInteger();
        assertThrows(BreakpointQuitException.class, () -> stopForEver(stops));
        assertEquals(5, stops.get());
        assertEquals(6, console.sessions().size());
    }

    // With actors.

    @TractorTest
    @Scenario("D05")
    void aLoopOfAnActorStopsInItEachTimeAndItsQuitCrashesInTheRoot(Nursery outer, ScriptedConsole console) {
        seat(
                (session, number) -> {
                    if (number == 6) {
                        session.quit();
                    } else {
                        session.resume();
                    }
                },
                console,
                outer);
        var stops = new AtomicInteger();
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(o -> o.debug(true), n -> {
                    n.start("stopper", Counter::new).tell(c -> stopForEver(stops));
                }));
        assertEquals(5, stops.get());
        var sessions = console.sessions();
        assertEquals(7, sessions.size());
        assertTrue(sessions.subList(0, 6).stream()
                .allMatch(session -> name(session).equals("/stopper pause")));
        assertEquals("/ crash", name(sessions.getLast()));
        for (var error : List.of(thrown, sessions.getLast().error().orElseThrow())) {
            var failed = assertInstanceOf(ActorFailedException.class, error.getCause());
            assertEquals("/stopper", failed.source());
            assertInstanceOf(BreakpointQuitException.class, failed.getCause());
        }
    }

    @TractorTest
    @Scenario("D06")
    void aStoppingActorAFailingOneAndAFailingGrandchildShareTheTerminal(Nursery outer, ScriptedConsole console) {
        seat(
                (session, number) -> {
                    if (number == 1) {
                        console.awaitQueue(3);
                    }
                    if (session.crash()) {
                        session.resume();
                    } else {
                        session.quit();
                    }
                },
                console,
                outer);
        var ready = new CountDownLatch(2); // so that neither is cancelled before it fails
        var child = new IllegalStateException("child");
        var grandchild = new IllegalStateException("grandchild");

        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(o -> o.debug(true), n -> {
                    n.start("stopper", Counter::new).tell(c -> stopForEver(new AtomicInteger()));
                    n.start("child", Counter::new).tell(c -> raiseWith(ready, child));
                    n.start("spawner", Counter::new)
                            .tell(c -> Nursery.run(inner -> {
                                inner.start("grandchild", Counter::new).tell(g -> raiseWith(ready, grandchild));
                            }));
                }));

        var errors = Trees.reachable(thrown);
        assertTrue(errors.containsAll(List.of(child, grandchild)), () -> "not all of them in " + errors);
        assertTrue(errors.stream().anyMatch(BreakpointQuitException.class::isInstance), errors::toString);
        var names = new ArrayList<>(names(console));
        assertEquals("/ crash", names.removeLast());
        assertEquals("/spawner crash", names.removeLast());
        assertEquals(Set.of("/stopper pause", "/child crash", "/spawner/grandchild crash"), Set.copyOf(names));
        assertEquals(3, names.size());
    }

    /** Throws when everybody is there who is to throw, whatever is cancelled meanwhile. */
    private static void raiseWith(CountDownLatch everybody, RuntimeException error) {
        everybody.countDown();
        Foreign.awaitStubbornly(everybody);
        throw error;
    }

    @TractorTest
    @Scenario("D07")
    void aStoppingActorAndAFailingOneRaceForTheTerminal(Nursery outer, ScriptedConsole console) {
        seat((session, number) -> session.resume(), console, outer);
        var errors = new ArrayList<Throwable>();
        var thrown = assertThrows(
                ActorFailedException.class,
                () -> Nursery.run(o -> o.debug(true), n -> {
                    n.start("stopper", Counter::new).tell(c -> stopForEver(new AtomicInteger()));
                    var failer = n.start("failer", Counter::new);
                    errors.add(assertThrows(
                            ActorFailedException.class,
                            () -> failer.run(c -> raise(new IllegalStateException("first")))));
                    Tractor.sleep(Duration.ofMillis(250));
                    failer.run(c -> raise(new IllegalStateException("second")));
                }));
        assertEquals("second", thrown.getCause().getMessage());
        assertEquals("first", errors.getFirst().getCause().getMessage());
        var all = new ArrayList<>(names(console));
        assertTrue(all.stream().filter("/stopper pause"::equals).count() > 2, all::toString);
        all.removeIf("/stopper pause"::equals);
        assertEquals(List.of("/failer crash", "/failer crash", "/ crash"), all);
    }

    /** Goes down so many actors, and throws at the bottom when everybody is there. */
    private static void fallDown(String name, int depth, CountDownLatch everybody) throws Exception {
        if (depth == 0) {
            raiseWith(everybody, new IllegalStateException(name));
        }
        Nursery.run(n -> {
            n.start(name + depth, Counter::new).tell(c -> fallDown(name, depth - 1, everybody));
        });
    }

    @TractorTest
    @Scenario("D09")
    void errorsOfTwoDeepBranchesCrashAtEachLevelAndNameTheirWays(Nursery outer, ScriptedConsole console) {
        seat(
                (session, number) -> {
                    if (number % 2 == 0) {
                        session.quit();
                    } else {
                        session.resume();
                    }
                },
                console,
                outer);
        var everybody = new CountDownLatch(2);
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(o -> o.debug(true), n -> {
                    n.start("a3", Counter::new).tell(c -> fallDown("a", 2, everybody));
                    n.start("b4", Counter::new).tell(c -> fallDown("b", 3, everybody));
                }));

        assertEquals(2, thrown.failures().size());
        var ways = thrown.failures().stream()
                .map(failure -> ((ActorFailedException) failure).path())
                .collect(Collectors.toSet());
        var a = List.of("/a3/a2/a1", "/a3/a2", "/a3");
        var b = List.of("/b4/b3/b2/b1", "/b4/b3/b2", "/b4/b3", "/b4");
        assertEquals(Set.of(a, b), ways);
        var crashed =
                console.sessions().stream().map(ScriptedConsole.Session::actor).toList();
        assertEquals(a, crashed.stream().filter(a::contains).toList());
        assertEquals(b, crashed.stream().filter(b::contains).toList());
        assertEquals("/", crashed.getLast());
        assertEquals(8, crashed.size());
    }

    // Who can stop.

    @TractorTest
    @Scenario("D20")
    void tasksActorsAndPlainThreadsStopAtOnceEachUnderItsOwnName(Nursery n, ScriptedConsole console, TestRoot root)
            throws Exception {
        var task = n.fork("task", () -> Tractor.breakpoint());
        var actor = n.start("actor", Counter::new);
        actor.tell(c -> Tractor.breakpoint());
        var threads = new ArrayList<Thread>();
        for (var name : List.of("one", "two")) {
            threads.add(Thread.ofVirtual().name(name).start(() -> {
                try {
                    root.call(() -> {
                        Tractor.breakpoint();
                        return true;
                    });
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        console.awaitQueue(4);
        var seen = new TreeSet<String>();
        for (int i = 0; i < 4; i++) {
            var session = console.next();
            seen.add(session.actor() + " " + session.task());
            assertEquals(4 - i, console.queue().size());
            session.resume();
        }
        task.join();
        for (var thread : threads) {
            thread.join();
        }
        actor.run(c -> {});
        assertEquals(Set.of("/ one", "/ task", "/ two", "/actor main"), seen);
        console.expectNone();
    }

    @Test
    @Scenario("D19")
    void aBreakpointWithinTheTasksOwnSessionIsPassedOver() {
        var held = new AtomicInteger();
        var console = new Console() {
            @Override
            public boolean available() {
                return true;
            }

            @Override
            public Resumption hold(Pause pause) {
                held.incrementAndGet();
                Tractor.breakpoint(); // as an expression may, that the user types in
                return Resumption.CONTINUE;
            }
        };
        var root = Roots.open(RootOptions.standard().withName("nested").withConsole(_ -> console));
        try (var inRoot = root.enter()) {
            Tractor.breakpoint();
            assertEquals(1, held.get());
            Tractor.breakpoint();
            assertEquals(2, held.get());
            assertFalse(Strand.current().atConsole);
        } finally {
            root.close();
        }
    }
}
