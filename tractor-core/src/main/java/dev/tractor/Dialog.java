package dev.tractor;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The actor's side of a context: what an {@link Endpoint} gets as its first parameter. It says how the dialog starts, talks
 * with the opener by a stream, and ends with what the endpoint returns or throws.
 *
 * <p>The endpoint runs in a task of the actor, under the actor's turn. Where it waits in a tractor call it gives the turn up,
 * and has it back before that call returns or throws; so between two such calls the state is its own, and nowhere else.
 *
 * <p><b>Waiting and cancellation.</b> Nothing here waits; the stream does. When the opener cancels the context or leaves it,
 * or the actor is to end, the dialog is cancelled as a task is.
 *
 * <p><b>Failure.</b> What the endpoint throws is the outcome of the context and is told to the opener; the actor lives on. If
 * the opener has left already, the actor fails with it.
 *
 * <p><b>Memory visibility.</b> As of {@link Context}.
 *
 * <p>May be used by any task of the actor; {@code started} belongs to the endpoint's own.
 *
 * @param <S> the value it starts with
 * @param <I> the messages it receives
 * @param <O> the messages it sends
 */
public final class Dialog<S, I, O> {
    private final Strand strand;
    private final Exchange<S, I, O, ?> exchange;
    private final AtomicBoolean streamOpened = new AtomicBoolean();

    Dialog(Strand strand, Exchange<S, I, O, ?> exchange) {
        this.strand = strand;
        this.exchange = exchange;
    }

    /**
     * Says that the dialog has started, and with which value: what {@link Context#started()} returns. Once, by the
     * endpoint's own task, before {@link #openStream()}. Does not wait.
     *
     * @param value not null; for a start without a value use {@link #started()}
     * @throws IllegalStateException when it has been said before, or by another task
     */
    public void started(S value) {
        Objects.requireNonNull(
                value, () -> strand + " cannot start with null; call started() for a start without a value");
        start(value);
    }

    /**
     * Says that the dialog has started, without a value: {@link Context#started()} then returns null. For {@code
     * Dialog<Void, ...>}.
     *
     * @throws IllegalStateException when it has been said before, or by another task
     */
    public void started() {
        start(null);
    }

    private void start(@org.jspecify.annotations.Nullable S value) {
        if (!strand.isCurrentThread()) {
            throw new IllegalStateException(
                    "only " + strand + " itself may say that it has started; this is " + Strand.currentName());
        }
        if (!exchange.start(value)) {
            throw new IllegalStateException(strand + " has said before that it has started; call started() once");
        }
    }

    /**
     * Opens this side's stream, with a buffer of {@value StreamOptions#DEFAULT_CAPACITY} messages whose sender waits when it
     * is full. Once; does not wait. It ends with the dialog, if it is not closed before.
     *
     * @return the stream
     * @throws IllegalStateException when {@link #started} has not been called, or the stream was opened before
     */
    public MessageStream<I, O> openStream() {
        return openStream(StreamOptions.standard());
    }

    /**
     * Opens this side's stream; see {@link #openStream()}.
     *
     * @param options for what this side receives; in force from now on
     * @return the stream
     * @throws IllegalStateException when {@link #started} has not been called, or the stream was opened before, or the
     *     dialog is cancelled
     */
    public MessageStream<I, O> openStream(StreamOptions options) {
        if (!exchange.started()) {
            throw new IllegalStateException(strand + " cannot open its stream yet; call started first");
        }
        if (!streamOpened.compareAndSet(false, true)) {
            throw new IllegalStateException(strand + " has opened its stream before; a context has one");
        }
        return new MessageStream<>(exchange.toDialog, exchange.toOpener, "the stream of " + strand, options);
    }

    /**
     * Cancels this dialog from its own side: the endpoint's next tractor call that may wait throws, and the opener gets an
     * {@link ActorCancelledException} that names this dialog as the canceller. Returns at once and never throws.
     *
     * @param reason why, for the messages
     */
    public void cancel(String reason) {
        strand.base.cancel(new Cancellation(Objects.requireNonNull(reason, "reason"), strand + " itself"));
    }

    /** {@return whether the dialog is cancelled, by whomever} */
    public boolean cancelled() {
        return strand.base.cause != null;
    }

    Strand strand() {
        return strand;
    }

    Exchange<S, I, O, ?> exchange() {
        return exchange;
    }

    /** Names the dialog in messages. */
    @Override
    public String toString() {
        return strand.toString();
    }
}
