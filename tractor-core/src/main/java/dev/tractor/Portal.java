package dev.tractor;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;

/**
 * The typed handle to an actor. May be used by any thread and kept for any time.
 *
 * <p><b>Order.</b> Messages of one sender are served in the order they were sent; asks, runs and tells alike.
 *
 * <p><b>Waiting and cancellation.</b> {@code ask} and {@code run} wait for the reply, {@code tell} while the mailbox is full,
 * {@code join} for the end of the actor, {@code cancel} for that up to the grace period. A caller that is cancelled throws at once; what it has sent is
 * withdrawn, or, when it is being served, cancelled. In a dialog such a call gives up the actor's turn while it waits.
 *
 * <p><b>Failure.</b> What the actor's code throws in an ask or run comes back as {@link ActorFailedException}, and the actor
 * lives on; in a tell it fails the actor. Sending to an actor that has ended throws {@link ActorGoneException}.
 *
 * <p><b>Memory visibility.</b> What a sender did before it sent happens-before the code that is served, and that
 * happens-before the return of {@code ask} and {@code run}.
 *
 * @param <A> the actor's state
 */
public final class Portal<A> {
    private final ActorCell<A> cell;

    Portal(ActorCell<A> cell) {
        this.cell = cell;
    }

    /** Starts an actor; here, so that a nursery without actors need not load what they are made of. */
    static <A> Portal<A> start(Nursery nursery, String name, ActorFactory<? extends A> factory, Spawn how) {
        Names.checked("actor", name);
        Objects.requireNonNull(factory, "factory");
        Objects.requireNonNull(how, "how");
        nursery.threads.requireForker("start an actor", nursery);
        var cell = new ActorCell<A>(nursery, name, factory, how);
        if (!nursery.children.add(cell)) {
            throw SpawnRefusedException.in(nursery, "start actor \"" + name + "\"");
        }
        Log.starts(cell);
        nursery.launch(cell);
        return new Portal<>(cell);
    }

    /** A portal to an actor of any class. @throws ClassCastException when its state, once made, is of another class */
    static <A> Portal<A> of(ActorCell<?> cell, Class<A> type) {
        var state = cell.stateClass();
        if (state != null && !type.isAssignableFrom(state)) {
            throw new ClassCastException("the state of actor " + cell.path + " is a " + state.getName() + ", not a "
                    + type.getName() + "; name its class, or one that it extends or implements");
        }
        @SuppressWarnings("unchecked")
        var typed = (ActorCell<A>) cell;
        return new Portal<>(typed);
    }

    ActorCell<A> cell() {
        return cell;
    }

    /** The same with another type. */
    <B> Portal<B> as(Class<B> type) {
        return of(cell, type);
    }

    /** {@return the name of the actor} */
    public String name() {
        return cell.name;
    }

    /** {@return the path of the actor: the names of the actors above it and its own, such as {@code /shop/orders}} */
    public String path() {
        return cell.path;
    }

    /** {@return whether the actor has not ended; it may end at any time} */
    public boolean isAlive() {
        return !cell.ended();
    }

