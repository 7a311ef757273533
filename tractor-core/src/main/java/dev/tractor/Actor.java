package dev.tractor;

/**
 * The actor in whose code the caller runs: {@link #current()} in its handlers, its constructor, and the tasks they fork.
 * May be kept and used by any thread.
 */
public final class Actor {
    private final ActorCell<?> cell;

    private Actor(ActorCell<?> cell) {
        this.cell = cell;
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
