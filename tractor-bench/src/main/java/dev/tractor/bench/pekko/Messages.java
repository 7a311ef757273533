package dev.tractor.bench.pekko;

import static dev.tractor.bench.Workload.NUMBERS;

import dev.tractor.bench.Laps;
import dev.tractor.bench.Program;
import dev.tractor.bench.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Messages between actors that are there already. */
final class Messages {
    private static final Duration LONG = Duration.ofMinutes(1);

    private Messages() {}

    private record Add(int number) {}

    private record Go() {}

    private record Successor(int number, ActorRef<Integer> replyTo) {}

    /** The senders are actors, too: they send in one turn, and nothing holds them back. */
    static final class Telling implements Program {
        private final Workload.Tell tell;
        private final Inside inside = new Inside();
        private final SynchronousQueue<Long> sums = new SynchronousQueue<>();
        private final List<ActorRef<Go>> senders = new ArrayList<>();

        private long sum;
        private int received;

        Telling(Workload.Tell tell) throws InterruptedException {
            this.tell = tell;
            ActorRef<Add> total = inside.start(Behaviors.receiveMessage(this::add));
            for (int sender = 0; sender < tell.senders(); sender++) {
                senders.add(inside.start(Behaviors.receiveMessage(go -> {
                    for (int i = 0; i < tell.each(); i++) {
                        total.tell(new Add(i % NUMBERS));
                    }
                    return Behaviors.same();
                })));
            }
        }

        private Behavior<Add> add(Add message) throws InterruptedException {
            sum += message.number;
            received++;
            if (received == tell.messages()) {
                sums.put(sum);
                sum = 0;
                received = 0;
            }
            return Behaviors.same();
        }

        @Override
        public long run() throws InterruptedException {
            for (var sender : senders) {
                sender.tell(new Go());
            }
            return sums.take();
        }

        @Override
        public void close() throws InterruptedException {
            inside.close();
        }
    }

    /** A client asks again in the callback of the reply, so no thread ever waits. */
    static final class Asking implements Program.Timed {
        private final Workload.Ask ask;
        private final Inside inside = new Inside();
        private final ActorRef<Successor> server;
        private final List<Laps> laps = new ArrayList<>();

        Asking(Workload.Ask ask) throws InterruptedException {
            this.ask = ask;
            server = inside.start(Behaviors.receiveMessage(message -> {
                message.replyTo.tell(message.number + 1);
                return Behaviors.same();
            }));
            for (int client = 0; client < ask.clients(); client++) {
                laps.add(new Laps(ask.each()));
            }
        }

        @Override
        public long run() throws InterruptedException {
            List<CompletableFuture<Long>> sums = new ArrayList<>();
            for (var own : laps) {
                var sum = new CompletableFuture<Long>();
                sums.add(sum);
                own.begin();
                askAgain(own, 0, 0, sum);
            }
            long sum = 0;
            for (var one : sums) {
                sum += Inside.await(one);
            }
            return sum;
        }

        private void askAgain(Laps own, int asked, long sum, CompletableFuture<Long> result) {
            int number = asked % NUMBERS;
            AskPattern.<Successor, Integer>ask(
                            server,
                            replyTo -> new Successor(number, replyTo),
                            LONG,
                            inside.system().scheduler())
                    .whenComplete((reply, failure) -> {
                        own.lap();
                        if (failure != null) {
                            result.completeExceptionally(failure);
                        } else if (asked + 1 == ask.each()) {
                            result.complete(sum + reply);
                        } else {
                            askAgain(own, asked + 1, sum + reply, result);
                        }
                    });
        }

        @Override
        public List<Laps> laps() {
            return laps;
        }

        @Override
        public void close() throws InterruptedException {
            inside.close();
        }
    }
}
