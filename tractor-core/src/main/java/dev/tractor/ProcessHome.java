package dev.tractor;

import java.io.IOException;
import java.io.Serializable;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A child JVM as the home of an actor. In this JVM it stands in the place of the state: the code of each message is packed
 * when it is sent, and replaced by code that has the child run it and waits for the answer, on the thread and in the scope in
 * which it would have run here. So mailbox, turn, deadlines, withdrawal and the end of the actor are as for any other.
 *
 * <p>The child has an actor of the same name, which runs each message in its turn; see {@link ProcessServer}. A dialog gives
 * up the turn here at once, since it waits for the one there, and the order of turns is decided there.
 *
 * <p><b>Cancellation.</b> When the scope here is cancelled, the child is told to cancel the same there, and what it answers is
 * waited for: a value, an error, or that it has answered to the cancellation. An ask that ignores its cancellation keeps the
 * turn, as it would here, since nobody waits for it. A dialog that does so holds up the block of its opener: after the grace
 * period the child is killed, and the actor has failed. When the actor is to end, the child's actor is cancelled as a whole, and
 * the child killed when it is still there after the grace period.
 */
final class ProcessHome extends Home {
    private static final long KILLING_NANOS = 1_000_000_000;

    private final ActorCell<?> actor;
    private final ProcessOptions options;
    private final ClassLoader loader;
    private final long graceNanos;
    private final byte[] birth;

    /** Null until the JVM is started. Written by the actor's thread. */
    private volatile @Nullable ProcessLink link;

    /**
     * What a child JVM is told first.
     *
     * @param parent the path of the actor above, or a slash
     * @param name of the actor
     * @param factory makes its state; packed
     * @param closeNanos how long the close() of its state may take
     * @param debug whether what fails there opens the crash console
     */
    record Birth(String parent, String name, byte[] factory, long closeNanos, boolean debug) implements Serializable {}

    /**
     * What opens a dialog.
     *
     * @param opener names the opener in messages
     * @param endpoint packed
     */
    record Opening(String opener, byte[] endpoint) implements Serializable {}

    ProcessHome(ActorCell<?> actor, ProcessOptions options, ActorFactory<?> factory, boolean debug) {
        this.actor = actor;
        this.options = options;
        this.loader = Packed.loaderOf(factory);
        this.graceNanos = options.grace() == null ? actor.nursery.graceNanos : Deadlines.nanos(options.grace());
        var packed = Packed.pack(factory, "the factory of actor " + actor.path);
        var above = actor.nursery.actor;
        this.birth = Packed.pack(
                new Birth(
                        above == null ? actor.nursery.root.path : above.path,
                        actor.name,
                        packed,
                        graceNanos / 4 * 3,
                        debug), // so that it is interrupted, and reported there, before the JVM is killed
                "the factory of actor " + actor.path);
    }

    // As a home.

