package dev.tractor;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How an actor lives: immutable settings for {@link Nursery#start(String, ActorFactory, Spawn)}.
 *
 * @param mailbox how many messages may wait for the actor's turn; a sender that finds it full waits; at least 1
 * @param debug whether its failing tasks open the crash console
 * @param onFailure takes its failure instead of its nursery; null for nobody
 * @param childJvm how its child JVM is run; null when it lives in this JVM
 */
public record Spawn(
        int mailbox,
        Debug debug,
        @Nullable FailureHandler onFailure,
        @Nullable ProcessOptions childJvm) {

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
        return new Spawn(DEFAULT_MAILBOX, Debug.INHERIT, null, null);
    }

    /**
     * An actor in a JVM of its own, a child of this one. It is used as any other: the same portal, contexts, errors,
     * cancellation and place in the tree. What differs:
     *
     * <ul>
     *   <li>What it is sent, with all that the code captures, and what it answers, are copied by Java serialization. Who
     *       sends what is not serializable gets an {@link IllegalArgumentException}, and nothing is sent; portals, contexts and
     *       other handles are refused likewise. An error that cannot be carried comes as a {@link StandInException}.
     *   <li>Static fields, the {@link Registry} and the {@linkplain Tractor#tree() tree} that the actor sees are the child's.
     *       Scoped values are not carried.
     *   <li>When it is to end and does not within the grace period, its JVM is killed; so it is, and the actor has failed, when
     *       a dialog whose context is cancelled or left does not end in that time. When the JVM dies by itself the actor has
     *       failed, with a {@link ProcessDiedException}. When this JVM dies, the child ends.
     *   <li>There is no console in a child yet: a {@link Tractor#breakpoint()} there logs where it is and goes on.
     * </ul>
     *
     * <p>The child runs with this JVM's Java, class path or module path, and system properties that begin with {@code
     * tractor.}. Its output and errors go where this JVM's do, and its standard input is empty.
     *
     * @return an actor in a child JVM, with a mailbox of {@value #DEFAULT_MAILBOX} messages in this one
     */
    public static Spawn process() {
        return process(ProcessOptions.standard());
    }

    /** {@return an actor in a child JVM; see {@link #process()}} @param options how that JVM is run */
    public static Spawn process(ProcessOptions options) {
        return new Spawn(DEFAULT_MAILBOX, Debug.INHERIT, null, Objects.requireNonNull(options, "options"));
    }

    /** {@return the same with another mailbox capacity} @param capacity in messages, at least 1 */
    public Spawn withMailbox(int capacity) {
        return new Spawn(capacity, debug, onFailure, childJvm);
    }

    /** {@return the same with the crash console on or off} @param on whether it opens */
    public Spawn withDebug(boolean on) {
        return new Spawn(mailbox, on ? Debug.ON : Debug.OFF, onFailure, childJvm);
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
        return new Spawn(mailbox, debug, Objects.requireNonNull(handler, "handler"), childJvm);
    }
}
