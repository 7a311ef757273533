package dev.tractor.bench.tractor;

import dev.tractor.Nursery;
import dev.tractor.Portal;
import dev.tractor.bench.Savina;

/** Those programs of the suite in which most is to start actors and to end them. */
final class SavinaCrowds {
    private SavinaCrowds() {}

    /** The state of the actor that adds up. */
    private static final class Total {
        private long sum;

        void add(int number) {
            sum += number;
        }

        long sum() {
            return sum;
        }
    }

    /** The state of an actor that works on one message. */
    private record Worker(Portal<Total> total) {
        void work(int number) throws InterruptedException {
            int result = Savina.work(number);
            total.tell(t -> t.add(result));
        }
    }

    static long forkJoinCreate(Savina.ForkJoinCreate work) throws InterruptedException {
        try (var n = Nursery.open()) {
            var total = n.start("total", Total::new);
            Nursery.run(workers -> {
                for (int i = 0; i < work.actors(); i++) {
                    int number = i;
                    var worker = workers.start("worker", () -> new Worker(total));
                    worker.tell(w -> w.work(number));
                    worker.stop();
                }
            });
            return total.ask(Total::sum);
        }
    }

    /** The state of an actor that is a step of the recursion: its constructor is its first turn, so both halves run at once. */
    private static final class Step {
        private final long value;

        Step(int number) throws InterruptedException {
            if (number < 2) {
                value = number;
                return;
            }
            try (var halves = Nursery.open()) {
                var one = halves.start("step", () -> new Step(number - 1));
                var other = halves.start("step", () -> new Step(number - 2));
                value = one.ask(Step::value) + other.ask(Step::value);
            }
        }

        long value() {
            return value;
        }
    }

    static long fibonacci(Savina.Fibonacci work) throws InterruptedException {
        try (var n = Nursery.open()) {
            return n.start("step", () -> new Step(work.number())).ask(Step::value);
        }
    }
}
