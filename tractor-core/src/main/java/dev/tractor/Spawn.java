package dev.tractor;

/**
 * How an actor lives: immutable settings for {@link Nursery#start(String, ActorFactory, Spawn)}.
 *
 * @param mailbox how many messages may wait for the actor's turn; a sender that finds it full waits; at least 1
 * @param debug whether its failing tasks open the crash console
 */
public record Spawn(int mailbox, Debug debug) {

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
        java.util.Objects.requireNonNull(debug, "debug");
    }

    /** {@return an actor in this JVM, with a mailbox of {@value #DEFAULT_MAILBOX} messages} */
    public static Spawn local() {
        return new Spawn(DEFAULT_MAILBOX, Debug.INHERIT);
    }

    /** {@return the same with another mailbox capacity} @param capacity in messages, at least 1 */
    public Spawn withMailbox(int capacity) {
        return new Spawn(capacity, debug);
    }

    /** {@return the same with the crash console on or off} @param on whether it opens */
    public Spawn withDebug(boolean on) {
        return new Spawn(mailbox, on ? Debug.ON : Debug.OFF);
    }
}
