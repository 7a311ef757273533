package dev.tractor;

import dev.tractor.spi.Listener;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A message whose sender waits for the answer: {@link AskNow} gets what its code returns, {@link AskLater} what is given some
 * time after that.
 *
 * <p>States: {@code WAITING} (in the mailbox) → {@code RUNNING} → {@code ANSWERED}; a sender that gives up moves it from
 * there to {@code GIVEN_UP}, and then nobody is there for the answer. An answer that takes a link is {@code REPLIED} before
 * it is {@code ANSWERED}: the actor is done with it, and free, though the sender has not heard of it yet. Each move is one
 * compare-and-set, so an answer is either taken by the sender or known to have no taker.
 *
 * @param <A> the actor's state
 * @param <R> the answer
 */
abstract sealed class Ask<A, R> extends Message<A> permits AskNow, AskLater {
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Ask.class, "state", State.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private enum State {
        WAITING,
        RUNNING,
        REPLIED,
        ANSWERED,
        GIVEN_UP
    }

    /** How long the sender waits; null for any time. */
    private final @Nullable Limit limit;

    private volatile State state = State.WAITING;

    /** The scope in which it runs, so that giving up does not touch the next message. Written before {@code RUNNING}. */
    private @Nullable CancelScope scope;

    // Written before ANSWERED.
    private @Nullable R value;
    private @Nullable RuntimeException failure;

    /** Whether its code had begun when the sender gave up. Sender's thread only. */
    private boolean begun;

    Ask(Strand sender, @Nullable Limit limit) {
        super(sender);
        this.limit = limit;
    }

    /** Sends it and waits for the answer. @return whether there is one, to be taken; false when the limit has passed */
    final boolean send(ActorCell<A> target) throws InterruptedException {
        Post.send(this, target);
        try {
            sender.await(new AwaitingReply(target));
        } catch (InterruptedException | RuntimeException e) {
            if (giveUp(target, e.getMessage())) {
                throw e;
            }
            sender.keepForLater(e); // the answer came in this very moment
        }
        return state == State.ANSWERED || !giveUp(target, "its deadline has passed");
    }

    /** Takes the answer, after {@link #send}. */
    final R take() {
        var failed = failure;
        if (failed != null) {
            failed.fillInStackTrace(); // it was made on the actor's thread, which its cause shows
            throw failed;
        }
        return uncheckedValue();
    }

    // a function of a nullable type may return null; the type system knows nothing of that here
    @SuppressWarnings("NullAway")
    private R uncheckedValue() {
        return value;
    }

    /** Nobody waits for the answer any more. @return false when it has come before that */
    final boolean giveUp(ActorCell<A> target, @Nullable String why) {
        return giveUp(target, new Cancellation("its caller has given up: " + why, sender.toString()));
    }

    /** Nobody waits for the answer any more; code that runs is cancelled. @return false when the answer came before that */
    boolean giveUp(ActorCell<A> target, Cancellation why) {
        if (move(State.WAITING, State.GIVEN_UP)) {
            target.mailbox.takeBack(this);
            return true;
        }
        if (move(State.RUNNING, State.GIVEN_UP)) {
            begun = true;
            var running = scope;
            if (running != null) {
                running.cancel(why);
            }
            return true;
        }
        return move(State.REPLIED, State.GIVEN_UP) || state == State.GIVEN_UP;
    }

    private boolean move(State from, State to) {
        return STATE.compareAndSet(this, from, to);
    }

    /** Whether the sender has a limit for this very call. */
    final boolean timed() {
        return limit != null;
    }

    /** Whether its code runs or has run, and the sender waits for an answer. */
    final boolean running() {
        return state == State.RUNNING;
    }

    /** How far it had got when the sender gave up, for messages. */
    final String progress() {
        return begun ? "the ask had begun to run" : "the ask had not begun to run";
    }

    final boolean begun() {
        return begun;
    }

    final boolean givenUp() {
        return state == State.GIVEN_UP;
    }

    /** Runs its code. */
    abstract R call(ActorCell<A> actor, A on) throws Exception;

