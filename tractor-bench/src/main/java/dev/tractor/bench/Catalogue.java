package dev.tractor.bench;

import static dev.tractor.bench.Contender.FIBRY;
import static dev.tractor.bench.Contender.JDK;
import static dev.tractor.bench.Contender.JOX;
import static dev.tractor.bench.Contender.KOTLIN;
import static dev.tractor.bench.Contender.PEKKO;
import static dev.tractor.bench.Contender.TRACTOR;
import static dev.tractor.bench.Contender.VERTX;
import static dev.tractor.bench.Workload.Blocks.Each.BLOCK;
import static dev.tractor.bench.Workload.Blocks.Each.FORK;
import static dev.tractor.bench.Workload.Blocks.Each.OWN_BLOCK;
import static dev.tractor.bench.Workload.Cancel.For.MESSAGE;
import static dev.tractor.bench.Workload.Cancel.For.STREAM;

import java.util.List;

/** What is measured, of whom, and with which sizes. */
final class Catalogue {

    /** How an item is measured. */
    enum Way {
        /** Runs one after the other; the time of an operation. */
        STEADY(Workbench.Steady.class, 1),
        /** The same, and the times of the single operations. */
        LATENCY(Workbench.Latency.class, 1),
        /** Single runs with a preparation. */
        SHOT(Workbench.Shot.class, 1),
        /** The same, of what takes seconds: a run to warm up, and one that counts. */
        LONG_SHOT(Workbench.Shot.class, 2),
        /** A single run, of so many operations that the first few warm up the others. */
        SOLE_SHOT(Workbench.Shot.class, 2),
        /** What is left on the heap after a run, for an operation. */
        HEAP(HeapProbe.class, 2),
        /** The life of a whole process. */
        PROCESS(ColdStart.class, 1),
        /** A session at the console of a fresh JVM. */
        CONSOLE(ConsoleProbe.class, 1);

        final Class<?> by;

        /** It is measured in the first of so many rounds. */
        private final int every;

        Way(Class<?> by, int every) {
            this.by = by;
            this.every = every;
        }

        /** {@return whether it is measured in this round, from 1 on} What takes long is in every other one. */
        boolean takesPartIn(int round) {
            return (round - 1) % every == 0;
        }
    }

    /**
     * Something to measure.
     *
     * @param name as on the command line
     * @param operation what an operation is, for people
     * @param workload the work, with the sizes of the published run
     * @param small with the sizes of the short mode
     * @param contenders who does it
     */
    record Item(String name, String operation, Way way, Workload workload, Workload small, List<Contender> contenders) {

        private Item(String name, String operation, Way way, Workload workload, Contender... contenders) {
            this(name, operation, way, workload, workload, List.of(contenders));
        }

        private Item small(Workload other) {
            return new Item(name, operation, way, workload, other, contenders);
        }
    }

    /** The item that is the life of a process. */
    static final String COLD = "first-nursery";

    /** The same where each JVM has an AOT cache of its program's classes. */
    static final String COLD_WITH_CACHE = "first-nursery-cached";

    /** The same, without a cache, with {@code tractor-debug} on the class path. */
    static final String COLD_WITH_CONSOLE = "console-unused";

    /** The item that is a session at the console. */
    static final String CONSOLE = "console";

    /** The lives of actors of which few are there at a time. */
    static final String GROWTH_FROM = "growth-1k";

    /** The lives of actors of which very many are. */
    static final String GROWTH_TO = "growth-1m";

    /** What the names of the programs of that suite begin with. */
    static final String SAVINA = "savina-";

    private static final int MILLION = 1_000_000;
    private static final int THOUSANDS = 100_000;

