package dev.tractor.bench.pekko;

import static dev.tractor.bench.Workload.NUMBERS;

import dev.tractor.bench.Savina;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/** Those programs of the suite in which messages flow. */
final class SavinaFlows {
    private SavinaFlows() {}

    private record Ball(int number, ActorRef<Integer> replyTo) {}

    /** Counts what comes back, and sends the next. */
    private static final class Ping {
        private final Savina.PingPong work;
        private final CompletableFuture<Long> result;
        private final ActorRef<Integer> self;
        private final ActorRef<Ball> pong;

        private int returned;
        private long sum;

        Ping(Savina.PingPong work, CompletableFuture<Long> result, ActorContext<Integer> context) {
            this.work = work;
            this.result = result;
            self = context.getSelf();
            pong = context.spawnAnonymous(Behaviors.receiveMessage(ball -> {
                ball.replyTo.tell(ball.number + 1);
                return Behaviors.same();
            }));
            serve();
        }

        private void serve() {
            pong.tell(new Ball(returned % NUMBERS, self));
        }

        Behavior<Integer> receive(Integer number) {
            sum += number;
            returned++;
            if (returned == work.rounds()) {
                result.complete(sum);
                return Behaviors.stopped();
            }
            serve();
            return Behaviors.same();
        }
    }

    static Behavior<Integer> pingPong(Savina.PingPong work, CompletableFuture<Long> result) {
        return Behaviors.setup(context -> Behaviors.receiveMessage(new Ping(work, result, context)::receive));
    }

    private record Token(int hops, long sum) {}

    static Behavior<Long> threadRing(Savina.ThreadRing work, CompletableFuture<Long> result) {
        return Behaviors.setup(context -> {
            var ring = new ArrayList<ActorRef<Token>>(work.actors());
            for (int i = 0; i < work.actors(); i++) {
                ring.add(context.spawnAnonymous(node(i, ring, context.getSelf())));
            }
            ring.getFirst().tell(new Token(work.hops(), 0));
            return Totals.of(1, result);
        });
    }

    /** One place in the ring, which is complete before the token comes. */
    private static Behavior<Token> node(int place, List<ActorRef<Token>> ring, ActorRef<Long> end) {
        return Behaviors.receiveMessage(token -> {
            long sum = token.sum + place;
            if (token.hops == 1) {
                end.tell(sum);
            } else {
                ring.get((place + 1) % ring.size()).tell(new Token(token.hops - 1, sum));
            }
            return Behaviors.same();
        });
    }

    private sealed interface Counting {
        /** One more. */
        enum Increment implements Counting {
            INSTANCE
        }

        record HowMany(ActorRef<Long> replyTo) implements Counting {}
    }

    private static final class Counter {
        private long count;

        Behavior<Counting> receive(Counting message) {
            switch (message) {
                case Counting.Increment _ -> count++;
                case Counting.HowMany(var replyTo) -> replyTo.tell(count);
            }
            return Behaviors.same();
        }
    }

    static Behavior<Long> count(Savina.Count work, CompletableFuture<Long> result) {
        return Behaviors.setup(context -> {
            ActorRef<Counting> counter = context.spawnAnonymous(Behaviors.receiveMessage(new Counter()::receive));
            for (int i = 0; i < work.messages(); i++) {
                counter.tell(Counting.Increment.INSTANCE);
            }
            counter.tell(new Counting.HowMany(context.getSelf()));
            return Totals.of(1, result);
        });
    }

    private record Work(int number) {}

    /** Works on what it is sent, and tells what has come of it all after the last message. */
    private static final class Worker {
        private final int messages;
        private final ActorRef<Long> end;

        private int done;
        private long sum;

        Worker(int messages, ActorRef<Long> end) {
            this.messages = messages;
            this.end = end;
        }

        Behavior<Work> receive(Work message) {
            sum += Savina.work(message.number);
            done++;
            if (done == messages) {
                end.tell(sum);
            }
            return Behaviors.same();
        }
    }

    static Behavior<Long> forkJoinThroughput(Savina.ForkJoinThroughput work, CompletableFuture<Long> result) {
        return Behaviors.setup(context -> {
            var workers = new ArrayList<ActorRef<Work>>(work.actors());
            for (int i = 0; i < work.actors(); i++) {
                var worker = new Worker(work.messages(), context.getSelf());
                workers.add(context.spawnAnonymous(Behaviors.receiveMessage(worker::receive)));
            }
            for (int i = 0; i < work.messages(); i++) {
                for (var worker : workers) {
                    worker.tell(new Work(i));
                }
            }
            return Totals.of(work.actors(), result);
        });
    }

