package dev.tractor;

import dev.tractor.internal.TtyQueue;
import dev.tractor.spi.TtyWaiter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The tty lock of one root: {@link TtyQueue} made safe for threads, plus the two promises that others build on it. While a
 * request lives, cancellation begun outside its actor, and cancellation of its own strand, is put off until the session
 * has ended; and while a session is open the tree's deadlines stand still.
 */
final class TtyLock {

    /** One session, asked for, open or ended. It ends exactly once, by {@link #end}. */
    final class Request extends Wait {
        final Strand strand;
        private volatile boolean granted;

        // Guarded by the lock.

        /** Whether its error is what is shown. */
        private boolean crash;

        /** What ends its hold of the terminal when its task was told to step and does not stop; null while it is stopped. */
        private Deadlines.@Nullable Timer step;

        /** Whether that step takes long, so that whoever wants the terminal gets it. */
        private boolean stepsLong;

        /** Cancellations put off until this session has ended. Guarded by the lock. */
        private final List<Runnable> putOff = new ArrayList<>();

        private Request(Strand strand, boolean crash) {
            this.strand = strand;
            this.crash = crash;
        }

        @Override
        boolean done() {
            return granted;
        }

        @Override
        boolean keepsTurn() {
            return true;
        }

        @Override
        public String toString() {
            return "the terminal";
        }

        private TtyWaiter waiter() {
            return new TtyWaiter(strand.actorPath(), strand.name(), crash);
        }
    }

    /** The edge "holder and queue are both gone", and a way to wait for it. */
    static final class Latch extends TtyQueue.Latch {
        private final CountDownLatch drained = new CountDownLatch(1);
        private final Queue<Strand> waiting = new ConcurrentLinkedQueue<>();

        /** Waits on a strand, where the tree can show it, until the busy period of this latch is over. */
        void await(Strand strand) {
            waiting.add(strand); // before it looks: whoever fires does so first and then wakes those it finds
            strand.awaitShielded(new AwaitingFree(this));
        }

        private void fire() {
            drained.countDown();
            waiting.forEach(Strand::unpark);
        }

