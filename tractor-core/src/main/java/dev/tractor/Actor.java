package dev.tractor;

import java.util.Objects;

/**
 * The actor in whose code the caller runs: {@link #current()} in its handlers, its constructor, and the tasks they fork.
 * {@link #ask ask} and {@link #run run} are for an actor that is needed for one call only. May be kept, and used by any
 * thread.
 *
 * <p><b>Waiting and cancellation.</b> {@code ask} and {@code run} wait for the reply and for the end of the actor, and keep
 * an actor's turn meanwhile unless it is a dialog's. When their caller is cancelled, so is the actor, and they throw when it
 * has ended. Nothing else here waits.
 *
 * <p><b>Failure.</b> What goes wrong in the actor, until it has ended, is thrown to the caller of {@code ask} or {@code run}.
 *
 * <p><b>Memory visibility.</b> What the caller did before happens-before the actor's constructor, and what the actor did,
 * the closing of its state included, happens-before the return.
 */
public final class Actor {
    private final ActorCell<?> cell;

    private Actor(ActorCell<?> cell) {
        this.cell = cell;
    }

    /**
     * Starts an actor, asks it once, and ends it. Nothing of it is left when this returns or throws: the actor is stopped
     * after the reply, which ends its own nursery and closes its state, or cancelled when there is none.
     *
     * @param name its name in the tree and in its path; not blank, no slash; need not be unique
     * @param factory makes its state, such as {@code Counter::new}
     * @param function what to run on the state; values it shares with the caller are shared, not copied
     * @param <A> its state
     * @param <R> the reply
     * @return the reply
     * @throws ActorFailedException when {@code function} threw, or the actor failed otherwise: in its constructor, in its
     *     own nursery, or in the {@code close()} of its state, even if it had replied before
     * @throws ActorCancelledException when the actor was cancelled before it replied
     * @throws DeadlockException when the ask could never be served, because the actor waits for the caller
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public static <A, R> R ask(
            String name, ActorFactory<? extends A> factory, ActorFunction<? super A, ? extends R> function)
            throws InterruptedException {
        return ask(name, factory, Spawn.local(), function);
    }

    /**
     * Starts an actor, asks it once, and ends it; see {@link #ask(String, ActorFactory, ActorFunction)}.
     *
     * @param name its name in the tree and in its path; not blank, no slash; need not be unique
     * @param factory makes its state, such as {@code Counter::new}
     * @param how its settings
     * @param function what to run on the state; values it shares with the caller are shared, not copied
     * @param <A> its state
     * @param <R> the reply
     * @return the reply
     * @throws ActorFailedException when {@code function} threw, or the actor failed otherwise
     * @throws ActorCancelledException when the actor was cancelled before it replied
     * @throws DeadlockException when the ask could never be served, because the actor waits for the caller
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public static <A, R> R ask(
            String name, ActorFactory<? extends A> factory, Spawn how, ActorFunction<? super A, ? extends R> function)
            throws InterruptedException {
        Objects.requireNonNull(function, "function");
        return new OneShot().ask(name, factory, how, function);
    }

    /**
     * Starts an actor, runs {@code action} on it, and ends it; see {@link #ask(String, ActorFactory, ActorFunction)}.
     *
     * @param name its name in the tree and in its path; not blank, no slash; need not be unique
     * @param factory makes its state, such as {@code Counter::new}
     * @param action what to run on the state
     * @param <A> its state
     * @throws ActorFailedException when {@code action} threw, or the actor failed otherwise
     * @throws ActorCancelledException when the actor was cancelled before it was done
     * @throws DeadlockException when it could never be served, because the actor waits for the caller
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public static <A> void run(String name, ActorFactory<? extends A> factory, ActorAction<? super A> action)
            throws InterruptedException {
        run(name, factory, Spawn.local(), action);
    }

    /**
     * Starts an actor, runs {@code action} on it, and ends it; see {@link #ask(String, ActorFactory, ActorFunction)}.
     *
     * @param name its name in the tree and in its path; not blank, no slash; need not be unique
     * @param factory makes its state, such as {@code Counter::new}
     * @param how its settings
     * @param action what to run on the state
     * @param <A> its state
     * @throws ActorFailedException when {@code action} threw, or the actor failed otherwise
     * @throws ActorCancelledException when the actor was cancelled before it was done
     * @throws DeadlockException when it could never be served, because the actor waits for the caller
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public static <A> void run(String name, ActorFactory<? extends A> factory, Spawn how, ActorAction<? super A> action)
            throws InterruptedException {
        Objects.requireNonNull(action, "action");
        ActorFunction<A, Boolean> function = state -> {
            action.accept(state);
            return true;
        };
        ask(name, factory, how, function);
    }

    /**
     * Finds the actor in whose code the calling thread runs.
     *
     * @return the actor
     * @throws IllegalStateException when the caller runs in no actor
     */
    public static Actor current() {
        var strand = Strand.currentOrNull();
        var cell = strand == null ? null : strand.actor;
        if (cell == null) {
            throw new IllegalStateException("no actor here: " + Strand.currentName()
                    + " runs code of the root. Actor.current() works in an actor's handlers, its constructor, and the"
                    + " tasks they fork");
        }
        return new Actor(cell);
    }

    /** {@return a portal to this actor} */
    public Portal<?> self() {
        return new Portal<>(cell);
    }

    /**
     * Returns a typed portal to this actor, best kept in a field by its constructor's caller or fetched in a handler.
     *
     * @param type the class of the actor's state
     * @param <A> the actor's state
     * @return the portal
     * @throws ClassCastException when the state, once made, is of another class; the message names both
     */
    public <A> Portal<A> self(Class<A> type) {
        return Portal.of(cell, type);
    }

    /** {@return the name of the actor} */
    public String name() {
        return cell.name;
    }

    /** {@return the path of the actor: the names of the actors above it and its own, such as {@code /shop/orders}} */
    public String path() {
        return cell.path;
    }

    /**
     * Returns the actor's own nursery: it lives as long as the actor, and a failure in it fails the actor. Its owner is the
     * actor, so nobody joins or closes it.
     *
     * @return the nursery
     */
    public Nursery nursery() {
        return cell.ownNursery();
    }

    /** {@return the path of the actor} */
    @Override
    public String toString() {
        return cell.path;
    }
}
