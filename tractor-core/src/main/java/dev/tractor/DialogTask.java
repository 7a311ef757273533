package dev.tractor;

import org.jspecify.annotations.Nullable;

/**
 * The actor's side of a context: a task in the actor's own nursery that runs an endpoint under the actor's turn. Its failure
 * is the opener's, not the actor's.
 *
 * @param <A> the actor's state
 * @param <S> the value it starts with
 * @param <I> what it receives
 * @param <O> what it sends
 * @param <R> its result
 */
final class DialogTask<A, S, I, O, R> extends Child {
    private final ActorCell<A> actor;
    private final Endpoint<? super A, S, I, O, ? extends R> endpoint;
    private final Exchange<S, I, O, R> exchange;
    private final A state;

    DialogTask(
            Nursery own,
            ActorCell<A> actor,
            String name,
            Endpoint<? super A, S, I, O, ? extends R> endpoint,
            Exchange<S, I, O, R> exchange,
            A state) {
        super(own, Strand.ofDialog(own, actor, name));
        this.actor = actor;
        this.endpoint = endpoint;
        this.exchange = exchange;
        this.state = state;
    }

    /** It has the turn when its thread begins. */
    @Override
    @Nullable
    Throwable live() {
        try {
            Thread.currentThread().setName(toString());
            exchange.end(strand.cancelled() ? ending() : talk());
        } finally {
            actor.mailbox.endDialog(strand);
        }
        return null;
    }

    private Outcome<R> talk() {
        R result = null;
        Throwable thrown = null;
        try {
            result = endpoint.talk(state, new Dialog<>(strand, exchange));
        } catch (Throwable t) {
            thrown = t;
        }
        thrown = LeftOpen.closeAfter(strand.base, thrown);
        if (thrown == null) {
            return new Outcome.Value<>(result);
        }
        var failure = failureIn(thrown);
        if (failure != null) {
            Breakpoints.crash(strand, strand.debug, failure);
            return new Outcome.Failure<>(ActorFailedException.leaving(actor.path, failure));
        }
        return ending();
    }

    private Outcome<R> ending() {
        var why = strand.base.requested;
        return why != null && exchange.cancelledBy(why)
                ? new Outcome.Cancelled<>(ActorCancelledException.ofDialog(actor.path, toString(), why))
                : actor.endingOf(toString(), why);
    }

    /** The actor's nursery takes no more. */
    void refused() {
        exchange.end(ending());
        actor.mailbox.endDialog(strand);
    }

    @Override
    void neverStarted(Throwable why) {
        exchange.end(new Outcome.Failure<>(ActorFailedException.leaving(actor.path, why)));
        actor.mailbox.endDialog(strand);
        super.neverStarted(why);
    }

    @Override
    void cancel(Cancellation why, CancelWork work) {
        if (strand.base.request(why)) {
            strand.base.deliver(why, work);
        }
    }

    @Override
    void cancelForItself(Cancellation why) {
        var caller = Strand.currentOrNull();
        if (caller != null && caller.actor == actor) {
            strand.base.cancel(why);
        } else {
            cancelFromOutside(why);
        }
    }

    private void cancelFromOutside(Cancellation why) {
        var base = strand.base;
        var tty = nursery.root.tty();
        tty.unlessRequestedIn(
                actor,
                () -> {
                    if (base.request(why)) {
                        base.mark(why);
                    }
                },
                () -> cancelFromOutside(why));
        if (base.requested == why) {
            CancelWork.run(work -> base.spread(why, work));
            base.followUp(why);
        }
    }

    @Override
    public String toString() {
        return strand.toString();
    }
}
