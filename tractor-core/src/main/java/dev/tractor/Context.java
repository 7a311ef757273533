package dev.tractor;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The opener's side of a linked pair of tasks in two actors: the block in which {@link Portal#open} was called here, and a
 * {@link Dialog} there. It has one start value, at most one two-way stream, and exactly one outcome.
 *
 * <p>{@snippet :
 * try (var ctx = clock.open(Clock::countdown, 10)) {
 *     int from = ctx.started();
 *     try (var s = ctx.openStream()) {
 *         for (int tick : s) System.out.println(tick);
 *     }
 *     int result = ctx.result();
 * }
 * }
 *
 * <p><b>Waiting and cancellation.</b> {@link #started()}, {@link #result()} and the stream wait for the dialog, and are
 * cancellable. {@link #cancel()} waits until the dialog has ended, up to the grace period, and {@link #close()} for as long
 * as it takes, whatever is cancelled. Nothing else here waits.
 *
 * <p><b>Failure.</b> When the dialog fails, or is cancelled by anyone but this side, the block is cancelled until it is left:
 * every tractor call in it that may wait throws a new {@link ActorFailedException} or {@link ActorCancelledException}. {@link
 * #close()} throws it when nobody was told.
 *
 * <p><b>Memory visibility.</b> What the opener did before {@code open} happens-before the dialog; what the dialog did before
 * {@code started} happens-before the return of {@code started} here, and all it did before the return of {@code result} and
 * {@code close}, and before what follows an {@code outcome} that is there.
 *
 * <p>All methods but {@link #close()} may be called by any thread, such as a task forked in the block.
 *
 * @param <S> the value the dialog starts with
 * @param <I> the messages this side receives
 * @param <O> the messages this side sends
 * @param <R> the result
 */
public final class Context<S, I, O, R> extends OpenBlock implements AutoCloseable {
    private final Strand owner;
    private final CancelScope scope;
    private final ActorCell<?> target;
    private final Exchange<S, O, I, R> exchange;
    private final AtomicBoolean streamOpened = new AtomicBoolean();

    /** The first exception that has told the owner of the failure. */
    private volatile @Nullable ActorFailedException told;

    private Context(Strand owner, ActorCell<?> target) {
        this.owner = owner;
        this.target = target;
        this.scope = new CancelScope(owner, owner.scope(), false, null);
        this.exchange = new Exchange<>(target, owner.toString(), scope::cancel);
        scope.belongTo(this);
    }

    /** Opens one on the calling thread. */
    static <A, S, I, O, R> Context<S, O, I, R> open(
            ActorCell<A> target, Endpoint<? super A, S, I, O, ? extends R> endpoint) throws InterruptedException {
        var caller = Strand.current();
        caller.checkpoint();
        var context = new Context<S, O, I, R>(caller, target);
        caller.enter(context.scope);
        try {
            new Open<A, S, I, O, R>(caller, endpoint, context.exchange).send(target);
        } catch (InterruptedException | RuntimeException | Error e) {
            caller.leave(context.scope);
            if (e instanceof ActorGoneException) {
                caller.throwIfCancelled();
            }
            throw e;
        }
        return context;
    }

    // Talking.

    /**
     * Waits until the dialog has started.
     *
     * @return the value it started with
     * @throws ActorFailedException when it failed before; with an {@link IllegalStateException} as its cause when it ended
     *     without having started
     * @throws ActorCancelledException when it was cancelled before
     * @throws DeadlockException when it can never start, because its actor waits for the caller
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public S started() throws InterruptedException {
        await(Exchange.Point.START);
        if (exchange.started()) {
            return exchange.startedWith();
        }
        if (exchange.outcome() instanceof Outcome.Value<R>) {
            var why = new IllegalStateException("the dialog of " + target.path + " has ended without calling started");
            throw ActorFailedException.leaving(target.path, why);
        }
        throw told();
    }

    /**
     * Opens this side's stream, with a buffer of {@value StreamOptions#DEFAULT_CAPACITY} messages whose sender waits when it
     * is full. Once; does not wait, also not for the dialog to start. It ends with the context, if it is not closed before.
     *
     * @return the stream
     * @throws IllegalStateException when it was opened before
     */
    public MessageStream<I, O> openStream() {
        return openStream(StreamOptions.standard());
    }

    /**
     * Opens this side's stream; see {@link #openStream()}.
     *
     * @param options for what this side receives; in force from now on
     * @return the stream
     * @throws IllegalStateException when it was opened before
     */
    public MessageStream<I, O> openStream(StreamOptions options) {
        Objects.requireNonNull(options, "options");
        if (!streamOpened.compareAndSet(false, true)) {
            throw new IllegalStateException(this + " has opened its stream before; a context has one");
        }
        return new MessageStream<>(exchange.toOpener, exchange.toDialog, "the stream of " + this, options);
    }

    /**
     * Waits until the dialog has ended. May be repeated.
     *
     * @return what its endpoint returned; null for one without a result
     * @throws ActorFailedException when it failed
     * @throws ActorCancelledException when it was cancelled, also by this side
     * @throws DeadlockException when it can never end, because it waits for the caller
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public R result() throws InterruptedException {
        await(Exchange.Point.END);
        if (exchange.outcome() instanceof Outcome.Value<R> ended) {
            return uncheckedValue(ended);
        }
        throw told();
    }

    // an endpoint of a nullable type may return null; the type system knows nothing of that here
    @SuppressWarnings("NullAway")
    private static <R> R uncheckedValue(Outcome.Value<R> ended) {
        return ended.value();
    }

    /** {@return how the dialog has ended, if it has} Never waits. */
    public Optional<Outcome<R>> outcome() {
        return Optional.ofNullable(exchange.outcome());
    }

    private void await(Exchange.Point point) throws InterruptedException {
        var caller = Strand.current();
        try {
            caller.await(exchange.await(caller, point));
        } finally {
            exchange.forget(caller);
        }
    }

    // Ending.

    /**
     * Cancels the dialog, ahead of all messages, and waits for its end, at most the grace period of its actor's nursery. This
     * side's stream ends at once. The cancellation that comes of it is not a failure of the block. Does nothing when the
     * dialog has ended. Called from inside the dialog's actor, or below it, it only requests. Never throws; an interrupt is
     * kept.
     *
     * @return whether the dialog has ended
     */
    public boolean cancel() {
        return cancel("its opener has cancelled it");
    }

    /**
     * Cancels the dialog; see {@link #cancel()}.
     *
     * @param reason why, for the messages
     * @return whether the dialog has ended
     */
    public boolean cancel(String reason) {
        var why = new Cancellation(Objects.requireNonNull(reason, "reason"), Strand.currentName());
        var caller = Strand.current();
        cancel(why, caller);
        if (!target.contains(caller)) {
            try {
                var end = exchange.await(caller, Exchange.Point.LEAVING);
                caller.awaitShielded(Patience.with(end, caller.root.deadlines, target.nursery.graceNanos));
            } finally {
                exchange.forget(caller);
            }
        }
        return exchange.outcome() != null;
    }

    private void cancel(Cancellation why, Strand caller) {
        if (exchange.outcome() == null) {
            caller.root.tty().awaitDrained(caller);
            exchange.cancel(why);
        }
    }

    /**
     * Leaves the block: cancels the dialog if it has not ended, and waits until it has, whatever the caller's own
     * cancellation says. Does nothing after {@link #result()}, or the second time.
     *
     * @throws ActorFailedException when the dialog failed and nobody was told so far; also when it was cancelled, unless the
     *     code around this block is cancelled as well, which is what its next call tells of
     * @throws IllegalStateException when the caller is not the task that opened it
     */
    @Override
    public void close() {
        if (!owner.isCurrentThread()) {
            throw new IllegalStateException("cannot close " + this + " here: only " + owner
                    + ", which opened it, may close it; this is " + Strand.currentName());
        }
        if (scope.left()) {
            return;
        }
        var misuse = LeftOpen.close(scope);
        leave(new Cancellation("its opener has left the context", owner.toString()));
        if (untold()) {
            var failure = told();
            if (misuse != null) {
                failure.addSuppressed(misuse);
            }
            throw failure;
        }
        if (misuse != null) {
            throw misuse;
        }
    }

    @Override
    void leave(Cancellation why) {
        cancel(why, owner);
        try {
            owner.awaitShielded(exchange.await(owner, Exchange.Point.LEAVING));
        } finally {
            exchange.forget(owner);
        }
        owner.leave(scope);
    }

    // As a block.

    @Override
    boolean failed() {
        return exchange.bad();
    }

    @Override
    ActorFailedException told() {
        var exception = exchange.told();
        if (told == null && owner.isCurrentThread()) {
            told = exception;
        }
        return exception;
    }

    @Override
    String advice() {
        return "close contexts in the reverse order, best by try-with-resources";
    }

    /** An exception was not thrown after all. */
    @Override
    void notTold(Exception exception) {
        if (told == exception) {
            told = null;
        }
    }

    /** Whether {@code error} tells of the failure of this context. */
    boolean tells(ActorFailedException error) {
        return switch (exchange.outcome()) {
            case Outcome.Failure<R>(var failure) ->
                failure.getCause() == error.getCause() && failure.source().equals(error.source());
            case Outcome.Cancelled<R>(var cancellation) ->
                error instanceof ActorCancelledException
                        && cancellation.source().equals(error.source());
            case Outcome.Value<R> _ -> false;
            case null -> false;
        };
    }

    @Override
    boolean untold() {
        return failed() && told == null && !(exchange.outcome() instanceof Outcome.Cancelled && owner.cancelled());
    }

    @Override
    Strand owner() {
        return owner;
    }

    /** Names the context in messages. */
    @Override
    public String toString() {
        return "the context of " + owner + " with " + target.path;
    }
}
