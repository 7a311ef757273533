package dev.tractor.bench.pekko;

import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Adds up numbers, and stops when it has so many. */
final class Totals {
    private final CompletableFuture<Long> result;

    private int missing;
    private long sum;

    private Totals(int numbers, CompletableFuture<Long> result) {
        this.missing = numbers;
        this.result = result;
    }

    static Behavior<Long> of(int numbers, CompletableFuture<Long> result) {
        return Behaviors.receiveMessage(new Totals(numbers, result)::add);
    }

    private Behavior<Long> add(Long number) {
        sum += number;
        missing--;
        if (missing > 0) {
            return Behaviors.same();
        }
        result.complete(sum);
        return Behaviors.stopped();
    }
}
