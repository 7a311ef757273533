package dev.tractor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Entrants of which the first to succeed wins. They are isolated from each other; what failed is made known to the nursery
 * only when all have ended and nobody has won, so whether the race fails does not depend on who failed when.
 */
final class Race<T> {
    private record Failed(String entrant, Throwable failure) {}

    // Guarded by this.
    private final List<Failed> failures = new ArrayList<>(1);
    private @Nullable T result;
    private boolean won;

    T run(List<Callable<? extends T>> entrants) throws InterruptedException {
        Strand.current().checkpoint();
        return Nursery.run(o -> o.name("race").ownerOnly().onFailure(this::failed), n -> {
            try {
                for (var entrant : entrants) {
                    enter(n, entrant);
                }
                n.join();
            } finally {
                end(n);
            }
            n.join();
            return uncheckedResult();
        });
    }

    private void enter(Nursery n, Callable<? extends T> entrant) throws InterruptedException {
        try {
            Tasks.fork(n, () -> succeeded(entrant.call(), n));
        } catch (SpawnRefusedException e) {
            if (!won()) {
                throw e;
            }
        }
    }

    private void succeeded(@Nullable T value, Nursery n) {
        synchronized (this) {
            if (won) {
                return;
            }
            won = true;
            result = value;
        }
        n.cancel("the race is over");
    }

    private synchronized void failed(String entrant, Throwable failure) {
        failures.add(new Failed(entrant, failure));
    }

    private synchronized boolean won() {
        return won;
    }

    // an entrant of a nullable type may return null; the type system knows nothing of that here
    @SuppressWarnings("NullAway")
    private synchronized T uncheckedResult() {
        return result;
    }

    /** Waits for the losers, and says what becomes of their failures. */
    private void end(Nursery n) {
        var why = new Cancellation("nobody has won the race", n.owner().toString());
        n.settle(why);
        synchronized (this) {
            for (var failed : failures) {
                if (won) {
                    var text = failed.entrant + " failed in a race that another has won";
                    Log.info(text, failed.failure);
                } else {
                    n.fail(failed.failure, failed.entrant, why);
                }
            }
        }
    }
}
