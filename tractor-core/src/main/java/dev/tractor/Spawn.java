package dev.tractor;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How an actor lives: immutable settings for {@link Nursery#start(String, ActorFactory, Spawn)}.
 *
 * @param mailbox how many messages may wait for the actor's turn; a sender that finds it full waits; at least 1
 * @param debug whether its failing tasks open the crash console
 * @param onFailure takes its failure instead of its nursery; null for nobody
 */
public record Spawn(int mailbox, Debug debug, @Nullable FailureHandler onFailure) {

    /** Whether a crash console opens when a task of the actor fails. */
    public enum Debug {
        /** As in the nursery that the actor is started in. */
        INHERIT,
        /** It opens. */
        ON,
        /** It does not. */
        OFF
    }

    /** The capacity of a mailbox unless said otherwise. */
    public static final int DEFAULT_MAILBOX = 1024;

    /** Checks the settings. */
    public Spawn {
        if (mailbox < 1) {
            throw new IllegalArgumentException("a mailbox holds at least 1 message, not " + mailbox);
        }
        Objects.requireNonNull(debug, "debug");
    }

    /** {@return an actor in this JVM, with a mailbox of {@value #DEFAULT_MAILBOX} messages} */
    public static Spawn local() {
        return new Spawn(DEFAULT_MAILBOX, Debug.INHERIT, null);
    }

    /** {@return the same with another mailbox capacity} @param capacity in messages, at least 1 */
    public Spawn withMailbox(int capacity) {
        return new Spawn(capacity, debug, onFailure);
    }

    /** {@return the same with the crash console on or off} @param on whether it opens */
    public Spawn withDebug(boolean on) {
        return new Spawn(mailbox, on ? Debug.ON : Debug.OFF, onFailure);
    }

    /**
     * Returns the same with a handler that takes the actor's failure instead of its nursery: the siblings and the block go
     * on. It has precedence over the nursery's own, which gets what this one throws; see {@link
     * NurseryOptions#onFailure(FailureHandler)}. What the actor answers to those who ask it is not touched.
     *
     * @param handler called on the actor's thread, before the actor counts as ended
     * @return the settings
     */
    public Spawn withOnFailure(FailureHandler handler) {
        return new Spawn(mailbox, debug, Objects.requireNonNull(handler, "handler"));
    }
}