    /** Its code has returned. */
    void returned(ActorCell<A> actor, @Nullable R result) {
        reply(actor, result, null);
    }

    /** Its code has thrown. */
    void threw(ActorCell<A> actor, RuntimeException failed) {
        reply(actor, null, failed);
    }

    @Override
    final void serve(ActorCell<A> actor, A on) {
        var strand = actor.strand;
        var running = new CancelScope(strand, strand.base, false, null);
        scope = running;
        if (!move(State.WAITING, State.RUNNING)) {
            return;
        }
        strand.enter(running);
        strand.rearm(); // the sender may have given up before we were in the scope it cancelled
        R result = null;
        Throwable thrown = null;
        try {
            result = call(actor, on);
        } catch (Throwable t) {
            thrown = t;
        }
        thrown = LeftOpen.closeAfter(running, thrown);
        strand.leave(running);
        if (thrown == null) {
            returned(actor, result);
            return;
        }
        var failure =
                running.cancelled() || actor.cancelled() ? Cancellation.realErrorIn(thrown, actor.nursery) : thrown;
        if (failure == null) {
            threw(actor, ActorCancelledException.of(actor.path, actor.why(running), thrown));
        } else {
            Breakpoints.crash(strand, strand.debug, failure);
            var failed = ActorFailedException.leaving(actor.path, failure);
            threw(actor, failed);
        }
    }

    /** Sends the answer on its way; on any thread. */
    void reply(ActorCell<?> actor, @Nullable R result, @Nullable RuntimeException failed) {
        root().happened(Listener.Event.REPLIED, actor.strand, this);
        var link = root().link;
        if (link != null) {
            var _ = move(State.RUNNING, State.REPLIED); // or nobody waits for it any more
            Post.reply(link, actor, this, result, failed);
        } else {
            answer(actor, result, failed);
        }
    }

    /** The answer has got here. */
    final void answer(ActorCell<?> actor, @Nullable R result, @Nullable RuntimeException failed) {
        if (!answer(result, failed)) {
            unheard(actor, failed);
        }
    }

    /** Nobody is left to hear of the answer: an error fails the actor. */
    void unheard(ActorCell<?> actor, @Nullable RuntimeException failed) {
        actor.unheard(failed);
    }

    /** @return whether the sender takes it */
    private boolean answer(@Nullable R result, @Nullable RuntimeException failed) {
        value = result;
        failure = failed;
        var taken = move(State.RUNNING, State.ANSWERED) || move(State.REPLIED, State.ANSWERED);
        sender.unparkIfWaiting();
        return taken;
    }

    /** Whether nobody but the actor's own thread can bring the answer about now. */
    boolean inTheHandsOfTheActor() {
        var now = state;
        return now == State.WAITING || now == State.RUNNING;
    }

    /** It will never be served, or its answer never arrive. */
    @Override
    void lost(RuntimeException why) {
        failure = why;
        if (move(State.WAITING, State.ANSWERED)
                || move(State.RUNNING, State.ANSWERED)
                || move(State.REPLIED, State.ANSWERED)) {
            sender.unparkIfWaiting();
        }
    }

    @Override
    void drop(ActorCell<A> actor) {
        lost(actor.unanswered());
    }

    @Override
    public String toString() {
        return "ask";
    }

    /** Waits for the answer. */
    private final class AwaitingReply extends Wait {
        private final ActorCell<A> target;

        AwaitingReply(ActorCell<A> target) {
            this.target = target;
        }

        @Override
        boolean done() {
            return state == State.ANSWERED || limit != null && limit.passed();
        }

        @Override
        boolean brief() {
            return true;
        }

        @Override
        boolean timed() {
            return limit != null;
        }

        @Override
        boolean underway() {
            return running();
        }

        @Override
        boolean blocked() {
            var now = state;
            return now == State.WAITING || now == State.RUNNING;
        }

        @Override
        void eachBlocker(Consumer<Strand> visitor) {
            if (inTheHandsOfTheActor()) {
                visitor.accept(target.strand);
            }
        }

        @Override
        public String toString() {
            return "a reply of " + target.path;
        }
    }
}
