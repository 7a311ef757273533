package dev.tractor.bench.pekko;

import com.typesafe.config.ConfigFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * An actor system whose root actor does what it is told, because only an actor can start others.
 *
 * <p>It follows the advice of the documentation for throughput: the fork-join executor, which "gives excellent performance
 * in most cases", with as many hot threads as there are cores; a throughput above the default of 5, so that an actor
 * handles a batch of messages before its thread goes on to another; the compensation threads chosen for the JDK at hand
 * ({@code minimum-runnable = -1}), which the reference configuration recommends from JDK 25 on. The mailbox of typed actors
 * is the single-consumer queue already. Nothing is logged.
 */
final class Inside {
    private static final String CONFIGURATION = """
            pekko.loglevel = OFF
            pekko.stdout-loglevel = OFF
            pekko.log-dead-letters = off
            pekko.jvm-shutdown-hooks = off
            pekko.actor.default-dispatcher {
              executor = fork-join-executor
              throughput = 100
              fork-join-executor {
                parallelism-min = 1
                parallelism-factor = 1.0
                minimum-runnable = -1
              }
            }
            """;

    /** What the root actor is told. */
    private interface Job {
        void run(ActorContext<Job> context);
    }

    private final ActorSystem<Job> system = ActorSystem.create(
            Behaviors.setup(context -> Behaviors.receiveMessage(job -> {
                job.run(context);
                return Behaviors.same();
            })),
            "benchmark",
            ConfigFactory.parseString(CONFIGURATION).withFallback(ConfigFactory.load()));

    ActorSystem<?> system() {
        return system;
    }

    /** Starts an actor below the root, and waits until it is there. */
    <T> ActorRef<T> start(Behavior<T> behavior) throws InterruptedException {
        return call(context -> context.spawnAnonymous(behavior));
    }

    /** Stops an actor that was started so, with all below it, and waits until it is gone. */
    void stop(ActorRef<?> actor) throws InterruptedException {
        var gone = new CompletableFuture<Boolean>();
        system.tell(context -> {
            context.watchWith(actor, _ -> gone.complete(true));
            context.stop(actor);
        });
        await(gone);
    }

    /**
     * Starts an actor below the root, and waits until it has stopped by itself, with all below it.
     *
     * @return the result that it has completed before
     */
    long run(Function<CompletableFuture<Long>, Behavior<?>> main) throws InterruptedException {
        var result = new CompletableFuture<Long>();
        var gone = new CompletableFuture<Boolean>();
        system.tell(context -> context.watchWith(context.spawnAnonymous(main.apply(result)), _ -> gone.complete(true)));
        await(gone);
        if (!result.isDone()) {
            throw new IllegalStateException("the actor has stopped without a result: it has failed");
        }
        return await(result);
    }

    private <T> T call(Function<ActorContext<Job>, T> body) throws InterruptedException {
        var result = new CompletableFuture<T>();
        system.tell(context -> result.complete(body.apply(context)));
        return await(result);
    }

    static <T> T await(CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    void close() throws InterruptedException {
        system.terminate();
        var _ = await(system.getWhenTerminated().toCompletableFuture());
    }
}
