package dev.tractor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The live children of one nursery in start order, and whether it takes more: the one place where a start, an end and a
 * cancellation meet. A child is taken in before the nursery is cancelled, and then is among those to cancel, or is refused.
 */
final class Children {
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private @Nullable Child oldest;
    private @Nullable Child youngest;
    private int tellAt;

    // Written under the lock, read by anyone.
    private volatile int live;
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
            live = live + 1;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Has the owner told whenever a child is let go and at most {@code most} are left. */
    void tellAt(int most) {
        lock.lock();
        try {
            tellAt = most;
        } finally {
            lock.unlock();
        }
    }

    /** Lets a child go. @return whether the owner is to be told; by default when it was the last */
    boolean remove(Child child) {
        lock.lock();
        try {
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
            live = live - 1;
            return live <= tellAt;
        } finally {
            lock.unlock();
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
            return inOrder().reversed();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more children. */
    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    /** The children, oldest first. */
    List<Child> inOrder() {
        lock.lock();
        try {
            var children = new ArrayList<Child>(live);
            for (var child = oldest; child != null; child = child.younger) {
                children.add(child);
            }
            return children;
        } finally {
            lock.unlock();
        }
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
