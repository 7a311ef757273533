package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.Simulation;
import dev.tractor.test.TractorTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The one-shot event. */
class EventTest {

    @TractorTest
    void awaitReturnsWhenItIsSet(Nursery n) throws Exception {
        var event = new Event();
        var told = new boolean[1]; // no volatile: an event orders memory
        n.fork(() -> {
            told[0] = true;
            event.set();
        });
        event.await();
        assertTrue(told[0]);
        n.join();
    }

    @TractorTest
    void anEventThatHasHappenedIsNotWaitedFor() throws Exception {
        var event = new Event();
        assertFalse(event.isSet());
        event.set();
        event.set();
        assertTrue(event.isSet());
        event.await();
        event.await();
    }

    @TractorTest(strategy = TractorTest.Strategy.FIFO, schedules = 1)
    void thoseWhoWaitAreWokenInTheOrderInWhichTheyCame(Nursery n) throws Exception {
        var event = new Event();
        var woken = new ArrayList<String>();
        for (var name : List.of("first", "second", "third")) {
            n.fork(name, () -> {
                event.await();
                woken.add(name);
            });
            Watch.untilTask(name, "waits for an event");
        }
        event.set();
        n.join();
        assertEquals(List.of("first", "second", "third"), woken);
    }

    @TractorTest
    void anyThreadMaySetIt() throws Exception {
        var event = new Event();
        Thread.ofVirtual().start(event::set);
        event.await();
    }

    @TractorTest
    void aCheckpointIsPassedThoughItHasHappened() throws Exception {
        var event = new Event();
        event.set();
        CancelScope.run(scope -> {
            scope.cancel("enough");
            assertThrows(CancelledException.class, event::await);
        });
    }

    @TractorTest
    void whoGivesUpIsForgotten(Simulation sim) throws Exception {
        var event = new Event();
        assertFalse(CancelScope.moveOnAfter(Duration.ofHours(1), () -> {
            assertEquals("event that has not happened and 0 wait for", event.toString());
            event.await();
        }));
        assertEquals(Duration.ofHours(1), sim.now());
        assertEquals("event that has not happened and 0 wait for", event.toString());
        event.set();
        assertEquals("event that has happened", event.toString());
    }

    @TractorTest
    void itSaysHowManyWait(Nursery n) throws Exception {
        var event = new Event();
        n.fork(event::await);
        n.fork(event::await);
        Watch.until(() -> event.toString().equals("event that has not happened and 2 wait for"));
        event.set();
        n.join();
    }

    @TractorTest
    void settingThatMeetsACancellationEndsTheWait(Nursery n) throws Exception {
        var event = new Event();
        n.fork(event::set);
        CancelScope.run(scope -> {
            n.fork(() -> scope.cancel("enough"));
            event.await();
        });
        n.join();
    }

    @TractorTest(cancelEverywhere = true, interruptEverywhere = true)
    void everyWaiterIsWoken(Nursery n, Simulation sim) throws Exception {
        var event = new Event();
        var woken = new int[1];
        for (int i = 0; i < 4; i++) {
            n.fork(() -> {
                event.await();
                woken[0]++;
            });
        }
        n.fork(event::set);
        n.join();
        assertEquals(4, woken[0]);
    }
}
