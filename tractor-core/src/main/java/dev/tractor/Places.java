package dev.tractor;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The places of a nursery with a limit: as many of its tasks run at a time, and the others wait for one, in the order in
 * which they were forked. A task asks for its place when it is forked, waits for it on its own thread, and gives it back
 * when it ends, whether it had it or not.
 *
 * <p>A place is {@code WAITING} → {@code HELD} → {@code GONE}, or {@code WAITING} → {@code GONE}. Whenever the lock is free,
 * either nobody waits or all places are held.
 *
 * <p><b>Starvation.</b> Tasks that hold all the places and wait for tasks that wait for one are a deadlock: see {@link
 * #starving()}. Any holder that ends frees a place, so a waiter has its holders as blockers only when none of them ever
 * will.
 */
final class Places {
    private final int limit;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock; by the numbers of the tasks, which are in fork order.
    private final TreeMap<Long, Place> held = new TreeMap<>();
    private final TreeMap<Long, Place> waiting = new TreeMap<>();

    /** How often a place was given; so that a look at the holders knows whether they are the same at its end. */
    private long given;

    Places(int limit) {
        this.limit = limit;
    }

    /** Asks for a place for a task that was just forked. Does not wait. */
    Place request(Task<?> task) {
        lock.lock();
        try {
            var place = new Place(task.strand, task.strand.number);
            if (held.size() < limit) {
                give(place);
            } else {
                waiting.put(place.number, place);
            }
            return place;
        } finally {
            lock.unlock();
        }
    }

    private void give(Place place) {
        given++;
        held.put(place.number, place);
        place.state = State.HELD;
    }

    private enum State {
        WAITING,
        HELD,
        GONE
    }

    /** The place of one task, and its wait for it. */
    final class Place extends Wait {
        private final Strand strand;
        private final long number;

        /** Written under the lock. */
        private volatile State state = State.WAITING;

        private Place(Strand strand, long number) {
            this.strand = strand;
            this.number = number;
        }

        /** Gives it back, and wakes the task that has waited longest. */
        void giveBack() {
            Place next = null;
            lock.lock();
            try {
                state = State.GONE;
                waiting.remove(number);
                if (held.remove(number) != null && !waiting.isEmpty()) {
                    next = waiting.pollFirstEntry().getValue();
                    give(next);
                }
            } finally {
                lock.unlock();
            }
            if (next != null) {
                next.strand.unpark();
            }
        }

        /** Waits for it, on the thread of the task. @return what keeps the task from beginning; null for nothing */
        @Nullable
        InterruptedException await() {
            try {
                if (!done()) {
                    strand.await(this);
                }
                strand.throwIfCancelled(); // it may have the place because its holder was cancelled as well
                return null;
            } catch (InterruptedException e) {
                return e;
            }
        }

        @Override
        boolean done() {
            return state == State.HELD;
        }

        /** The task has not begun, so its caller is the one to hear of a deadlock. */
        @Override
        boolean refusable() {
            return false;
        }

        @Override
        void eachBlocker(Consumer<Strand> visitor) {
            starving().forEach(visitor);
        }

        private Places owner() {
            return Places.this;
        }

        @Override
        public String toString() {
            return limit == 1 ? "the only place" : "one of " + limit + " places";
        }
    }

    /**
     * The tasks that hold the places, if none of them can ever end because each waits, directly or through others, for a
     * task that waits for one of these places; otherwise nobody.
     *
     * <p>Such a wait can end only by a cancellation or when a place is given. The holders are looked at one after the other,
     * but when no place was given meanwhile, all of their waits were there at once.
     */
    private List<Strand> starving() {
        List<Strand> holders;
        long before;
        lock.lock();
        try {
            holders = held.values().stream().map(place -> place.strand).toList();
            before = given;
        } finally {
            lock.unlock();
        }
        if (holders.size() < limit || !holders.stream().allMatch(this::waitsForAPlace)) {
            return List.of();
        }
        lock.lock();
        try {
            return given == before && held.size() == limit ? holders : List.of();
        } finally {
            lock.unlock();
        }
    }

    private boolean waitsForAPlace(Strand holder) {
        Set<Strand> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        var open = new ArrayDeque<>(List.of(holder));
        seen.add(holder);
        while (!open.isEmpty()) {
            var strand = open.remove();
            var wait = strand.waiting();
            if (wait == null || !WaitGraph.stuck(strand, wait)) {
                continue;
            }
            if (wait instanceof Place place) {
                if (place.owner() == this) {
                    return true;
                }
                continue; // what starves in two nurseries at once is not looked for
            }
            wait.eachBlocker(blocker -> {
                if (seen.add(blocker)) {
                    open.add(blocker);
                }
            });
        }
        return false;
    }
}
