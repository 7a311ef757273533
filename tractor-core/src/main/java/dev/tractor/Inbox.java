package dev.tractor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The way into a {@link Mailbox}: a stack that senders push to without a lock, and that whoever holds the mailbox's lock
 * empties into the line, the oldest first. So a sender and the actor do not wait for each other.
 *
 * <p><b>Why it is correct.</b> A push is one compare-and-set of the top, and its message is written before that, so whoever
 * takes the stack sees the messages whole. A message is pushed once in its life and only all of the stack is ever taken, so
 * a top that is still there is the top of the same stack: there is no ABA. Once sealed the top never changes again: a push
 * that comes later sees the seal, and one that came earlier was taken by whoever sealed.
 *
 * @param <A> the actor's state
 */
abstract sealed class Inbox<A> extends Wait permits Mailbox {
    private static final Object SEALED = new Object();
    private static final VarHandle TOP;

    static {
        try {
            TOP = MethodHandles.lookup().findVarHandle(Inbox.class, "top", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The youngest message, which leads to the older ones; null for none. */
    private volatile @Nullable Object top;

    /** How many messages in here have a place in the mailbox for certain. Written under the lock, see {@link Mailbox}. */
    private volatile int room;

    // Keep what senders write on another cache line than what the actor writes, which follows in the subclass.
    long apart1;
    long apart2;
    long apart3;
    long apart4;
    long apart5;
    long apart6;
    long apart7;

    /** Puts a message in; by any thread. @return how many are in it now, this one counted; 0 when it takes no more */
    final int push(Message<A> message) {
        while (true) {
            var now = top;
            if (now == SEALED) {
                return 0;
            }
            Message<A> below = message(now);
            message.later = below;
            message.depth = below == null ? 1 : below.depth + 1;
            if (TOP.compareAndSet(this, now, message)) {
                return message.depth;
            }
        }
    }

    final int room() {
        return room;
    }

    final void room(int messages) {
        room = messages;
    }

    /** The youngest message, whose depth says how many there are; null when there are none. */
    final @Nullable Message<A> top() {
        return message(top);
    }

    /** Takes all out, unless there are more by now. Under the lock. @return the oldest, each leads to the next; or null */
    final @Nullable Message<A> takeAll(Message<A> top) {
        return TOP.compareAndSet(this, top, null) ? oldestFirst(top) : null;
    }

    /** Takes no more messages; it must be empty. Under the lock. @return whether it was */
    final boolean seal() {
        return top == SEALED || TOP.compareAndSet(this, null, SEALED);
    }

    private static <A> Message<A> oldestFirst(Message<A> youngest) {
        Message<A> older = null;
        var message = youngest;
        while (true) {
            Message<A> next = message(message.later);
            message.later = older;
            if (next == null) {
                return message;
            }
            older = message;
            message = next;
        }
    }

    @SuppressWarnings("unchecked") // nothing else is put in
    private static <A> @Nullable Message<A> message(@Nullable Object entry) {
        return entry == SEALED ? null : (Message<A>) entry;
    }
}
