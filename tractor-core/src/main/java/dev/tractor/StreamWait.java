package dev.tractor;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A strand that waits in a {@link Channel}, for a message or for room. Whoever has what it waits for serves it under the
 * channel's lock, and wakes it afterwards.
 *
 * @param <T> the messages
 */
abstract sealed class StreamWait<T> extends Line.Place {
    final Strand strand;
    final String name;

    /** The next one to be woken. Guarded by the lock, and then of whoever has served it. */
    @Nullable
    StreamWait<T> wokenNext;

    private volatile boolean served;

    private StreamWait(Strand strand, String name) {
        this.strand = strand;
        this.name = name;
    }

    /** To be followed by {@link #wake()}. */
    final void serve() {
        served = true;
    }

    /** It has seen that it is served, or waits by now. */
    final void wake() {
        strand.unparkIfWaiting();
    }

    @Override
    boolean done() {
        return served;
    }

    /** Waits for a message. */
    static final class Receiver<T> extends StreamWait<T> {
        private final long until;
        private final BooleanSupplier enough;

        /** What it was served with; null at the end of the stream. Written before it is served. */
        @Nullable
        T message;

        Receiver(Strand strand, long until, BooleanSupplier enough, String name) {
            super(strand, name);
            this.until = until;
            this.enough = enough;
        }

        @Override
        boolean done() {
            return super.done() || nanosLeft() <= 0 || enough.getAsBoolean();
        }

        @Override
        long nanosLeft() {
            return strand.root.deadlines.nanosUntil(until);
        }

        @Override
        public String toString() {
            return "a message in " + name;
        }
    }

    /** Waits for room. */
    static final class Sender<T> extends StreamWait<T> {
        final T message;

        /** Whether the message is in; not so at the end of the stream. Written before it is served. */
        boolean sent;

        Sender(T message, Strand strand, String name) {
            super(strand, name);
            this.message = message;
        }

        @Override
        public String toString() {
            return "room in " + name;
        }
    }
}
