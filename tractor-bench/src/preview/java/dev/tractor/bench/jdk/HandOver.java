package dev.tractor.bench.jdk;

import static dev.tractor.bench.Workload.NUMBERS;

import dev.tractor.bench.Laps;
import dev.tractor.bench.Program;
import dev.tractor.bench.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * The least that a round trip between virtual threads can be: a client puts its request on a stack, wakes the server when
 * the stack was empty, and parks; the server takes the whole stack, writes each reply into the request, and unparks who
 * waits for it. No cancellation, no failure, no order among the clients.
 */
final class HandOver implements Program.Timed {

    /** A client's, used again and again. */
    private static final class Request {
        final Thread client = Thread.currentThread();
        int number;
        Request next;
        volatile boolean answered;
    }

    private final Workload.Ask ask;
    private final AtomicReference<Request> requests = new AtomicReference<>();
    private final Thread server = Thread.startVirtualThread(this::serve);
    private final List<Laps> laps = new ArrayList<>();

    HandOver(Workload.Ask ask) {
        this.ask = ask;
        for (int client = 0; client < ask.clients(); client++) {
            laps.add(new Laps(ask.each()));
        }
    }

    private void serve() {
        while (!Thread.currentThread().isInterrupted()) {
            var request = requests.getAndSet(null);
            if (request == null) {
                LockSupport.park(this);
            }
            while (request != null) {
                var next = request.next;
                request.number++;
                request.answered = true;
                LockSupport.unpark(request.client);
                request = next;
            }
        }
    }

    private int successor(Request request, int number) {
        request.number = number;
        request.answered = false;
        Request top;
        do {
            top = requests.get();
            request.next = top;
        } while (!requests.compareAndSet(top, request));
        if (top == null) {
            LockSupport.unpark(server);
        }
        while (!request.answered) {
            LockSupport.park(this);
        }
        return request.number;
    }

    @Override
    public long run() throws InterruptedException {
        try (var scope = StructuredTaskScope.open(Joiner.<Long>allSuccessfulOrThrow())) {
            for (var own : laps) {
                scope.fork(() -> client(own));
            }
            return scope.join().mapToLong(sum -> sum.get()).sum();
        }
    }

    private long client(Laps own) {
        var request = new Request();
        long sum = 0;
        own.begin();
        for (int i = 0; i < ask.each(); i++) {
            sum += successor(request, i % NUMBERS);
            own.lap();
        }
        return sum;
    }

    @Override
    public List<Laps> laps() {
        return laps;
    }

    @Override
    public void close() throws InterruptedException {
        server.interrupt();
        server.join();
    }
}