    @Override
    @SuppressWarnings("unchecked") // it stands for the state; only code of ours gets it
    <A> A make(ActorFactory<? extends A> factory) throws Exception {
        var strand = actor.strand;
        ProcessLink started;
        try {
            started = ProcessLink.start(actor, loader, graceNanos, options, birth);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "the child JVM of actor " + actor.path + " cannot be started: " + Names.text(e)
                            + "; it needs to start processes, and a directory for temporary files",
                    e);
        }
        link = started;
        var cancelled = started.made.await(() -> started.end(why("it is not wanted any more")));
        var isMade = false;
        try {
            var answer = started.made.answer();
            if (cancelled != null) {
                throw cancelled;
            }
            if (answer == null) {
                throw recorded(started.died());
            }
            if (answer.how() != Answer.How.VALUE) {
                result(started.made, strand, null, "the state of actor " + actor.path);
            }
            isMade = true;
        } finally {
            if (!isMade) {
                end(strand, started, why("its state could not be made"));
            }
        }
        return (A) this;
    }

    @Override
    @Nullable
    Class<?> classOf(Object state) {
        var made = Objects.requireNonNull(link).made.answer();
        if (made == null) {
            return null;
        }
        try {
            return Class.forName(made.text(), false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            return null; // of a kind that only the child can make, such as a proxy
        }
    }

    @Override
    void pack(Message<?> message) {
        var code = message.payload();
        var packed = Packed.pack(code, "what was sent to actor " + actor.path);
        message.replace(
                switch (message) {
                    case AskNow<?, ?> _ -> (ActorFunction<Object, Object>) here -> at(here).ask(packed);
                    case AskLater<?, ?> _ ->
                        (ReplyingAction<Object, Object>) (here, reply) -> at(here).askLater(packed, reply);
                    case Tell<?> _ -> (ActorAction<Object>) here -> at(here).tell(packed);
                    case Open<?, ?, ?, ?, ?> _ ->
                        (Endpoint<Object, Object, Object, Object, Object>)
                                (here, dialog) -> at(here).talk(packed, dialog);
                });
    }

    private static ProcessHome at(Object state) {
        return (ProcessHome) state;
    }

    @Override
    UnaryOperator<Object> packer() {
        return message -> new Packed(Packed.pack(message, "a message sent by a stream to actor " + actor.path), loader);
    }

    @Override
    void ending() {
        var running = link;
        if (running != null) {
            var cancelled = actor.strand.base.cause;
            running.end(cancelled == null && actor.stopped() ? null : why(actor.how()));
        }
    }

    @Override
    void close(ActorCell<?> actor, Object state) {
        end(actor.strand, Objects.requireNonNull(link), null);
    }

    /** Ends the child's actor if that is not done yet, and waits until the process is gone. */
    private static void end(Strand strand, ProcessLink running, @Nullable Cancellation why) {
        running.end(why);
        running.awaitShielded(strand, running::gone, "to end");
    }

    private Cancellation why(String otherwise) {
        var why = actor.strand.base.cause;
        return why != null ? why : new Cancellation(otherwise, actor.path);
    }

    /** Whoever cancels it hears of its end also when it has to be killed. */
    @Override
    long patienceNanos(ActorCell<?> actor) {
        return Math.max(actor.nursery.graceNanos, graceNanos + KILLING_NANOS);
    }

    @Override
    String where() {
        var running = link;
        if (running == null) {
            return "in a child JVM";
        }
        var does = running.sessions().doing();
        return "in process " + running.pid + (does.isEmpty() ? "" : ", " + does);
    }

    @Override
    boolean atTerminal() {
        var running = link;
        return running != null && running.sessions().any();
    }

    // Calls; on the actor's thread, or a dialog's.

    private Object ask(byte[] code) throws Exception {
        return Packed.unchecked(call(Frame.Kind.CALL, code, null));
    }

    private void tell(byte[] code) throws Exception {
        var running = Objects.requireNonNull(link);
        try {
            call(Frame.Kind.CALL, code, null);
        } catch (ProcessDiedException e) {
            if (running.gone()) {
                throw recorded(e);
            }
            throw e;
        }
    }

    private void askLater(byte[] code, Reply<Object> reply) throws Exception {
        var value = call(Frame.Kind.CALL_LATER, code, reply);
        if (value != PENDING) {
            reply.give(Packed.unchecked(value));
        }
    }

    /** Says that the answer comes later. */
    private static final Object PENDING = new Object();

    private @Nullable Object call(Frame.Kind kind, byte[] code, @Nullable Reply<Object> reply) throws Exception {
        var running = Objects.requireNonNull(link);
        var waiting = new Pending(running, actor.strand, null, reply, "to answer");
        long id = running.newId();
        running.expect(id, waiting);
        try {
            actor.strand.checkpoint();
            running.send(new Frame(kind, id, code));
            var cancelled = waiting.await(() -> cancel(running, id, actor.strand));
            var answer = waiting.answer();
            if (reply != null && answer != null && answer.how() == Answer.How.RETURNED) {
                if (cancelled != null) {
                    throw cancelled;
                }
                reply.whenGivenUp(() -> {
                    running.forget(id);
                    cancel(running, id, actor.strand);
                });
                return PENDING;
            }
            return result(waiting, actor.strand, cancelled, "the reply of actor " + actor.path);
        } finally {
            var answer = waiting.answer();
            if (answer == null || answer.how() != Answer.How.RETURNED) {
                running.forget(id);
            }
        }
    }

    /** Has the child cancel a call or dialog; or all, when the actor is to end. */
    private void cancel(ProcessLink running, long id, Strand strand) {
        var ends = actor.strand.base.cause;
        if (ends != null) {
            running.end(ends);
            return;
        }
        var why = strand.scope().cause;
        running.send(
                Answer.cancelled(why != null ? why : new Cancellation("its caller has given up", strand.toString()))
                        .frame(Frame.Kind.CANCEL, id));
    }

    /** Runs a dialog there, with its streams bridged. */
    private <S, I, O> Object talk(byte[] code, Dialog<S, I, O> dialog) throws Exception {
        var running = Objects.requireNonNull(link);
        var strand = dialog.strand();
        var exchange = dialog.exchange();
        var opening = Packed.pack(new Opening(exchange.openerName, code), "what opens a context");
        long id = running.newId();
        var bridge = new ProcessBridge(
                id, running::send, loader, exchange.toDialog, exchange.toOpener, exchange::startElsewhere);
        var waiting = new Pending(running, strand, bridge, null, "to end a dialog");
        running.expect(id, waiting);
        try {
            strand.checkpoint();
            running.send(new Frame(Frame.Kind.OPEN, id, opening));
            bridge.begin();
            var cancelled = waiting.await(() -> cancel(running, id, strand));
            return Packed.unchecked(
                    result(waiting, strand, cancelled, "the result of a dialog of actor " + actor.path));
        } finally {
            running.forget(id);
        }
    }

    // What comes back.

    private @Nullable Object result(Pending waiting, Strand strand, @Nullable Exception cancelled, String what)
            throws Exception {
        var running = Objects.requireNonNull(link);
        var answer = waiting.answer();
        if (answer == null) {
            throw cancelled != null && running.killed() ? cancelled : running.died();
        }
        return switch (answer.how()) {
            case VALUE -> answer.value(loader, what);
            case RETURNED -> throw new AssertionError("only a call that is answered later returns before that");
            case FAILED -> throw thrown(withoutLastHop(answer.error(loader)));
            case CANCELLED -> throw cancelled != null ? cancelled : cancelledThere(strand, answer.cancellation());
            case GONE -> throw cancelled != null ? cancelled : endedThere(answer.text());
        };
    }

    /** It was cancelled there, and not from here: so is what stands for it here. */
    private Exception cancelledThere(Strand strand, Cancellation why) {
        if (strand != actor.strand) {
            strand.base.cancel(why);
            return new CancelledException(strand.toString(), why.reason(), why.by());
        }
        return endedThere(why.toString()); // a call is cancelled there when the actor is
    }

    /** The actor has ended there, by itself: how comes after this, and decides what becomes of it here. */
    private Exception endedThere(String why) {
        var strand = actor.strand;
        var running = Objects.requireNonNull(link);
        running.awaitShielded(strand, () -> strand.base.cause != null || running.hasEnded(), "to end");
        var cause = strand.base.cause;
        return cause != null
                ? new CancelledException(strand.toString(), cause.reason(), cause.by())
                : new IllegalStateException("the actor has ended itself in its child JVM: " + why);
    }

    /** The process has died and that has failed the actor: nothing new comes of it. */
    private CancelledException recorded(ProcessDiedException died) {
        var why = died.getMessage();
        return new CancelledException(actor.path, why == null ? died.toString() : why, actor.path);
    }

    /**
     * An error as it was before it left the actor there, for it is about to leave the actor here: all that happens to an error
     * which leaves an actor happens once.
     */
    static Throwable withoutLastHop(Throwable error) {
        if (!(error instanceof ActorFailedException failed)) {
            return error;
        }
        var path = failed.path();
        if (path.size() > 1) {
            var before = path.subList(0, path.size() - 1);
            var message = String.valueOf(failed.getMessage());
            var through = ", which passed through " + path.getLast();
            return failed.withSuppressed(
                    failed instanceof ActorCancelledException cancelled
                            ? new ActorCancelledException(
                                    message.endsWith(through)
                                            ? message.substring(0, message.length() - through.length())
                                            : message,
                                    failed.getCause(),
                                    failed.source(),
                                    before,
                                    cancelled.canceller())
                            : new ActorFailedException(
                                    ActorFailedException.text(failed.source(), before, failed.getCause()),
                                    failed.getCause(),
                                    failed.source(),
                                    before));
        }
        var cause = failed.getCause();
        return cause == null ? failed : cause;
    }

    /** Throws what user code has thrown, whatever it may declare. */
    private static Exception thrown(Throwable error) throws Exception {
        if (error instanceof Exception exception) {
            return exception;
        }
        if (error instanceof Error fatal) {
            throw fatal;
        }
        return new IllegalStateException("an actor has thrown what is neither an exception nor an error", error);
    }
}
