package dev.tractor.bench.vertx;

import static dev.tractor.bench.Workload.NUMBERS;

import dev.tractor.bench.Laps;
import dev.tractor.bench.Program;
import dev.tractor.bench.Programs;
import dev.tractor.bench.Workload;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SynchronousQueue;

/**
 * Verticles on event loops, the standard and fastest kind, which never block; consumers that are local to the event bus;
 * replies handled in callbacks.
 */
public final class VertxPrograms implements Programs {
    private static final String ADDRESS = "server";

    /** Found by name. */
    public VertxPrograms() {}

    @Override
    public Optional<Program> program(Workload workload) throws InterruptedException {
        return Optional.ofNullable(
                switch (workload) {
                    case Workload.Tell tell -> new Telling(tell);
                    case Workload.Ask ask -> new Asking(ask);
                    case Workload.Start start -> new Starting(start);
                    default -> null;
                });
    }

    private static <T> T await(Future<T> future) throws InterruptedException {
        try {
            return future.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Programs with a server and some clients, each a verticle. */
    private abstract static class Bus implements Program {
        final Vertx vertx = Vertx.vertx();
        final EventBus bus = vertx.eventBus();
        final List<Context> clients = new ArrayList<>();

        /** Deploys a verticle, and gives its context. */
        final Context deploy(Runnable start) throws InterruptedException {
            var found = new CompletableFuture<Context>();
            Deployable verticle = context -> {
                start.run();
                found.complete(context);
                return Future.succeededFuture();
            };
            var _ = VertxPrograms.await(vertx.deployVerticle(verticle));
            return found.join();
        }

        @Override
        public void close() throws InterruptedException {
            var _ = VertxPrograms.await(vertx.close());
        }
    }

    private static final class Telling extends Bus {
        private final Workload.Tell tell;
        private final SynchronousQueue<Long> sums = new SynchronousQueue<>();
        private long sum;
        private int received;

        Telling(Workload.Tell tell) throws InterruptedException {
            this.tell = tell;
            var _ = deploy(() -> {
                var _ = bus.<Integer>localConsumer(ADDRESS, message -> add(message.body()));
            });
            for (int sender = 0; sender < tell.senders(); sender++) {
                clients.add(deploy(() -> {}));
            }
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
            for (var client : clients) {
                client.runOnContext(go -> {
                    for (int i = 0; i < tell.each(); i++) {
                        var _ = bus.send(ADDRESS, i % NUMBERS);
                    }
                });
            }
            return sums.take();
        }
    }

    /** A client asks again in the handler of the reply. */
    private static final class Asking extends Bus implements Program.Timed {
        private final Workload.Ask ask;
        private final List<Laps> laps = new ArrayList<>();

        Asking(Workload.Ask ask) throws InterruptedException {
            this.ask = ask;
            var _ = deploy(() -> {
                var _ = bus.<Integer>localConsumer(ADDRESS, message -> message.reply(message.body() + 1));
            });
            for (int client = 0; client < ask.clients(); client++) {
                laps.add(new Laps(ask.each()));
                clients.add(deploy(() -> {}));
            }
        }

        @Override
        public long run() {
            List<CompletableFuture<Long>> sums = new ArrayList<>();
            for (int client = 0; client < clients.size(); client++) {
                var own = laps.get(client);
                var sum = new CompletableFuture<Long>();
                sums.add(sum);
                clients.get(client).runOnContext(go -> {
                    own.begin();
                    askAgain(own, 0, 0, sum);
                });
            }
            return sums.stream().mapToLong(CompletableFuture::join).sum();
        }

        private void askAgain(Laps own, int asked, long sum, CompletableFuture<Long> result) {
            var _ = bus.<Integer>request(ADDRESS, asked % NUMBERS).onComplete(reply -> {
                own.lap();
                if (reply.failed()) {
                    result.completeExceptionally(reply.cause());
                    return;
                }
                long sumNow = sum + reply.result().body();
                if (asked + 1 == ask.each()) {
                    result.complete(sumNow);
                } else {
                    askAgain(own, asked + 1, sumNow, result);
                }
            });
        }

        @Override
        public List<Laps> laps() {
            return laps;
        }
    }

    private static final class Starting extends Bus {
        private final Workload.Start start;
        private final List<Future<String>> deployments = new ArrayList<>();

        Starting(Workload.Start start) {
            this.start = start;
        }

        @Override
        public long run() throws InterruptedException {
            var begun = new CountDownLatch(start.actors());
            Deployable verticle = context -> {
                begun.countDown();
                return Future.succeededFuture();
            };
            for (int i = 0; i < start.actors(); i++) {
                deployments.add(vertx.deployVerticle(new Verticle(verticle)));
            }
            begun.await();
            return start.actors() - begun.getCount();
        }

        /** Each deployment needs an object of its own. */
        private record Verticle(Deployable shared) implements Deployable {
            @Override
            public Future<?> deploy(io.vertx.core.Context context) throws Exception {
                return shared.deploy(context);
            }
        }

        @Override
        public void after() throws InterruptedException {
            for (var deployment : deployments) {
                var _ = VertxPrograms.await(vertx.undeploy(VertxPrograms.await(deployment)));
            }
            deployments.clear();
        }
    }
}
