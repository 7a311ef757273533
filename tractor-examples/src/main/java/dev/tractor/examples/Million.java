package dev.tractor.examples;

import dev.tractor.Nursery;
import dev.tractor.Portal;
import dev.tractor.Registry;
import dev.tractor.Tractor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A million actors in one nursery: each a thread of its own, with a name, a mailbox and an entry in the registry. They are
 * started, asked once and cancelled, and the block is not left before the last of them has ended.
 *
 * <p>Runs with 20 000 unless told otherwise. A million fit into {@code -Xmx6g}.
 */
public final class Million {

    /** The state of an actor. */
    static final class Counter {
        private int total;

        int add(int by) {
            total += by;
            return total;
        }
    }

    private Million() {}

    /**
     * Runs the example.
     *
     * @param args how many actors; 20 000 when there is none
     * @throws InterruptedException when somebody interrupts the main thread
     */
    public static void main(String[] args) throws InterruptedException {
        int count = args.length == 0 ? 20_000 : Integer.parseInt(args[0]);
        List<Portal<Counter>> actors = new ArrayList<>(count);
        warmUp();
        long before = usedHeap();
        long cancelled;
        try (var n = Nursery.open()) {
            long begun = System.nanoTime();
            for (int i = 0; i < count; i++) {
                actors.add(n.start("actor-" + i, Counter::new));
            }
            long started = System.nanoTime();
            long sum = 0;
            for (var actor : actors) {
                sum += actor.ask(c -> c.add(1));
            }
            long asked = System.nanoTime();
            System.out.println("started: " + count + " in " + millis(started - begun));
            System.out.println("asked: " + sum + " in " + millis(asked - started));
            System.out.println(
                    "heap of an idle actor, with its portal and state: " + (usedHeap() - before) / count + " bytes");
            cancelled = System.nanoTime();
        } // cancels all of them, and waits for them
        System.out.println("cancelled in " + millis(System.nanoTime() - cancelled));
        System.out.println("alive: " + actors.stream().filter(Portal::isAlive).count()
                + ", in the tree: " + Tractor.tree().children().size()
                + ", in the registry: " + Registry.list().size());
    }

    /** Loads the classes, so that they are not counted. */
    private static void warmUp() throws InterruptedException {
        try (var n = Nursery.open()) {
            n.start("warm-up", Counter::new).run(c -> c.add(1));
        }
    }

    private static long usedHeap() {
        System.gc();
        System.gc();
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static String millis(long nanos) {
        return Duration.ofNanos(nanos).toMillis() + " ms";
    }
}
