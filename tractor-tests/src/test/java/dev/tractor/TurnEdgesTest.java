package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tractor.test.ScriptedConsole;
import dev.tractor.test.Simulation;
import dev.tractor.test.TractorTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** The line for an actor's turn at its edges: cancelled in it, given up in it, and held by who is not disturbed. */
final class TurnEdgesTest {

    private static Duration millis(int millis) {
        return Duration.ofMillis(millis);
    }

    /** Notes who has the turn. */
    static final class Desk {
        private final List<String> notes = new ArrayList<>();

        /** Sleeps, and then notes its name, in its turn. */
        void sleeper(Dialog<String, Integer, Integer> d, String name, Duration time) throws InterruptedException {
            d.started(name);
            try {
                Tractor.sleep(time);
            } finally {
                notes.add(name);
            }
        }

        void note(String name) {
            notes.add(name);
        }

        List<String> notes() {
            return List.copyOf(notes);
        }
    }

    /** Has the turn for a second, whatever is cancelled. */
    private static void hold(Portal<Desk> desk) throws InterruptedException {
        desk.tell(d -> CancelScope.shield(() -> Tractor.sleep(millis(1000))));
    }

    private static Task<?> sleeper(Nursery n, Portal<Desk> desk, String name, int until, int cancelled) {
        return n.fork(name, () -> {
            try (var ctx = desk.open(Desk::sleeper, name, millis(until))) {
                ctx.started();
                Tractor.sleep(millis(cancelled));
                ctx.cancel("enough");
            }
        });
    }

    @TractorTest
    void dialogsThatAreCancelledInTheLineGoFirstInTheOrderOfTheirCancellation(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        var tasks = List.of(
                sleeper(n, desk, "a", 100, 700), sleeper(n, desk, "b", 200, 600), sleeper(n, desk, "c", 300, 2000));
        Tractor.sleep(millis(50));
        hold(desk);
        desk.tell(d -> d.note("tell"));
        for (var task : tasks) {
            task.join();
        }
        assertEquals(List.of("b", "a", "tell", "c"), desk.ask(Desk::notes));
    }

    @TractorTest
    void whoeverLeavesTheLineInTheMomentInWhichTheTurnIsFreeHoldsNobodyUp(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        var tasks = new ArrayList<Task<?>>();
        tasks.add(sleeper(n, desk, "cancelled", 100, 100));
        tasks.add(sleeper(n, desk, "woken", 100, 3000));
        tasks.add(n.fork("teller", () -> {
            Tractor.sleep(millis(100));
            desk.tell(d -> d.note("tell"));
        }));
        for (int i = 0; i < 2; i++) {
            tasks.add(n.fork(
                    "asker" + i,
                    () -> CancelScope.moveOnAfter(millis(100), () -> {
                        Tractor.sleep(millis(99));
                        CancelScope.run(scope -> Nursery.run(inner -> {
                            inner.fork("asking", () -> {
                                Tractor.sleep(millis(1));
                                desk.run(d -> d.note("ask"));
                            });
                            inner.fork("giving up", () -> {
                                Tractor.sleep(millis(1));
                                scope.cancel("never mind");
                            });
                        }));
                    })));
        }
        for (var task : tasks) {
            task.join();
        }
        var notes = new ArrayList<>(desk.ask(Desk::notes));
        notes.removeIf("ask"::equals);
        notes.sort(null);
        assertEquals(List.of("cancelled", "tell", "woken"), notes);
    }

    @TractorTest
    void thoseWhoWaitForRoomOnBothSidesOfADialogInTheLineAllGetIt(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new, Spawn.local().withMailbox(1));
        var dialog = sleeper(n, desk, "dialog", 300, 3000);
        Tractor.sleep(millis(50));
        hold(desk);
        var tellers = new ArrayList<Task<?>>();
        for (int i = 1; i <= 4; i++) { // at 150, 250, 350 and 450 ms
            int number = i;
            tellers.add(n.fork("teller" + i, () -> {
                Tractor.sleep(millis(100 * number));
                desk.tell(d -> d.note("tell" + number));
            }));
        }
        for (var teller : tellers) {
            teller.join();
        }
        dialog.join();
        assertEquals(List.of("tell1", "tell2", "dialog", "tell3", "tell4"), desk.ask(Desk::notes));
    }

    @TractorTest
    void aDialogThatWaitsForTheEndOfABlockGivesItsTurnUp(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        try (var ctx = desk.open((Desk d, Dialog<String, Integer, Integer> dialog) -> {
            dialog.started("waits");
            try (var inner = Nursery.open()) {
                inner.fork("cleaner", () -> {
                    try {
                        Tractor.sleep(millis(1000));
                    } finally {
                        CancelScope.shield(() -> desk.run(state -> state.note("cleaned up")));
                    }
                });
                Tractor.sleep(millis(10));
                inner.cancel("enough");
            }
            d.note("left");
        })) {
            ctx.result();
        }
        assertEquals(List.of("cleaned up", "left"), desk.ask(Desk::notes));
    }

    @TractorTest
    void anInterruptThatComesWhileADialogWaitsForItsTurnIsNotForgotten(Nursery n) throws Exception {
        var desk = n.start("desk", Desk::new);
        var thread = new AtomicReference<Thread>();
        try (var ctx = desk.open((Desk d, Dialog<String, Integer, Integer> dialog) -> {
            thread.set(Thread.currentThread());
            dialog.started("sleeps");
            Tractor.sleep(millis(100));
            d.note("woken");
            assertThrows(CancelledException.class, Tractor::checkpoint);
            d.note("interrupted");
        })) {
            ctx.started();
            Tractor.sleep(millis(50));
            hold(desk);
            Tractor.sleep(millis(500));
            thread.get().interrupt();
            ctx.result();
        }
        assertEquals(List.of("woken", "interrupted"), desk.ask(Desk::notes));
    }

    @TractorTest
    void aDialogKeepsItsTurnAtABreakpoint(Nursery n, ScriptedConsole console, Simulation sim) throws Exception {
        var desk = n.start("desk", Desk::new);
        try (var ctx = desk.open((Desk d, Dialog<String, Integer, Integer> dialog) -> {
            Tractor.breakpoint();
            d.note("dialog");
        })) {
            var session = console.next();
            var asker = n.fork("asker", () -> desk.run(d -> d.note("ask")));
            sim.settle();
            assertFalse(asker.isDone());
            session.resume();
            asker.join();
            ctx.result();
        }
        assertEquals(List.of("dialog", "ask"), desk.ask(Desk::notes));
    }
}
