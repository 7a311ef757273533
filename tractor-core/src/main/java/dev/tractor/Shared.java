package dev.tractor;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A share in a resource that is opened once for all who use it at the same time, and closed by the last of them: one
 * connection for the tasks of an actor, say, that is there as long as any of them needs it.
 *
 * <p>{@snippet :
 * try (var db = Shared.open("db", () -> connect(address))) {
 *     use(db.value());
 * }
 * }
 *
 * <p>A resource is known by its key, any object with {@code equals} and {@code hashCode}, such as a string or a record that
 * holds what the opening depends on. Each actor has resources of its own, and so has the code of the root: the same key in
 * another actor is another resource. Whoever shares by one key agrees on the type of the resource.
 *
 * <p><b>Order.</b> The first user opens, and those who come meanwhile wait for that and share its result. When the opening
 * fails or is cancelled, the first of those who wait tries in its place, with its own opener. Who comes while the last user
 * closes waits for that, and then opens again.
 *
 * <p><b>Threads.</b> The opener runs in the calling thread of the first user, and the resource is closed in that of the last
 * one. So what belongs to a thread or to a block cannot be shared: a nursery that the opener leaves open is closed at once,
 * and that is an error. Where the resource needs tasks, let it be an actor: the opener starts one in the {@link
 * Actor#nursery()} of the actor that it runs in, and what is shared holds its portal and stops it when closed.
 *
 * <p><b>Waiting and cancellation.</b> {@link #open} waits, and what the opener does is cancelled with its user. {@link
 * #close} of the last user waits until the resource is closed, in a {@linkplain CancelScope#shield shield}, though it
 * declares nothing; that of any other does not wait.
 *
 * <p><b>Failure.</b> What the opener throws goes to its own user alone. What the resource's {@code close()} throws goes to
 * the user who closes it, the last one.
 *
 * <p><b>Memory visibility.</b> What was done to open the resource happens-before the return of every {@code open} that
 * shares it, and what its users did before they left happens-before it is closed.
 *
 * @param <T> the resource
 */
public final class Shared<T extends AutoCloseable> implements AutoCloseable {
    private final SharedTable table;
    private final SharedTable.Slot slot;
    private final T value;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Shared(SharedTable table, SharedTable.Slot slot, T value) {
        this.table = table;
        this.slot = slot;
        this.value = value;
    }

    /**
     * Opens a resource, or joins those who use it already.
     *
     * @param key what it is known by in this actor
     * @param opener opens it; run only if it is not open. Its result must not be null
     * @param <T> the resource
     * @param <X> what the opener throws
     * @return a share in it, to be closed
     * @throws X what the opener threw
     * @throws DeadlockException when it can never be had, because who opens or closes it waits for the caller
     * @throws InterruptedException when the caller is cancelled or interrupted; it has no share then
     */
    public static <T extends AutoCloseable, X extends Exception> Shared<T> open(Object key, Block<T, X> opener)
            throws X, InterruptedException {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(opener, "opener");
        var strand = Strand.current();
        strand.checkpoint();
        var table = strand.actor == null ? strand.root.shared() : strand.actor.shared();
        var slot = table.open(key, opener, strand);
        @SuppressWarnings("unchecked") // the users of one key agree on its type
        var value = (T) slot.value();
        return new Shared<>(table, slot, value);
    }

    /**
     * Returns the resource, which is not to be used after this share was closed.
     *
     * @return the resource
     * @throws IllegalStateException when this share was closed
     */
    public T value() {
        if (closed.get()) {
            throw new IllegalStateException("this share in " + slot + " was closed; open another");
        }
        return value;
    }

    /**
     * Gives the share back. The last one closes the resource and waits for that, shielded from any cancellation. On any
     * thread; does nothing the second time.
     *
     * <p>What closing the resource throws is thrown on: as it is when it is unchecked, else as the cause of an {@link
     * IllegalStateException}. In a {@code try} block whose body was cancelled it is suppressed in the cancellation, and
     * whoever takes the cancellation up finds it and throws it instead.
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            table.leave(slot, Strand.current());
        }
    }

    /** {@return what is shared, for messages} */
    @Override
    public String toString() {
        return "share in " + slot;
    }
}