    /**
     * Runs {@code function} on the actor's state, in its turn, and waits for what it returns. A caller that is cancelled
     * meanwhile throws at once; its ask is withdrawn, or interrupted when it runs already.
     *
     * @param function what to run; values it shares with the caller are shared, not copied
     * @param <R> the reply
     * @return the reply
     * @throws ActorFailedException when {@code function} threw; the actor lives on
     * @throws ActorCancelledException when the actor was cancelled before it replied
     * @throws ActorGoneException when the actor takes no more messages
     * @throws DeadlockException when the ask could never be served, because the actor waits for the caller
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public <R> R ask(ActorFunction<? super A, ? extends R> function) throws InterruptedException {
        Objects.requireNonNull(function, "function");
        return answer(new AskNow<>(caller(), function, null));
    }

    /**
     * Asks as {@link #ask(ActorFunction)} does, for so long at most. The caller that gives up then is as good as cancelled:
     * its ask is withdrawn, or interrupted when it runs already. The same as in {@link CancelScope#failAfter(Duration, Block)},
     * at a lower price.
     *
     * @param limit the deadline, from now; zero or less has passed already. It stands still while a console session is open
     * @param function what to run; values it shares with the caller are shared, not copied
     * @param <R> the reply
     * @return the reply
     * @throws TimeoutException when there was no reply within the limit
     * @throws ActorFailedException when {@code function} threw; the actor lives on
     * @throws ActorCancelledException when the actor was cancelled before it replied
     * @throws ActorGoneException when the actor takes no more messages
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public <R> R ask(Duration limit, ActorFunction<? super A, ? extends R> function)
            throws TimeoutException, InterruptedException {
        Objects.requireNonNull(function, "function");
        var caller = caller();
        try (var started = Limit.start(caller, limit)) {
            return answer(new AskNow<>(caller, function, started), started);
        }
    }

    /**
     * Runs {@code action} on the actor's state, in its turn, and waits for the reply, which may be given then or later, by
     * whoever has been handed the {@link Reply}. The actor serves others meanwhile. A caller that is cancelled throws at once;
     * its ask is withdrawn, or interrupted when it runs, and {@link Reply#isWanted()} tells.
     *
     * <p>{@snippet :
     * String page = cache.ask((c, reply) -> c.fetch("key", reply));
     * }
     *
     * @param action what to run; values it shares with the caller are shared, not copied
     * @param <R> the reply; what the result is assigned to decides it, so {@code var} needs {@code portal.<String>ask(...)}
     * @return the reply
     * @throws ActorFailedException when {@code action} threw, or the reply was an error; the actor lives on
     * @throws ActorCancelledException when the actor was cancelled before the reply was given
     * @throws ActorGoneException when the actor takes no more messages, or has ended before the reply was given
     * @throws DeadlockException when the ask could never be served, because the actor waits for the caller
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public <R> R ask(ReplyingAction<? super A, R> action) throws InterruptedException {
        Objects.requireNonNull(action, "action");
        return answer(new AskLater<>(caller(), action, null));
    }

    /**
     * Asks as {@link #ask(ReplyingAction)} does, for so long at most.
     *
     * @param limit the deadline, from now; zero or less has passed already. It stands still while a console session is open
     * @param action what to run; values it shares with the caller are shared, not copied
     * @param <R> the reply; what the result is assigned to decides it, so {@code var} needs {@code portal.<String>ask(...)}
     * @return the reply
     * @throws TimeoutException when there was no reply within the limit
     * @throws ActorFailedException when {@code action} threw, or the reply was an error; the actor lives on
     * @throws ActorCancelledException when the actor was cancelled before the reply was given
     * @throws ActorGoneException when the actor takes no more messages, or has ended before the reply was given
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public <R> R ask(Duration limit, ReplyingAction<? super A, R> action)
            throws TimeoutException, InterruptedException {
        Objects.requireNonNull(action, "action");
        var caller = caller();
        try (var started = Limit.start(caller, limit)) {
            return answer(new AskLater<>(caller, action, started), started);
        }
    }

    /** The calling task, at a checkpoint. */
    private static Strand caller() throws InterruptedException {
        var caller = Strand.current();
        caller.checkpoint();
        return caller;
    }

    private <R> R answer(Ask<A, R> ask) throws InterruptedException {
        try {
            ask.send(cell);
            return ask.take();
        } catch (ActorCancelledException | ActorGoneException e) {
            ask.sender.throwIfCancelled();
            throw e;
        }
    }

    private <R> R answer(Ask<A, R> ask, Limit limit) throws TimeoutException, InterruptedException {
        try {
            if (!limit.passed() && ask.send(cell)) {
                return ask.take();
            }
        } catch (ActorCancelledException | ActorGoneException e) {
            ask.sender.throwIfCancelled();
            throw e;
        }
        ask.sender.throwIfCancelled();
        throw limit.exceeded("no reply of " + cell.path, ask.progress());
    }

