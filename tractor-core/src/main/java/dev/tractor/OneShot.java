package dev.tractor;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An actor that lives for one call. Its nursery is isolated, so that an actor which fails does not cancel the call that waits
 * for it; what it failed with is looked at when it is gone.
 */
final class OneShot {
    private final AtomicReference<@Nullable ActorFailedException> failure = new AtomicReference<>();

    <A, R> R ask(
            String name, ActorFactory<? extends A> factory, Spawn how, ActorFunction<? super A, ? extends R> function)
            throws InterruptedException {
        Names.checked("actor", name);
        var caller = Strand.current();
        caller.checkpoint();
        R reply;
        try (var n = Nursery.open(o -> o.name(name).onFailure(this::failed))) {
            Portal<A> actor = n.start(name, factory, how);
            reply = actor.ask(function);
            actor.stop();
            n.join();
        } catch (SpawnRefusedException e) {
            caller.throwIfCancelled();
            throw e;
        } catch (InterruptedException | RuntimeException | Error e) {
            throwFailureBefore(e);
            throw e;
        }
        var failed = failure.get();
        if (failed != null) {
            throw here(failed);
        }
        return reply;
    }

    private void failed(String path, Throwable thrown) {
        // whose handler threw something of its own is an actor that failed with that
        failure.set(
                thrown instanceof ActorFailedException failed ? failed : ActorFailedException.leaving(path, thrown));
    }

    private static ActorFailedException here(ActorFailedException failed) {
        failed.fillInStackTrace(); // it was made on the actor's thread, which its cause shows
        return failed;
    }

    /** The call threw and the actor has failed as well: a failure goes before a cancellation, else the call's error first. */
    private void throwFailureBefore(Throwable thrown) {
        var failed = failure.get();
        if (failed == null) {
            return;
        }
        if (thrown instanceof ActorGoneException) {
            throw here(failed); // which is why it is gone
        }
        if (thrown instanceof InterruptedException || thrown instanceof ActorCancelledException) {
            failed.addSuppressed(thrown);
            throw here(failed);
        }
        thrown.addSuppressed(failed);
    }
}
