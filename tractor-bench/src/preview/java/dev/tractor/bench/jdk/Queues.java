package dev.tractor.bench.jdk;

import static dev.tractor.bench.Workload.NUMBERS;

import dev.tractor.bench.Program;
import dev.tractor.bench.Workload;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.SynchronousQueue;

/** A virtual thread that takes from a queue. */
final class Queues {
    private Queues() {}

    /** {@code LinkedTransferQueue} is the fastest of the unbounded queues of the JDK between virtual threads. */
    static final class Sending implements Program {
        private final Workload.Tell tell;
        private final BlockingQueue<Integer> queue = new LinkedTransferQueue<>();
        private final BlockingQueue<Long> sums = new SynchronousQueue<>();
        private final Thread receiver;

        Sending(Workload.Tell tell) {
            this.tell = tell;
            receiver = Thread.startVirtualThread(this::receive);
        }

        private void receive() {
            try {
                while (true) {
                    long sum = 0;
                    for (int i = 0; i < tell.messages(); i++) {
                        sum += queue.take();
                    }
                    sums.put(sum);
                }
            } catch (InterruptedException e) {
                // closed
            }
        }

        @Override
        public long run() throws InterruptedException {
            try (var senders = StructuredTaskScope.open(Joiner.awaitAllSuccessfulOrThrow())) {
                for (int sender = 0; sender < tell.senders(); sender++) {
                    senders.fork(this::send);
                }
                senders.join();
            }
            return sums.take();
        }

        private void send() {
            for (int i = 0; i < tell.each(); i++) {
                queue.add(i % NUMBERS);
            }
        }

        @Override
        public void close() throws InterruptedException {
            receiver.interrupt();
            receiver.join();
        }
    }

    static final class Streaming implements Program {
        private final Workload.Stream stream;

        Streaming(Workload.Stream stream) {
            this.stream = stream;
        }

        @Override
        public long run() throws InterruptedException {
            var queue = new ArrayBlockingQueue<Integer>(stream.capacity());
            try (var scope = StructuredTaskScope.<Object>open()) {
                scope.fork(() -> {
                    for (int i = 0; i < stream.messages(); i++) {
                        queue.put(i % NUMBERS);
                    }
                    return true;
                });
                var sum = scope.fork(() -> {
                    long received = 0;
                    for (int i = 0; i < stream.messages(); i++) {
                        received += queue.take();
                    }
                    return received;
                });
                scope.join();
                return sum.get();
            }
        }
    }
}
