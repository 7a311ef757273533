package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.Simulation;
import dev.tractor.test.TractorTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Permits: who gets them, in which order, and what becomes of them. */
class SemaphoreTest {

    @TractorTest
    void runReturnsWhatItsBodyReturnsAndGivesThePermitBack() throws Exception {
        var semaphore = new Semaphore(2);
        int seen = semaphore.run(() -> semaphore.available());
        assertEquals(1, seen);
        assertEquals(2, semaphore.available());
        assertEquals(2, semaphore.permits());
    }

    @TractorTest
    void thePermitIsBackWhenTheBodyHasThrown() {
        var semaphore = new Semaphore(1);
        assertThrows(
                IOException.class,
                () -> semaphore.run(() -> {
                    throw new IOException("no line");
                }));
        assertEquals(1, semaphore.available());
    }

    @TractorTest
    void whatAHolderDidIsSeenByTheNext(Nursery n) throws Exception {
        var semaphore = new Semaphore(1);
        var total = new int[1]; // no volatile: a permit orders memory
        for (int i = 0; i < 4; i++) {
            n.fork(() -> semaphore.run(() -> {
                int before = total[0];
                Tractor.checkpoint();
                total[0] = before + 1;
            }));
        }
        n.join();
        assertEquals(4, total[0]);
    }

    @TractorTest
    void permitsGoToThoseWhoWaitInTheOrderInWhichTheyCame(Nursery n) throws Exception {
        var semaphore = new Semaphore(1);
        var served = new ArrayList<Integer>();
        semaphore.acquire();
        for (int i = 0; i < 6; i++) {
            int number = i;
            if (i % 2 == 0) {
                n.fork(() -> semaphore.run(() -> served.add(number)));
            } else {
                n.fork(() -> {
                    semaphore.acquire();
                    served.add(number);
                    semaphore.release();
                });
            }
            Watch.until(() -> semaphore.toString().endsWith((number + 1) + " waiting"));
        }
        semaphore.release();
        n.join();
        assertEquals(List.of(0, 1, 2, 3, 4, 5), served);
    }

    @TractorTest
    void tryAcquireNeverOvertakes(Nursery n) throws Exception {
        var semaphore = new Semaphore(1);
        assertTrue(semaphore.tryAcquire());
        assertFalse(semaphore.tryAcquire());
        var leave = new Event();
        n.fork("waiter", () -> semaphore.run(leave::await));
        Watch.untilTask("waiter", "waits for the permit of a semaphore");
        semaphore.release(); // it has the permit from now on, whether it knows or not
        assertFalse(semaphore.tryAcquire());
        leave.set();
        n.join();
        assertTrue(semaphore.tryAcquire());
    }

    @TractorTest
    void aPermitMayBeReleasedByAnotherThread(Nursery n) throws Exception {
        var semaphore = new Semaphore(1);
        semaphore.acquire();
        n.fork(semaphore::release);
        semaphore.acquire();
        semaphore.release();
        n.join();
    }

    @TractorTest
    void releasingMoreThanWasAcquiredIsRefused() throws Exception {
        var semaphore = new Semaphore(2);
        semaphore.acquire();
        semaphore.release();
        var refused = assertThrows(IllegalStateException.class, semaphore::release);
        assertEquals(
                "task " + Thread.currentThread().getName() + " cannot release a permit of the semaphore with 2 of 2"
                        + " permits free and 0 waiting: none is out that acquire() or tryAcquire() has taken; release"
                        + " each of those once, and none of run()",
                refused.getMessage());
        assertEquals(2, semaphore.available());
    }

    @TractorTest
    void releasingThePermitOfARunIsRefused() throws Exception {
        var semaphore = new Semaphore(2);
        semaphore.run(() -> assertThrows(IllegalStateException.class, semaphore::release));
        assertEquals(2, semaphore.available());
    }

    @TractorTest
    void aSemaphoreWithoutPermitsIsRefused() {
        assertEquals(
                "a semaphore has at least 1 permit, not 0",
                assertThrows(IllegalArgumentException.class, () -> new Semaphore(0))
                        .getMessage());
    }

    @TractorTest
    void theTreeShowsWhoWaitsForWhat(Nursery n) throws Exception {
        var one = new Semaphore(1);
        var two = new Semaphore(2);
        var leave = new Event();
        n.fork("holder", () -> one.run(() -> two.run(() -> two.run(leave::await))));
        Watch.untilTask("holder", "waits for an event");
        n.fork("first", () -> one.run(() -> {}));
        n.fork("second", () -> two.run(() -> {}));
        Watch.untilTask("first", "waits for the permit that task holder has");
        Watch.untilTask("second", "waits for one of 2 permits");
        leave.set();
        n.join();
    }

