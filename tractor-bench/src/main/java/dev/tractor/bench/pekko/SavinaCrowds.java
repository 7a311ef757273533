package dev.tractor.bench.pekko;

import dev.tractor.bench.Savina;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Those programs of the suite in which most is to start actors and to end them. */
final class SavinaCrowds {
    private SavinaCrowds() {}

    private record Work(int number, ActorRef<Long> replyTo) {}

    /** What all workers share. */
    private static final Behavior<Work> WORKER = Behaviors.receiveMessage(message -> {
        message.replyTo.tell((long) Savina.work(message.number));
        return Behaviors.stopped();
    });

    static Behavior<Long> forkJoinCreate(Savina.ForkJoinCreate work, CompletableFuture<Long> result) {
        return Behaviors.setup(context -> {
            for (int i = 0; i < work.actors(); i++) {
                context.spawnAnonymous(WORKER).tell(new Work(i, context.getSelf()));
            }
            return Totals.of(work.actors(), result);
        });
    }

    /** A step of the recursion: it stops when it has replied. */
    private static Behavior<Long> step(int number, ActorRef<Long> replyTo) {
        return Behaviors.setup(context -> {
            if (number < 2) {
                replyTo.tell((long) number);
                return Behaviors.stopped();
            }
            var _ = context.spawnAnonymous(step(number - 1, context.getSelf()));
            var _ = context.spawnAnonymous(step(number - 2, context.getSelf()));
            return Behaviors.receiveMessage(one -> Behaviors.receiveMessage(other -> {
                replyTo.tell(one + other);
                return Behaviors.stopped();
            }));
        });
    }

    static Behavior<Long> fibonacci(Savina.Fibonacci work, CompletableFuture<Long> result) {
        return Behaviors.setup(context -> {
            var _ = context.spawnAnonymous(step(work.number(), context.getSelf()));
            return Totals.of(1, result);
        });
    }
}
