package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.debug.InterruptedByUserException;
import dev.tractor.test.LogCapture;
import dev.tractor.test.ScriptedConsole;
import dev.tractor.test.TractorTest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** A breakpoint as the task that reaches it sees it. */
class BreakpointTest {

    static final class Stopper {
        String stop() {
            Tractor.breakpoint();
            return "went on";
        }
    }

    @TractorTest
    @Scenario("D17")
    void aBreakpointStopsItsTaskUntilTheSessionEnds(Nursery n, ScriptedConsole console) throws Exception {
        var task = n.fork("work", () -> {
            Tractor.breakpoint();
            return "went on";
        });
        var session = console.next();
        assertFalse(task.isDone());
        session.resume();
        assertEquals("went on", task.join());
    }

    @TractorTest
    void theSessionNamesActorTaskAndLine(Nursery n, ScriptedConsole console) throws Exception {
        var stopper = n.start("stopper", Stopper::new);
        stopper.tell(Stopper::stop);
        var session = console.next();
        assertEquals("/stopper", session.actor());
        assertFalse(session.crash());
        assertTrue(session.error().isEmpty());
        assertEquals("stop", session.stack().getFirst().getMethodName());
        session.resume();
    }

    @TractorTest
    void quitRaisesAnErrorInThePausedTask(Nursery n, ScriptedConsole console) throws Exception {
        var stopper = n.start("stopper", Stopper::new);
        var asker = n.fork(() -> assertThrows(ActorFailedException.class, () -> stopper.ask(Stopper::stop)));
        console.next().quit();
        var failure = asker.join();
        var quit = assertInstanceOf(BreakpointQuitException.class, failure.getCause());
        assertTrue(quit.getMessage().contains("/stopper at "), quit.getMessage());
        assertEquals("/stopper", failure.source());
    }

    @TractorTest
    void theRootsOwnThreadStopsToo(Nursery n, ScriptedConsole console) throws Exception {
        console.autoContinue();
        Tractor.breakpoint();
        assertEquals(
                List.of("/"), console.sessions().stream().map(s -> s.actor()).toList());
    }

    @TractorTest
    @Scenario("D14")
    void inACancelledScopeItIsPassedOver(Nursery n, ScriptedConsole console) throws Exception {
        CancelScope.run(scope -> {
            scope.cancel("enough");
            Tractor.breakpoint();
            assertThrows(CancelledException.class, Tractor::checkpoint);
        });
        assertTrue(console.sessions().isEmpty());
    }

    @TractorTest
    @Scenario("D14")
    void inAShieldInACancelledScopeItOpensAgainAndAgain(Nursery n, ScriptedConsole console) throws Exception {
        console.autoContinue();
        CancelScope.run(scope -> {
            scope.cancel("enough");
            for (int i = 0; i < 3; i++) {
                CancelScope.shield(() -> Tractor.breakpoint());
            }
            assertThrows(CancelledException.class, Tractor::checkpoint);
        });
        assertEquals(3, console.sessions().size());
    }

    @TractorTest
    void theSessionHasTheValuesThatWerePassed(Nursery n, ScriptedConsole console) throws Exception {
        console.autoContinue();
        var list = List.of(1, 2);
        Tractor.breakpoint("before", list, null);
        Tractor.breakpoint((Object) null);
        Tractor.breakpoint((Object[]) null);
        Tractor.breakpoint();
        assertEquals(
                List.of(
                        Arrays.asList("before", list, null),
                        Arrays.asList((Object) null),
                        Arrays.asList((Object) null),
                        List.of()),
                console.sessions().stream().map(s -> s.values()).toList());
        assertSame(list, console.sessions().getFirst().values().get(1));
    }

    @TractorTest
    void quitAtABreakpointWithValuesRaisesAnErrorThere(Nursery n, ScriptedConsole console) throws Exception {
        var task = n.fork("careful", () -> assertThrows(BreakpointQuitException.class, () -> Tractor.breakpoint(1, 2)));
        console.next().quit();
        assertTrue(task.join().getMessage().contains("task careful at "), task.join()::getMessage);
    }

    @TractorTest
    void inACancelledScopeABreakpointWithValuesIsPassedOver(Nursery n, ScriptedConsole console, LogCapture log)
            throws Exception {
        CancelScope.run(scope -> {
            scope.cancel("enough");
            Tractor.breakpoint(1, 2);
        });
        assertTrue(console.sessions().isEmpty());
        log.expect(
                System.Logger.Level.WARNING,
                "passed over: the task is cancelled; put the breakpoint into CancelScope.shield");
    }

    @TractorTest
    void ctrlCLeavesABreakpointWithValuesAlone(Nursery n, ScriptedConsole console) throws Exception {
        var after = new AtomicBoolean();
        n.fork("careful", () -> {
            Tractor.breakpoint("before");
            after.set(true);
            Tractor.sleep(Foreign.LONG);
        });
        var session = console.next();
        Strand.current().root.cancel(new InterruptedByUserException());
        assertTrue(session.isOpen()); // who is stopped is not disturbed
        session.resume();
        var thrown = assertThrows(NurseryException.class, n::join);
        assertInstanceOf(InterruptedByUserException.class, thrown.getCause());
        assertTrue(after.get());
    }

    @TractorTest
    void anInterruptOfForeignCodeIsKeptOverTheSession(Nursery n, ScriptedConsole console) throws Exception {
        console.autoContinue();
        Thread.currentThread().interrupt();
        Tractor.breakpoint();
        assertTrue(Thread.interrupted());
        assertEquals(1, console.sessions().size());
    }

    @TractorTest
    void anActorStopsFromATaskItForkedUnderItsOwnName(Nursery n, ScriptedConsole console) throws Exception {
        class Parent {
            void fork() {
                Actor.current().nursery().fork("helper", () -> Tractor.breakpoint());
            }
        }
        n.start("parent", Parent::new).run(Parent::fork);
        var session = console.next();
        assertEquals("/parent", session.actor());
        assertEquals("helper", session.task());
        session.resume();
    }

    @TractorTest
    void sleepsGoOnWhileASessionIsOpenButDeadlinesStandStill(Nursery n, ScriptedConsole console) throws Exception {
        var deadline = new CountDownLatch(1);
        var ready = new CountDownLatch(1);
        var held = n.fork("held", () -> {
            ready.await();
            Tractor.breakpoint();
        });
        var timed = n.fork("timed", () -> {
            var done = CancelScope.moveOnAfter(Duration.ofMillis(300), () -> {
                ready.countDown();
                Tractor.sleep(Duration.ofHours(1));
            });
            deadline.countDown();
            return done;
        });
        var session = console.next();
        // a sleep of twice the deadline passes while the session is open, and the deadline does not
        Tractor.sleep(Duration.ofMillis(600));
        assertEquals(1, deadline.getCount());
        session.resume();
        assertFalse(timed.join());
        held.join();
    }
}
