package dev.tractor.bench.tractor;

import dev.tractor.bench.Program;
import dev.tractor.bench.Savina;

/**
 * The programs of the {@link Savina} suite. All mailboxes have the default size. A sender that finds one full waits, and that
 * is safe because the tells in each program go round in no circle that could fill up: either they all go one way, or there
 * are fewer messages on the way than fit.
 */
final class SavinaPrograms {
    private SavinaPrograms() {}

    static Program program(Savina savina) {
        return switch (savina) {
            case Savina.PingPong work -> () -> SavinaFlows.pingPong(work);
            case Savina.ThreadRing work -> () -> SavinaFlows.threadRing(work);
            case Savina.Count work -> () -> SavinaFlows.count(work);
            case Savina.ForkJoinThroughput work -> () -> SavinaFlows.forkJoinThroughput(work);
            case Savina.Big work -> () -> SavinaFlows.big(work);
            case Savina.Sieve work -> () -> SavinaFlows.sieve(work);
            case Savina.ForkJoinCreate work -> () -> SavinaCrowds.forkJoinCreate(work);
            case Savina.Fibonacci work -> () -> SavinaCrowds.fibonacci(work);
            case Savina.Chameneos work -> () -> SavinaDesks.chameneos(work);
            case Savina.Dictionary work -> () -> SavinaDesks.dictionary(work);
            case Savina.BoundedBuffer work -> () -> SavinaDesks.boundedBuffer(work);
            case Savina.Philosophers work -> () -> SavinaDesks.philosophers(work);
            case Savina.Barber work -> () -> SavinaDesks.barber(work);
            case Savina.Banking work -> () -> SavinaDesks.banking(work);
        };
    }
}
