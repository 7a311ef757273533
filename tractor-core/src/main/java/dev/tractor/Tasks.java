package dev.tractor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

/**
 * Work that several tasks share, done while the caller waits. Each call opens a nursery of its own on the calling thread
 * and leaves it before it returns, so nothing that it started outlives it. May be called by any thread.
 *
 * <p><b>Waiting and cancellation.</b> Each call waits until all it has started has ended. When its caller is cancelled, so
 * are the tasks.
 *
 * <p><b>Failure.</b> What goes wrong is thrown as {@link Nursery#run(ScopedBlock)} would.
 *
 * <p><b>Memory visibility.</b> What the caller did before happens-before the tasks, and what they did before the return.
 */
public final class Tasks {
    private Tasks() {}

    /**
     * Runs all entrants at once and returns the result of the first that succeeds; the others are cancelled.
     *
     * <p><b>Waiting and cancellation.</b> Waits until every entrant has ended, the cancelled ones too.
     *
     * <p><b>Failure.</b> An entrant that fails is out of the race and harms nobody: when there is a winner, its failure is
     * logged. Only when there is none all failures are thrown.
     *
     * @param entrants at least one; started in this order
     * @param <T> the result
     * @return the result of the winner, which may be null
     * @throws IllegalArgumentException when there are no entrants
     * @throws NurseryException when no entrant has succeeded, and one has failed
     * @throws InterruptedException when the caller is cancelled or interrupted before there is a winner
     */
    public static <T> T race(Collection<? extends Callable<? extends T>> entrants) throws InterruptedException {
        var all = List.<Callable<? extends T>>copyOf(entrants);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("a race without entrants has no winner; give it at least one");
        }
        return new Race<T>().run(all);
    }

    /**
     * Runs all entrants at once and returns the result of the first that succeeds; see {@link #race(Collection)}.
     *
     * @param entrants at least one; started in this order
     * @param <T> the result
     * @return the result of the winner, which may be null
     * @throws IllegalArgumentException when there are no entrants
     * @throws NurseryException when no entrant has succeeded, and one has failed
     * @throws InterruptedException when the caller is cancelled or interrupted before there is a winner
     */
    @SafeVarargs
    public static <T> T race(Callable<? extends T>... entrants) throws InterruptedException {
        return race(List.of(entrants));
    }

    /**
     * Applies {@code function} to every item, each in a task of its own, at most {@code limit} of them at a time.
     *
     * <p><b>Order.</b> The results are in the order of the items, whichever was done first. Items are taken one by one, on
     * the calling thread, as tasks end; so they may be many, or made only when they are asked for.
     *
     * <p><b>Failure.</b> The first failure cancels the tasks that run, and no other item is taken.
     *
     * @param items what to work on
     * @param limit how many tasks at a time, at least 1
     * @param function what each task does
     * @param <T> an item
     * @param <R> a result
     * @return the results, which may be null; unmodifiable
     * @throws NurseryException when {@code function} threw
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public static <T, R> List<R> map(
            Iterable<? extends T> items, int limit, TaskFunction<? super T, ? extends R> function)
            throws InterruptedException {
        Objects.requireNonNull(items, "items");
        Objects.requireNonNull(function, "function");
        if (limit < 1) {
            throw new IllegalArgumentException("at least 1 task works at a time, not " + limit);
        }
        return Nursery.run(o -> o.name("map").ownerOnly(), n -> {
            var results = new Results<R>();
            for (var item : items) {
                n.awaitAtMost(limit - 1);
                int place = results.addPlace();
                fork(n, () -> {
                    results.set(place, function.apply(item));
                });
            }
            n.join();
            return results.all();
        });
    }

    /** Forks a task into a nursery of the caller's, and throws the cancellation itself where that is what refuses it. */
    static void fork(Nursery n, Action<?> body) throws InterruptedException {
        try {
            n.fork(body);
        } catch (SpawnRefusedException e) {
            n.owner().throwIfCancelled();
            throw e;
        }
    }

    /** Results that come in any order. */
    private static final class Results<R> {
        // Guarded by this.
        private final List<R> all = new ArrayList<>();

        // null until it is set; a function of a nullable type may return it, too
        @SuppressWarnings("NullAway")
        synchronized int addPlace() {
            all.add(null);
            return all.size() - 1;
        }

        synchronized void set(int place, R result) {
            all.set(place, result);
        }

        synchronized List<R> all() {
            return Collections.unmodifiableList(all);
        }
    }
}
