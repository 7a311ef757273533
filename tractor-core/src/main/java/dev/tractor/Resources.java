package dev.tractor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Resources that were opened together by {@link Tractor#openAll(Collection)} and are closed together. For one thread at a
 * time.
 *
 * <p><b>Waiting and cancellation.</b> {@link #close()} waits for each {@code close()} of a resource in turn, in a {@linkplain
 * CancelScope#shield shield}, though it declares nothing.
 *
 * <p><b>Failure.</b> Every resource is closed, whatever the others throw.
 *
 * <p><b>Memory visibility.</b> What the openers did, each on a thread of its own, happens-before the return of {@code
 * openAll}.
 *
 * @param <R> a resource
 */
public final class Resources<R extends AutoCloseable> implements AutoCloseable {
    private final List<R> all;
    private boolean closed;

    private Resources(List<R> all) {
        this.all = all;
    }

    /** {@return the resources, in the order of their openers; unmodifiable} */
    public List<R> all() {
        return all;
    }

    /**
     * Closes all resources in reverse order, on the calling thread, in a shield: each of them, whatever happens to the
     * others. Does nothing the second time. Not a checkpoint, but waits as long as they take.
     *
     * @throws CloseFailedException when some could not be closed
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        var errors = close(all);
        if (!errors.isEmpty()) {
            throw new CloseFailedException(all.size(), errors);
        }
    }

    static <R extends AutoCloseable> Resources<R> open(Collection<? extends Callable<? extends R>> openers)
            throws InterruptedException {
        var all = List.<Callable<? extends R>>copyOf(openers);
        var opened = new Opened<R>(all.size());
        try {
            Nursery.run(o -> o.name("open"), n -> {
                for (int i = 0; i < all.size(); i++) {
                    int place = i;
                    Tasks.fork(n, () -> opened.set(place, all.get(place).call()));
                }
                n.join();
            });
        } catch (Throwable t) {
            close(opened.soFar()).forEach(t::addSuppressed);
            throw t;
        }
        return new Resources<>(opened.soFar());
    }

    /** @return what went wrong */
    private static List<Throwable> close(List<? extends AutoCloseable> resources) {
        var errors = new ArrayList<Throwable>(0);
        for (var resource : resources.reversed()) {
            try {
                CancelScope.shield(resource::close);
            } catch (Throwable t) {
                errors.add(t);
            }
        }
        return errors;
    }

    /** Those that are open, in the order of their openers. */
    private static final class Opened<R> {
        // Guarded by this.
        private final @Nullable Object[] slots;

        Opened(int count) {
            slots = new @Nullable Object[count];
        }

        void set(int place, R resource) {
            Objects.requireNonNull(resource, () -> "opener " + place + " returned null; it must return what it opened");
            synchronized (this) {
                slots[place] = resource;
            }
        }

        @SuppressWarnings("unchecked") // nothing else is put in
        synchronized List<R> soFar() {
            return Arrays.stream(slots)
                    .filter(Objects::nonNull)
                    .map(slot -> (R) slot)
                    .toList();
        }
    }
}
