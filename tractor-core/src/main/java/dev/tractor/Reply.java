package dev.tractor;

import java.util.Objects;

/**
 * The reply that a caller waits for and that an actor gives in its own time, while it serves others: what the handler of
 * {@link Portal#ask(ReplyingAction)} is handed. May be kept, and used by any thread, once.
 *
 * <p>{@snippet :
 * class Desk {
 *     private final Deque<Reply<String>> waiting = new ArrayDeque<>();
 *
 *     void next(Reply<String> reply) {           // returns at once; its caller goes on waiting
 *         waiting.add(reply);
 *     }
 *
 *     void serve(String order) {                 // a later turn
 *         waiting.removeIf(reply -> !reply.isWanted());
 *         waiting.remove().give(order);
 *     }
 * }
 *
 * String order = desk.ask((d, reply) -> d.next(reply));
 * }
 *
 * <p>An actor that ends tells those to whom it owes a reply what it tells those whose asks are still queued. If its state
 * is {@link AutoCloseable}, that is closed before, and may still reply. {@link Portal#stop} does not wait for replies. A
 * reply that is forgotten keeps its caller waiting until the caller is cancelled or the actor ends, for nothing notices that
 * nobody will ever use it. So callers do well to have a deadline.
 *
 * <p><b>Waiting and cancellation.</b> Nothing here waits or throws a cancellation.
 *
 * <p><b>Failure.</b> A reply that is given twice is refused with an {@link IllegalStateException}. One that its caller no
 * longer wants is dropped; an error is logged before.
 *
 * <p><b>Memory visibility.</b> What a thread did before it used the reply happens-before the return of {@code ask}.
 *
 * @param <R> the reply
 */
public final class Reply<R> {
    private final AskLater<?, R> ask;
    private final ActorCell<?> actor;

    Reply(AskLater<?, R> ask, ActorCell<?> actor) {
        this.ask = ask;
        this.actor = actor;
    }

    /**
     * Has {@code ask} return a value.
     *
     * @param value what it returns; shared with the caller, not copied
     * @return whether the caller takes it; false when it has given up, or was told that the actor has failed or ended
     * @throws IllegalStateException when this reply was given before
     */
    public boolean give(R value) {
        return ask.answerLater(actor, value, null);
    }

    /**
     * Has {@code ask} throw an {@link ActorFailedException} with this cause. The error counts as dealt with: the actor
     * lives on, and when the caller has given up, the error is logged and dropped, and fails nobody.
     *
     * @param error what went wrong
     * @return whether the caller takes it; false when it has given up, or was told that the actor has failed or ended
     * @throws IllegalStateException when this reply was given before
     */
    public boolean fail(Throwable error) {
        Objects.requireNonNull(error, "error");
        return ask.answerLater(actor, null, ActorFailedException.leaving(actor.path, error));
    }

    /** {@return whether the caller still waits, and this reply was not given; false for ever once it is false} */
    public boolean isWanted() {
        return ask.wanted();
    }

    /** Has somebody told when the caller gives up. */
    void whenGivenUp(Runnable told) {
        ask.whenGivenUp(told);
    }

    /** {@return who replies to whom, for messages} */
    @Override
    public String toString() {
        return "reply of " + actor.path + " to " + ask.sender;
    }
}
