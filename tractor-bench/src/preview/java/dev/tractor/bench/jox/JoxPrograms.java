package dev.tractor.bench.jox;

import static dev.tractor.bench.Workload.NUMBERS;

import com.softwaremill.jox.Channel;
import com.softwaremill.jox.structured.ActorRef;
import com.softwaremill.jox.structured.Fork;
import com.softwaremill.jox.structured.Scope;
import com.softwaremill.jox.structured.Scopes;
import dev.tractor.bench.Laps;
import dev.tractor.bench.Program;
import dev.tractor.bench.Programs;
import dev.tractor.bench.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * Channels with buffers, which the documentation of Jox measures as several times faster than rendezvous channels, and the
 * larger the faster. The channel of an actor has the default size: this version has no way to ask for another, except to
 * build the actor by hand.
 */
public final class JoxPrograms implements Programs {

    /** Found by name. */
    public JoxPrograms() {}

    @Override
    public Optional<Program> program(Workload workload) {
        return Optional.ofNullable(
                switch (workload) {
                    case Workload.Tell tell -> (Program) () -> tell(tell);
                    case Workload.Pass pass -> (Program) () -> pass(pass.messages(), pass.capacity());
                    case Workload.Stream stream -> (Program) () -> pass(stream.messages(), stream.capacity());
                    case Workload.Ask ask -> new Asking(ask);
                    case Workload.Start start -> new Starting(start);
                    case Workload.Blocks blocks -> (Program) () -> blocks(blocks);
                    default -> null;
                });
    }

    /** The state of an actor that adds up, or answers. */
    private static final class State {
        private long sum;

        void add(int number) {
            sum += number;
        }

        long sum() {
            return sum;
        }

        int successor(int number) {
            return number + 1;
        }
    }

    /** An actor belongs to a scope, and a scope to a block; so it is started in each run. */
    private static long tell(Workload.Tell tell) throws InterruptedException {
        return Scopes.supervised(scope -> {
            var total = ActorRef.create(scope, new State());
            List<Fork<Boolean>> senders = new ArrayList<>();
            for (int sender = 0; sender < tell.senders(); sender++) {
                senders.add(scope.fork(() -> {
                    for (int i = 0; i < tell.each(); i++) {
                        int number = i % NUMBERS;
                        total.tell(t -> t.add(number));
                    }
                    return true;
                }));
            }
            for (var sender : senders) {
                sender.join();
            }
            return total.ask(State::sum);
        });
    }

    private static long pass(int messages, int capacity) throws InterruptedException {
        return Scopes.supervised(scope -> {
            var channel = Channel.<Integer>newBufferedChannel(capacity);
            scope.fork(() -> {
                for (int i = 0; i < messages; i++) {
                    channel.send(i % NUMBERS);
                }
                return true;
            });
            return scope.fork(() -> {
                        long sum = 0;
                        for (int i = 0; i < messages; i++) {
                            sum += channel.receive();
                        }
                        return sum;
                    })
                    .join();
        });
    }

    private static long blocks(Workload.Blocks work) throws InterruptedException {
        return Scopes.supervised(outer -> outer.fork(() -> {
                    long sum = 0;
                    for (int block = 0; block < work.blocks(); block++) {
                        sum += Scopes.<Long>supervised(scope -> {
                            List<Fork<Integer>> forks = new ArrayList<>(work.forks());
                            for (int i = 0; i < work.forks(); i++) {
                                int number = i % NUMBERS;
                                forks.add(scope.fork(() -> number));
                            }
                            long results = 0;
                            for (var fork : forks) {
                                results += fork.join();
                            }
                            return results;
                        });
                    }
                    return sum;
                })
                .join());
    }

    private record Asking(Workload.Ask ask, List<Laps> laps) implements Program.Timed {
        Asking(Workload.Ask ask) {
            this(ask, new ArrayList<>());
            for (int client = 0; client < ask.clients(); client++) {
                laps.add(new Laps(ask.each()));
            }
        }

        @Override
        public long run() throws InterruptedException {
            return Scopes.supervised(scope -> {
                var server = ActorRef.create(scope, new State());
                List<Fork<Long>> clients = new ArrayList<>();
                for (var own : laps) {
                    clients.add(scope.fork(() -> client(server, own)));
                }
                long sum = 0;
                for (var client : clients) {
                    sum += client.join();
                }
                return sum;
            });
        }

        private long client(ActorRef<State> server, Laps own) throws Exception {
            long sum = 0;
            own.begin();
            for (int i = 0; i < ask.each(); i++) {
                int number = i % NUMBERS;
                sum += server.ask(s -> s.successor(number));
                own.lap();
            }
            return sum;
        }
    }

    /** The scope stays open on a thread of its own, which starts the actors, until the run is over. */
    private static final class Starting implements Program {
        private final Workload.Start start;

        Starting(Workload.Start start) {
            this.start = start;
        }

        private CountDownLatch go;
        private CountDownLatch begun;
        private CountDownLatch over;
        private Thread owner;

        @Override
        public void before() {
            go = new CountDownLatch(1);
            begun = new CountDownLatch(start.actors());
            over = new CountDownLatch(1);
            owner = Thread.startVirtualThread(() -> {
                try {
                    Scopes.supervised(this::startAll);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
        }

        private boolean startAll(Scope scope) throws Exception {
            go.await();
            for (int i = 0; i < start.actors(); i++) {
                // An actor of Jox runs no code of its own before its first message.
                ActorRef.create(scope, begun).tell(CountDownLatch::countDown);
            }
            over.await();
            return true;
        }

        @Override
        public long run() throws InterruptedException {
            go.countDown();
            begun.await();
            return start.actors() - begun.getCount();
        }

        @Override
        public void after() throws InterruptedException {
            over.countDown();
            owner.join();
        }
    }
}
