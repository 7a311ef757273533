package dev.tractor;

import dev.tractor.spi.NodeHandle;

/**
 * One message in a mailbox: an {@link Ask}, a {@link Tell} or an {@link Open}.
 *
 * @param <A> the actor's state
 */
abstract sealed class Message<A> extends Entry<A> permits Ask, Posted {

    /** Whether it has a place in the mailbox, rather than waits for one. Written under the mailbox's lock. */
    volatile boolean admitted;

    /** How many were in the inbox when it was put in, itself counted. Written before others can see it there. */
    int depth;

    Message(Strand sender) {
        super(sender);
    }

    /** Runs it, in the actor's turn. */
    abstract void serve(ActorCell<A> actor, A state);

    /** Answers that the actor will never run it. */
    abstract void drop(ActorCell<A> actor);

    /** Puts it into the mailbox, on the sender's thread. @throws ActorGoneException when the actor takes no more */
    void deliver(ActorCell<A> target) throws InterruptedException {
        var _ = target.mailbox.put(this, target);
    }

    // For links other than the direct one.

    /** The same message once more. */
    abstract Message<A> repeated();

    /** The code to be run. */
    abstract Object payload();

    /** Has other code run; before it is delivered. */
    abstract void replace(Object payload);

    /** Tells the sender that it will never arrive. */
    abstract void lost(RuntimeException why);

    /** What the console says of it while it waits. */
    final NodeHandle.Letter described() {
        var kind = switch (this) {
            case Ask<?, ?> _ -> "ask";
            case Tell<?> _ -> "tell";
            case Open<?, ?, ?, ?, ?> _ -> "open";
        };
        boolean placed = admitted;
        var blocked = this instanceof Ask<?, ?> || !placed ? sender.thread() : null;
        return new NodeHandle.Letter(
                kind, sender.toString(), blocked, placed, payload().getClass());
    }

    final Root root() {
        return sender.root;
    }
}
