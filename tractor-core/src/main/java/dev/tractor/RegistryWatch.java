package dev.tractor;

import dev.tractor.Registry.Arrival;
import dev.tractor.Registry.Change;
import dev.tractor.Registry.Departure;
import dev.tractor.Registry.Entry;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Tells how the registry changes: first of the arrival of every actor that is there, then of who arrives and who departs.
 * Made by {@link Registry#openWatch()}.
 *
 * <p>{@snippet :
 * try (var watch = Registry.openWatch("worker")) {
 *     while (true) {
 *         switch (watch.next()) {
 *             case Registry.Arrival(var entry) -> workers.add(entry.portal(Worker.class));
 *             case Registry.Departure(var entry) -> workers.remove(entry.portal(Worker.class));
 *         }
 *     }
 * }
 * }
 *
 * <p>Changes are kept until they are taken, for as long as they matter: an actor that departs before its arrival was taken
 * is left out altogether. What has been taken, up to the last change there is, always adds up to the registry as it is. A
 * watch that is not read for long holds up nobody, and all it keeps is the departures of actors whose arrival was taken.
 *
 * <p>A watch belongs to the task or actor that opened it, and ends with it if it was not closed before. There is no need to
 * hand one on: one that is opened later begins with what is there then.
 *
 * <p><b>Waiting and cancellation.</b> Only {@link #next()} waits; one that is cancelled has taken nothing.
 *
 * <p><b>Failure.</b> A watch that is closed, or used by another task or actor, throws {@link IllegalStateException}.
 *
 * <p><b>Order.</b> Changes come in the order in which they happened.
 *
 * <p><b>Memory visibility.</b> What an actor's constructor did happens-before the return of the call that gives its arrival.
 */
public final class RegistryWatch implements AutoCloseable {
    /** What a watch is of that is not of one name; no actor is called so. */
    static final String EVERY_NAME = "";

    // How it works. Of the arrivals to be taken only the first is known: the others are the actors registered after
    // that one, and who departs from among them is gone by itself. An actor registered before it has been told of, so
    // its departure matters, and is kept with its number among all changes.

    /** The name it is of, or {@link #EVERY_NAME}. */
    final String of;

    private final Strand owner;
    private final RegistryTable table;
    private final AwaitingChange change;

    // Guarded by the table's lock.

    /** The actor whose arrival is the first to be taken. */
    private @Nullable ActorCell<?> arrival;

    private final Queue<Left> departures = new ArrayDeque<>(1);
    private boolean closed;

    /** The departure of an actor, and its number among all changes. */
    private record Left(ActorCell<?> actor, long number) {}

    /** Opens one. @param change what {@link #next} waits for, as a phrase */
    RegistryWatch(Strand owner, String of, String change) {
        this.owner = owner;
        this.of = of;
        this.table = owner.root.registryTable();
        this.change = new AwaitingChange(change);
        table.open(this);
    }

    /**
     * Takes the next change, and waits until there is one. One that throws has taken nothing.
     *
     * @return the change
     * @throws IllegalStateException when the watch is closed, or another task or actor has opened it
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public Change next() throws InterruptedException {
        requireUsable();
        owner.checkpoint();
        while (true) {
            var next = table.exclusively(this::take);
            if (next != null) {
                return next;
            }
            owner.await(change); // and then the actor may have departed again
        }
    }

    /**
     * Takes the next change, if there is one now. Never waits.
     *
     * @return the change; empty when all have been taken
     * @throws IllegalStateException when the watch is closed, or another task or actor has opened it
     */
    public Optional<Change> tryNext() {
        requireUsable();
        return Optional.ofNullable(table.exclusively(this::take));
    }

    /**
     * Ends the watch. Never waits; does nothing the second time.
     *
     * @throws IllegalStateException when another task or actor has opened it
     */
    @Override
    public void close() {
        requireOwner();
        table.close(this);
    }

    private void requireUsable() {
        requireOwner();
        if (closed) { // written by this thread
            throw new IllegalStateException("the " + this + " is closed; read it inside its block");
        }
    }

    private void requireOwner() {
        if (!owner.isCurrentThread()) {
            throw new IllegalStateException("the " + this + " cannot be used here: it belongs to " + owner
                    + ", and this is " + Strand.currentName() + "; open one here, it begins with all who are there");
        }
    }

    /** Whether it tells of nothing any more; any thread may ask. */
    boolean over() {
        return closed || owner.base.left();
    }

    // Called by the table, under its lock.

    /** @param oldest the actor registered first, of those that are there */
    void begin(@Nullable ActorCell<?> oldest) {
        arrival = oldest;
    }

    void arrived(ActorCell<?> actor) {
        if (arrival == null) {
            arrival = actor;
            wake();
        }
    }

    /** @param number that of the departure among all changes */
    void leaves(ActorCell<?> actor, long number) {
        if (actor == arrival) {
            arrival = after(actor);
        } else if (arrival == null || actor.registered < arrival.registered) {
            departures.add(new Left(actor, number));
            wake();
        }
    }

    void end() {
        closed = true;
        arrival = null;
        departures.clear();
    }

    private void wake() {
        if (owner.waiting() == change) { // published before it looks whether there is a change
            owner.unpark();
        }
    }

    /** The actor registered next after this one, of those that this is of. */
    private @Nullable ActorCell<?> after(ActorCell<?> actor) {
        return of.equals(EVERY_NAME) ? actor.registeredAfter : actor.namesakeAfter;
    }

    private boolean any() {
        return arrival != null || !departures.isEmpty();
    }

    private @Nullable Change take() {
        var arrived = arrival;
        var left = departures.peek();
        if (arrived != null && (left == null || arrived.registered < left.number)) {
            arrival = after(arrived);
            return new Arrival(Entry.of(arrived));
        }
        departures.poll();
        return left == null ? null : new Departure(Entry.of(left.actor));
    }

    /** Names the watch in messages. */
    @Override
    public String toString() {
        return "watch of " + (of.equals(EVERY_NAME) ? "the registry" : "the actors named \"" + of + "\"") + " by "
                + owner;
    }

    /** Waits for a change. */
    private final class AwaitingChange extends Wait {
        private final String what;

        AwaitingChange(String what) {
            this.what = what;
        }

        @Override
        boolean done() {
            return table.exclusively(RegistryWatch.this::any);
        }

        @Override
        public String toString() {
            return what;
        }
    }
}
