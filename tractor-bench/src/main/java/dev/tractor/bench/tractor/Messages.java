package dev.tractor.bench.tractor;

import static dev.tractor.bench.Workload.NUMBERS;

import dev.tractor.CancelScope;
import dev.tractor.Dialog;
import dev.tractor.Nursery;
import dev.tractor.Portal;
import dev.tractor.StreamEndedException;
import dev.tractor.StreamOptions;
import dev.tractor.bench.Laps;
import dev.tractor.bench.Program;
import dev.tractor.bench.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Messages between actors that are there already. */
final class Messages {
    private static final Duration LONG = Duration.ofMinutes(1);

    private Messages() {}

    /** The state of the actor that adds up. */
    private static final class Total {
        private long sum;

        void add(int number) {
            sum += number;
        }

        long take() {
            long taken = sum;
            sum = 0;
            return taken;
        }
    }

    /** The state of the actor that is asked. */
    private static final class Server {
        private long asked;

        int successor(int number) {
            asked++;
            return number + 1;
        }
    }

    static final class Telling implements Program {
        private final Workload.Tell tell;
        private final Nursery nursery = Nursery.open();
        private final Portal<Total> total = nursery.start("total", Total::new);

        Telling(Workload.Tell tell) {
            this.tell = tell;
        }

        @Override
        public long run() throws InterruptedException {
            Nursery.run(senders -> {
                for (int sender = 0; sender < tell.senders(); sender++) {
                    senders.fork(this::send);
                }
            });
            return total.ask(Total::take);
        }

        private void send() throws InterruptedException {
            for (int i = 0; i < tell.each(); i++) {
                int number = i % NUMBERS;
                total.tell(t -> t.add(number));
            }
        }

        @Override
        public void close() {
            nursery.cancel("the benchmark is over");
            nursery.close();
        }
    }

    /** An actor's mailbox is what tractor has for a queue: the same as {@link Telling}. */
    static final class Passing implements Program {
        private final Telling telling;

        Passing(Workload.Pass pass) {
            telling = new Telling(new Workload.Tell(1, pass.messages()));
        }

        @Override
        public long run() throws InterruptedException {
            return telling.run();
        }

        @Override
        public void close() {
            telling.close();
        }
    }

    static final class Asking implements Program.Timed {
        private final Workload.Ask ask;
        private final Nursery nursery = Nursery.open();
        private final Portal<Server> server = nursery.start("server", Server::new);
        private final List<Laps> laps = new ArrayList<>();

        Asking(Workload.Ask ask) {
            this.ask = ask;
            for (int client = 0; client < ask.clients(); client++) {
                laps.add(new Laps(ask.each()));
            }
        }

        @Override
        public long run() throws InterruptedException {
            return Nursery.run(clients -> {
                var sums = laps.stream()
                        .map(own -> clients.fork(() -> client(own)))
                        .toList();
                long sum = 0;
                for (var one : sums) {
                    sum += one.join();
                }
                return sum;
            });
        }

        private long client(Laps own) throws InterruptedException {
            long sum = 0;
            own.begin();
            for (int i = 0; i < ask.each(); i++) {
                int number = i % NUMBERS;
                sum += server.ask(s -> s.successor(number));
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
            nursery.cancel("the benchmark is over");
            nursery.close();
        }
    }

    static final class AskingInTime implements Program.Timed {
        private final Workload.AskInTime ask;
        private final Nursery nursery = Nursery.open();
        private final Portal<Server> server = nursery.start("server", Server::new);
        private final Laps laps;

        AskingInTime(Workload.AskInTime ask) {
            this.ask = ask;
            laps = new Laps(ask.asks());
        }

        @Override
        public long run() throws TimeoutException, InterruptedException {
            return Nursery.run(clients -> {
                return clients.fork(this::client).join();
            });
        }

        private long client() throws TimeoutException, InterruptedException {
            long sum = 0;
            laps.begin();
            for (int i = 0; i < ask.asks(); i++) {
                int number = i % NUMBERS;
                sum += CancelScope.failAfter(LONG, () -> {
                    return server.ask(s -> s.successor(number));
                });
                laps.lap();
            }
            return sum;
        }

        @Override
        public List<Laps> laps() {
            return List.of(laps);
        }

        @Override
        public void close() {
            nursery.cancel("the benchmark is over");
            nursery.close();
        }
    }

    /** The actor's side of a context sends, and who opened it receives. */
    static final class Streaming implements Program {
        private final Workload.Stream stream;
        private final Nursery nursery = Nursery.open();
        private final Portal<Source> source;

        Streaming(Workload.Stream stream) {
            this.stream = stream;
            this.source = nursery.start("source", () -> new Source(stream));
        }

        /** The state of the actor that sends. */
        private record Source(Workload.Stream stream) {
            void send(Dialog<Boolean, Integer, Integer> dialog) throws InterruptedException {
                dialog.started(true);
                try (var numbers = dialog.openStream()) {
                    for (int i = 0; i < stream.messages(); i++) {
                        numbers.send(i % NUMBERS);
                    }
                }
            }
        }

        @Override
        public long run() throws InterruptedException {
            return Nursery.run(n -> {
                return n.fork(this::receive).join();
            });
        }

        private long receive() throws InterruptedException {
            try (var context = source.open(Source::send);
                    var numbers = context.openStream(StreamOptions.blocking(stream.capacity()))) {
                long sum = 0;
                try {
                    while (true) {
                        sum += numbers.receive();
                    }
                } catch (StreamEndedException e) {
                    return sum;
                }
            }
        }

        @Override
        public void close() {
            nursery.cancel("the benchmark is over");
            nursery.close();
        }
    }
}
