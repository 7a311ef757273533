package dev.tractor.bench.tractor;

import static dev.tractor.bench.Workload.NUMBERS;

import dev.tractor.Context;
import dev.tractor.Dialog;
import dev.tractor.MessageStream;
import dev.tractor.Nursery;
import dev.tractor.Portal;
import dev.tractor.StreamEndedException;
import dev.tractor.bench.Program;
import dev.tractor.bench.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Many actors: their start, what they take, and their end. */
final class Crowds {
    private static final String OVER = "the run is over";

    private Crowds() {}

    /** The state that all share; not counted for heap. */
    private static final class Person {
        static final Person ANYBODY = new Person();

        int successor(int number) {
            return number + 1;
        }

        int present() {
            return 1;
        }
    }

    /** A program whose actors are in one nursery, which its thread opens before a run. */
    abstract static class Crowd implements Program {
        @Nullable
        Nursery nursery;

        @Override
        public void before() throws InterruptedException {
            nursery = Nursery.open();
        }

        Nursery nursery() {
            if (nursery == null) {
                throw new IllegalStateException("call before() first");
            }
            return nursery;
        }

        @Override
        public void after() {
            nursery().cancel(OVER);
            nursery().close();
        }
    }

    static final class Starting extends Crowd {
        private final Workload.Start start;

        Starting(Workload.Start start) {
            this.start = start;
        }

        @Override
        public long run() throws InterruptedException {
            var begun = new CountDownLatch(start.actors());
            for (int i = 0; i < start.actors(); i++) {
                nursery().start("actor", () -> {
                    begun.countDown();
                    return Person.ANYBODY;
                });
            }
            begun.await();
            return start.actors() - begun.getCount();
        }
    }

    static final class StartingAndAsking extends Crowd {
        private final Workload.StartAndAsk start;

        StartingAndAsking(Workload.StartAndAsk start) {
            this.start = start;
        }

        @Override
        public long run() throws InterruptedException {
            long sum = 0;
            for (int i = 0; i < start.actors(); i++) {
                int number = i % NUMBERS;
                sum += nursery().start("actor", () -> Person.ANYBODY).ask(p -> p.successor(number));
            }
            return sum;
        }
    }

    static final class Idling extends Crowd {
        private final Workload.Idle idle;

        Idling(Workload.Idle idle) {
            this.idle = idle;
        }

        @Override
        public long run() throws InterruptedException {
            return populate(nursery(), idle.actors());
        }
    }

    /** Starts actors and asks each once. Keeps no portal: they are found by name when needed. */
    private static long populate(Nursery n, int actors) throws InterruptedException {
        var portals = new ArrayList<Portal<Person>>(actors);
        for (int i = 0; i < actors; i++) {
            portals.add(n.start("actor-" + i, () -> Person.ANYBODY));
        }
        long present = 0;
        for (var portal : portals) {
            present += portal.ask(Person::present);
        }
        return present;
    }

    static final class Living implements Program {
        private final Workload.Lives lives;

        Living(Workload.Lives lives) {
            this.lives = lives;
        }

        @Override
        public long run() throws InterruptedException {
            long sum = 0;
            for (int time = 0; time < lives.times(); time++) {
                try (var n = Nursery.open()) {
                    sum += populate(n, lives.actors());
                    n.cancel(OVER);
                }
            }
            return sum;
        }
    }

    static final class Cancelling extends Crowd {
        private final Workload.Cancel cancel;
        private final List<Portal<Person>> portals = new ArrayList<>();

        /** Around the crowd, so that its cancellation does not reach them. */
        private final Nursery around = Nursery.open();

        private final Context<Boolean, Integer, Integer, Void> context;
        private final MessageStream<Integer, Integer> silence;

        Cancelling(Workload.Cancel cancel) throws InterruptedException {
            this.cancel = cancel;
            context = around.start("silent", Silent::new).open(Silent::listen);
            context.started();
            silence = context.openStream();
        }

        @Override
        public void before() throws InterruptedException {
            super.before();
            for (int i = 0; i < cancel.actors(); i++) {
                portals.add(nursery().start("actor", () -> Person.ANYBODY));
            }
            for (var portal : portals) {
                int _ = portal.ask(Person::present);
            }
            if (cancel.waiting() == Workload.Cancel.For.STREAM) {
                // Or some would end with this message in their mailbox, and say so in the log, which takes longer.
                var listening = new CountDownLatch(cancel.actors());
                for (var portal : portals) {
                    portal.tell(p -> {
                        listening.countDown();
                        int _ = silence.receive();
                    });
                }
                listening.await();
            }
        }

        @Override
        public long run() {
            nursery().cancel(OVER);
            nursery().close();
            long gone = portals.stream().filter(portal -> !portal.isAlive()).count();
            portals.clear();
            return gone;
        }

        @Override
        public void after() {}

        @Override
        public void close() {
            context.close();
            around.cancel(OVER);
            around.close();
        }
    }

    /** The state of an actor that opens a stream and only listens. */
    private static final class Silent {
        void listen(Dialog<Boolean, Integer, Integer> dialog) throws InterruptedException {
            dialog.started(true);
            try (var stream = dialog.openStream()) {
                int _ = stream.receive();
            }
        }
    }

    /** The state of an actor that repeats what it hears, in any number of dialogs. */
    private static final class Echo {
        void repeat(Dialog<Boolean, Integer, Integer> dialog) throws InterruptedException {
            dialog.started(true);
            try (var stream = dialog.openStream()) {
                while (true) {
                    stream.send(stream.receive());
                }
            } catch (StreamEndedException e) {
                return; // who opened it has closed
            }
        }
    }

    static final class Talking extends Crowd {
        private final Workload.Contexts contexts;

        Talking(Workload.Contexts contexts) {
            this.contexts = contexts;
        }

        @Override
        public long run() throws InterruptedException {
            var echo = nursery().start("echo", Echo::new);
            var open = new CountDownLatch((int) contexts.operations());
            for (int opener = 0; opener < contexts.openers(); opener++) {
                nursery().fork(() -> open(echo, contexts.each(), open));
            }
            open.await();
            return contexts.operations() - open.getCount();
        }

        /** One inside the other, and the innermost waits until it is cancelled. */
        private static void open(Portal<Echo> echo, int more, CountDownLatch open) throws InterruptedException {
            if (more == 0) {
                new CountDownLatch(1).await();
                return;
            }
            try (var context = echo.open(Echo::repeat)) {
                context.started();
                try (MessageStream<Integer, Integer> stream = context.openStream()) {
                    stream.send(more);
                    if (stream.receive() == more) {
                        open.countDown();
                    }
                    open(echo, more - 1, open);
                }
            }
        }
    }
}
