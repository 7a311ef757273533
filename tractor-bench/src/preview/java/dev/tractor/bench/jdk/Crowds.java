package dev.tractor.bench.jdk;

import static dev.tractor.bench.Workload.NUMBERS;

import dev.tractor.bench.Program;
import dev.tractor.bench.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.locks.LockSupport;

/** What stands for an actor by hand: a virtual thread forked in a scope, and a queue for its messages. */
final class Crowds {
    private Crowds() {}

    /** A request, with the place for its reply. */
    private static final class Request {
        final Thread client = Thread.currentThread();
        final int number;
        volatile int reply = -1;

        Request(int number) {
            this.number = number;
        }

        int await() {
            while (reply < 0) {
                LockSupport.park(this);
            }
            return reply;
        }
    }

    /** The queue of one, and its loop. */
    private static final class Mailbox extends LinkedTransferQueue<Request> {
        private static final long serialVersionUID = 1;

        void serve() {
            try {
                while (true) {
                    var request = take();
                    request.reply = request.number + 1;
                    LockSupport.unpark(request.client);
                }
            } catch (InterruptedException e) {
                // the scope was cancelled
            }
        }
    }

    /** A program whose threads are in one scope, which its thread opens before a run. */
    private abstract static class Crowd implements Program {
        final List<Thread> threads = new ArrayList<>();
        StructuredTaskScope<Object, Void> scope;

        @Override
        public void before() {
            scope = open();
        }

        @Override
        public void after() {
            end(scope);
        }
    }

    private static StructuredTaskScope<Object, Void> open() {
        return StructuredTaskScope.open(Joiner.awaitAll());
    }

    /** Cancels it: a close before join interrupts all and waits for them, and then complains. */
    private static void end(StructuredTaskScope<Object, Void> scope) {
        try {
            scope.close();
        } catch (IllegalStateException expected) {
            // "Owner did not join after forking"
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
                var mailbox = new Mailbox();
                scope.fork(() -> {
                    begun.countDown();
                    mailbox.serve();
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
        public long run() {
            long sum = 0;
            for (int i = 0; i < start.actors(); i++) {
                var mailbox = new Mailbox();
                scope.fork(mailbox::serve);
                var request = new Request(i % NUMBERS);
                mailbox.add(request);
                sum += request.await();
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
        public long run() {
            return populate(scope, idle.actors());
        }
    }

    private static long populate(StructuredTaskScope<Object, Void> scope, int actors) {
        var mailboxes = new ArrayList<Mailbox>(actors);
        for (int i = 0; i < actors; i++) {
            var mailbox = new Mailbox();
            scope.fork(mailbox::serve);
            mailboxes.add(mailbox);
        }
        long present = 0;
        for (var mailbox : mailboxes) {
            var request = new Request(0);
            mailbox.add(request);
            present += request.await();
        }
        return present;
    }

    static final class Living implements Program {
        private final Workload.Lives lives;

        Living(Workload.Lives lives) {
            this.lives = lives;
        }

        @Override
        public long run() {
            long sum = 0;
            for (int time = 0; time < lives.times(); time++) {
                var scope = open();
                try {
                    sum += populate(scope, lives.actors());
                } finally {
                    end(scope);
                }
            }
            return sum;
        }
    }

    /** Parked virtual threads, without a scope, each interrupted and joined. */
    static final class Interrupting implements Program {
        private final List<Thread> threads = new ArrayList<>();
        private final Workload.Cancel cancel;

        Interrupting(Workload.Cancel cancel) {
            this.cancel = cancel;
        }

        @Override
        public void before() throws InterruptedException {
            var parked = new CountDownLatch(cancel.actors());
            for (int i = 0; i < cancel.actors(); i++) {
                threads.add(Thread.startVirtualThread(() -> {
                    parked.countDown();
                    while (!Thread.currentThread().isInterrupted()) {
                        LockSupport.park(this);
                    }
                }));
            }
            parked.await();
        }

        @Override
        public long run() throws InterruptedException {
            for (var thread : threads) {
                thread.interrupt();
            }
            long gone = 0;
            for (var thread : threads) {
                thread.join();
                gone++;
            }
            threads.clear();
            return gone;
        }
    }
}