        /** Waits until the busy period of this latch is over; keeps an interrupt for later. */
        void await() {
            boolean interrupted = false;
            while (true) {
                try {
                    drained.await();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits until nobody holds or waits for the terminal. */
    private static final class AwaitingFree extends Wait {
        private final Latch latch;

        AwaitingFree(Latch latch) {
            this.latch = latch;
        }

        @Override
        boolean done() {
            return latch.drained.getCount() == 0;
        }

        @Override
        public String toString() {
            return "the terminal to be free";
        }
    }

    /** How long a step may take while another task waits for the terminal, in nanoseconds of the tree's time. */
    private static final long STEP_NANOS = 1_000_000_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final TtyQueue<Request, Latch> queue = new TtyQueue<>(Latch::new);
    private final Deadlines deadlines;
    private final Runnable changed;

    /** Makes an idle lock. @param changed told, outside the lock, when the queue behind the holder has changed */
    TtyLock(Deadlines deadlines, Runnable changed) {
        this.deadlines = deadlines;
        this.changed = changed;
    }

    /** Queues up for the terminal, cancelled or not. @return the request, to be waited for and ended */
    Request request(Strand strand, boolean crash) {
        return Objects.requireNonNull(queueUp(strand, crash, true));
    }

    /**
     * Queues up for the terminal because the code asks for it.
     *
     * @return the request, to be waited for and ended; or null in a strand that is cancelled by now
     */
    @Nullable
    Request requestUnlessCancelled(Strand strand, boolean crash) {
        return queueUp(strand, crash, false);
    }

    private @Nullable Request queueUp(Strand strand, boolean crash, boolean anyway) {
        Request request;
        Request holder;
        boolean queued;
        lock.lock();
        try {
            if (!anyway && strand.cancelled()) {
                return null;
            }
            request = new Request(strand, crash);
            var effects = queue.request(request);
            queued = effects.granted() == null;
            apply(effects);
            holder = queue.holder();
            if (holder != null && !holder.stepsLong) {
                holder = null;
            }
        } finally {
            lock.unlock();
        }
        if (holder != null) {
            end(holder);
        } else if (queued) {
            Log.debug(() -> strand + " waits for the terminal");
            changed.run();
        }
        return request;
    }

    /** Ends a session, or withdraws a request, whichever it is; then lets cancellations through that were put off. */
    void end(Request request) {
        boolean waited;
        List<Runnable> putOff;
        lock.lock();
        try {
            waited = queue.position(request) > 0;
            stopped(request);
            apply(queue.withdraw(request));
            putOff = List.copyOf(request.putOff);
            request.putOff.clear();
        } finally {
            lock.unlock();
        }
        putOff.forEach(Runnable::run);
        if (waited) {
            changed.run();
        }
    }

    private void apply(TtyQueue.Effects<Request, Latch> effects) {
        freeze();
        var granted = effects.granted();
        if (granted != null) {
            granted.granted = true;
            granted.strand.unpark();
            Log.debug(() -> granted.strand + " has the terminal");
        }
        var fired = effects.fired();
        if (fired != null) {
            Log.debug(() -> "the terminal is free and nobody waits for it");
            fired.fire();
        }
    }

    /** The tree's time stands still while a session is open, but not while its task takes a step. */
    private void freeze() {
        var holder = queue.holder();
        deadlines.freeze(holder != null && holder.step == null);
    }

    // Steps: the session is not over, but its task runs.

    /** The task of the session that is open goes on, to be stopped again. It keeps the terminal. */
    void step(Request request) {
        lock.lock();
        try {
            request.step = deadlines.schedule(STEP_NANOS, "a step of " + request.strand, () -> takesLong(request));
            freeze();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Nobody may wait for ever for a terminal that is kept by a task which waits for him. What a step waits for is not always
     * known, so its time is limited.
     */
    private void takesLong(Request request) {
        lock.lock();
        try {
            request.stepsLong = request.step != null;
            if (!request.stepsLong || queue.waiting().isEmpty()) {
                return;
            }
        } finally {
            lock.unlock();
        }
        Log.info(() -> "the step of " + request.strand + " takes long, and the terminal goes to the next in line");
        end(request);
    }

    /** The task has stopped again. @return whether it has the terminal still; else it must ask for it again */
    boolean resume(Request request, boolean crash) {
        lock.lock();
        try {
            if (queue.position(request) != 0) {
                return false;
            }
            stopped(request);
            request.crash = crash;
            freeze();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private static void stopped(Request request) {
        if (request.step != null) {
            request.step.cancel();
            request.step = null;
            request.stepsLong = false;
        }
    }

    /** Takes the terminal from a task that steps. @return whether one did */
    boolean endStep() {
        Request holder;
        lock.lock();
        try {
            holder = queue.holder();
            if (holder == null || holder.step == null) {
                return false;
            }
        } finally {
            lock.unlock();
        }
        end(holder);
        return true;
    }

    /** Has a cancellation that code of the root begins wait until the terminal is free; those of actors do not. */
    void awaitDrained(Strand canceller) {
        var latch = canceller.actor == null ? latch() : null;
        if (latch != null) {
            latch.await(canceller);
        }
    }

    /** The latch of this moment's busy period; null when nobody holds or waits for the terminal. */
    @Nullable
    Latch latch() {
        lock.lock();
        try {
            return queue.latch();
        } finally {
            lock.unlock();
        }
    }

    /** Who holds the terminal, then who waits for it, in order. */
    List<TtyWaiter> waiters() {
        lock.lock();
        try {
            return live().stream().map(Request::waiter).toList();
        } finally {
            lock.unlock();
        }
    }

    /** Runs {@code now}, unless this strand holds or waits for the terminal: then {@code later}, after its session. */
    void unlessRequestedBy(Strand strand, Runnable now, Runnable later) {
        unless(request -> request.strand == strand, now, later);
    }

    /** Runs {@code now}, unless a strand of this actor holds or waits: then {@code later}, after that session. */
    void unlessRequestedIn(ActorCell<?> actor, Runnable now, Runnable later) {
        unless(request -> request.strand.actor == actor, now, later);
    }

    private void unless(Predicate<Request> concerned, Runnable now, Runnable later) {
        lock.lock();
        try {
            for (var request : live()) {
                if (concerned.test(request)) {
                    request.putOff.add(later);
                    return;
                }
            }
            now.run(); // under the lock: no request can slip in between the look and the deed
        } finally {
            lock.unlock();
        }
    }

    private List<Request> live() {
        var holder = queue.holder();
        if (holder == null) {
            return List.of();
        }
        var live = new ArrayList<Request>();
        live.add(holder);
        live.addAll(queue.waiting());
        return live;
    }
}