    /** In the order of the report. */
    static final List<Item> ITEMS = List.of(
            new Item(
                    "tell-1-1",
                    "message",
                    Way.STEADY,
                    new Workload.Tell(1, THOUSANDS),
                    TRACTOR,
                    JDK,
                    PEKKO,
                    FIBRY,
                    JOX,
                    VERTX),
            new Item(
                    "tell-4-1",
                    "message",
                    Way.STEADY,
                    new Workload.Tell(4, THOUSANDS),
                    TRACTOR,
                    JDK,
                    PEKKO,
                    FIBRY,
                    JOX,
                    VERTX),
            new Item("pass", "message", Way.STEADY, new Workload.Pass(THOUSANDS, 1024), JOX, KOTLIN),
            new Item(
                    "ask-1-1",
                    "ask",
                    Way.LATENCY,
                    new Workload.Ask(1, 10_000),
                    TRACTOR,
                    JDK,
                    PEKKO,
                    FIBRY,
                    JOX,
                    VERTX,
                    KOTLIN),
            new Item(
                    "ask-8-1",
                    "ask",
                    Way.LATENCY,
                    new Workload.Ask(8, 16_000),
                    TRACTOR,
                    JDK,
                    PEKKO,
                    FIBRY,
                    JOX,
                    VERTX,
                    KOTLIN),
            new Item("ask-in-time", "ask", Way.LATENCY, new Workload.AskInTime(10_000), TRACTOR),
            new Item("start-ask", "actor", Way.SHOT, new Workload.StartAndAsk(10_000), TRACTOR, JDK),
            new Item(
                            "start",
                            "actor",
                            Way.SHOT,
                            new Workload.Start(10_000),
                            TRACTOR,
                            JDK,
                            PEKKO,
                            JOX,
                            FIBRY,
                            VERTX,
                            KOTLIN)
                    .small(new Workload.Start(2_000)),
            new Item("nursery", "block", Way.STEADY, new Workload.Blocks(2_000, 2, BLOCK), TRACTOR, JDK, JOX, KOTLIN),
            new Item("nursery-own", "block", Way.STEADY, new Workload.Blocks(2_000, 2, OWN_BLOCK), TRACTOR),
            new Item("forks", "fork", Way.STEADY, new Workload.Blocks(20, 1_000, FORK), TRACTOR, JDK, JOX, KOTLIN),
            new Item("idle", "actor", Way.HEAP, new Workload.Idle(MILLION), TRACTOR, JDK, PEKKO)
                    .small(new Workload.Idle(50_000)),
            new Item("contexts", "context", Way.HEAP, new Workload.Contexts(1_000, 100), TRACTOR)
                    .small(new Workload.Contexts(100, 20)),
            new Item("cancel-idle", "actor", Way.LONG_SHOT, new Workload.Cancel(THOUSANDS, MESSAGE), TRACTOR, JDK)
                    .small(new Workload.Cancel(10_000, MESSAGE)),
            new Item("cancel-receive", "actor", Way.LONG_SHOT, new Workload.Cancel(THOUSANDS, STREAM), TRACTOR)
                    .small(new Workload.Cancel(10_000, STREAM)),
            new Item("stream", "message", Way.STEADY, new Workload.Stream(THOUSANDS, 64), TRACTOR, JDK, JOX, KOTLIN),
            new Item("skynet", "leaf", Way.SOLE_SHOT, new Workload.Skynet(6), TRACTOR, JDK, KOTLIN)
                    .small(new Workload.Skynet(4)),
            new Item(GROWTH_FROM, "actor", Way.SHOT, new Workload.Lives(1_000, 20), TRACTOR, JDK)
                    .small(new Workload.Lives(1_000, 10)),
            new Item(GROWTH_TO, "actor", Way.SOLE_SHOT, new Workload.Lives(MILLION, 1), TRACTOR, JDK)
                    .small(new Workload.Lives(20_000, 1)),
            savina("pingpong", "round trip", new Savina.PingPong(20_000)),
            savina("threadring", "hop", new Savina.ThreadRing(100, 50_000)),
            savina("count", "message", new Savina.Count(THOUSANDS)),
            savina("fjcreate", "actor", new Savina.ForkJoinCreate(4_000)),
            savina("fjthrput", "message", new Savina.ForkJoinThroughput(60, 2_000)),
            savina("big", "ping", new Savina.Big(120, 200)),
            savina("chameneos", "meeting", new Savina.Chameneos(100, 20_000)),
            savina("fib", "actor", new Savina.Fibonacci(16)),
            savina("concdict", "operation", new Savina.Dictionary(20, 1_000, 10)),
            savina("bndbuffer", "item", new Savina.BoundedBuffer(40, 40, 250, 50)),
            savina("philosopher", "meal", new Savina.Philosophers(20, 1_000)),
            savina("barber", "haircut", new Savina.Barber(10, 1_000, 8)),
            savina("banking", "transfer", new Savina.Banking(1_000, 10_000)),
            savina("sieve", "number", new Savina.Sieve(30_000, 500)),
            new Item(COLD, "process", Way.PROCESS, new Workload.Blocks(1, 2, BLOCK), TRACTOR, JDK),
            new Item(COLD_WITH_CACHE, "process", Way.PROCESS, new Workload.Blocks(1, 2, BLOCK), TRACTOR, JDK),
            new Item(COLD_WITH_CONSOLE, "process", Way.PROCESS, new Workload.Blocks(1, 2, BLOCK), TRACTOR),
            new Item(CONSOLE, "wait of a user", Way.CONSOLE, new Workload.Blocks(1, 1, BLOCK), TRACTOR));

    private Catalogue() {}

    private static Item savina(String name, String operation, Savina work) {
        return new Item(SAVINA + name, operation, Way.STEADY, work, TRACTOR, PEKKO);
    }

    /** {@return the names of all, in order} */
    static List<String> names() {
        return ITEMS.stream().map(Item::name).toList();
    }

    /** @throws IllegalArgumentException when there is none of that name */
    static Item item(String name) {
        return ITEMS.stream()
                .filter(item -> item.name.equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("there is no benchmark '" + name + "'; there are " + names()));
    }
}