    // Cancellation.

    @TractorTest
    void acquireInACancelledScopeThrowsThoughAPermitIsFree() throws Exception {
        var semaphore = new Semaphore(1);
        CancelScope.run(scope -> {
            scope.cancel("enough");
            assertThrows(CancelledException.class, semaphore::acquire);
            assertThrows(CancelledException.class, () -> semaphore.run(() -> {}));
            assertTrue(semaphore.tryAcquire());
            semaphore.release();
        });
        assertEquals(1, semaphore.available());
    }

    @TractorTest
    void whoGivesUpLeavesTheLine(Nursery n) throws Exception {
        var semaphore = new Semaphore(1);
        semaphore.acquire();
        assertFalse(CancelScope.moveOnAfter(Duration.ofHours(1), semaphore::acquire));
        assertEquals("semaphore with 0 of 1 permit free and 0 waiting", semaphore.toString());
        semaphore.release();
        assertEquals(1, semaphore.available());
    }

    @TractorTest
    void aCancelledHolderGivesItsPermitBack(Nursery n) throws Exception {
        var semaphore = new Semaphore(1);
        CancelScope.run(scope -> {
            n.fork(() -> {
                Watch.until(() -> semaphore.available() == 0);
                scope.cancel("enough");
            });
            semaphore.run(() -> Tractor.sleep(Duration.ofDays(1)));
        });
        semaphore.run(() -> {});
        n.join();
    }

    @TractorTest
    void anAcquireThatThrowsHasNoPermitAndOneThatReturnsHas(Nursery n) throws Exception {
        var semaphore = new Semaphore(2);
        var held = new int[1];
        for (int i = 0; i < 4; i++) {
            boolean scoped = i % 2 == 0;
            n.fork(() -> CancelScope.run(scope -> {
                n.fork(() -> scope.cancel("enough"));
                if (scoped) {
                    semaphore.run(() -> Tractor.checkpoint());
                } else {
                    semaphore.acquire();
                    held[0]++;
                }
            }));
        }
        n.fork(() -> {
            if (semaphore.tryAcquire()) {
                held[0]++;
            }
            for (int i = 0; i < 4; i++) { // so that all get on
                while (held[0] == 0 && !semaphore.toString().endsWith("0 waiting")) {
                    Tractor.sleep(Duration.ofMillis(1));
                }
                if (held[0] > 0) {
                    held[0]--;
                    semaphore.release();
                }
            }
        });
        n.join();
        for (; held[0] > 0; held[0]--) {
            semaphore.release();
        }
        assertEquals("semaphore with 2 of 2 permits free and 0 waiting", semaphore.toString());
    }

    @TractorTest
    void releasingWhatAnAcquireThatThrewNeverHadIsRefused(Nursery n) throws Exception {
        var semaphore = new Semaphore(1);
        semaphore.acquire();
        n.fork(
                "acquirer",
                () -> CancelScope.run(scope -> {
                    n.fork("canceller", () -> scope.cancel("enough"));
                    semaphore.acquire(); // it may be its turn in the moment in which it is cancelled
                    semaphore.release();
                }));
        n.fork("releaser", semaphore::release);
        n.join();
        assertEquals(1, semaphore.available());
        assertThrows(IllegalStateException.class, semaphore::release);
        assertEquals(1, semaphore.available());
    }

    @TractorTest(cancelEverywhere = true, interruptEverywhere = true)
    void noPermitIsLostNorMade(Simulation sim) throws Exception {
        var semaphore = new Semaphore(2);
        var inside = new int[1];
        sim.always("no more than there are", () -> inside[0] <= 2);
        try (var n = Nursery.open()) {
            for (int i = 0; i < 4; i++) {
                n.fork(() -> semaphore.run(() -> {
                    inside[0]++;
                    try {
                        Tractor.sleep(Duration.ofSeconds(1));
                    } finally {
                        inside[0]--;
                    }
                }));
            }
            semaphore.acquire();
            try {
                Tractor.checkpoint();
            } finally {
                semaphore.release();
            }
            n.join();
        } finally {
            assertEquals("semaphore with 2 of 2 permits free and 0 waiting", semaphore.toString());
        }
    }

    // What can never be had.

