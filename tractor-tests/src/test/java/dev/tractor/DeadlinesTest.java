package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.spi.Clock;
import dev.tractor.test.TractorTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;

/** The timers of a root, on a clock that the test moves. */
class DeadlinesTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 50); // overflows on the way
    private final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
    private final Deadlines deadlines = new Deadlines(
            new Clock() {
                @Override
                public long nanoTime() {
                    return now.get();
                }

                @Override
                public void park(Object blocker, long nanos) {
                    LockSupport.park(blocker);
                }
            },
            body -> {
                var thread = Thread.ofVirtual().unstarted(body);
                threads.add(thread);
                return thread;
            });
    private final List<String> ran = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        deadlines.close();
        threads.forEach(thread -> Foreign.until(() -> !thread.isAlive()));
    }

    private void pass(long nanos) {
        now.addAndGet(nanos);
        threads.forEach(LockSupport::unpark);
    }

    @TractorTest
    void timersRunInTheOrderOfTheirTimes() {
        deadlines.schedule(30, "c", () -> ran.add("c"));
        deadlines.schedule(10, "a", () -> ran.add("a"));
        deadlines.schedule(20, "b", () -> ran.add("b"));
        assertEquals(List.of("a", "b", "c"), deadlines.pending());
        pass(100);
        Foreign.until(() -> ran.size() == 3);
        assertEquals(List.of("a", "b", "c"), ran);
    }

    @TractorTest
    void timersOfOneTimeRunInTheOrderTheyWereSet() {
        for (var name : List.of("a", "b", "c")) {
            deadlines.schedule(10, name, () -> ran.add(name));
        }
        pass(10);
        Foreign.until(() -> ran.size() == 3);
        assertEquals(List.of("a", "b", "c"), ran);
    }

    @TractorTest
    void aTimerDoesNotRunBeforeItsTime() {
        deadlines.schedule(10, "a", () -> ran.add("a"));
        deadlines.schedule(11, "b", () -> ran.add("b"));
        pass(10);
        Foreign.until(() -> ran.size() == 1);
        assertEquals(List.of("b"), deadlines.pending());
    }

    @TractorTest
    void aTimerThatWasTakenBackNeverRuns() {
        var timer = deadlines.schedule(10, "a", () -> ran.add("a"));
        deadlines.schedule(10, "b", () -> ran.add("b"));
        timer.cancel();
        timer.cancel();
        pass(10);
        Foreign.until(() -> !ran.isEmpty());
        assertEquals(List.of("b"), ran);
    }

    @TractorTest
    void aTimerForEverStaysTheLast() {
        deadlines.schedule(Long.MAX_VALUE, "never", () -> ran.add("never"));
        pass(100);
        deadlines.schedule(Long.MAX_VALUE, "nor this", () -> ran.add("nor this"));
        deadlines.schedule(5, "soon", () -> ran.add("soon"));
        assertEquals(List.of("soon", "never", "nor this"), deadlines.pending());
    }

    @TractorTest
    void aTimerThatThrowsHarmsNoOther() {
        deadlines.schedule(10, "a", () -> {
            throw new IllegalStateException("a timer of the test that throws");
        });
        deadlines.schedule(10, "b", () -> ran.add("b"));
        pass(10);
        Foreign.until(() -> ran.size() == 1);
    }

    @TractorTest
    void timeStandsStillWhileFrozen() throws Exception {
        deadlines.schedule(10, "a", () -> ran.add("a"));
        pass(4);
        deadlines.freeze(true);
        deadlines.freeze(true);
        pass(1000);
        assertEquals(4, deadlines.treeTime());
        assertTrue(ran.isEmpty());
        deadlines.freeze(false);
        pass(5);
        assertEquals(9, deadlines.treeTime());
        assertTrue(ran.isEmpty());
        pass(1);
        Foreign.until(() -> !ran.isEmpty());
    }

    @TractorTest
    void oneThreadServesAllTimers() {
        var both = new CountDownLatch(2);
        deadlines.schedule(1, "a", both::countDown);
        deadlines.schedule(2, "b", both::countDown);
        pass(2);
        Foreign.awaitStubbornly(both);
        assertEquals(1, threads.size());
    }

    @TractorTest
    void closingEndsTheThread() {
        deadlines.schedule(10, "a", () -> ran.add("a"));
        deadlines.close();
        Foreign.until(() -> !threads.getFirst().isAlive());
        assertFalse(ran.contains("a"));
    }
}