    /**
     * Runs {@code action} on the actor's state, in its turn, and waits until it has run.
     *
     * @param action what to run
     * @throws ActorFailedException when {@code action} threw; the actor lives on
     * @throws ActorCancelledException when the actor was cancelled before it was done
     * @throws ActorGoneException when the actor takes no more messages
     * @throws DeadlockException when it could never be served, because the actor waits for the caller
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public void run(ActorAction<? super A> action) throws InterruptedException {
        Objects.requireNonNull(action, "action");
        ask(state -> {
            action.accept(state);
            return true;
        });
    }

    /**
     * Runs as {@link #run(ActorAction)} does, and waits for so long at most; see {@link #ask(Duration, ActorFunction)}.
     *
     * @param limit the deadline, from now; zero or less has passed already. It stands still while a console session is open
     * @param action what to run
     * @throws TimeoutException when it had not run within the limit
     * @throws ActorFailedException when {@code action} threw; the actor lives on
     * @throws ActorCancelledException when the actor was cancelled before it was done
     * @throws ActorGoneException when the actor takes no more messages
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public void run(Duration limit, ActorAction<? super A> action) throws TimeoutException, InterruptedException {
        Objects.requireNonNull(action, "action");
        ask(limit, state -> {
            action.accept(state);
            return true;
        });
    }

    /**
     * Has {@code action} run on the actor's state, in its turn, some time later. Waits only while the mailbox is full. A
     * tell that throws has not sent.
     *
     * @param action what to run; what it throws fails the actor
     * @throws ActorGoneException when the actor takes no more messages
     * @throws DeadlockException when there could never be room, because the actor waits for the caller
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public void tell(ActorAction<? super A> action) throws InterruptedException {
        Objects.requireNonNull(action, "action");
        tell(new Tell<>(caller(), action, null));
    }

    /**
     * Tells as {@link #tell(ActorAction)} does, and waits for room for so long at most. A tell that throws has not sent; one
     * that was sent runs, however long that takes.
     *
     * @param limit the deadline, from now; zero or less has passed already. It stands still while a console session is open
     * @param action what to run; what it throws fails the actor
     * @throws TimeoutException when there was no room within the limit
     * @throws ActorGoneException when the actor takes no more messages
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public void tell(Duration limit, ActorAction<? super A> action) throws TimeoutException, InterruptedException {
        Objects.requireNonNull(action, "action");
        var caller = caller();
        try (var started = Limit.start(caller, limit)) {
            if (started.passed() || !tell(new Tell<>(caller, action, started))) {
                caller.throwIfCancelled();
                throw started.exceeded("no room in the mailbox of " + cell.path, queued() + " queued there");
            }
        }
    }

    private boolean tell(Tell<A> tell) throws InterruptedException {
        try {
            return tell.send(cell);
        } catch (ActorGoneException e) {
            tell.sender.throwIfCancelled();
            throw e;
        }
    }

    /**
     * Has {@code action} run on the actor's state, in its turn, some time later, if there is room in the mailbox now. Never
     * waits, so it may be used where a {@link #tell} might not return, and in a cancelled scope.
     *
     * @param action what to run; what it throws fails the actor
     * @return whether it was sent; false when the mailbox is full
     * @throws ActorGoneException when the actor takes no more messages
     */
    public boolean tryTell(ActorAction<? super A> action) {
        Objects.requireNonNull(action, "action");
        return new Tell<A>(Strand.current(), action, null).trySend(cell);
    }

    /**
     * {@return how many messages wait for their turn, or for room in the mailbox} The one that is being served is not among
     * them. More may come and go at any time.
     */
    public int queued() {
        return cell.mailbox.size();
    }

    // Contexts.

