package dev.tractor.bench.pekko;

import dev.tractor.bench.Program;
import dev.tractor.bench.Savina;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.pekko.actor.typed.Behavior;

/** The programs of the {@link Savina} suite. In each an actor starts the others, and stops when it has the result. */
final class SavinaPrograms {
    private SavinaPrograms() {}

    static Program program(Savina savina) {
        return switch (savina) {
            case Savina.PingPong work -> running(result -> SavinaFlows.pingPong(work, result));
            case Savina.ThreadRing work -> running(result -> SavinaFlows.threadRing(work, result));
            case Savina.Count work -> running(result -> SavinaFlows.count(work, result));
            case Savina.ForkJoinThroughput work -> running(result -> SavinaFlows.forkJoinThroughput(work, result));
            case Savina.Big work -> running(result -> SavinaFlows.big(work, result));
            case Savina.Sieve work -> running(result -> SavinaFlows.sieve(work, result));
            case Savina.ForkJoinCreate work -> running(result -> SavinaCrowds.forkJoinCreate(work, result));
            case Savina.Fibonacci work -> running(result -> SavinaCrowds.fibonacci(work, result));
            case Savina.Chameneos work -> running(result -> SavinaDesks.chameneos(work, result));
            case Savina.Dictionary work -> running(result -> SavinaDesks.dictionary(work, result));
            case Savina.BoundedBuffer work -> running(result -> SavinaDesks.boundedBuffer(work, result));
            case Savina.Philosophers work -> running(result -> SavinaShops.philosophers(work, result));
            case Savina.Barber work -> running(result -> SavinaShops.barber(work, result));
            case Savina.Banking work -> running(result -> SavinaShops.banking(work, result));
        };
    }

    /** One actor system for all runs of a program. */
    private static Program running(Function<CompletableFuture<Long>, Behavior<?>> main) {
        var inside = new Inside();
        return new Program() {
            @Override
            public long run() throws InterruptedException {
                return inside.run(main);
            }

            @Override
            public void close() throws InterruptedException {
                inside.close();
            }
        };
    }
}
