package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.debug.InterruptedByUserException;
import dev.tractor.test.Faults;
import dev.tractor.test.ScriptedConsole;
import dev.tractor.test.TractorTest;
import java.util.List;

/** Breakpoints in the actor's side of a context. */
class ContextConsoleTest {

    /** Stops as often as it is told to, and sends each stop's number behind it. */
    static final class Stopper {
        int stops(Dialog<String, Integer, Integer> d, int count) throws InterruptedException {
            Tractor.breakpoint();
            d.started("stopping");
            try (var s = d.openStream()) {
                for (int i = 1; i < count; i++) {
                    s.send(i);
                    Tractor.breakpoint();
                }
            }
            return count;
        }
    }

    private static List<String> names(ScriptedConsole console) {
        return console.sessions().stream()
                .map(session -> session.actor() + " " + session.task() + (session.crash() ? " crash" : " pause"))
                .toList();
    }

    /** A user who answers as many sessions, each by going on. */
    private static Task<?> user(Nursery n, ScriptedConsole console, int sessions) {
        return n.fork("user", () -> {
            for (int i = 0; i < sessions; i++) {
                console.next().resume();
            }
        });
    }

    @TractorTest
    @Scenario("D15")
    void aDialogStopsBeforeItsStartAndInItsStreamAndGoesOn(Nursery n, ScriptedConsole console) throws Exception {
        user(n, console, 3);
        var stopper = n.start("stopper", Stopper::new);
        try (var ctx = stopper.open(Stopper::stops, 3)) {
            assertEquals("stopping", ctx.started());
            int seen = 0;
            for (int number : ctx.openStream()) {
                assertEquals(++seen, number);
            }
            assertEquals(2, seen);
            assertEquals(3, ctx.result());
        }
        assertEquals(
                List.of("/stopper dialog-1 pause", "/stopper dialog-1 pause", "/stopper dialog-1 pause"),
                names(console));
    }

    @TractorTest
    @Scenario("D15")
    void aQuitAtTheSecondStopIsTheErrorOfTheOpenersBlock(Nursery outer, ScriptedConsole console) {
        outer.fork("user", () -> {
            console.next().resume();
            console.next().quit();
            console.next().resume();
        });
        var thrown = assertThrows(
                ActorFailedException.class,
                () -> Nursery.run(o -> o.debug(true), n -> {
                    var stopper = n.start("stopper", Stopper::new);
                    try (var ctx = stopper.open(Stopper::stops, 3)) {
                        ctx.result();
                    }
                }));
        assertInstanceOf(BreakpointQuitException.class, thrown.getCause());
        assertEquals(List.of("/stopper"), thrown.path());
        // the quit does not crash where it was asked for
        assertEquals(List.of("/stopper dialog-1 pause", "/stopper dialog-1 pause", "/ test crash"), names(console));
    }

    @TractorTest
    @Scenario("D15")
    void whenTheLinkBreaksWhileItIsStoppedNobodyElseStopsAndCtrlCEndsAll(
            Nursery n, ScriptedConsole console, Faults faults) throws Exception {
        var stopper = n.start("stopper", Stopper::new);
        var root = Strand.current().root;
        try (var ctx = stopper.open(Stopper::stops, 3)) {
            console.next().resume();
            console.next().resume();
            var last = console.next();
            faults.breakLink("/", "/stopper");
            root.cancel(new InterruptedByUserException());
            assertTrue(ctx.outcome().isEmpty()); // who is stopped is not disturbed
            assertTrue(stopper.isAlive());
            last.resume();
        } catch (NurseryException e) {
            assertInstanceOf(InterruptedByUserException.class, e.getCause());
        }
        assertThrows(NurseryException.class, () -> stopper.open(Stopper::stops, 1));
        var thrown = assertThrows(NurseryException.class, n::join);
        assertInstanceOf(InterruptedByUserException.class, thrown.getCause());
        assertEquals(1, thrown.failures().size());
        assertFalse(stopper.isAlive());
        assertEquals(3, console.sessions().size());
        console.expectNone();
    }

    @TractorTest
    @Scenario("D15")
    void aDialogOverABrokenLinkNeverStops(Nursery n, ScriptedConsole console, Faults faults) throws Exception {
        var stopper = n.start("stopper", Stopper::new);
        user(n, console, 1);
        try (var ctx = stopper.open(Stopper::stops, 1)) {
            assertEquals(1, ctx.result());
        }
        faults.breakLink("/", "/stopper");
        var thrown = assertThrows(ActorGoneException.class, () -> stopper.open(Stopper::stops, 1));
        assertEquals(
                "actor /stopper cannot be reached: the test broke the link between / and /stopper",
                thrown.getMessage());
        faults.mendLink("/", "/stopper");
        user(n, console, 1);
        try (var ctx = stopper.open(Stopper::stops, 1)) {
            assertEquals(1, ctx.result());
        }
        assertEquals(List.of("/stopper dialog-1 pause", "/stopper dialog-2 pause"), names(console));
    }
}
