package dev.tractor;

/**
 * A message that opens a context: the actor begins the dialog.
 *
 * @param <A> the actor's state
 * @param <S> the value the dialog starts with
 * @param <I> what the dialog receives
 * @param <O> what the dialog sends
 * @param <R> the dialog's result
 */
final class Open<A, S, I, O, R> extends Posted<A> {
    private Endpoint<? super A, S, I, O, ? extends R> endpoint;
    private final Exchange<S, I, O, R> exchange;

    Open(Strand sender, Endpoint<? super A, S, I, O, ? extends R> endpoint, Exchange<S, I, O, R> exchange) {
        super(sender, null);
        this.endpoint = endpoint;
        this.exchange = exchange;
    }

    @Override
    Message<A> repeated() {
        throw new IllegalStateException("what opens a context cannot be repeated; its two sides are a pair");
    }

    @Override
    Object payload() {
        return endpoint;
    }

    @Override
    @SuppressWarnings("unchecked")
    void replace(Object payload) {
        endpoint = (Endpoint<? super A, S, I, O, ? extends R>) payload;
    }

    @Override
    void serve(ActorCell<A> actor, A state) {
        actor.begin(endpoint, exchange, state);
    }

    @Override
    void drop(ActorCell<A> actor) {
        super.drop(actor);
        exchange.end(actor.endingOf("the dialog asked of " + actor.path, null));
    }

    @Override
    void lost(RuntimeException why) {
        super.lost(why);
        exchange.unreachable(why);
    }

    @Override
    public String toString() {
        return "open";
    }
}
