package dev.tractor.spi;

import dev.tractor.ActorTree;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One node of the live tree, as the console looks at it: a nursery, a task or an actor. Nothing here stops anybody or runs
 * code of the user; each answer is of its own moment. Does not block; thread-safe.
 */
public interface NodeHandle {

    /** {@return what it is} */
    ActorTree.Kind kind();

    /** {@return its name within its parent} */
    String name();

    /** {@return the path of the actor it belongs to, which for an actor is its own; {@code "/"} for the root's} */
    String path();

    /** {@return what it does, as the tree shows it; may be empty} */
    String doing();

    /** {@return the thread that runs its code, for a top-level nursery that of its owner; null when there is none (yet)} */
    @Nullable
    Thread thread();

    /**
     * {@return the state of an actor; null for others, before it was made, after its end, and where it lives in another JVM}
     * It belongs to the actor's thread: whoever reads its fields may see values of several moments.
     */
    @Nullable
    Object state();

    /**
     * {@return what waits in the mailbox of an actor; nothing for others}
     *
     * @param most how many messages are described, the oldest ones
     */
    Waiting waiting(int most);

    /** {@return what is directly below it, as in the tree: oldest first} */
    List<NodeHandle> children();

    /**
     * Cancels an actor or a task, for itself alone. Does not wait for its end. One that holds or waits for the terminal is
     * left alone until its session has ended; nothing else is waited for.
     *
     * @param reason why, for the messages
     * @param by who, for the messages
     * @return what became of it
     */
    Cancelling cancel(String reason, String by);

    /** What came of a {@link #cancel}. */
    enum Cancelling {
        /** It is in force; the code was woken or interrupted. */
        BEGUN,
        /** A session of its own comes first; it is in force after that. */
        PUT_OFF,
        /** Another cancellation was there before. */
        CANCELLED_BEFORE,
        /** It has nothing left to run. */
        ENDED,
        /** It is neither an actor nor a task that core has started. */
        REFUSED
    }

    /**
     * What waits in a mailbox.
     *
     * @param count how many messages there are
     * @param oldest the first ones
     */
    record Waiting(int count, List<Letter> oldest) {
        /** Nothing. */
        public static final Waiting NOTHING = new Waiting(0, List.of());

        /** Makes an immutable copy of the list. */
        public Waiting {
            oldest = List.copyOf(oldest);
        }
    }

    /**
     * One message that waits.
     *
     * @param kind what it is: {@code ask}, {@code tell} or {@code open}
     * @param sender who sent it
     * @param blocked the thread of a sender that waits for this message; null when it does not wait
     * @param admitted whether it has its place in the mailbox, rather than waits for room
     * @param code the class of the code it brings
     */
    record Letter(String kind, String sender, @Nullable Thread blocked, boolean admitted, Class<?> code) {}
}
