package dev.tractor;

import java.io.Serializable;
import java.util.Objects;

/**
 * What one side of a {@link MessageStream} does with messages it has not received yet: given to {@link
 * Context#openStream(StreamOptions)} and {@link Dialog#openStream(StreamOptions)}, and in force for what that side receives.
 *
 * @param capacity how many messages may wait to be received, at least 1
 * @param overflow what happens to one more
 */
public record StreamOptions(int capacity, Overflow overflow) implements Serializable {

    /** What happens to a message that finds the buffer full. */
    public enum Overflow {
        /** Its sender waits. */
        BLOCK,
        /** It is not sent; its sender gets a {@link StreamOverflowException}. */
        FAIL,
        /** It is dropped and counted: {@link MessageStream#dropped()}. */
        DROP
    }

    /** The capacity unless said otherwise. */
    public static final int DEFAULT_CAPACITY = 64;

    /** Checks the settings. */
    public StreamOptions {
        if (capacity < 1) {
            throw new IllegalArgumentException("the buffer of a stream holds at least 1 message, not " + capacity);
        }
        Objects.requireNonNull(overflow, "overflow");
    }

    /** {@return a buffer of {@value #DEFAULT_CAPACITY} messages, whose senders wait when it is full} */
    public static StreamOptions standard() {
        return blocking(DEFAULT_CAPACITY);
    }

    /** {@return a buffer whose senders wait when it is full} @param capacity in messages, at least 1 */
    public static StreamOptions blocking(int capacity) {
        return new StreamOptions(capacity, Overflow.BLOCK);
    }

    /** {@return a buffer whose senders fail when it is full} @param capacity in messages, at least 1 */
    public static StreamOptions failing(int capacity) {
        return new StreamOptions(capacity, Overflow.FAIL);
    }

    /** {@return a buffer that drops the newest message when it is full} @param capacity in messages, at least 1 */
    public static StreamOptions dropping(int capacity) {
        return new StreamOptions(capacity, Overflow.DROP);
    }
}
