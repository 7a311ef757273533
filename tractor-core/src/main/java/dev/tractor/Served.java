package dev.tractor;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a child JVM knows of one call from the JVM that has started it: its code, and where the answer goes. May be used by any
 * thread; the first answer counts there.
 */
final class Served {
    private final long id;
    private final Packed code;
    private final Consumer<Frame> link;

    Served(long id, Packed code, Consumer<Frame> link) {
        this.id = id;
        this.code = code;
        this.link = link;
    }

    // Read and run on the actor's thread, because reading it may be the user's code as well.

    @SuppressWarnings("unchecked") // it was packed as one; a tell as what it is
    Object code(Object state) throws Exception {
        var read = code.open("what was sent to this actor");
        if (read instanceof ActorAction<?> action) {
            ((ActorAction<Object>) action).accept(state);
            return Packed.unchecked(null);
        }
        if (read instanceof ActorFunction<?, ?> function) {
            return ((ActorFunction<Object, Object>) function).apply(state);
        }
        throw new IllegalStateException("a call has come as " + read);
    }

    @SuppressWarnings("unchecked")
    void codeOfLater(Object state, Reply<Object> reply) throws Exception {
        var read = code.open("what was sent to this actor");
        if (!(read instanceof ReplyingAction<?, ?> action)) {
            throw new IllegalStateException("a call has come as " + read);
        }
        ((ReplyingAction<Object, Object>) action).accept(state, reply);
    }

    void answer(ActorCell<?> actor, @Nullable Object result, @Nullable RuntimeException failed) {
        send(failed == null ? value(actor, result) : failure(actor, failed));
    }

    private static Answer value(ActorCell<?> actor, @Nullable Object result) {
        try {
            return Answer.ofValue(result, "the reply of actor " + actor.path);
        } catch (IllegalArgumentException e) {
            return Answer.failed(ActorFailedException.leaving(actor.path, e));
        }
    }

    /** A call is cancelled when it was asked for, which the other side knows, or when the actor is. */
    static Answer failure(ActorCell<?> actor, RuntimeException failed) {
        var why = actor.strand.base.cause;
        return failed instanceof ActorCancelledException cancelled
                        && cancelled.path().size() == 1
                ? Answer.cancelled(
                        why != null
                                ? why
                                : new Cancellation(String.valueOf(failed.getMessage()), cancelled.canceller()))
                : Answer.failed(failed);
    }

    /** The actor will not run it, or has ended without having answered. */
    void lost(RuntimeException why) {
        send(Answer.gone(String.valueOf(why.getMessage())));
    }

    /** It was cancelled before it had begun. */
    void withdrawn(Cancellation why) {
        send(Answer.cancelled(why));
    }

    /** The handler has returned. */
    void returned() {
        send(new Answer(Answer.How.RETURNED, Frame.NOTHING));
    }

    private void send(Answer answer) {
        link.accept(answer.frame(Frame.Kind.ANSWER, id));
    }
}
