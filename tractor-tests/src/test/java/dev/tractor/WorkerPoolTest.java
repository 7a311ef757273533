package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.Simulation;
import dev.tractor.test.TractorTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A few actors that share jobs, each fed by a task, and replaced when it fails. */
class WorkerPoolTest {
    private static final int WORKERS = 3;

    private final AtomicInteger open = new AtomicInteger();
    private final List<String> replaced = Collections.synchronizedList(new ArrayList<>());

    private final class Worker implements AutoCloseable {
        Worker() {
            open.incrementAndGet();
        }

        int work(int job) throws Exception {
            Tractor.sleep(Duration.ofSeconds(1));
            if (job == 4) {
                var self = Actor.current().self(Worker.class);
                self.tell(w -> {
                    throw new IOException("connection lost");
                });
            }
            return 10 * job;
        }

        @Override
        public void close() {
            open.decrementAndGet();
        }
    }

    private List<Integer> workThrough(int count) throws InterruptedException {
        var results = new Integer[count];
        var next = new AtomicInteger();
        try (var workers = Nursery.open(o -> o.onFailure((path, failure) -> replaced.add(path)))) {
            Nursery.run(feeders -> {
                for (int i = 0; i < WORKERS; i++) {
                    var name = "worker-" + i;
                    feeders.fork(() -> {
                        var worker = workers.start(name, Worker::new);
                        for (int job = next.getAndIncrement(); job < count; job = next.getAndIncrement()) {
                            int number = job;
                            while (results[job] == null) {
                                try {
                                    results[job] = worker.ask(w -> w.work(number));
                                } catch (ActorGoneException e) {
                                    worker = workers.start(name, Worker::new);
                                }
                            }
                        }
                    });
                }
            });
        }
        return Arrays.asList(results);
    }

    @TractorTest(cancelEverywhere = true)
    void everyJobIsDoneThoughAWorkerFails(Simulation sim) throws Exception {
        sim.eventually("no worker is left", () -> open.get() == 0);
        var results = workThrough(12);
        assertEquals(IntStream.range(0, 12).map(job -> 10 * job).boxed().toList(), results);
        assertEquals(1, replaced.size());
        assertEquals(Duration.ofSeconds(4), sim.now());
    }

    @TractorTest
    void aPoolThatRunsOutOfTimeLeavesNobodyBehind(Simulation sim) throws Exception {
        var done = CancelScope.moveOnAfter(Duration.ofMillis(10_500), () -> workThrough(1_000_000));
        assertFalse(done);
        assertEquals(0, open.get());
        assertEquals(Duration.ofMillis(10_500), sim.now());
    }

    @TractorTest
    void allWorkersAreFedForASecondAndThenLeft(Simulation sim) throws Exception {
        var received = new AtomicInteger();
        try (var n = Nursery.open()) {
            for (int i = 0; i < WORKERS; i++) {
                var worker = n.start("worker-" + i, Counter::new);
                n.every(Duration.ofMillis(100), () -> worker.tell(c -> received.incrementAndGet()));
            }
            Tractor.sleep(Duration.ofSeconds(1));
        }
        assertEquals(Duration.ofSeconds(1), sim.now());
        assertTrue(received.get() >= 9 * WORKERS, received::toString);
    }
}
