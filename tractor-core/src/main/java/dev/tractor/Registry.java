package dev.tractor;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where live actors are found by name, anywhere in the tree of the calling thread's root.
 *
 * <p>{@snippet :
 * Optional<Portal<Counter>> found = Registry.find("counter", Counter.class);
 * Portal<Counter> soon = Registry.await("counter", Counter.class);
 * }
 *
 * <p>Names are those given to {@link Nursery#start(String, ActorFactory) start}, wherever in the tree the actor is; its path
 * does not matter. A name may be that of several actors: the oldest one is found, and when it goes the next oldest. The
 * oldest is the one registered first.
 *
 * <p>An actor is registered when its constructor has returned, before it serves its first message. It is registered no more
 * as soon as it is told to stop, is cancelled, or fails, and never if that is before: so an actor that is found has taken
 * messages until then, though it may end at any time. An actor whose cancellation waits for the terminal lives on until
 * then, and stays. When {@code stop}, {@code cancel} or {@code join} of a portal has returned, and when a nursery's block has
 * been left, the actors concerned are registered no more.
 *
 * <p><b>Waiting and cancellation.</b> Only {@code await} waits, and is cancellable; in a dialog it gives up the actor's turn.
 *
 * <p><b>Failure.</b> {@code find} and {@code await} with a class that the actor's state is not of throw a {@link
 * ClassCastException} that names both. A name nobody has is no error.
 *
 * <p><b>Order.</b> All callers see the changes of the registry in the same order.
 *
 * <p><b>Memory visibility.</b> What an actor's constructor did happens-before the return of a call that gives its portal or
 * entry.
 */
public final class Registry {
    private Registry() {}

    /**
     * Finds an actor by its name. Never waits.
     *
     * @param name the name of the actor, not its path
     * @param type the class of its state, or one that this extends or implements
     * @param <A> its state
     * @return the portal to the oldest actor with this name; empty when there is none now
     * @throws ClassCastException when the state of that actor is of another class; the message names both
     * @throws IllegalArgumentException when no actor can have such a name
     */
    public static <A> Optional<Portal<A>> find(String name, Class<A> type) {
        checked(name);
        Objects.requireNonNull(type, "type");
        var found = Strand.current().root.registryTable().oldest(name);
        return found == null ? Optional.empty() : Optional.of(Portal.of(found, type));
    }

    /**
     * Finds an actor by its name, and waits until there is one.
     *
     * <p><b>Waiting and cancellation.</b> Nobody can know who may still start such an actor, so a wait that no one ends is not
     * refused, and an actor whose constructor waits for itself waits for ever: give the wait a deadline with
     * {@link CancelScope#failAfter(java.time.Duration, Block)} where that may be.
     *
     * @param name the name of the actor, not its path
     * @param type the class of its state, or one that this extends or implements
     * @param <A> its state
     * @return the portal to the oldest actor with this name
     * @throws ClassCastException when the state of that actor is of another class; the message names both
     * @throws IllegalArgumentException when no actor can have such a name
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public static <A> Portal<A> await(String name, Class<A> type) throws InterruptedException {
        checked(name);
        Objects.requireNonNull(type, "type");
        var caller = Strand.current();
        caller.checkpoint();
        var found = caller.root.registryTable().oldest(name);
        if (found != null) {
            return Portal.of(found, type);
        }
        try (var watch = new RegistryWatch(caller, name, "an actor named \"" + name + "\" to be registered")) {
            return watch.next().entry().portal(type); // the first change a watch tells of is an arrival
        }
    }

    /**
     * Lists the actors that are registered now.
     *
     * @return an entry for each, in the order of their registration
     */
    public static List<Entry> list() {
        return Strand.current().root.registryTable().actors().stream()
                .map(Entry::of)
                .toList();
    }

    /**
     * Watches actors arrive and depart, beginning with the arrival of those that are registered now: none is missed, and none
     * told of twice. Does not wait.
     *
     * @return the watch, to be closed
     */
    public static RegistryWatch openWatch() {
        return new RegistryWatch(Strand.current(), RegistryWatch.EVERY_NAME, "a change of the registry");
    }

    /**
     * Watches the actors of one name arrive and depart; see {@link #openWatch()}.
     *
     * @param name the name of the actors, not a path
     * @return the watch, to be closed
     * @throws IllegalArgumentException when no actor can have such a name
     */
    public static RegistryWatch openWatch(String name) {
        checked(name);
        return new RegistryWatch(Strand.current(), name, "an actor named \"" + name + "\" to arrive or depart");
    }

    private static void checked(String name) {
        Objects.requireNonNull(name, "name");
        int slash = name.lastIndexOf('/');
        if (slash >= 0) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" is a path, and the registry knows actors by their names: look" + " for \""
                            + name.substring(slash + 1) + "\", or search Registry.list() for the path");
        }
        Names.checked("actor", name);
    }

    /**
     * An actor that is, or was, registered.
     *
     * @param portal the portal to it
     * @param type the class of its state
     */
    public record Entry(Portal<?> portal, Class<?> type) {

        /** Refuses null. */
        public Entry {
            Objects.requireNonNull(portal, "portal");
            Objects.requireNonNull(type, "type");
        }

        static Entry of(ActorCell<?> actor) {
            return new Entry(new Portal<>(actor), Objects.requireNonNull(actor.stateClass()));
        }

        /** {@return the name of the actor} */
        public String name() {
            return portal.name();
        }

        /** {@return the path of the actor} */
        public String path() {
            return portal.path();
        }

        /**
         * Returns a typed portal to the actor.
         *
         * @param type the class of its state, or one that this extends or implements
         * @param <A> its state
         * @return the portal
         * @throws ClassCastException when the state is of another class; the message names both
         */
        public <A> Portal<A> portal(Class<A> type) {
            return portal.as(type);
        }

        /** {@return the path of the actor and the class of its state} */
        @Override
        public String toString() {
            return path() + " (" + type.getName() + ")";
        }
    }

    /** What a {@link RegistryWatch} tells of. */
    public sealed interface Change {

        /** {@return the actor that has arrived or departed} */
        Entry entry();
    }

    /**
     * An actor is registered.
     *
     * @param entry the actor
     */
    public record Arrival(Entry entry) implements Change {}

    /**
     * An actor is registered no more.
     *
     * @param entry the actor
     */
    public record Departure(Entry entry) implements Change {}
}
