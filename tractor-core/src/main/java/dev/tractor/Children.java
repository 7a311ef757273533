package dev.tractor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The live children of one nursery in start order, and whether it takes more: the one place where a start, an end and a
 * cancellation meet. A child is taken in before the nursery is cancelled, and then is among those to cancel, or is refused.
 *
 * <p><b>Leaving.</b> A hundred thousand children may end together, and at a lock each would have to be scheduled once more
 * before the next gets on. So a child that leaves waits for nobody: it pushes itself onto the stack of the {@link #gone}
 * and counts itself out. Whoever gets the lock without waiting takes those out of the list; whoever looks at the list has
 * that done first. Who lets the lock go looks at the stack afterwards, because others that found the lock taken rely on it.
 * A child is pushed once in its life and only all of the stack is ever taken, so there is no ABA.
 *
 * <p><b>Telling the owner.</b> A child counts itself out and then reads {@link #tellAt}; the owner writes that and then
 * reads the count. So one sees the other.
 */
final class Children {
    private static final VarHandle GONE;
    private static final VarHandle LIVE;

    static {
        try {
            GONE = MethodHandles.lookup().findVarHandle(Children.class, "gone", Child.class);
            LIVE = MethodHandles.lookup().findVarHandle(Children.class, "live", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private @Nullable Child oldest;
    private @Nullable Child youngest;

    /** The last that has left and may still be in the list; leads to those before it. */
    private volatile @Nullable Child gone;

    private volatile int live;

    /** At how many the owner is told of a child that has left. Written by the owner. */
    private volatile int tellAt;

    // Written under the lock, read by anyone.
    private volatile boolean closed;
    private volatile @Nullable Cancellation cancelling;

    /** Takes a child in, unless the nursery is cancelled or closed. */
    boolean add(Child child) {
        lock.lock();
        try {
            if (closed || cancelling != null) {
                return false;
            }
            child.older = youngest;
            if (youngest == null) {
                oldest = child;
            } else {
                youngest.younger = child;
            }
            youngest = child;
            LIVE.getAndAdd(this, 1);
            return true;
        } finally {
            unlock();
        }
    }

    /** Has the owner told whenever a child is let go and at most {@code most} are left; by the owner. */
    void tellAt(int most) {
        tellAt = most;
    }

    /** Lets a child go; waits for nobody. @return whether the owner is to be told; by default when it was the last */
    boolean remove(Child child) {
        Child before;
        do {
            before = gone;
            child.goneBefore = before;
        } while (!GONE.compareAndSet(this, before, child));
        int left = (int) LIVE.getAndAdd(this, -1) - 1;
        settle();
        return left <= tellAt;
    }

    /** Sees to it that those who are gone are taken out of the list: here, or by whoever has the lock. */
    private void settle() {
        while (gone != null && lock.tryLock()) {
            try {
                takeOut();
            } finally {
                lock.unlock();
            }
        }
    }

    private void unlock() {
        lock.unlock();
        settle();
    }

    /** Under the lock. */
    private void takeOut() {
        var child = gone == null ? null : (Child) GONE.getAndSet(this, null);
        while (child != null) {
            if (child.older == null) {
                oldest = child.younger;
            } else {
                child.older.younger = child.younger;
            }
            if (child.younger == null) {
                youngest = child.older;
            } else {
                child.younger.older = child.older;
            }
            var next = child.goneBefore;
            child.goneBefore = null; // whoever keeps it must not keep the others
            child = next;
        }
    }

    /** Marks the nursery cancelled. @return the children to cancel, youngest first; null when it was cancelled before */
    @Nullable
    List<Child> cancel(Cancellation why) {
        lock.lock();
        try {
            if (cancelling != null) {
                return null;
            }
            cancelling = why;
            return live == 0 ? List.of() : listed().reversed();
        } finally {
            unlock();
        }
    }

    /** Takes no more children, if there are none. @return whether it is closed */
    boolean closeIfEmpty() {
        lock.lock();
        try {
            if (live == 0) {
                closed = true;
            }
            return closed;
        } finally {
            unlock();
        }
    }

    /** Takes no more children. */
    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            unlock();
        }
    }

    /** The children, oldest first. */
    List<Child> inOrder() {
        lock.lock();
        try {
            return listed();
        } finally {
            unlock();
        }
    }

    void eachStrand(Consumer<Strand> visitor) {
        for (var child : inOrder()) {
            visitor.accept(child.strand);
        }
    }

    private List<Child> listed() {
        takeOut();
        var children = new ArrayList<Child>(live);
        for (var child = oldest; child != null; child = child.younger) {
            children.add(child);
        }
        return children;
    }

    int live() {
        return live;
    }

    boolean closed() {
        return closed;
    }

    @Nullable
    Cancellation cancelling() {
        return cancelling;
    }
}
