package dev.tractor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One stream for several tasks, each of which receives every message: made by {@link MessageStream#broadcast(int)}.
 *
 * <p>{@snippet :
 * try (var all = stream.broadcast(64)) {
 *     for (int i = 0; i < 3; i++) {
 *         var subscription = all.subscribe();
 *         n.fork(() -> { for (var message : subscription) use(message); });
 *     }
 *     n.join();
 * }
 * }
 *
 * <p>A message is taken from the stream when the first subscriber wants it, and kept for the others, as many as the capacity
 * says. So the fastest subscriber sets the pace; one that falls behind by more than the capacity misses messages, and is
 * told how many. While a broadcast is open nobody else should receive from the stream; sending is not concerned. Thread-safe.
 *
 * <p><b>Order.</b> Every subscriber receives the messages in the order of the stream.
 *
 * <p><b>Waiting and cancellation.</b> Only the {@code receive} of a {@link Subscription} waits. One that is cancelled has
 * taken nothing, from the stream or from the others. {@link #close()} does not wait.
 *
 * <p><b>Failure.</b> When the stream fails or ends, every subscriber is told after it has received what came before. What a
 * subscriber does wrong is its own affair.
 *
 * <p><b>Memory visibility.</b> As of {@link MessageStream}, for each subscriber. Messages are shared, not copied.
 *
 * @param <T> the messages
 */
public final class Broadcast<T> implements AutoCloseable {
    // The ring holds the messages from head - capacity to head, as far as there are any. A subscription's next message
    // has the number `next`. One strand at a time fetches: it waits for the stream, without the lock. Those that wait
    // for
    // the same message are served by its success, and the first of them takes its place when it gives up; so a fetcher
    // that is cancelled loses nothing, and each learns of the end of the stream from the stream itself.

    private final Channel<T> source;
    private final String name;
    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private final List<T> ring = new ArrayList<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final List<Subscription<T>> subscriptions = new ArrayList<>();
    private long head;
    private @Nullable Strand fetcher;
    private boolean closed;

    Broadcast(Channel<T> source, String stream, int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a broadcast keeps at least 1 message, not " + capacity);
        }
        this.source = source;
        this.name = "a broadcast of " + stream;
        this.capacity = capacity;
    }

    /**
     * Subscribes: from the next message on that is taken from the stream. One that lags throws {@link LaggedException} and
     * goes on.
     *
     * @return the subscription; best closed when it is not used any more
     * @throws StreamEndedException when the broadcast is closed
     */
    public Subscription<T> subscribe() {
        return subscribe(true);
    }

    /**
     * Subscribes; one that lags goes on with the oldest message that is left, and {@link Subscription#missed()} counts.
     *
     * @return the subscription; best closed when it is not used any more
     * @throws StreamEndedException when the broadcast is closed
     */
    public Subscription<T> subscribeSkipping() {
        return subscribe(false);
    }

    private Subscription<T> subscribe(boolean failing) {
        lock.lock();
        try {
            if (closed) {
                throw new StreamEndedException(name + " is closed; subscribe before its close()");
            }
            var subscription = new Subscription<>(this, failing, head);
            subscriptions.add(subscription);
            return subscription;
        } finally {
            lock.unlock();
        }
    }

    /** {@return how many subscriptions are open} */
    public int subscriptions() {
        lock.lock();
        try {
            return subscriptions.size();
        } finally {
            lock.unlock();
        }
    }

    /** Ends all subscriptions, and subscribes nobody any more. The stream lives on. Never waits and never throws. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            subscriptions.forEach(Subscription::end);
            subscriptions.clear();
            wakeAll();
        } finally {
            lock.unlock();
        }
    }

    void end(Subscription<T> subscription) {
        lock.lock();
        try {
            subscription.end();
            subscriptions.remove(subscription);
            wakeAll();
        } finally {
            lock.unlock();
        }
    }

    /** One of them may have ended. */
    private void wakeAll() {
        waiting.forEach(Waiting::wake);
        if (fetcher != null) {
            fetcher.unpark();
        }
    }

    /** Gives a subscription its next message; waits until the tree's time {@code until}, and then gives null. */
    @Nullable
    T receive(Subscription<T> subscription, Strand strand, long until) throws InterruptedException {
        strand.checkpoint();
        while (true) {
            Waiting mine = null;
            lock.lock();
            try {
                var message = poll(subscription);
                if (message != null) {
                    return message;
                }
                if (fetcher == null) {
                    fetcher = strand;
                } else {
                    mine = new Waiting(subscription, strand, until);
                    waiting.add(mine);
                }
            } finally {
                lock.unlock();
            }
            if (mine == null) {
                fetch(strand, until, subscription);
            } else {
                try {
                    strand.await(mine);
                } finally {
                    leave(mine);
                }
            }
            if (until != Long.MAX_VALUE && strand.root.deadlines.treeTime() >= until) {
                return tryReceive(subscription);
            }
        }
    }

    /** Waits for the stream, on behalf of all; those that wait are told, or one of them takes over. */
    private void fetch(Strand strand, long until, Subscription<T> subscription) throws InterruptedException {
        T message = null;
        try {
            message = source.receive(strand, until, subscription::ended);
        } finally {
            lock.lock();
            try {
                fetcher = null;
                if (message != null) {
                    keep(message);
                    waiting.forEach(Waiting::wake);
                } else if (!waiting.isEmpty()) {
                    waiting.getFirst().wake();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private void leave(Waiting mine) {
        lock.lock();
        try {
            waiting.remove(mine);
            if (fetcher == null && !waiting.isEmpty()) { // it may have been woken to take over, and does not
                waiting.getFirst().wake();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Gives a subscription its next message if there is one. */
    @Nullable
    T tryReceive(Subscription<T> subscription) {
        lock.lock();
        try {
            var kept = poll(subscription);
            if (kept != null || fetcher != null) {
                return kept;
            }
            var message = source.tryReceive();
            if (message != null) {
                keep(message);
                waiting.forEach(Waiting::wake);
                return poll(subscription);
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void keep(T message) {
        if (ring.size() < capacity) {
            ring.add(message);
        } else {
            ring.set(Math.floorMod(head, capacity), message);
        }
        head++;
    }

    private @Nullable T poll(Subscription<T> subscription) {
        if (subscription.ended()) {
            throw new StreamEndedException("a subscription to " + name + " is closed");
        }
        long missed = Math.max(0, head - capacity - subscription.next);
        if (missed > 0) {
            subscription.miss(missed);
            if (subscription.failing) {
                throw new LaggedException(
                        "a subscription to " + name + " was too slow and has missed " + missed
                                + (missed == 1 ? " message" : " messages")
                                + "; receive faster, or give broadcast(...) a"
                                + " capacity of more than " + capacity,
                        missed);
            }
        }
        if (subscription.next == head) {
            return null;
        }
        var message = ring.get(Math.floorMod(subscription.next, capacity));
        subscription.next++;
        return message;
    }

    /** Names it in messages. */
    @Override
    public String toString() {
        return name;
    }

    /** Waits for what another strand fetches, or for its place. */
    private final class Waiting extends Wait {
        private final Subscription<T> subscription;
        private final Strand strand;
        private final long until;
        private volatile boolean woken;

        Waiting(Subscription<T> subscription, Strand strand, long until) {
            this.subscription = subscription;
            this.strand = strand;
            this.until = until;
        }

        void wake() {
            woken = true;
            strand.unpark();
        }

        @Override
        boolean done() {
            return woken || subscription.ended() || nanosLeft() <= 0;
        }

        @Override
        long nanosLeft() {
            return strand.root.deadlines.nanosUntil(until);
        }

        @Override
        public String toString() {
            return "a message in " + name;
        }
    }
}
