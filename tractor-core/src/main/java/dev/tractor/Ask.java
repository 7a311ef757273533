package dev.tractor;

import dev.tractor.spi.Listener;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A message whose sender waits for the answer.
 *
 * <p>States: {@code WAITING} (in the mailbox) → {@code RUNNING} → {@code ANSWERED}; a sender that gives up moves it from
 * there to {@code GIVEN_UP}, and then nobody is there for the answer. An answer that takes a link is {@code REPLIED} before
 * it is {@code ANSWERED}: the actor is done with it, and free, though the sender has not heard of it yet. Each move is one
 * compare-and-set, so an answer is either taken by the sender or known to have no taker.
 *
 * @param <A> the actor's state
 * @param <R> the answer
 */
final class Ask<A, R> extends Message<A> {
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

    private ActorFunction<? super A, ? extends R> function;

    private volatile State state = State.WAITING;

    /** The scope in which it runs, so that giving up does not touch the next message. Written before {@code RUNNING}. */
    private @Nullable CancelScope scope;

    // Written before ANSWERED.
    private @Nullable R value;
    private @Nullable RuntimeException failure;

    Ask(Strand sender, ActorFunction<? super A, ? extends R> function) {
        super(sender);
        this.function = function;
    }

    /** Sends it and waits for the answer. */
    R send(ActorCell<A> target) throws InterruptedException {
        Post.send(this, target);
        try {
            sender.await(new AwaitingReply(target));
        } catch (InterruptedException | RuntimeException e) {
            if (giveUp(target, e)) {
                throw e;
            }
            sender.keepForLater(e); // the answer came in this very moment
        }
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

    private boolean giveUp(ActorCell<A> target, Exception why) {
        if (move(State.WAITING, State.GIVEN_UP)) {
            target.mailbox.takeBack(this);
            return true;
        }
        if (move(State.RUNNING, State.GIVEN_UP)) {
            var running = scope;
            if (running != null) {
                running.cancel(new Cancellation("its caller has given up: " + why.getMessage(), sender.toString()));
            }
            return true;
        }
        return move(State.REPLIED, State.GIVEN_UP) || state == State.GIVEN_UP;
    }

    private boolean move(State from, State to) {
        return STATE.compareAndSet(this, from, to);
    }

    @Override
    void serve(ActorCell<A> actor, A on) {
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
            result = function.apply(on);
        } catch (Throwable t) {
            thrown = t;
        }
        thrown = LeftOpen.closeAfter(running, thrown);
        strand.leave(running);
        if (thrown == null) {
            reply(actor, result, null);
            return;
        }
        var failure =
                running.cancelled() || actor.cancelled() ? Cancellation.realErrorIn(thrown, actor.nursery) : thrown;
        if (failure == null) {
            reply(actor, null, ActorCancelledException.of(actor.path, actor.why(running), thrown));
        } else {
            Breakpoints.crash(strand, strand.debug, failure);
            var failed = ActorFailedException.leaving(actor.path, failure);
            reply(actor, null, failed);
        }
    }

    /** Sends the answer on its way. An error that nobody is left to hear of fails the actor. */
    private void reply(ActorCell<A> actor, @Nullable R result, @Nullable RuntimeException failed) {
        root().happened(Listener.Event.REPLIED, actor.strand, this);
        var link = root().link;
        if (link != null) {
            var _ = move(State.RUNNING, State.REPLIED); // or nobody waits for it any more
            Post.reply(link, actor, this, result, failed);
        } else if (!answer(result, failed)) {
            actor.unheard(failed);
        }
    }

    /** @return whether the sender takes it */
    boolean answer(@Nullable R result, @Nullable RuntimeException failed) {
        value = result;
        failure = failed;
        var taken = move(State.RUNNING, State.ANSWERED) || move(State.REPLIED, State.ANSWERED);
        sender.unpark();
        return taken;
    }

    @Override
    Ask<A, R> repeated() {
        return new Ask<>(sender, function);
    }

    @Override
    Object payload() {
        return function;
    }

    @Override
    @SuppressWarnings("unchecked")
    void replace(Object payload) {
        function = (ActorFunction<? super A, ? extends R>) payload;
    }

    /** It will never be served, or its answer never arrive. */
    @Override
    void lost(RuntimeException why) {
        failure = why;
        if (move(State.WAITING, State.ANSWERED)
                || move(State.RUNNING, State.ANSWERED)
                || move(State.REPLIED, State.ANSWERED)) {
            sender.unpark();
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
            return state == State.ANSWERED;
        }

        @Override
        boolean underway() {
            return state == State.RUNNING;
        }

        @Override
        boolean blocked() {
            var now = state;
            return now == State.WAITING || now == State.RUNNING;
        }

        @Override
        void eachBlocker(Consumer<Strand> visitor) {
            if (blocked()) {
                visitor.accept(target.strand);
            }
        }

        @Override
        public String toString() {
            return "a reply of " + target.path;
        }
    }
}