    @TractorTest
    void aPermitWithinThatVeryPermitIsRefused() throws Exception {
        var semaphore = new Semaphore(1);
        var task = Strand.current().toString();
        semaphore.run(() -> {
            var refused = assertThrows(DeadlockException.class, () -> semaphore.run(() -> {}));
            assertEquals(
                    "this call can never be served: " + task + " waits for the permit that " + task
                            + " has; and that waits for " + task
                            + ". Give the permit back before that, or wait for it in CancelScope.moveOnAfter",
                    refused.getMessage());
        });
        assertEquals("semaphore with 1 of 1 permit free and 0 waiting", semaphore.toString());
    }

    @TractorTest
    void aPermitWhoseHolderWaitsForUsIsRefused(Nursery n) throws Exception {
        var semaphore = new Semaphore(1);
        var counter = n.start("counter", Counter::new);
        semaphore.run(() -> counter.run(c -> {
            var refused = assertThrows(DeadlockException.class, semaphore::acquire);
            assertTrue(refused.getMessage().contains("waits for a reply of /counter"), refused.getMessage());
        }));
    }

    @TractorTest
    void ofACycleOnlyOneIsRefusedWhoeverClosesIt(Nursery n) throws Exception {
        var semaphore = new Semaphore(1);
        var counter = n.start("counter", Counter::new);
        var refused = new int[1];
        var holder = n.fork(() -> {
            try {
                semaphore.run(() -> counter.run(c -> c.add(1)));
            } catch (DeadlockException e) {
                refused[0]++;
            }
        });
        var handler = n.fork(() -> counter.run(c -> {
            try {
                semaphore.run(() -> c.add(1));
            } catch (DeadlockException e) {
                refused[0]++;
            }
        }));
        holder.join();
        handler.join();
        assertEquals(2, refused[0] + counter.ask(c -> c.total));
        assertTrue(refused[0] <= 1, () -> refused[0] + " refused");
    }

    @TractorTest
    void aWaitForAPermitThatADeadlineWillEndIsNotRefused(Nursery n) throws Exception {
        var semaphore = new Semaphore(1);
        boolean had = semaphore.run(() -> CancelScope.moveOnAfter(Duration.ofHours(1), semaphore::acquire));
        assertFalse(had);
    }

    @TractorTest
    void aPermitThatAnyThreadMayGiveBackIsNotRefused(Nursery n) throws Exception {
        var semaphore = new Semaphore(1);
        semaphore.acquire();
        n.fork(() -> {
            Watch.until(() -> semaphore.toString().endsWith("1 waiting"));
            semaphore.release();
        });
        semaphore.acquire();
        n.join();
    }

    @TractorTest
    void oneOfSeveralPermitsIsNotRefused(Nursery n) throws Exception {
        var semaphore = new Semaphore(2);
        var leave = new Event();
        n.fork("other", () -> semaphore.run(leave::await));
        Watch.untilTask("other", "waits for an event");
        n.fork(() -> {
            Watch.until(() -> semaphore.toString().endsWith("1 waiting"));
            leave.set();
        });
        semaphore.run(() -> semaphore.run(() -> {}));
        n.join();
    }

    /** Everything is taken in one order, so there is always one who gets on; but holders and waits change all the time. */
    @TractorTest
    void whatIsTakenInOneOrderIsNeverRefused(Nursery n) throws Exception {
        var actors = new ArrayList<Portal<Counter>>();
        var semaphores = new ArrayList<Semaphore>();
        for (int i = 0; i < 4; i++) {
            actors.add(n.start("actor" + i, Counter::new));
            semaphores.add(new Semaphore(1));
        }
        var tasks = new ArrayList<Task<?>>();
        for (int t = 0; t < 6; t++) {
            var random = new Random(t);
            tasks.add(n.fork(() -> {
                for (int i = 0; i < 4; i++) {
                    descend(actors, semaphores, random.nextInt(3), random.nextLong());
                }
            }));
        }
        for (var task : tasks) {
            task.join();
        }
    }

    private static void descend(List<Portal<Counter>> actors, List<Semaphore> semaphores, int at, long seed)
            throws InterruptedException {
        if (at >= 2 * actors.size()) {
            return;
        }
        var random = new Random(seed);
        int next = at + 1 + random.nextInt(2);
        long further = random.nextLong();
        if (at % 2 == 0) {
            semaphores.get(at / 2).run(() -> descend(actors, semaphores, next, further));
        } else {
            actors.get(at / 2).run(c -> descend(actors, semaphores, next, further));
        }
    }
}
