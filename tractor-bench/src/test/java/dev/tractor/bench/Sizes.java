package dev.tractor.bench;

/** Workloads of the catalogue, small enough for a test. */
final class Sizes {
    private Sizes() {}

    static Workload tiny(Workload workload) {
        return switch (workload) {
            case Workload.Tell(int senders, var _) -> new Workload.Tell(senders, 2_000);
            case Workload.Pass(var _, int capacity) -> new Workload.Pass(3_000, capacity);
            case Workload.Ask(int clients, var _) -> new Workload.Ask(clients, 400);
            case Workload.AskInTime _ -> new Workload.AskInTime(100);
            case Workload.Start _ -> new Workload.Start(50);
            case Workload.StartAndAsk _ -> new Workload.StartAndAsk(100);
            case Workload.Blocks(var _, int forks, var each) -> new Workload.Blocks(3, forks, each);
            case Workload.Idle _ -> new Workload.Idle(200);
            case Workload.Contexts _ -> new Workload.Contexts(3, 5);
            case Workload.Lives _ -> new Workload.Lives(50, 2);
            case Workload.Cancel(var _, var waiting) -> new Workload.Cancel(200, waiting);
            case Workload.Stream(var _, int capacity) -> new Workload.Stream(1_000, capacity);
            case Workload.Skynet _ -> new Workload.Skynet(3);
            case Savina savina -> tiny(savina);
        };
    }

    private static Savina tiny(Savina savina) {
        return switch (savina) {
            case Savina.PingPong _ -> new Savina.PingPong(100);
            case Savina.ThreadRing _ -> new Savina.ThreadRing(7, 100);
            case Savina.Count _ -> new Savina.Count(3_000);
            case Savina.ForkJoinCreate _ -> new Savina.ForkJoinCreate(50);
            case Savina.ForkJoinThroughput _ -> new Savina.ForkJoinThroughput(3, 1_500);
            case Savina.Big _ -> new Savina.Big(10, 20);
            case Savina.Chameneos _ -> new Savina.Chameneos(7, 100);
            case Savina.Fibonacci _ -> new Savina.Fibonacci(7);
            case Savina.Dictionary(var _, var _, int writes) -> new Savina.Dictionary(4, 50, writes);
            case Savina.BoundedBuffer _ -> new Savina.BoundedBuffer(6, 3, 20, 2);
            case Savina.Philosophers _ -> new Savina.Philosophers(5, 20);
            case Savina.Barber _ -> new Savina.Barber(5, 20, 2);
            case Savina.Banking _ -> new Savina.Banking(20, 200);
            case Savina.Sieve _ -> new Savina.Sieve(500, 10);
        };
    }
}
