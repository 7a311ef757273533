package dev.tractor;

import java.time.Duration;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * One task's part in a {@link Broadcast}: it receives every message that is taken from the stream after it was subscribed,
 * in order, unless it is too slow. For one task at a time; close it when it is not used any more.
 *
 * <p><b>Waiting and cancellation.</b> As of {@link MessageStream}: {@code receive} and iteration wait and are cancellable; one
 * that throws has taken nothing. In a dialog a call that has to wait gives up the actor's turn meanwhile.
 *
 * <p><b>Failure.</b> Who falls behind is told once, by a {@link LaggedException} with the number of messages it has missed,
 * and goes on with the oldest that is left; one made by {@link Broadcast#subscribeSkipping()} just goes on.
 *
 * <p><b>Memory visibility.</b> What the sender did before it sent a message happens-before what follows its receipt.
 *
 * @param <T> the messages
 */
public final class Subscription<T> implements Iterable<T>, AutoCloseable {
    private final Broadcast<T> broadcast;

    /** Whether it is told of what it has missed by an exception. */
    final boolean failing;

    /** The number of its next message. Guarded by the broadcast's lock. */
    long next;

    // Written under the broadcast's lock.
    private volatile long missed;
    private volatile boolean ended;

    Subscription(Broadcast<T> broadcast, boolean failing, long next) {
        this.broadcast = broadcast;
        this.failing = failing;
        this.next = next;
    }

    /**
     * Receives the next message; waits for it.
     *
     * @return the message
     * @throws LaggedException when messages were missed; the next call goes on with the oldest that is left
     * @throws StreamEndedException when there will be none: the stream has ended, or the subscription or its broadcast is
     *     closed
     * @throws ActorFailedException when the dialog on the other side has failed
     * @throws InterruptedException when the caller is cancelled or interrupted; no message was taken
     */
    public T receive() throws InterruptedException {
        return Objects.requireNonNull(broadcast.receive(this, Strand.current(), Long.MAX_VALUE));
    }

    /**
     * Receives the next message; waits for it, at most for {@code limit}.
     *
     * @param limit from now, in the tree's time; zero or less does not wait
     * @return the message
     * @throws TimeoutException when none has come in that time
     * @throws LaggedException when messages were missed; the next call goes on with the oldest that is left
     * @throws StreamEndedException when there will be none
     * @throws ActorFailedException when the dialog on the other side has failed
     * @throws InterruptedException when the caller is cancelled or interrupted; no message was taken
     */
    public T receive(Duration limit) throws TimeoutException, InterruptedException {
        var strand = Strand.current();
        var message = broadcast.receive(this, strand, strand.root.deadlines.timeAfter(Deadlines.nanos(limit)));
        if (message == null) {
            throw new TimeoutException("no message has come to " + this + " within " + Names.text(limit));
        }
        return message;
    }

    /**
     * {@return the next message, if there is one now} Never waits; also empty at the end of the stream.
     *
     * @throws LaggedException when messages were missed
     * @throws StreamEndedException when the subscription or its broadcast is closed
     */
    public Optional<T> tryReceive() {
        return Optional.ofNullable(broadcast.tryReceive(this));
    }

    /**
     * Receives messages until the stream, the broadcast or the subscription ends; as {@link MessageStream#iterator()} does.
     *
     * @return an iterator for one thread
     */
    @Override
    public Iterator<T> iterator() {
        return new Messages<>(this::receive, this);
    }

    /** {@return how many messages were missed so far, told or not} */
    public long missed() {
        return missed;
    }

    /** Takes part no longer. Never waits and never throws; does nothing the second time. */
    @Override
    public void close() {
        broadcast.end(this);
    }

    void miss(long more) {
        missed = missed + more;
        next += more;
    }

    void end() {
        ended = true;
    }

    boolean ended() {
        return ended;
    }

    /** Names it in messages. */
    @Override
    public String toString() {
        return "a subscription to " + broadcast;
    }
}
