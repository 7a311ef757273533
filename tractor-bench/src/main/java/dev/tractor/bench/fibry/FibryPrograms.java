package dev.tractor.bench.fibry;

import static dev.tractor.bench.Workload.NUMBERS;

import dev.tractor.bench.Laps;
import dev.tractor.bench.Program;
import dev.tractor.bench.Programs;
import dev.tractor.bench.Workload;
import eu.lucaventuri.fibry.Actor;
import eu.lucaventuri.fibry.ActorSystem;
import eu.lucaventuri.fibry.CreationStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Actors on fibers, which the documentation of Fibry recommends over threads for speed; anonymous ones, which are in no
 * table.
 */
public final class FibryPrograms implements Programs {

    /** Found by name. */
    public FibryPrograms() {}

    @Override
    public Optional<Program> program(Workload workload) {
        return Optional.ofNullable(
                switch (workload) {
                    case Workload.Tell tell -> new Telling(tell);
                    case Workload.Ask ask -> new Asking(ask);
                    case Workload.Start start -> new Starting(start);
                    default -> null;
                });
    }

    private static final class Telling implements Program {
        private final Workload.Tell tell;
        private final SynchronousQueue<Long> sums = new SynchronousQueue<>();
        private final Actor<Integer, Void, Void> total;

        private long sum;
        private int received;

        Telling(Workload.Tell tell) {
            this.tell = tell;
            Consumer<Integer> add = this::add;
            total = ActorSystem.anonymous().strategy(CreationStrategy.FIBER).newActor(add);
        }

        private void add(int number) {
            sum += number;
            received++;
            if (received == tell.messages()) {
                try {
                    sums.put(sum);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                sum = 0;
                received = 0;
            }
        }

        @Override
        public long run() throws InterruptedException {
            for (int sender = 0; sender < tell.senders(); sender++) {
                Thread.startVirtualThread(this::send);
            }
            return sums.take();
        }

        private void send() {
            for (int i = 0; i < tell.each(); i++) {
                total.sendMessage(i % NUMBERS);
            }
        }

        @Override
        public void close() {
            total.askExitAndWait();
        }
    }

    private static final class Asking implements Program.Timed {
        private final Workload.Ask ask;
        private final Actor<Integer, Integer, Void> server;
        private final List<Laps> laps = new ArrayList<>();

        Asking(Workload.Ask ask) {
            this.ask = ask;
            Function<Integer, Integer> successor = number -> number + 1;
            server = ActorSystem.anonymous().strategy(CreationStrategy.FIBER).newActorWithReturn(successor);
            for (int client = 0; client < ask.clients(); client++) {
                laps.add(new Laps(ask.each()));
            }
        }

        @Override
        public long run() throws InterruptedException {
            var sums = new long[laps.size()];
            List<Thread> clients = new ArrayList<>();
            for (int client = 0; client < sums.length; client++) {
                int number = client;
                clients.add(Thread.startVirtualThread(() -> sums[number] = client(laps.get(number))));
            }
            long sum = 0;
            for (int client = 0; client < sums.length; client++) {
                clients.get(client).join();
                sum += sums[client];
            }
            return sum;
        }

        private long client(Laps own) {
            long sum = 0;
            own.begin();
            for (int i = 0; i < ask.each(); i++) {
                sum += server.sendMessageReturn(i % NUMBERS).join();
                own.lap();
            }
            return sum;
        }

        @Override
        public List<Laps> laps() {
            return laps;
        }

        @Override
        public void close() {
            server.askExitAndWait();
        }
    }

    private static final class Starting implements Program {
        private final Workload.Start start;
        private final List<Actor<Integer, Void, CountDownLatch>> actors = new ArrayList<>();

        Starting(Workload.Start start) {
            this.start = start;
        }

        @Override
        public long run() throws InterruptedException {
            var begun = new CountDownLatch(start.actors());
            Consumer<Integer> nothing = number -> {};
            for (int i = 0; i < start.actors(); i++) {
                actors.add(ActorSystem.anonymous()
                        .strategy(CreationStrategy.FIBER)
                        .initialState(begun, CountDownLatch::countDown, state -> {})
                        .newActor(nothing));
            }
            begun.await();
            return start.actors() - begun.getCount();
        }

        @Override
        public void after() {
            for (var actor : actors) {
                boolean _ = actor.sendPoisonPill();
            }
            for (var actor : actors) {
                actor.askExitAndWait();
            }
            actors.clear();
        }
    }
}
