package dev.tractor;

import dev.tractor.internal.TtyQueue;
import dev.tractor.spi.SessionLink;
import dev.tractor.spi.TtyWaiter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The tty lock of one root: {@link TtyQueue} made safe for threads, plus the two promises that others build on it. While a
 * request lives, cancellation begun outside its actor, and cancellation of its own strand, is put off until the session
 * has ended; and while a session is open the tree's deadlines stand still.
 *
 * <p><b>Several JVMs.</b> The terminal belongs to the topmost. The lock of a child JVM hands each request on to the one above, in
 * its own order and under its lock, and learns from there when it is granted; above, it is a request in the name of the actor
 * that stands for the child. So the topmost has one line for the whole tree, and one latch. All locks of the tree stop the time
 * of their JVM: the topmost while there is a holder, a child's while it is told to, or while a request of its own lives.
 */
final class TtyLock {

    /** One session, asked for, open or ended. It ends exactly once, by {@link #end}. */
    final class Request extends Wait {
        /** Whose it is; of one that comes from a child JVM, that of the actor which stands for the child. */
        final Strand strand;

        /** Written under the lock. */
        private volatile TtyWaiter who;

        /** The child JVM that it comes from; null when it is of this one. */
        private final @Nullable TtyBelow below;

        /** This end of the session, when one of its ends is in this JVM and the other is not. Written under the lock. */
        private @Nullable SessionEnd end;

        /** Its number above. */
        private final long id;

        private volatile boolean granted;
        private volatile @Nullable String refusal;

        // Guarded by the lock.

        /** What ends its hold of the terminal when its task was told to step and does not stop; null while it is stopped. */
        private Deadlines.@Nullable Timer step;

        /** Cancellations put off until this session has ended. Guarded by the lock. */
        private final List<Runnable> putOff = new ArrayList<>();

        private Request(Strand strand, TtyWaiter who, @Nullable TtyBelow below, long id) {
            this.strand = strand;
            this.who = who;
            this.below = below;
            this.id = id;
            var up = above;
            if (up != null && below == null) {
                end = new SessionEnd(who, message -> up.say(id, message), _ -> {});
            } else if (up == null && below != null) {
                end = new SessionEnd(who, below::hear, below::brokenOff);
            }
        }

        /** Why there will be no session; null unless there will be none. */
        @Nullable
        String refusal() {
            return refusal;
        }

        /** This end of the session; null when the terminal is in this JVM as well. */
        @Nullable
        SessionLink terminal() {
            return end;
        }

        @Override
        boolean done() {
            return granted || refusal != null;
        }

        /** A message has come from the child JVM. */
        void said(byte[] message) {
            if (above != null) {
                above.say(id, message);
            } else if (end != null) {
                end.arrived(message);
            }
        }

        @Override
        boolean keepsTurn() {
            return true;
        }

        @Override
        public String toString() {
            return "the terminal";
        }

