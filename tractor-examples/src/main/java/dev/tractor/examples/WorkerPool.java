package dev.tractor.examples;

import dev.tractor.Actor;
import dev.tractor.ActorFailedException;
import dev.tractor.ActorGoneException;
import dev.tractor.CancelScope;
import dev.tractor.Nursery;
import dev.tractor.Portal;
import dev.tractor.Tasks;
import dev.tractor.Tractor;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Worker pools. Where a worker keeps nothing from one job to the next, {@link Tasks#map} is all it takes. Where it does, each
 * worker is an actor, and a task feeds it one job after the other; a worker that fails is replaced.
 */
public final class WorkerPool {
    private static final int WORKERS = 3;
    private static final AtomicInteger OPEN = new AtomicInteger();

    /** Keeps something that is expensive to make: a connection, say. */
    static final class Worker implements AutoCloseable {
        Worker() {
            OPEN.incrementAndGet();
        }

        String work(String job) throws InterruptedException {
            switch (job) {
                case "unreadable" -> throw new IllegalArgumentException("nobody can read this");
                case "deadly" -> { // a failure of the worker's own, not of the job
                    Actor.current().nursery().fork("reader", () -> {
                        throw new IllegalStateException("connection lost");
                    });
                    Tractor.sleep(Duration.ofHours(1));
                }
                default -> Tractor.sleep(Duration.ofMillis(20));
            }
            return job.toUpperCase(Locale.ROOT);
        }

        @Override
        public void close() {
            OPEN.decrementAndGet();
        }
    }

    /** The jobs that the feeders of a pool share, and what came of each. */
    private static final class Jobs {
        private final List<String> jobs;
        private final String[] results; // each is written by one feeder, and read when all have ended
        private final AtomicInteger next = new AtomicInteger();

        Jobs(List<String> jobs) {
            this.jobs = jobs;
            this.results = new String[jobs.size()];
        }

        /** Has jobs done by one worker, and by those that replace it, until none are left. */
        void feed(Nursery workers, String name) throws InterruptedException {
            var worker = workers.start(name, Worker::new);
            for (int i = next.getAndIncrement(); i < results.length; i = next.getAndIncrement()) {
                while (results[i] == null) {
                    try {
                        results[i] = result(worker, jobs.get(i));
                    } catch (ActorGoneException e) { // it had ended before it could take the job
                        worker = workers.start(name, Worker::new);
                    }
                }
            }
        }

        private static String result(Portal<Worker> worker, String job) throws InterruptedException {
            try {
                return worker.ask(w -> w.work(job));
            } catch (ActorFailedException e) {
                return job + " failed";
            }
        }
    }

    private WorkerPool() {}

    /** Has all jobs done by a few workers. @return what came of each, in the order of the jobs */
    private static List<String> workThrough(List<String> all) throws InterruptedException {
        var jobs = new Jobs(all);
        try (var workers = Nursery.open(o -> o.name("workers")
                .onFailure((path, failure) -> System.out.println("a worker is replaced: " + failure.getMessage())))) {
            Nursery.run(feeders -> {
                for (int i = 1; i <= WORKERS; i++) {
                    var name = "worker-" + i;
                    feeders.fork("feeder-" + i, () -> jobs.feed(workers, name));
                }
            });
        }
        return Arrays.asList(jobs.results);
    }

    private static int length(String word) throws InterruptedException {
        Tractor.sleep(Duration.ofMillis(20));
        return word.length();
    }

    /**
     * Runs the example.
     *
     * @param args none
     * @throws InterruptedException when somebody interrupts the main thread
     */
    public static void main(String[] args) throws InterruptedException {
        var words = List.of("nothing", "here", "outlives", "its", "block");
        System.out.println("without state: " + Tasks.map(words, WORKERS, WorkerPool::length));

        var results = workThrough(List.of("one", "two", "unreadable", "three", "deadly", "four", "five"));
        System.out.println("every job has an outcome: " + results);
        System.out.println("open connections: " + OPEN.get());

        boolean done = CancelScope.moveOnAfter(
                Duration.ofMillis(100), () -> workThrough(Collections.nCopies(1_000_000, "job")));
        System.out.println("a pool that runs out of time: done = " + done + ", open connections: " + OPEN.get());
    }
}
