package dev.tractor.test;

import dev.tractor.Dialog;
import dev.tractor.Nursery;
import dev.tractor.NurseryException;
import dev.tractor.Portal;
import dev.tractor.StreamOptions;
import dev.tractor.Tractor;
import dev.tractor.test.sim.Dice;
import dev.tractor.test.sim.Schedule;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A program that runs scenarios under a thousand seeds each and prints a line per run: who ran in which order and at what
 * time, and what the scenario saw. Two JVMs must print the same.
 */
final class Traces {
    static final int SEEDS = 1000;

    /** A scenario: what it does, and what it notes meanwhile. */
    enum Scenario {
        /** A failing child among many, with siblings that clean up. */
        FAILING_CHILDREN(Traces::failingChildren),
        /** Monitors that are fought over. */
        MONITORS(Traces::monitors),
        /** A crowd of actors that ask and tell each other. */
        CROWD(Traces::crowd),
        /** Openers and dialogs that stream to each other, some of them cancelled. */
        DIALOGS(Traces::dialogs),
        /** Deadlines, sleeps, and the JDK's own timed waits. */
        TIME(Traces::time),
        /** A queue and its threads, of the JDK alone. */
        QUEUE(Traces::queue);

        private final Noting body;

        Scenario(Noting body) {
            this.body = body;
        }
    }

    private interface Noting {
        void run(Nursery n, List<Object> notes) throws Exception;
    }

    private Traces() {}

    /** Prints the lines. @param arguments how many threads to make before each run, so that thread numbers differ */
    public static void main(String[] arguments) {
        int shift = Integer.parseInt(arguments[0]);
        for (var scenario : Scenario.values()) {
            for (int seed = 0; seed < SEEDS; seed++) {
                for (int i = 0; i < shift; i++) {
                    Thread.ofVirtual().unstarted(() -> {});
                }
                System.out.println(scenario + " " + seed + " " + trace(scenario, seed));
            }
        }
    }

    static String trace(Scenario scenario, int number) {
        long seed = Dice.derive(number, 7);
        var schedule = number % 2 == 0 ? Schedule.random(seed) : Schedule.pct(seed, 3, 200);
        var notes = new ArrayList<Object>();
        var settings = Settings.of(plain(), key -> java.util.Optional.empty());
        var result = new SimulatedRun(
                        "trace",
                        settings,
                        Replay.of(schedule),
                        Agent.ready(),
                        (run, around) -> scenario.body.run(run.nursery(), notes))
                .play();
        var machine = result.machine();
        return Long.toHexString(machine.fingerprint()) + " " + machine.steps() + " " + machine.outsiderCount() + " "
                + result.failure() + " " + notes;
    }

    @TractorTest
    private static TractorTest plain() {
        try {
            return Traces.class.getDeclaredMethod("plain").getAnnotation(TractorTest.class);
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    private static void failingChildren(Nursery outer, List<Object> notes) throws Exception {
        try (var n = Nursery.open()) {
            for (int i = 0; i < 12; i++) {
                int number = i;
                n.fork(() -> {
                    try {
                        Tractor.sleep(Duration.ofMillis(number % 4));
                        Tractor.checkpoint();
                        if (number % 5 == 0) {
                            throw new IOException("child " + number);
                        }
                        Thread.sleep(Duration.ofMillis(3));
                    } finally {
                        notes.add(number);
                    }
                });
            }
            n.join();
        } catch (NurseryException e) {
            notes.add(e.failures());
        }
    }

    private static void monitors(Nursery n, List<Object> notes) throws Exception {
        var one = new Object();
        var other = new Object();
        for (int i = 0; i < 5; i++) {
            int number = i;
            n.fork(() -> {
                for (int round = 0; round < 4; round++) {
                    synchronized (one) {
                        Tractor.checkpoint();
                        synchronized (other) {
                            Thread.yield();
                            notes.add(number);
                            if (round == 2) {
                                other.wait(number + 1);
                            }
                        }
                        one.notifyAll();
                    }
                }
            });
        }
        n.join();
    }

    private static void crowd(Nursery n, List<Object> notes) throws Exception {
        var actors = new ArrayList<Portal<List<Integer>>>();
        for (int i = 0; i < 6; i++) {
            actors.add(n.start("actor" + i, ArrayList::new));
        }
        for (int i = 0; i < 6; i++) {
            int number = i;
            n.fork(() -> {
                for (int round = 0; round < 4; round++) {
                    var next = actors.get((number + round) % actors.size());
                    var last = actors.get((number * round) % actors.size());
                    next.tell(state -> state.add(number));
                    int size = last.ask(List::size);
                    notes.add(size);
                }
            });
        }
        Tractor.sleep(Duration.ofSeconds(1));
        for (var actor : actors) {
            notes.add(actor.<Object>ask(ArrayList::new));
            actor.stop();
        }
        n.join();
    }

    /** Sends back what it receives, and notes that. */
    private static int echo(List<Object> state, Dialog<String, Integer, Integer> dialog) throws InterruptedException {
        dialog.started("echo");
        int count = 0;
        try (var stream = dialog.openStream(StreamOptions.blocking(2))) {
            for (int message : stream) {
                state.add(message);
                stream.send(message);
                count++;
            }
        }
        return count;
    }

    private static void dialogs(Nursery n, List<Object> notes) throws Exception {
        var actors = new ArrayList<Portal<List<Object>>>();
        for (int i = 0; i < 2; i++) {
            actors.add(n.start("actor" + i, ArrayList::new));
        }
        for (int i = 0; i < 4; i++) {
            int number = i;
            n.fork(() -> {
                try (var context = actors.get(number % 2).open(Traces::echo)) {
                    try (var stream = context.openStream(StreamOptions.blocking(1))) {
                        for (int k = 0; k < 3; k++) {
                            stream.send(10 * number + k);
                            notes.add(stream.receive());
                        }
                        if (number == 3) {
                            context.cancel();
                        }
                    }
                    notes.add(number + " " + (number == 3 ? "cancelled" : context.result()));
                }
            });
        }
        Tractor.sleep(Duration.ofSeconds(1));
        for (var actor : actors) {
            notes.add(actor.<Object>ask(ArrayList::new));
            actor.stop();
        }
        n.join();
    }

    private static void time(Nursery n, List<Object> notes) throws Exception {
        var queue = new ArrayBlockingQueue<Integer>(2);
        for (int i = 0; i < 5; i++) {
            int number = i;
            n.fork(() -> {
                boolean inTime = dev.tractor.CancelScope.moveOnAfter(Duration.ofMillis(10L * number), () -> {
                    Thread.sleep(Duration.ofMillis(25));
                    notes.add(number + " slept");
                });
                boolean offered = queue.offer(number, 10, TimeUnit.MILLISECONDS);
                notes.add(number + " " + inTime + " " + offered + " " + System.nanoTime());
            });
        }
        n.join();
    }

    private static void queue(Nursery n, List<Object> notes) throws Exception {
        var queue = new ArrayBlockingQueue<Integer>(2);
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            int number = i;
            threads.add(Thread.startVirtualThread(() -> {
                try {
                    for (int k = 0; k < 5; k++) {
                        queue.put(number);
                        Thread.yield();
                    }
                } catch (InterruptedException e) {
                    notes.add(e);
                }
            }));
        }
        for (int i = 0; i < 20; i++) {
            notes.add(queue.take());
        }
        for (var thread : threads) {
            thread.join();
        }
    }
}
