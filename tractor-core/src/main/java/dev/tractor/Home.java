package dev.tractor;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where the state of an actor lives and its code runs: in this JVM, or in a {@linkplain ProcessHome child JVM}. All else of an
 * actor, its mailbox, turn, scopes and end, is in this JVM, and the same for both.
 */
abstract sealed class Home permits Home.Here, ProcessHome {

    /** For all actors of this JVM one object will do. */
    private static final Home HERE = new Here();

    /** @throws IllegalArgumentException when the factory cannot be carried to where the actor is to live */
    static Home of(Spawn how, ActorCell<?> actor, ActorFactory<?> factory) {
        var process = how.childJvm();
        return process == null ? HERE : new ProcessHome(actor, process, factory, ActorCell.debug(actor.nursery, how));
    }

    /** Makes the state; what is returned stands for it in this JVM. On the actor's thread. */
    abstract <A> @Nullable A make(ActorFactory<? extends A> factory) throws Exception;

    /** The class of the state; null when it is not known in this JVM. */
    abstract @Nullable Class<?> classOf(Object state);

    /** Makes a message fit to be run there. On its sender's thread. @throws IllegalArgumentException when it cannot be */
    abstract void pack(Message<?> message);

    /** Makes what is sent by a stream fit to be received there; null when it is as it is. */
    abstract @Nullable UnaryOperator<Object> packer();

    /** The actor serves no more messages; the tasks in its own nursery are about to be cancelled. */
    abstract void ending();

    /** Closes the state, and ends whatever was needed for it. On the actor's thread. */
    abstract void close(ActorCell<?> actor, Object state) throws Exception;

    /** How long one who cancels the actor waits for its end. */
    abstract long patienceNanos(ActorCell<?> actor);

    /** Where it is, as a phrase for the tree and for messages; empty for this JVM. */
    abstract String where();

    /** Whether something of it that is not in this JVM holds or waits for the terminal. */
    boolean atTerminal() {
        return false;
    }

    /** In this JVM. */
    static final class Here extends Home {

        @Override
        <A> @Nullable A make(ActorFactory<? extends A> factory) throws Exception {
            return factory.create();
        }

        @Override
        Class<?> classOf(Object state) {
            return state.getClass();
        }

        @Override
        void pack(Message<?> message) {}

        @Override
        @Nullable
        UnaryOperator<Object> packer() {
            return null;
        }

        @Override
        void ending() {}

        @Override
        void close(ActorCell<?> actor, Object state) throws Exception {
            if (state instanceof AutoCloseable closeable) {
                var grace = Duration.ofNanos(actor.nursery.graceNanos);
                CancelScope.shield(() -> {
                    if (!CancelScope.moveOnAfter(grace, closeable::close)) {
                        Log.warn(
                                actor + " was not closed within " + Names.text(grace) + "; its close() was interrupted",
                                null);
                    }
                });
            }
        }

        @Override
        long patienceNanos(ActorCell<?> actor) {
            return actor.nursery.graceNanos;
        }

        @Override
        String where() {
            return "";
        }
    }
}
