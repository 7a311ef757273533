package dev.tractor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a {@link Channel}, in order, such that a sender and a receiver do not meet as long as there is room and
 * there are messages: each side has a gate, and one who finds the gate of its side open passes without a lock.
 *
 * <p>A gate is held by one at a time: by the one who is passing, for a few instructions in which nothing can park, or by the
 * one who has {@linkplain #shut() shut} both to do what is not so simple. That one holds the lock of the channel, so there is
 * one at most. Whoever finds a gate held does not wait for it, but for the lock.
 *
 * <p><b>Why it is correct.</b>
 *
 * <ul>
 *   <li>What both sides read and what is changed with both gates shut ({@code cells}, {@code limit}, {@code passable}) is
 *       read with one gate held, and so is never changed meanwhile: opening a gate is a release, and holding it an acquire.
 *   <li>Of the two counters each is written with one gate held. A message is in its cell before {@code tail} says so, and
 *       gone from its cell before {@code head} says so; both are released and acquired. So a receiver that knows of a
 *       message sees it whole, and a sender that knows of a free cell does not have its message wiped out.
 *   <li>The counters only grow. What a side remembers of the other's counter may be too small, never too great: so a sender
 *       may think the ring full or a receiver think it empty when it is not, and only then do they look at the real one.
 *   <li>No wake is lost, though nobody here looks for those who wait. Whoever begins to wait does so with both gates shut, so
 *       it sees all that has passed, and whoever passes later finds that it may not: opening the gates says whether senders
 *       may pass (nobody waits, nothing has ended) and receivers (no sender waits). Whoever may not pass takes the lock, and
 *       does there what there is to do.
 * </ul>
 *
 * @param <T> the messages
 */
final class Ring<T> extends RingOfReceivers<T> {
    private static final int FIRST_LENGTH = 16;

    /** As many cells as a cache line holds. */
    private static final int UNUSED = 16;

    /** How often to look before letting others run: the one who is passing has been taken off its processor. */
    private static final int LOOKS = 1_000;

    // Keep what receivers write on another cache line than what comes behind in memory.
    long behind1;
    long behind2;
    long behind3;
    long behind4;
    long behind5;
    long behind6;
    long behind7;

    // By anybody.

    /** Puts a message in, if it can be done in passing. @return whether it is in */
    boolean pass(T message) {
        if (!SENDING.compareAndSet(this, false, true)) {
            return false;
        }
        long at = tail;
        int room = limit;
        boolean free = at - headSeen < room;
        if (!free && room > 0) {
            headSeen = head;
            free = at - headSeen < room;
        }
        if (free) {
            cells[cell(at)] = message;
            TAIL.setRelease(this, at + 1);
        }
        SENDING.setRelease(this, false);
        return free;
    }

    /** Takes the next message out, if it can be done in passing. @return null when it was not */
    @Nullable
    T pass() {
        if (!RECEIVING.compareAndSet(this, false, true)) {
            return null;
        }
        T message = null;
        long at = head;
        if (passable && (at < tailSeen || at < (tailSeen = tail))) {
            message = take(at);
        }
        RECEIVING.setRelease(this, false);
        return message;
    }

    // Looks without a gate, of which the answer may be wrong by now.

    boolean hasMessage() {
        return tail > head;
    }

    /** Whether there is none, and whoever sends one may pass. */
    boolean empty() {
        return limit > 0 && !hasMessage();
    }

    boolean hasRoom(int some) {
        return tail - head <= limit - some;
    }

    /** Whether there is no room, and there will be some when receivers pass. */
    boolean full(int capacity) {
        return limit == capacity && !hasRoom(1);
    }

    // By whoever holds the lock of the channel.

    /** Has nobody pass any more. */
    void shut() {
        for (int look = 0; !SENDING.compareAndSet(this, false, true); look++) {
            letPass(look);
        }
        for (int look = 0; !RECEIVING.compareAndSet(this, false, true); look++) {
            letPass(look);
        }
    }

    private static void letPass(int look) {
        if (look < LOOKS) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    /** The contrary. @param room up to how many messages senders may pass; 0 for none @param receivers whether they may */
    void open(int room, boolean receivers) {
        limit = Math.min(room, length);
        passable = receivers;
        RECEIVING.setRelease(this, false);
        SENDING.setRelease(this, false);
    }

    int size() {
        return (int) (tail - head);
    }

    /** Puts a message in, however many there are. */
    void add(T message) {
        long at = tail;
        if (at - head == length) {
            grow();
        }
        cells[cell(at)] = message;
        TAIL.setRelease(this, at + 1);
    }

    private void grow() {
        var before = cells;
        int lengthBefore = length;
        length = Math.max(FIRST_LENGTH, Math.multiplyExact(length, 2));
        cells = new Object[UNUSED + length];
        for (long at = head; at < tail; at++) {
            cells[cell(at)] = before[UNUSED + ((int) at & lengthBefore - 1)];
        }
    }

    private int cell(long at) {
        return UNUSED + ((int) at & length - 1);
    }

    @Nullable
    T poll() {
        long at = head;
        return at < tail ? take(at) : null;
    }

    void clear() {
        Arrays.fill(cells, null);
        HEAD.setRelease(this, tail);
    }

    @SuppressWarnings("unchecked") // nothing else is put in
    private T take(long at) {
        int cell = cell(at);
        var message = (T) Objects.requireNonNull(cells[cell]);
        cells[cell] = null;
        HEAD.setRelease(this, at + 1);
        return message;
    }
}

/** What both sides read, and is written with both gates shut. */
@SuppressWarnings("unused") // what keeps cache lines apart
abstract class RingOfBoth<T> {
    private static final @Nullable Object[] NONE = {};

    /** The first of them are left alone, because every access reads the length of the array, which is next to them. */
    @Nullable
    Object[] cells = NONE;

    /** How many cells there are for messages: a power of two, or none yet. */
    int length;

    /** How many messages there may be for a sender to pass. */
    int limit;

    /** Whether receivers may pass. */
    boolean passable;

    long apart1;
    long apart2;
    long apart3;
    long apart4;
    long apart5;
    long apart6;
    long apart7;
}

/** What senders write. */
@SuppressWarnings("unused") // what keeps cache lines apart
abstract class RingOfSenders<T> extends RingOfBoth<T> {
    static final VarHandle SENDING;
    static final VarHandle TAIL;

    static {
        try {
            var lookup = MethodHandles.lookup();
            SENDING = lookup.findVarHandle(RingOfSenders.class, "sending", boolean.class);
            TAIL = lookup.findVarHandle(RingOfSenders.class, "tail", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Their gate. */
    volatile boolean sending;

    /** How many messages have ever been put in. */
    volatile long tail;

    /** What they know of the receivers' counter. */
    long headSeen;

    long between1;
    long between2;
    long between3;
    long between4;
    long between5;
    long between6;
    long between7;
}

/** What receivers write. */
abstract class RingOfReceivers<T> extends RingOfSenders<T> {
    static final VarHandle RECEIVING;
    static final VarHandle HEAD;

    static {
        try {
            var lookup = MethodHandles.lookup();
            RECEIVING = lookup.findVarHandle(RingOfReceivers.class, "receiving", boolean.class);
            HEAD = lookup.findVarHandle(RingOfReceivers.class, "head", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Their gate. */
    volatile boolean receiving;

    /** How many messages have ever been taken out. */
    volatile long head;

    /** What they know of the senders' counter. */
    long tailSeen;
}