    private sealed interface PeerMessage {
        /** To every actor, when all are there. */
        enum Begin implements PeerMessage {
            INSTANCE
        }

        record Ping(ActorRef<PeerMessage> replyTo) implements PeerMessage {}

        record Pong(int from) implements PeerMessage {}
    }

    /** Sends pings and answers others. */
    private static final class Peer {
        private final Savina.Big work;
        private final int number;
        private final List<ActorRef<PeerMessage>> peers;
        private final ActorRef<Long> end;
        private final ActorRef<PeerMessage> self;

        private int pongs;
        private long sum;

        Peer(
                Savina.Big work,
                int number,
                List<ActorRef<PeerMessage>> peers,
                ActorRef<Long> end,
                ActorRef<PeerMessage> self) {
            this.work = work;
            this.number = number;
            this.peers = peers;
            this.end = end;
            this.self = self;
        }

        private void ping() {
            peers.get(work.target(number, pongs)).tell(new PeerMessage.Ping(self));
        }

        Behavior<PeerMessage> receive(PeerMessage message) {
            switch (message) {
                case PeerMessage.Begin _ -> ping();
                case PeerMessage.Ping(var replyTo) -> replyTo.tell(new PeerMessage.Pong(number));
                case PeerMessage.Pong(int from) -> {
                    sum += from;
                    pongs++;
                    if (pongs < work.pings()) {
                        ping();
                    } else {
                        end.tell(sum);
                    }
                }
            }
            return Behaviors.same();
        }
    }

    static Behavior<Long> big(Savina.Big work, CompletableFuture<Long> result) {
        return Behaviors.setup(context -> {
            var peers = new ArrayList<ActorRef<PeerMessage>>(work.actors());
            for (int i = 0; i < work.actors(); i++) {
                int number = i;
                peers.add(context.spawnAnonymous(Behaviors.<PeerMessage>setup(child -> Behaviors.receiveMessage(
                        new Peer(work, number, peers, context.getSelf(), child.getSelf())::receive))));
            }
            for (var peer : peers) {
                peer.tell(PeerMessage.Begin.INSTANCE);
            }
            return Totals.of(work.actors(), result);
        });
    }

    private sealed interface Sifting {
        record Candidate(int number) implements Sifting {}

        /** Comes behind the last number. */
        record Sum(long before, ActorRef<Long> replyTo) implements Sifting {}
    }

    /** One in the chain of the sieve. */
    private static final class Filter {
        private final ActorContext<Sifting> context;
        private final int[] primes;

        private int count;
        private @Nullable ActorRef<Sifting> next;

        Filter(ActorContext<Sifting> context, int most, int prime) {
            this.context = context;
            this.primes = new int[most];
            primes[count++] = prime;
        }

        static Behavior<Sifting> first(int most, int prime) {
            return Behaviors.setup(context -> Behaviors.receiveMessage(new Filter(context, most, prime)::receive));
        }

        Behavior<Sifting> receive(Sifting message) {
            switch (message) {
                case Sifting.Candidate candidate -> sift(candidate);
                case Sifting.Sum(long before, var replyTo) -> {
                    long sum = before;
                    for (int i = 0; i < count; i++) {
                        sum += primes[i];
                    }
                    if (next == null) {
                        replyTo.tell(sum);
                    } else {
                        next.tell(new Sifting.Sum(sum, replyTo));
                    }
                }
            }
            return Behaviors.same();
        }

        private void sift(Sifting.Candidate candidate) {
            for (int i = 0; i < count; i++) {
                if (candidate.number % primes[i] == 0) {
                    return;
                }
            }
            if (next != null) {
                next.tell(candidate);
            } else if (count < primes.length) {
                primes[count++] = candidate.number;
            } else {
                next = context.spawnAnonymous(first(primes.length, candidate.number));
            }
        }
    }

    static Behavior<Long> sieve(Savina.Sieve work, CompletableFuture<Long> result) {
        return Behaviors.setup(context -> {
            var first = context.spawnAnonymous(Filter.first(work.each(), 2));
            for (int i = 3; i < work.below(); i += 2) {
                first.tell(new Sifting.Candidate(i));
            }
            first.tell(new Sifting.Sum(0, context.getSelf()));
            return Totals.of(1, result);
        });
    }
}