    /**
     * Opens a context with {@code endpoint}, a method of the actor's state; its messages come in their turn among all others. The block
     * that begins here is to be closed, best by try-with-resources: see {@link Context}. Waits only while the mailbox is
     * full; {@link Context#started()} waits for the dialog.
     *
     * @param endpoint such as {@code Clock::countdown}
     * @param <S> the value the dialog starts with
     * @param <I> the messages the dialog receives
     * @param <O> the messages the dialog sends
     * @param <R> its result
     * @return the context, to be closed by the same thread
     * @throws ActorGoneException when the actor takes no more messages
     * @throws DeadlockException when there could never be room, because the actor waits for the caller
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public <S, I, O, R> Context<S, O, I, R> open(Endpoint<? super A, S, I, O, ? extends R> endpoint)
            throws InterruptedException {
        Objects.requireNonNull(endpoint, "endpoint");
        return Context.open(cell, endpoint);
    }

    /**
     * Opens a context with {@code endpoint}, a method of the actor's state; see {@link #open(Endpoint)}.
     *
     * @param endpoint such as {@code Clock::countdown}
     * @param p its first parameter after the dialog
     * @param <P> the type of p
     * @param <S> the value the dialog starts with
     * @param <I> the messages the dialog receives
     * @param <O> the messages the dialog sends
     * @param <R> its result
     * @return the context, to be closed by the same thread
     * @throws ActorGoneException when the actor takes no more messages
     * @throws DeadlockException when there could never be room, because the actor waits for the caller
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public <P, S, I, O, R> Context<S, O, I, R> open(
            Endpoint.With1<? super A, ? super P, S, I, O, ? extends R> endpoint, P p) throws InterruptedException {
        Objects.requireNonNull(endpoint, "endpoint");
        return Context.open(cell, (A state, Dialog<S, I, O> dialog) -> endpoint.talk(state, dialog, p));
    }

    /**
     * Opens a context with {@code endpoint}, a method of the actor's state; see {@link #open(Endpoint)}.
     *
     * @param endpoint such as {@code Clock::countdown}
     * @param p its first parameter after the dialog
     * @param q its second parameter after the dialog
     * @param <P> the type of p
     * @param <Q> the type of q
     * @param <S> the value the dialog starts with
     * @param <I> the messages the dialog receives
     * @param <O> the messages the dialog sends
     * @param <R> its result
     * @return the context, to be closed by the same thread
     * @throws ActorGoneException when the actor takes no more messages
     * @throws DeadlockException when there could never be room, because the actor waits for the caller
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public <P, Q, S, I, O, R> Context<S, O, I, R> open(
            Endpoint.With2<? super A, ? super P, ? super Q, S, I, O, ? extends R> endpoint, P p, Q q)
            throws InterruptedException {
        Objects.requireNonNull(endpoint, "endpoint");
        return Context.open(cell, (A state, Dialog<S, I, O> dialog) -> endpoint.talk(state, dialog, p, q));
    }

    /**
     * Opens a context with {@code endpoint}, a method of the actor's state; see {@link #open(Endpoint)}.
     *
     * @param endpoint such as {@code Clock::countdown}
     * @param p its first parameter after the dialog
     * @param q its second parameter after the dialog
     * @param t its third parameter after the dialog
     * @param <P> the type of p
     * @param <Q> the type of q
     * @param <T> the type of t
     * @param <S> the value the dialog starts with
     * @param <I> the messages the dialog receives
     * @param <O> the messages the dialog sends
     * @param <R> its result
     * @return the context, to be closed by the same thread
     * @throws ActorGoneException when the actor takes no more messages
     * @throws DeadlockException when there could never be room, because the actor waits for the caller
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public <P, Q, T, S, I, O, R> Context<S, O, I, R> open(
            Endpoint.With3<? super A, ? super P, ? super Q, ? super T, S, I, O, ? extends R> endpoint, P p, Q q, T t)
            throws InterruptedException {
        Objects.requireNonNull(endpoint, "endpoint");
        return Context.open(cell, (A state, Dialog<S, I, O> dialog) -> endpoint.talk(state, dialog, p, q, t));
    }

    /**
     * Opens a context with {@code endpoint}, a method of the actor's state; see {@link #open(Endpoint)}.
     *
     * @param endpoint such as {@code Clock::countdown}
     * @param <S> the value the dialog starts with
     * @param <I> the messages the dialog receives
     * @param <O> the messages the dialog sends
     * @return the context, to be closed by the same thread
     * @throws ActorGoneException when the actor takes no more messages
     * @throws DeadlockException when there could never be room, because the actor waits for the caller
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public <S, I, O> Context<S, O, I, Void> open(Endpoint.Void0<? super A, S, I, O> endpoint)
            throws InterruptedException {
        Objects.requireNonNull(endpoint, "endpoint");
        return Context.open(cell, (A state, Dialog<S, I, O> dialog) -> {
            endpoint.talk(state, dialog);
            return nothing();
        });
    }

    /**
     * Opens a context with {@code endpoint}, a method of the actor's state; see {@link #open(Endpoint)}.
     *
     * @param endpoint such as {@code Clock::countdown}
     * @param p its first parameter after the dialog
     * @param <P> the type of p
     * @param <S> the value the dialog starts with
     * @param <I> the messages the dialog receives
     * @param <O> the messages the dialog sends
     * @return the context, to be closed by the same thread
     * @throws ActorGoneException when the actor takes no more messages
     * @throws DeadlockException when there could never be room, because the actor waits for the caller
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public <P, S, I, O> Context<S, O, I, Void> open(Endpoint.Void1<? super A, ? super P, S, I, O> endpoint, P p)
            throws InterruptedException {
        Objects.requireNonNull(endpoint, "endpoint");
        return Context.open(cell, (A state, Dialog<S, I, O> dialog) -> {
            endpoint.talk(state, dialog, p);
            return nothing();
        });
    }

    /**
     * Opens a context with {@code endpoint}, a method of the actor's state; see {@link #open(Endpoint)}.
     *
     * @param endpoint such as {@code Clock::countdown}
     * @param p its first parameter after the dialog
     * @param q its second parameter after the dialog
     * @param <P> the type of p
     * @param <Q> the type of q
     * @param <S> the value the dialog starts with
     * @param <I> the messages the dialog receives
     * @param <O> the messages the dialog sends
     * @return the context, to be closed by the same thread
     * @throws ActorGoneException when the actor takes no more messages
     * @throws DeadlockException when there could never be room, because the actor waits for the caller
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public <P, Q, S, I, O> Context<S, O, I, Void> open(
            Endpoint.Void2<? super A, ? super P, ? super Q, S, I, O> endpoint, P p, Q q) throws InterruptedException {
        Objects.requireNonNull(endpoint, "endpoint");
        return Context.open(cell, (A state, Dialog<S, I, O> dialog) -> {
            endpoint.talk(state, dialog, p, q);
            return nothing();
        });
    }

    /**
     * Opens a context with {@code endpoint}, a method of the actor's state; see {@link #open(Endpoint)}.
     *
     * @param endpoint such as {@code Clock::countdown}
     * @param p its first parameter after the dialog
     * @param q its second parameter after the dialog
     * @param t its third parameter after the dialog
     * @param <P> the type of p
     * @param <Q> the type of q
     * @param <T> the type of t
     * @param <S> the value the dialog starts with
     * @param <I> the messages the dialog receives
     * @param <O> the messages the dialog sends
     * @return the context, to be closed by the same thread
     * @throws ActorGoneException when the actor takes no more messages
     * @throws DeadlockException when there could never be room, because the actor waits for the caller
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public <P, Q, T, S, I, O> Context<S, O, I, Void> open(
            Endpoint.Void3<? super A, ? super P, ? super Q, ? super T, S, I, O> endpoint, P p, Q q, T t)
            throws InterruptedException {
        Objects.requireNonNull(endpoint, "endpoint");
        return Context.open(cell, (A state, Dialog<S, I, O> dialog) -> {
            endpoint.talk(state, dialog, p, q, t);
            return nothing();
        });
    }

    // the result of an endpoint without one; the type system knows nothing of its null
    @SuppressWarnings("NullAway")
    private static Void nothing() {
        return null;
    }

    // Ending it.

    /** Lets the actor serve what is in its mailbox, contexts to their end included, take nothing more, and end. Returns at once; {@link #join} waits. */
    public void stop() {
        cell.stop();
    }

