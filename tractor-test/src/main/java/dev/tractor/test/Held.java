package dev.tractor.test;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Calls that a {@link Probe} holds; made by {@link Reaction#hold}. One of {@link #reply}, {@link #fail} and {@link #release}
 * lets go those that wait, and is the answer to those that come later. Thread-safe.
 *
 * @param <R> what the method returns
 */
public final class Held<R> {
    private final Reaction<R> reaction;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();

    /** Guarded by the lock. */
    private Proxies.@Nullable Handler answer;

    Held(Reaction<R> reaction) {
        this.reaction = reaction;
    }

    /**
     * Has the calls return a value.
     *
     * @param value what they return
     * @throws IllegalStateException when they were let go before
     */
    public void reply(@Nullable R value) {
        letGo(reaction.returning(value));
    }

    /**
     * Has the calls throw an exception.
     *
     * @param thrown what they throw
     * @throws IllegalStateException when they were let go before
     */
    public void fail(Throwable thrown) {
        letGo(reaction.throwing(thrown));
    }

    /**
     * Has the calls return what a probe returns by default; nothing, for methods without a result.
     *
     * @throws IllegalStateException when they were let go before
     */
    public void release() {
        letGo(Proxies::byDefault);
    }

    private void letGo(Proxies.Handler how) {
        lock.lock();
        try {
            if (answer != null) {
                throw new IllegalStateException(
                        reaction + " holds nothing any more; a hold is ended once, and its end is the"
                                + " answer to all later calls");
            }
            answer = how;
            released.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Answers a call, once the test lets it. */
    @Nullable
    Object await(Call call) throws Throwable {
        return ending().answer(call);
    }

    private Proxies.Handler ending() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                var how = answer;
                if (how != null) {
                    return how;
                }
                released.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** {@return the probe and the call, for messages} */
    @Override
    public String toString() {
        return reaction.toString();
    }
}
