package dev.tractor;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one actor, or the root's own code, {@linkplain Shared shares} by key.
 *
 * <p>A slot is there as long as anybody has to do with its key. It is busy, which means that one strand opens or closes the
 * resource and the others wait, or it is open, with a number of users. Opened: all who wait become users. Not opened, or
 * closed: the first who waits is the one to open it next; when nobody waits, the slot goes. So each strand that has entered
 * is in exactly one place: it waits, is busy, or is counted as a user, and leaves that by itself.
 *
 * <p>Openers and closers run without the lock.
 */
final class SharedTable {
    private final String owner;
    private final ReentrantLock lock = new ReentrantLock();

    /** By key. Guarded by the lock. */
    private final Map<Object, Slot> slots = new LinkedHashMap<>();

    SharedTable(String owner) {
        this.owner = owner;
    }

    /** One key and its resource. */
    final class Slot {
        private final Object key;

        /** Who opens or closes it; null while it is open. Written under the lock. */
        private volatile @Nullable Strand busy;

        /** The resource while there are users. Written under the lock. */
        private volatile @Nullable AutoCloseable value;

        // Guarded by the lock.
        private int users;
        private final SequencedSet<Visit> waiting = new LinkedHashSet<>();

        private Slot(Object key, Strand opener) {
            this.key = key;
            this.busy = opener;
        }

        /** The resource, for a user. */
        AutoCloseable value() {
            var open = value;
            if (open == null) {
                throw new IllegalStateException(this + " is not open");
            }
            return open;
        }

        @Override
        public String toString() {
            return "shared " + (key instanceof String ? "\"" + key + "\"" : key) + " of " + owner;
        }
    }

    /** Makes {@code strand} a user; it opens the resource, unless that is open. */
    <T extends AutoCloseable, X extends Exception> Slot open(Object key, Block<T, X> opener, Strand strand)
            throws X, InterruptedException {
        Slot slot;
        Visit visit = null;
        lock.lock();
        try {
            slot = slots.get(key);
            if (slot == null) {
                slot = new Slot(key, strand);
                slots.put(key, slot);
            } else if (slot.busy == null) {
                slot.users++;
                return slot;
            } else {
                visit = new Visit(slot, strand);
                slot.waiting.add(visit);
            }
        } finally {
            lock.unlock();
        }
        if (visit != null && await(visit) == Visit.Role.USER) {
            return slot;
        }
        T value;
        try {
            value = run(opener, slot, strand);
        } catch (Throwable t) {
            pass(slot);
            throw t;
        }
        opened(slot, value);
        return slot;
    }

    private Visit.@Nullable Role await(Visit visit) throws InterruptedException {
        try {
            visit.strand.await(visit);
        } catch (InterruptedException | RuntimeException e) {
            if (withdraw(visit)) {
                throw e;
            }
            visit.strand.keepForLater(e); // its turn came in this very moment
        }
        return visit.role;
    }

    private boolean withdraw(Visit visit) {
        lock.lock();
        try {
            return visit.slot.waiting.remove(visit);
        } finally {
            lock.unlock();
        }
    }

    private static <T extends AutoCloseable, X extends Exception> T run(Block<T, X> opener, Slot slot, Strand strand)
            throws X {
        var scope = strand.enter(false);
        T value;
        try {
            value = opener.call();
        } catch (Throwable t) {
            LeftOpen.closeAfter(scope, t);
            strand.leave(scope);
            throw t;
        }
        var misuse = LeftOpen.close(scope);
        strand.leave(scope);
        if (value == null) {
            throw new NullPointerException("the opener of " + slot + " returned null; it must return the resource");
        }
        if (misuse != null) {
            try {
                CancelScope.shield(value::close);
            } catch (Throwable t) {
                misuse.addSuppressed(t);
            }
            throw misuse;
        }
        return value;
    }

    /** It is open: for the strand that has opened it, and for all who wait. */
    private void opened(Slot slot, AutoCloseable value) {
        lock.lock();
        try {
            slot.value = value;
            slot.busy = null;
            slot.users = 1 + slot.waiting.size();
            slot.waiting.forEach(visit -> visit.end(Visit.Role.USER));
            slot.waiting.clear();
        } finally {
            lock.unlock();
        }
    }

    /** It is not open: the first who waits is to open it. */
    private void pass(Slot slot) {
        lock.lock();
        try {
            slot.value = null;
            if (slot.waiting.isEmpty()) {
                slots.remove(slot.key);
            } else {
                var next = slot.waiting.removeFirst();
                slot.busy = next.strand;
                next.end(Visit.Role.OPENER);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A user leaves; the last one closes the resource. */
    void leave(Slot slot, Strand strand) {
        lock.lock();
        try {
            slot.users--;
            if (slot.users > 0) {
                return;
            }
            slot.busy = strand;
        } finally {
            lock.unlock();
        }
        try {
            CancelScope.shield(slot.value()::close);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt(); // by foreign code, in a shield; not ours to swallow
            }
            throw new IllegalStateException(slot + " could not be closed: " + Names.text(e), e);
        } finally {
            pass(slot);
        }
    }

    /** The actor ends: says what its code has forgotten to close. */
    void warnOfOpen() {
        lock.lock();
        try {
            slots.values()
                    .forEach(slot -> Log.warn(
                            slot + " is still open at the end of " + owner
                                    + ", because a share was not closed; use try-with-resources",
                            null));
        } finally {
            lock.unlock();
        }
    }

    /** One strand that waits while another is busy. */
    private static final class Visit extends Wait {

        /** What it is to do after that. */
        private enum Role {
            /** Use the resource. */
            USER,
            /** Open it. */
            OPENER
        }

        private final Slot slot;
        private final Strand strand;
        private volatile @Nullable Role role;

        Visit(Slot slot, Strand strand) {
            this.slot = slot;
            this.strand = strand;
        }

        void end(Role next) {
            role = next;
            strand.unpark();
        }

        @Override
        boolean done() {
            return role != null;
        }

        @Override
        void eachBlocker(Consumer<Strand> visitor) {
            var other = slot.busy;
            if (!done() && other != null) {
                visitor.accept(other);
            }
        }

        @Override
        String advice() {
            return "What opens or closes a resource must not wait for those who want to share it";
        }

        @Override
        public String toString() {
            var other = slot.busy;
            return slot + (other == null ? "" : ", which " + other + " opens or closes");
        }
    }
}
