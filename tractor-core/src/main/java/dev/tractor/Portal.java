package dev.tractor;

import java.util.Objects;

/**
 * The typed handle to an actor. May be used by any thread and kept for any time; sending to an actor that has ended throws
 * {@link ActorGoneException}.
 *
 * <p>Messages of one sender are served in the order they were sent; asks, runs and tells alike. What a sender did before it
 * sent happens-before the code that is served, and that happens-before the return of {@code ask} and {@code run}.
 *
 * @param <A> the actor's state
 */
public final class Portal<A> {
    private final ActorCell<A> cell;

    Portal(ActorCell<A> cell) {
        this.cell = cell;
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
        var caller = Strand.current();
        caller.checkpoint();
        try {
            return new Ask<A, R>(caller, function).send(cell);
        } catch (ActorCancelledException | ActorGoneException e) {
            caller.throwIfCancelled();
            throw e;
        }
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
        var caller = Strand.current();
        caller.checkpoint();
        try {
            new Tell<A>(caller, action).send(cell);
        } catch (ActorGoneException e) {
            caller.throwIfCancelled();
            throw e;
        }
    }

    /** Lets the actor serve what is in its mailbox, take nothing more, and end. Returns at once; {@link #join} waits. */
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
        var latch = caller.actor == null ? caller.root.tty.latch() : null;
        if (latch != null) {
            latch.await();
        }
        cell.cancelAndFollowUp(why);
        try {
            caller.awaitShielded(new Patience(caller.root.deadlines, cell.nursery.graceNanos, cell.awaitEnd(caller)));
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
