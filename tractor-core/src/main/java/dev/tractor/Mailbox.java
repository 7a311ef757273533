package dev.tractor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one actor in arrival order. The first {@code capacity} of them are admitted; those behind wait for room,
 * and so do the senders of tells. One doubly linked list holds both, so that order is one thing and any message can be
 * taken back at once.
 *
 * @param <A> the actor's state
 */
final class Mailbox<A> {
    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private @Nullable Message<A> first;
    private @Nullable Message<A> last;

    /** The first message that waits for room. */
    private @Nullable Message<A> outside;

    private int admitted;

    // Written under the lock.
    private volatile boolean closed;
    private volatile int size;

    Mailbox(int capacity) {
        this.capacity = capacity;
    }

    /** Puts a message at the end of the line. @throws ActorGoneException when the actor takes no more */
    void put(Message<A> message, ActorCell<A> actor) {
        lock.lock();
        try {
            if (closed) {
                throw actor.gone();
            }
            message.earlier = last;
            if (last == null) {
                first = message;
            } else {
                last.later = message;
            }
            last = message;
            message.queued = true;
            size = size + 1;
            if (admitted < capacity) {
                admit(message);
            } else if (outside == null) {
                outside = message;
            }
        } finally {
            lock.unlock();
        }
        actor.strand.unpark();
    }

    /** Puts a message in if there is room. @return whether there was */
    boolean offer(Message<A> message, ActorCell<A> actor) {
        lock.lock();
        try {
            if (!closed && admitted >= capacity) {
                return false;
            }
            put(message, actor);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the next message; null when there is none. */
    @Nullable
    Message<A> take() {
        if (size == 0) {
            return null;
        }
        lock.lock();
        try {
            var next = first;
            if (next != null) {
                unlink(next);
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a message back that its sender has given up. @return whether it was still in the line, not yet admitted */
    boolean takeBack(Message<A> message) {
        var stillOutside = new ArrayList<Strand>();
        boolean unsent;
        lock.lock();
        try {
            unsent = !message.admitted;
            if (message.queued && (unsent || message instanceof Ask)) {
                unlink(message);
            }
            for (var m = outside; m != null; m = m.later) {
                stillOutside.add(m.sender);
            }
        } finally {
            lock.unlock();
        }
        stillOutside.forEach(WaitGraph::lookAgain); // what they could hope for has changed
        return unsent;
    }

    /** Whether a message may leave the line though the actor does nothing: an ask whose sender has a deadline, say. */
    boolean mayShrink() {
        lock.lock();
        try {
            for (var m = first; m != null && m.admitted; m = m.later) {
                if (m instanceof Ask<A, ?> ask && (ask.timed() || m.sender.willBeReleased())) {
                    return true;
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Admits no more messages. @return those that wait for room, to be dropped */
    List<Message<A>> close() {
        return close(false);
    }

    /** Admits no more messages and empties the line. @return all that were in it, to be dropped */
    List<Message<A>> closeAndDrain() {
        return close(true);
    }

    private List<Message<A>> close(boolean all) {
        lock.lock();
        try {
            closed = true;
            var dropped = new ArrayList<Message<A>>();
            for (var m = all ? first : outside; m != null; m = all ? first : outside) {
                unlinkQuietly(m);
                dropped.add(m);
            }
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    boolean closed() {
        return closed;
    }

    /** How many messages wait for their turn or for room. */
    int size() {
        return size;
    }

    private void admit(Message<A> message) {
        message.admitted = true;
        admitted++;
        if (message instanceof Tell) {
            message.sender.unpark();
        }
    }

    /** Takes a message out of the line and, when that makes room, admits the next. */
    private void unlink(Message<A> message) {
        unlinkQuietly(message);
        var next = outside;
        if (next != null && admitted < capacity) {
            outside = next.later;
            admit(next);
        }
    }

    private void unlinkQuietly(Message<A> message) {
        if (message == outside) {
            outside = message.later;
        }
        if (message.earlier == null) {
            first = message.later;
        } else {
            message.earlier.later = message.later;
        }
        if (message.later == null) {
            last = message.earlier;
        } else {
            message.later.earlier = message.earlier;
        }
        message.earlier = null;
        message.later = null;
        message.queued = false;
        size = size - 1;
        if (message.admitted) {
            admitted--;
        }
    }
}