        /** Who asks, as the user knows it. */
        String name() {
            return below == null ? strand.toString() : who.actor() + " (task " + who.task() + ")";
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

    /** How long a step may keep the terminal, in nanoseconds of the tree's time. */
    private static final long STEP_NANOS = 1_000_000_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final TtyQueue<Request, Latch> queue = new TtyQueue<>(Latch::new);
    private final Deadlines deadlines;
    private final Runnable changed;

    /** The way to the terminal; null when that is in this JVM. */
    private final @Nullable TtyAbove above;

    // Guarded by the lock.
    private final List<Consumer<Boolean>> clocks = new ArrayList<>();
    private boolean stoppedAbove;
    private boolean stopped;
    private long ids;

    /**
     * Makes an idle lock.
     *
     * @param changed told, outside the lock, when the queue behind the holder has changed
     * @param above the way to the terminal; null when that is in this JVM
     */
    TtyLock(Deadlines deadlines, Runnable changed, @Nullable TtyAbove above) {
        this.deadlines = deadlines;
        this.changed = changed;
        this.above = above;
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
        return queueUp(strand, new TtyWaiter(strand.actorPath(), strand.name(), crash), null, anyway);
    }

    /** Queues up for a task in a child JVM. @param actor stands for the child @param below is told what becomes of it */
    Request requestFor(ActorCell<?> actor, TtyWaiter who, TtyBelow below) {
        return Objects.requireNonNull(queueUp(actor.strand, who, below, true));
    }

    private @Nullable Request queueUp(Strand strand, TtyWaiter who, @Nullable TtyBelow below, boolean anyway) {
        Request request;
        Request granted;
        boolean queued;
        lock.lock();
        try {
            if (!anyway && strand.cancelled()) {
                return null;
            }
            request = new Request(strand, who, below, ids++);
            granted = apply(queue.request(request));
            queued = queue.holder() != request;
            if (above != null) {
                above.request(request.id, who);
            }
        } finally {
            lock.unlock();
        }
        if (granted != null) {
            tell(granted);
        }
        if (queued) {
            Log.debug(() -> request.name() + " waits for the terminal");
            changed.run();
        }
        return request;
    }

    /** Ends a session, or withdraws a request, whichever it is; then lets cancellations through that were put off. */
    void end(Request request) {
        end(request, "its task has left it");
    }

    /** The same. @param why for a user whose session is not over, because the JVM of its task is gone */
    void end(Request request, String why) {
        boolean waited;
        Request granted;
        List<Runnable> putOff;
        lock.lock();
        try {
            if (queue.position(request) < 0) {
                return;
            }
            waited = queue.position(request) > 0;
            stopped(request);
            granted = apply(queue.withdraw(request));
            putOff = List.copyOf(request.putOff);
            request.putOff.clear();
            if (above != null) {
                above.end(request.id, why);
            }
        } finally {
            lock.unlock();
        }
        if (request.end != null) {
            request.end.broken(why);
        }
        putOff.forEach(Runnable::run);
        if (granted != null) {
            tell(granted);
        }
        if (waited) {
            changed.run();
        }
    }

    /** Takes a step over into the world. @return who has got the terminal by it, and is to be told outside the lock */
    private @Nullable Request apply(TtyQueue.Effects<Request, Latch> effects) {
        setTime();
        var fired = effects.fired();
        if (fired != null) {
            Log.debug(() -> "the terminal is free and nobody waits for it");
            fired.fire();
        }
        var granted = above == null ? effects.granted() : null;
        if (granted != null) {
            granted.granted = true;
        }
        return granted;
    }

    private void tell(Request granted) {
        Log.debug(() -> granted.name() + " has the terminal");
        if (granted.below == null) {
            granted.strand.unpark();
        } else {
            granted.below.granted(granted.end);
        }
    }

    // The time of the tree.

    /** It stands still while a session is open, but not while its task takes a step. */
    private void setTime() {
        var holder = queue.holder();
        boolean still = stoppedAbove || holder != null && holder.step == null;
        deadlines.freeze(still);
        if (still != stopped) {
            stopped = still;
            clocks.forEach(clock -> clock.accept(still));
        }
    }

    /** Tells a child JVM from now on whether the tree's time stands still; under the lock, so it must not wait. */
    void addClock(Consumer<Boolean> clock) {
        lock.lock();
        try {
            clocks.add(clock);
            if (stopped) {
                clock.accept(true);
            }
        } finally {
            lock.unlock();
        }
    }

    void removeClock(Consumer<Boolean> clock) {
        lock.lock();
        try {
            clocks.remove(clock);
        } finally {
            lock.unlock();
        }
    }

    // From above.

    /** Whether a session is open somewhere in the tree. */
    void timeAbove(boolean still) {
        lock.lock();
        try {
            stoppedAbove = still;
            setTime();
        } finally {
            lock.unlock();
        }
    }

    /** A request has got the terminal. */
    void grantedAbove(long id) {
        var request = find(id);
        if (request != null) {
            request.granted = true;
            tell(request);
        }
    }

    /** A request gets no terminal; whoever made it ends it. */
    void refusedAbove(long id, String why) {
        var request = find(id);
        if (request != null) {
            request.refusal = why;
            if (request.below == null) {
                request.strand.unpark();
            } else {
                request.below.refused(why);
            }
        }
    }

    /** A message from where the terminal is. */
    void saidAbove(long id, byte[] message) {
        var request = find(id);
        if (request == null) {
            return; // it has ended here, and that is on its way
        }
        if (request.below != null) {
            request.below.hear(message);
        } else if (request.end != null) {
            request.end.arrived(message);
        }
    }

    /** The session is broken off where the terminal is; it ends here by that. */
    void brokenOffAbove(long id, String why) {
        var request = find(id);
        if (request == null) {
            return;
        }
        if (request.below != null) {
            request.below.brokenOff(why);
        } else if (request.end != null) {
            request.end.broken(why);
        }
    }

    private @Nullable Request find(long id) {
        lock.lock();
        try {
            for (var request : live()) {
                if (request.id == id) {
                    return request;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    // Steps: the session is not over, but its task runs.

    /**
     * The task of the session that is open goes on, to be stopped again. It keeps the terminal, but not for long: it may wait
     * for another task that wants the terminal, or for a cancellation that waits for the terminal to be free, and what it
     * waits for is not always known.
     */
    void step(Request request) {
        lock.lock();
        try {
            request.step = deadlines.schedule(STEP_NANOS, "a step of " + request.strand, () -> takesLong(request));
            setTime();
        } finally {
            lock.unlock();
        }
    }

    private void takesLong(Request request) {
        lock.lock();
        try {
            if (request.step == null) {
                return;
            }
        } finally {
            lock.unlock();
        }
        Log.debug(() -> "the step of " + request.strand + " takes long, and gives up the terminal");
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
            request.who = new TtyWaiter(request.who.actor(), request.who.task(), crash);
            setTime();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether a step is under way whose task still has the terminal. */
    boolean steps(Request request) {
        lock.lock();
        try {
            return request.step != null && queue.position(request) == 0;
        } finally {
            lock.unlock();
        }
    }

    private static void stopped(Request request) {
        if (request.step != null) {
            request.step.cancel();
            request.step = null;
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
            return live().stream().map(request -> request.who).toList();
        } finally {
            lock.unlock();
        }
    }

    /** Runs {@code now}, unless this strand holds or waits for the terminal: then {@code later}, after its session. */
    void unlessRequestedBy(Strand strand, Runnable now, Runnable later) {
        unless(request -> request.strand == strand && request.below == null, now, later);
    }

    /**
     * Runs {@code now}, unless a strand of this actor, or anything in the child JVM that it stands for, holds or waits: then
     * {@code later}, after that session.
     */
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
