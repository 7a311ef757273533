package dev.tractor;

import java.time.Duration;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * One side of the two-way flow of messages in a context: opened by {@link Context#openStream()} or {@link
 * Dialog#openStream()}, once on each side, and closed explicitly. Thread-safe: several tasks may send and receive; each
 * message is received once.
 *
 * <p><b>Order.</b> Messages of one direction are received in the order they were sent. What was sent before a side closed
 * its stream is still received by the other.
 *
 * <p><b>Waiting and cancellation.</b> {@code receive} waits for a message; {@code send} waits while the other side's buffer
 * is full, if that side's {@link StreamOptions} say so. Both are first come, first served. One that is cancelled closes
 * nothing: a {@code receive} that throws has taken no message, a {@code send} that throws has not sent. In a dialog a call
 * that has to wait gives up the actor's turn meanwhile.
 *
 * <p><b>Failure.</b> At the end of the stream {@code receive} throws {@link StreamEndedException}, {@code tryReceive} is
 * empty, and iteration ends; when the dialog or its opener has failed, the failure is thrown after the messages that came
 * before it. {@code send} throws {@link StreamEndedException} when either side has closed.
 *
 * <p><b>Memory visibility.</b> What a task did before it sent a message happens-before what another does after it has
 * received it. Messages are shared, not copied.
 *
 * @param <I> the messages this side receives
 * @param <O> the messages this side sends
 */
public final class MessageStream<I, O> implements Iterable<I>, AutoCloseable {
    private final Channel<I> in;
    private final Channel<O> out;

    /** Which side this is, for messages. */
    private final String side;

    MessageStream(Channel<I> in, Channel<O> out, String side, StreamOptions options) {
        this.in = in;
        this.out = out;
        this.side = side;
        in.options(Objects.requireNonNull(options, "options"));
    }

    // Sending.

    /**
     * Sends a message.
     *
     * @param message not null
     * @throws StreamEndedException when this side has closed the stream, or the other side has, or has ended
     * @throws StreamOverflowException when the other side's buffer is full and it has chosen to fail the sender
     * @throws InterruptedException when the caller is cancelled or interrupted; nothing was sent
     */
    public void send(O message) throws InterruptedException {
        out.send(checked(message), Strand.current());
    }

    /**
     * Sends a message if there is room for it. Never waits.
     *
     * @param message not null
     * @return whether it was sent; false when the other side's buffer is full
     * @throws StreamEndedException when this side has closed the stream, or the other side has, or has ended
     */
    public boolean trySend(O message) {
        return out.trySend(checked(message));
    }

    private O checked(O message) {
        return Objects.requireNonNull(
                message,
                () -> "null cannot be sent by " + side + "; send an Optional, or a type of" + " your own for nothing");
    }

    // Receiving.

    /**
     * Receives the next message; waits for it.
     *
     * @return the message
     * @throws StreamEndedException when there will be none: the other side has closed the stream or ended, or this side has
     *     closed it
     * @throws ActorFailedException when the dialog on the other side has failed
     * @throws InterruptedException when the caller is cancelled or interrupted; no message was taken
     */
    public I receive() throws InterruptedException {
        return Objects.requireNonNull(in.receive(Strand.current(), Long.MAX_VALUE));
    }

    /**
     * Receives the next message; waits for it, at most for {@code limit}.
     *
     * @param limit from now, in the tree's time, which stands still while a console session is open; zero or less does not
     *     wait
     * @return the message
     * @throws TimeoutException when none has come in that time
     * @throws StreamEndedException when there will be none
     * @throws ActorFailedException when the dialog on the other side has failed
     * @throws InterruptedException when the caller is cancelled or interrupted; no message was taken
     */
    public I receive(Duration limit) throws TimeoutException, InterruptedException {
        Objects.requireNonNull(limit, "limit");
        var strand = Strand.current();
        var message = in.receive(strand, strand.root.deadlines.timeAfter(Deadlines.nanos(limit)));
        if (message == null) {
            throw new TimeoutException("no message has come to " + side + " within " + Names.text(limit));
        }
        return message;
    }

    /** {@return the next message, if there is one now} Never waits; also empty at the end of the stream. */
    public Optional<I> tryReceive() {
        return Optional.ofNullable(in.tryReceive());
    }

    /**
     * Receives messages until the stream ends. {@code hasNext()} waits as {@link #receive()} does, takes the message that
     * {@code next()} returns, and is false at the end.
     *
     * <p>An iterator cannot declare it, but {@code hasNext()} throws {@link InterruptedException} when the caller is
     * cancelled or interrupted.
     *
     * @return an iterator for one thread; several of them share the messages
     */
    @Override
    public Iterator<I> iterator() {
        return new Messages<>(this::receive, this);
    }

    /**
     * Begins to hand every message that comes to each of several subscribers.
     *
     * @param capacity how many messages are kept for subscribers that are slower than the fastest; at least 1
     * @return the broadcast, to be closed; the stream itself lives on
     */
    public Broadcast<I> broadcast(int capacity) {
        return new Broadcast<>(in, side, capacity);
    }

    /** {@return how many messages this side's buffer has dropped because it was full} */
    public long dropped() {
        return in.dropped();
    }

    // Ending.

    /**
     * Closes this side's stream: the other side receives what was sent and then the end; what was not received here is
     * dropped, and sends of the other side throw. The context lives on. Never waits and never throws; does nothing the
     * second time.
     */
    @Override
    public void close() {
        out.endSending("its sender has closed it");
        in.endReceiving("its receiver has closed it");
    }

    /** Names the stream in messages. */
    @Override
    public String toString() {
        return side;
    }
}
