package dev.tractor.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.CancelScope;
import dev.tractor.Nursery;
import dev.tractor.Tractor;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A cancellation or an interrupt at every checkpoint. */
class SweepTest {

    @Test
    void aPermitThatIsLostWhenCancelledAtOneCheckpointIsFound() {
        var report = Planted.simulatedFailureOf(Leaky.class, Map.of()).getMessage();
        assertTrue(report.contains("\"all permits are back\" never came true"), report);
        assertTrue(report.contains("+cancel@"), report);
    }

    static class Leaky {
        @TractorTest(cancelEverywhere = true)
        void test(Simulation simulation) throws InterruptedException {
            var permits = new Semaphore(1);
            var done = new AtomicInteger();
            Tractor.checkpoint();
            simulation.eventually("all permits are back", () -> permits.availablePermits() == 1 && done.get() == 1);
            permits.acquire();
            done.incrementAndGet();
            Tractor.sleep(Duration.ofSeconds(1));
            permits.release();
        }
    }

    @Test
    void carefulCodeIsRunOncePerCheckpoint() {
        Careful.bodies.set(0);
        Careful.ends.set(0);
        assertEquals(
                1,
                Planted.simulate(Careful.class, Map.of(Settings.SCHEDULES, "1"))
                        .testEvents()
                        .succeeded()
                        .count());
        assertTrue(
                Careful.bodies.get() > 6, Careful.bodies::toString); // one plain, and one for each checkpoint and wait
        assertEquals(Careful.bodies.get(), Careful.ends.get());
    }

    static class Careful {
        static final AtomicInteger bodies = new AtomicInteger();
        static final AtomicInteger ends = new AtomicInteger();

        @TractorTest(cancelEverywhere = true)
        void test() throws InterruptedException {
            bodies.incrementAndGet();
            try (var n = Nursery.open()) {
                n.fork(() -> Tractor.sleep(Duration.ofSeconds(2)));
                Tractor.sleep(Duration.ofSeconds(1));
                n.join();
            } finally {
                CancelScope.shield(() -> {
                    Tractor.sleep(Duration.ofSeconds(1));
                    ends.incrementAndGet();
                });
            }
        }
    }

    @TractorTest(cancelEverywhere = true)
    void aRefusedSpawnAnswersACancellation() throws InterruptedException {
        try (var n = Nursery.open()) {
            try {
                Tractor.checkpoint();
            } catch (InterruptedException e) {
                // goes on
            }
            n.fork(() -> 1).join();
        }
    }

    @Test
    void anErrorThatComesOfTheCancellationIsAFailure() {
        var report = Planted.simulatedFailureOf(Clumsy.class, Map.of()).getMessage();
        assertTrue(report.contains("IllegalStateException: not ready"), report);
    }

    static class Clumsy {
        @TractorTest(cancelEverywhere = true)
        void test() {
            boolean ready = false;
            try {
                Tractor.checkpoint();
                ready = true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (!ready) {
                throw new IllegalStateException("not ready");
            }
        }
    }
}
