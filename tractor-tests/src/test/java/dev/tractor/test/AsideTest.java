package dev.tractor.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.Nursery;
import dev.tractor.Tractor;
import dev.tractor.test.sim.Machine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What is to be done aside when the clock comes by: virtual time does not pass for its sake. */
class AsideTest {

    private static void aside(Duration time, Runnable action) {
        var _ = Machine.current().aside(time.toNanos(), action);
    }

    @TractorTest
    void itIsDoneAtItsTimeOnTheWayToATimer(Simulation sim) throws Exception {
        var at = new ArrayList<Duration>();
        aside(Duration.ofSeconds(2), () -> at.add(sim.now()));
        aside(Duration.ofSeconds(1), () -> at.add(sim.now()));
        aside(Duration.ofSeconds(5), () -> at.add(sim.now()));
        Tractor.sleep(Duration.ofSeconds(3));
        assertEquals(List.of(Duration.ofSeconds(1), Duration.ofSeconds(2)), at);
        assertEquals(Duration.ofSeconds(3), sim.now());
    }

    @TractorTest
    void oneThatIsTakenBackIsNotDone(Simulation sim) throws Exception {
        var done = new ArrayList<String>();
        var takeBack = Machine.current().aside(Duration.ofSeconds(1).toNanos(), () -> done.add("first"));
        aside(Duration.ofSeconds(2), () -> done.add("second"));
        takeBack.run();
        Tractor.sleep(Duration.ofSeconds(3));
        takeBack.run();
        assertEquals(List.of("second"), done);
        assertEquals(Duration.ofSeconds(3), sim.now());
    }

    @TractorTest
    void advancingTheClockComesByIt(Simulation sim) {
        sim.autojump(false);
        var at = new ArrayList<Duration>();
        aside(Duration.ofSeconds(1), () -> at.add(sim.now()));
        sim.settle();
        assertEquals(List.of(), at);
        sim.advance(Duration.ofMillis(999));
        assertEquals(List.of(), at);
        sim.advance(Duration.ofMillis(1));
        assertEquals(List.of(Duration.ofSeconds(1)), at);
    }

    @TractorTest
    void aLoopThatLooksAtTheClockComesByIt(Simulation sim) {
        if (!sim.jdkTime()) {
            return; // then nobody can loop so
        }
        var at = new ArrayList<Duration>();
        aside(Duration.ofMillis(5), () -> at.add(sim.now()));
        long end = System.nanoTime() + Duration.ofMillis(20).toNanos();
        while (System.nanoTime() < end) {
            at.size(); // nothing that waits or yields
        }
        assertEquals(List.of(Duration.ofMillis(5)), at);
    }

    @Test
    void itDoesNotHideADeadlock() {
        var report =
                Planted.simulatedFailureOf(OnlyTheWatchIsLeft.class, Map.of()).getMessage();
        assertTrue(report.contains("deadlock: nothing can run any more"), report);
        assertTrue(report.contains("virtual time 0s"), report);
        assertFalse(report.contains("tractor-watch"), report);
    }

    static class OnlyTheWatchIsLeft {
        @TractorTest(schedules = 1)
        void test(Nursery n) throws InterruptedException {
            n.fork("stuck", () -> new CountDownLatch(1).await());
            n.join(); // which is to be reported in ten minutes
        }
    }
}
