package dev.tractor;

import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A number of permits, of which whoever wants one waits in line. May be used by any thread.
 *
 * <p>{@snippet :
 * var connections = new Semaphore(8);
 * String page = connections.run(() -> fetch(url));      // the permit is back whatever happens
 * }
 *
 * <p>{@link #run(Block) run} takes a permit for a block of code and is what to use where that fits. With {@link #acquire()}
 * and {@link #release()} a permit may be given back by another thread than took it, or never.
 *
 * <p><b>Order.</b> Permits go to those who wait in the order in which they came; nobody overtakes.
 *
 * <p><b>Waiting and cancellation.</b> Who is cancelled while it waits leaves the line and has no permit; none is lost. A
 * permit taken by {@code run} is given back by a holder that is cancelled, as soon as its block has ended.
 *
 * <p><b>Failure.</b> When a single permit is held by a {@code run} whose code waits for the very task that wants the permit,
 * no one can get on, and the latter gets a {@link DeadlockException}. Of several permits any may come back, so nobody is
 * refused one.
 *
 * <p><b>Memory visibility.</b> What a thread did before it gave a permit back happens-before what the next one does that has
 * it.
 */
public final class Semaphore {
    private final int permits;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.

    /** How many nobody has. When there is one, nobody waits. */
    private int free;

    /** How many were taken by {@link #acquire()} and {@link #tryAcquire()}. */
    private int loose;

    private final SequencedSet<Request> waiting = new LinkedHashSet<>();

    /** Who has the only permit and will give it back itself; else null. Written under the lock. */
    private volatile @Nullable Strand holder;

    /**
     * Makes a semaphore all of whose permits are free.
     *
     * @param permits how many there are, at least 1; there will never be more
     */
    public Semaphore(int permits) {
        if (permits < 1) {
            throw new IllegalArgumentException("a semaphore has at least 1 permit, not " + permits);
        }
        this.permits = permits;
        this.free = permits;
    }

    /**
     * Runs {@code body} with a permit. Waits until there is one.
     *
     * @param body what to run
     * @param <T> its result
     * @param <X> what it throws
     * @return its result
     * @throws X what the body threw
     * @throws DeadlockException when the only permit can never come back, because its holder waits for the caller
     * @throws InterruptedException when the caller is cancelled or interrupted while it waits for a permit, or in the body
     */
    public <T, X extends Exception> T run(Block<T, X> body) throws X, InterruptedException {
        Objects.requireNonNull(body, "body");
        acquire(true);
        try {
            return body.call();
        } finally {
            giveBack();
        }
    }

    /**
     * Runs {@code body} with a permit. Waits until there is one.
     *
     * @param body what to run
     * @param <X> what it throws
     * @throws X what the body threw
     * @throws DeadlockException when the only permit can never come back, because its holder waits for the caller
     * @throws InterruptedException when the caller is cancelled or interrupted while it waits for a permit, or in the body
     */
    public <X extends Exception> void run(Action<X> body) throws X, InterruptedException {
        Objects.requireNonNull(body, "body");
        acquire(true);
        try {
            body.run();
        } finally {
            giveBack();
        }
    }

    /**
     * Takes a permit; waits until there is one. To be given back by {@link #release()}.
     *
     * @throws DeadlockException when the only permit can never come back, because its holder waits for the caller
     * @throws InterruptedException when the caller is cancelled or interrupted; then it has no permit
     */
    public void acquire() throws InterruptedException {
        acquire(false);
    }

    /**
     * Takes a permit if there is one. Never waits, and never overtakes one who does.
     *
     * @return whether the caller has a permit now, to be given back by {@link #release()}
     */
    public boolean tryAcquire() {
        lock.lock();
        try {
            if (free == 0) {
                return false;
            }
            free--;
            loose++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives a permit back that {@link #acquire()} or {@link #tryAcquire()} has taken, on any thread. Never waits.
     *
     * @throws IllegalStateException when no such permit is out: the permits of {@code run} are given back by itself
     */
    public void release() {
        lock.lock();
        try {
            if (loose == 0) {
                throw new IllegalStateException(Strand.currentName() + " cannot release a permit of the " + this
                        + ": none is out that acquire() or tryAcquire() has taken; release each of those once, and none"
                        + " of run()");
            }
            loose--;
            pass();
        } finally {
            lock.unlock();
        }
    }

    /** {@return how many permits are free now} */
    public int available() {
        lock.lock();
        try {
            return free;
        } finally {
            lock.unlock();
        }
    }

    /** {@return how many permits there are} */
    public int permits() {
        return permits;
    }

    private void acquire(boolean scoped) throws InterruptedException {
        var strand = Strand.current();
        strand.checkpoint();
        var request = new Request(strand, scoped);
        lock.lock();
        try {
            if (free > 0) {
                free--;
                request.grant();
                return;
            }
            waiting.add(request);
        } finally {
            lock.unlock();
        }
        try {
            strand.await(request);
        } catch (InterruptedException | RuntimeException e) {
            withdraw(request);
            throw e;
        }
    }

    /** Takes a request back; one that was granted in this very moment gives its permit to the next. */
    private void withdraw(Request request) {
        lock.lock();
        try {
            if (waiting.remove(request)) {
                return;
            }
            if (!request.scoped) {
                loose--;
            }
            pass();
        } finally {
            lock.unlock();
        }
    }

    private void giveBack() {
        lock.lock();
        try {
            pass();
        } finally {
            lock.unlock();
        }
    }

    /** A permit is free: hands it to the first who waits. Under the lock. */
    private void pass() {
        holder = null;
        if (waiting.isEmpty()) {
            free++;
        } else {
            waiting.removeFirst().grant();
        }
    }

    /** {@return how many permits are free, and how many wait for one, for messages} */
    @Override
    public String toString() {
        lock.lock();
        try {
            return "semaphore with " + free + " of " + permits + (permits == 1 ? " permit" : " permits") + " free and "
                    + waiting.size() + " waiting";
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a permit, or has one. */
    private final class Request extends Wait {
        private final Strand strand;

        /** Whether it gives the permit back itself. */
        private final boolean scoped;

        private volatile boolean granted;

        Request(Strand strand, boolean scoped) {
            this.strand = strand;
            this.scoped = scoped;
        }

        /** Under the lock. */
        void grant() {
            if (!scoped) {
                loose++;
            } else if (permits == 1) {
                holder = strand;
            }
            granted = true;
            strand.unpark();
        }

        @Override
        boolean done() {
            return granted;
        }

        @Override
        void eachBlocker(Consumer<Strand> visitor) {
            var has = holder;
            if (!granted && has != null) {
                visitor.accept(has);
            }
        }

        @Override
        String advice() {
            return "Give the permit back before that, or wait for it in CancelScope.moveOnAfter";
        }

        @Override
        public String toString() {
            var has = holder;
            return permits > 1
                    ? "one of " + permits + " permits"
                    : has == null ? "the permit of a semaphore" : "the permit that " + has + " has";
        }
    }
}
