package dev.tractor.bench.tractor;

import static dev.tractor.bench.Workload.NUMBERS;

import dev.tractor.Nursery;
import dev.tractor.Portal;
import dev.tractor.Reply;
import dev.tractor.bench.Savina;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Those programs of the suite in which messages flow. */
final class SavinaFlows {
    private SavinaFlows() {}

    /** The state of the actor that returns the ball. */
    private static final class Pong {
        private long returned;

        int successor(int number) {
            returned++;
            return number + 1;
        }
    }

    static long pingPong(Savina.PingPong work) throws InterruptedException {
        try (var n = Nursery.open()) {
            var pong = n.start("pong", Pong::new);
            return n.fork(() -> {
                        long sum = 0;
                        for (int i = 0; i < work.rounds(); i++) {
                            int number = i % NUMBERS;
                            sum += pong.ask(p -> p.successor(number));
                        }
                        return sum;
                    })
                    .join();
        }
    }

    /** One place in the ring. The ring is complete before the token comes. */
    private record Node(int place, List<Portal<Node>> ring) {

        /** Passes the token on; the last to have it replies to whoever sent it off. */
        void pass(int hops, long before, Reply<Long> reply) throws InterruptedException {
            long sum = before + place;
            if (hops == 1) {
                reply.give(sum);
            } else {
                ring.get((place + 1) % ring.size()).tell(next -> next.pass(hops - 1, sum, reply));
            }
        }
    }

    static long threadRing(Savina.ThreadRing work) throws InterruptedException {
        try (var n = Nursery.open()) {
            var ring = new ArrayList<Portal<Node>>(work.actors());
            for (int i = 0; i < work.actors(); i++) {
                int place = i;
                ring.add(n.start("node", () -> new Node(place, ring)));
            }
            return ring.getFirst().<Long>ask((node, reply) -> node.pass(work.hops(), 0, reply));
        }
    }

    /** The state of the actor that counts. */
    private static final class Counter {
        private long count;

        void increment() {
            count++;
        }

        long count() {
            return count;
        }
    }

    static long count(Savina.Count work) throws InterruptedException {
        try (var n = Nursery.open()) {
            var counter = n.start("counter", Counter::new);
            return n.fork(() -> {
                        for (int i = 0; i < work.messages(); i++) {
                            counter.tell(Counter::increment);
                        }
                        return counter.ask(Counter::count);
                    })
                    .join();
        }
    }

    /** The state of an actor that works on what it is sent. */
    private static final class Worker {
        private long sum;

        void work(int number) {
            sum += Savina.work(number);
        }

        long sum() {
            return sum;
        }
    }

    static long forkJoinThroughput(Savina.ForkJoinThroughput work) throws InterruptedException {
        try (var n = Nursery.open()) {
            var workers = new ArrayList<Portal<Worker>>(work.actors());
            for (int i = 0; i < work.actors(); i++) {
                workers.add(n.start("worker", Worker::new));
            }
            return n.fork(() -> {
                        for (int i = 0; i < work.messages(); i++) {
                            int number = i;
                            for (var worker : workers) {
                                worker.tell(w -> w.work(number));
                            }
                        }
                        long sum = 0;
                        for (var worker : workers) {
                            sum += worker.ask(Worker::sum);
                        }
                        return sum;
                    })
                    .join();
        }
    }

    /**
     * The state of an actor that sends pings and answers others. On the way to it are a ping of each other actor and a pong
     * at most.
     */
    private static final class Peer {
        private final Savina.Big work;
        private final int number;
        private final List<Portal<Peer>> peers;

        private int pongs;
        private long sum;
        private @Nullable Reply<Long> reply;

        Peer(Savina.Big work, int number, List<Portal<Peer>> peers) {
            this.work = work;
            this.number = number;
            this.peers = peers;
        }

        void ping() throws InterruptedException {
            int to = work.target(number, pongs);
            int from = number;
            peers.get(to).tell(peer -> peer.answer(from));
        }

        private void answer(int from) throws InterruptedException {
            int who = number;
            peers.get(from).tell(peer -> peer.pong(who));
        }

        private void pong(int from) throws InterruptedException {
            sum += from;
            pongs++;
            if (pongs < work.pings()) {
                ping();
            } else if (reply != null) {
                reply.give(sum);
            }
        }

        /** Replies when it has all its pongs. */
        void finish(Reply<Long> later) {
            if (pongs == work.pings()) {
                later.give(sum);
            } else {
                reply = later;
            }
        }
    }

    static long big(Savina.Big work) throws InterruptedException {
        try (var n = Nursery.open()) {
            var peers = new ArrayList<Portal<Peer>>(work.actors());
            for (int i = 0; i < work.actors(); i++) {
                int number = i;
                peers.add(n.start("peer", () -> new Peer(work, number, peers)));
            }
            for (var peer : peers) {
                peer.tell(Peer::ping);
            }
            long sum = 0;
            for (var peer : peers) {
                sum += peer.<Long>ask(Peer::finish);
            }
            return sum;
        }
    }

    /** The state of an actor in the chain of the sieve. All are in one nursery: a chain that grows, and no tree. */
    private static final class Filter {
        private final Nursery chain;
        private final int[] primes;

        private int count;
        private @Nullable Portal<Filter> next;

        Filter(Nursery chain, int most, int prime) {
            this.chain = chain;
            this.primes = new int[most];
            primes[count++] = prime;
        }

        void sift(int number) throws InterruptedException {
            for (int i = 0; i < count; i++) {
                if (number % primes[i] == 0) {
                    return;
                }
            }
            if (next != null) {
                next.tell(filter -> filter.sift(number));
            } else if (count < primes.length) {
                primes[count++] = number;
            } else {
                next = chain.start("filter", () -> new Filter(chain, primes.length, number));
            }
        }

        /** Comes behind the last number. */
        void sum(long before, Reply<Long> reply) throws InterruptedException {
            long sum = before;
            for (int i = 0; i < count; i++) {
                sum += primes[i];
            }
            if (next == null) {
                reply.give(sum);
            } else {
                long all = sum;
                next.tell(filter -> filter.sum(all, reply));
            }
        }
    }

    static long sieve(Savina.Sieve work) throws InterruptedException {
        try (var n = Nursery.open()) {
            var first = n.start("filter", () -> new Filter(n, work.each(), 2));
            return n.fork(() -> {
                        for (int i = 3; i < work.below(); i += 2) {
                            int number = i;
                            first.tell(filter -> filter.sift(number));
                        }
                        return first.<Long>ask((filter, reply) -> filter.sum(0, reply));
                    })
                    .join();
        }
    }
}