    /**
     * Cancels the actor, drops what is in its mailbox, and waits for its end, at most the grace period of its nursery.
     * Called from inside the actor, or below it, it only requests. While the actor holds or waits for the terminal it is
     * left alone, and the grace period stands still while a console session is open. Never throws; an interrupt is kept.
     *
     * @return whether the actor has ended
     */
    public boolean cancel() {
        return cancel("its portal was told to");
    }

    /**
     * Cancels the actor; see {@link #cancel()}.
     *
     * @param reason why, for the messages
     * @return whether the actor has ended
     */
    public boolean cancel(String reason) {
        var why = new Cancellation(Objects.requireNonNull(reason, "reason"), Strand.currentName());
        var caller = Strand.current();
        if (caller.actor == cell) {
            cell.cancelFromInside(why);
            return cell.ended();
        }
        if (cell.contains(caller)) {
            CancelWork.run(work -> cell.cancel(why, work));
            return cell.ended();
        }
        caller.root.tty().awaitDrained(caller);
        cell.cancelForItself(why);
        try {
            caller.awaitShielded(
                    Patience.with(cell.awaitEnd(caller), caller.root.deadlines, cell.home.patienceNanos(cell)));
        } finally {
            cell.forgetWaiter(caller);
        }
        return cell.ended();
    }

    /**
     * Waits until the actor has ended.
     *
     * @throws ActorFailedException when it failed
     * @throws DeadlockException when it can never end, because it waits for the caller
     * @throws InterruptedException when the caller is cancelled or interrupted; the actor goes on
     */
    public void join() throws InterruptedException {
        var caller = Strand.current();
        try {
            caller.await(cell.awaitEnd(caller));
        } finally {
            cell.forgetWaiter(caller);
        }
        var failure = cell.failureToTell();
        if (failure != null) {
            throw failure;
        }
    }

    /** {@return whether {@code other} is a portal to the same actor} */
    @Override
    public boolean equals(Object other) {
        return other instanceof Portal<?> portal && portal.cell == cell;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(cell);
    }

    /** {@return the path of the actor, for messages} */
    @Override
    public String toString() {
        return "portal of " + cell.path;
    }
}
