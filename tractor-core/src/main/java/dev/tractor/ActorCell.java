package dev.tractor;

import dev.tractor.spi.Listener;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * The mechanism of one actor: one virtual thread that makes the state, serves the mailbox a message at a time, and ends.
 * The turn is its {@link Mailbox}'s; each dialog has a thread of its own, in the actor's own nursery.
 *
 * <p>Life: made → constructing → serving → ending (drops what is queued, ends its own nursery, closes the state) → ended.
 * It ends when it is stopped and the mailbox is empty, when it is cancelled, or when it fails.
 *
 * @param <A> the actor's state
 */
final class ActorCell<A> extends Child {
    final String name;
    final String path;
    final Mailbox<A> mailbox;

    /** Where its state lives. */
    final Home home;

    private final @Nullable FailureHandler handler;

    // Of its own thread.

    /** Makes the state; null once it has been asked to. */
    private @Nullable ActorFactory<? extends A> factory;

    /** Null before it was made, when it could not be, and at the end. */
    private @Nullable A state;

    /** What fails the actor; the first one. Written under this cell's monitor. */
    private volatile @Nullable ActorFailedException failure;

    /** The actor's own nursery, made when first asked for. Guarded by this. */
    private @Nullable Nursery own;

    /** Whether one made from now on takes no children any more. Guarded by this. */
    private boolean ownEnded;

    /** How many dialogs have begun. Of its own thread. */
    private int dialogs;

    /** Those whom it owes an answer, in the order of their asks; made when first needed. Guarded by this. */
    private @Nullable SequencedSet<AskLater<A, ?>> owed;

    /** What its code shares by key; made when first asked for. Guarded by this. */
    private @Nullable SharedTable shared;

    /** What the actor's own code passed on of its nursery's failure before that nursery had ended. By its own thread. */
    private @Nullable NurseryException passedOn;

    /** The class of the state once made. Written by its own thread. */
    private volatile @Nullable Class<?> stateClass;

    /** What ended it; written before it is ended. */
    private volatile @Nullable ActorFailedException endedBy;

    // Its place in the registry, whose table owns and guards it.

    /** The number of its registration among all changes of the registry. */
    long registered;

    /** Who was registered just before and after it. */
    @Nullable
    ActorCell<?> registeredBefore;

    @Nullable
    ActorCell<?> registeredAfter;

    /** The same among those with its name. The youngest counts as before the oldest; null when it is not registered. */
    @Nullable
    ActorCell<?> namesakeBefore;

    @Nullable
    ActorCell<?> namesakeAfter;

    /** Whether it is to be found no more. Read by anyone. */
    volatile boolean retired;

    ActorCell(Nursery nursery, String name, ActorFactory<? extends A> factory, Spawn how) {
        super(nursery, how.childJvm() == null && debug(nursery, how)); // else its crashes are shown where they happen
        this.name = name;
        this.path = Names.path(nursery.actor == null ? nursery.root.path : nursery.actor.path, name);
        this.factory = factory;
        this.home = Home.of(how, this, factory);
        this.handler = how.onFailure();
        this.mailbox = new Mailbox<>(how.mailbox(), strand);
    }

    static boolean debug(Nursery nursery, Spawn how) {
        return switch (how.debug()) {
            case INHERIT -> nursery.debug;
            case ON -> true;
            case OFF -> false;
        };
    }

    // Its life; on its own thread.

    /** Waits for messages outside of the binding: parked frames are most of what an idle actor takes. */
    @Override
    void spend() {
        while (!over()) {
            if (state != null) {
                strand.awaitIdle(mailbox);
            }
            try {
                strand.bound(this);
            } catch (Throwable t) { // its code has left a structured scope of the JDK open
                if (over()) {
                    throw t;
                }
                failWith(ActorFailedException.leaving(path, t));
            }
        }
    }

    @Override
    boolean rests() {
        if (factory != null) {
            Thread.currentThread().setName(path);
            debugging(1);
            state = strand.cancelled() ? null : construct(factory);
            factory = null;
        }
        return state != null && serve(state);
    }

    @Override
    @Nullable
    Throwable live() {
        var dropped = mailbox.closeAndDrain();
        home.ending();
        endOwnNursery();
        drop(dropped); // after the own nursery, whose failure is what the senders are told of
        close(state);
        state = null; // a portal that somebody keeps must not keep it
        dropOwed(); // at last: the state may have answered while it was closed
        warnOfOpenShares();
        debugging(-1);
        endedBy = failure();
        return endedBy;
    }

    /** Debug mode may be switched on for the actor alone. */
    private void debugging(int change) {
        if (strand.debug && !nursery.debug) {
            nursery.root.debugging(change);
        }
    }

    private @Nullable A construct(ActorFactory<? extends A> factory) {
        A state = null;
        Throwable thrown = null;
        try {
            state = home.make(factory);
            if (state != null) {
                stateClass = home.classOf(state);
            } else {
                thrown = new NullPointerException(
                        "the factory of actor " + path + " returned null; it must make the state");
            }
        } catch (Throwable t) {
            thrown = t;
        }
        thrown = LeftOpen.closeAfter(strand.base, thrown);
        strand.forgetInterrupt(); // one the constructor left must not reach the first message
        if (thrown != null) {
            fail(thrown);
            close(state);
            return null;
        }
        nursery.root.registryTable().register(this);
        return state;
    }

    /** Serves what there is. @return whether it waits for more now; else it is to end */
    private boolean serve(A state) {
        while (!strand.cancelled() && failure() == null && passedOn == null) {
            var message = mailbox.take();
            if (message != null) {
                serve(message, state);
                if (strand.stepping != null || strand.shownWhereThrown != null) {
                    Breakpoints.leave(strand);
                }
                strand.forgetInterrupt(); // what is left of one message's must not reach the next
            } else if (!strand.endsSoon(mailbox) || mailbox.exhausted()) {
                return !mailbox.exhausted();
            }
        }
        return false;
    }

    private void serve(Message<A> message, A state) {
        nursery.root.happened(Listener.Event.RECEIVED, strand, message);
        try {
            message.serve(this, state);
        } catch (Throwable t) { // a defect of ours or of a console; nobody may wait for ever because of it
            failWith(ActorFailedException.leaving(path, t));
            message.drop(this);
        }
    }

    /** Begins the dialog of a context, in the turn of the message that opened it; on the actor's own strand. */
    <S, I, O, R> void begin(
            Endpoint<? super A, S, I, O, ? extends R> endpoint, Exchange<S, I, O, R> exchange, A state) {
        var nursery = ownNursery();
        dialogs++;
        var dialog = new DialogTask<>(nursery, this, "dialog-" + dialogs, endpoint, exchange, state);
        if (exchange.begin(dialog)) {
            mailbox.beginDialog(dialog.strand);
            if (!nursery.adopt(dialog)) {
                dialog.refused();
            }
        }
    }

    /** How a dialog ends that was cancelled, or never began: by the actor's failure, if there is one, else by {@code why}. */
    <R> Outcome<R> endingOf(String dialog, @Nullable Cancellation why) {
        var nursery = ownNurseryOrNull();
        var failed = failure();
        if (failed == null && nursery != null && nursery.failed()) {
            failed = ActorFailedException.leaving(path, nursery.failures.show());
        }
        if (failed != null) {
            return new Outcome.Failure<>(failed);
        }
        var cause = why != null ? why : strand.base.cause;
        return new Outcome.Cancelled<>(ActorCancelledException.ofDialog(
                path, dialog, cause != null ? cause : new Cancellation(path + " has ended", path)));
    }

    private void endOwnNursery() {
        Nursery nursery;
        synchronized (this) {
            nursery = own;
            ownEnded = true;
        }
        if (nursery != null) {
            nursery.leaveOwn(new Cancellation(path + " has ended", path));
            var told = passedOn;
            if (told != null) {
                fail(told); // by now it has all failures, and what the actor's code has suppressed in it
            }
            if (nursery.failed() && (failure == null || !nursery.failures.toldBy(failure))) {
                fail(nursery.told());
            }
        }
    }

    private void close(@Nullable A state) {
        try {
            if (state != null) {
                home.close(this, state);
            }
        } catch (Throwable t) {
            fail(t);
        }
    }

    @Override
    @Nullable
    FailureHandler handler() {
        return handler;
    }

    @Override
    void neverStarted(Throwable why) {
        failWith(ActorFailedException.leaving(path, why));
        drop(mailbox.closeAndDrain());
        endedBy = failure();
        super.neverStarted(why);
    }

    /** What left a tell, the constructor, or an answer that nobody waits for: fails the actor, or answers its cancellation. */
    void fail(Throwable thrown) {
        var failure = failureIn(thrown);
        if (failure == null) {
            Log.debug(() -> path + " answered its cancellation with " + Names.text(thrown));
            return;
        }
        retire();
        if (failure instanceof NurseryException group
                && group.nursery != null
                && group.nursery == ownNurseryOrNull()
                && !group.nursery.closed()) {
            passedOn = group; // fails the actor when all its failures are known
            return;
        }
        Breakpoints.crash(strand, strand.debug, failure);
        failWith(ActorFailedException.leaving(path, failure));
    }

    /** Fails the actor with an error that has left it already. */
    synchronized void failWith(ActorFailedException failed) {
        retire();
        if (failure == null) {
            failure = failed;
        } else {
            failure.addSuppressed(failed);
        }
    }

    /** An answer found no taker: an error that would be lost fails the actor. */
    void unheard(@Nullable RuntimeException answer) {
        if (answer instanceof ActorFailedException failed && !(answer instanceof ActorCancelledException)) {
            failWith(failed);
            strand.unpark(); // it may come late, by a link that is slow
        }
    }

    private @Nullable ActorFailedException failure() {
        return failure;
    }

    boolean failed() {
        return failure != null;
    }

    private void drop(List<Message<A>> messages) {
        messages.forEach(message -> message.drop(this));
        if (!messages.isEmpty()) {
            nursery.dropped().add(this, "dropped", "message", messages.size());
        }
    }

    /** Its end has begun in the JVM where its state lives. @param failed what it has failed with there */
    void failedElsewhere(ActorFailedException failed) {
        failWith(failed);
        strand.base.cancel(new Cancellation(Names.text(failed), failed.source()));
    }

    // What it shares.

    synchronized SharedTable shared() {
        if (shared == null) {
            shared = new SharedTable(path);
        }
        return shared;
    }

    private void warnOfOpenShares() {
        SharedTable table;
        synchronized (this) {
            table = shared;
        }
        if (table != null) {
            table.warnOfOpen();
        }
    }

    // What it owes.

    /** A handler has returned without an answer, which is to be given later. */
    synchronized void owes(AskLater<A, ?> ask) {
        if (owed == null) {
            owed = new LinkedHashSet<>();
        }
        owed.add(ask);
    }

    /** An answer was given, or is not wanted any more; on any thread. */
    synchronized void owesNoMore(AskLater<?, ?> ask) {
        if (owed != null) {
            owed.remove(ask);
        }
    }

    private void dropOwed() {
        List<AskLater<A, ?>> unanswered;
        synchronized (this) {
            unanswered = owed == null ? List.of() : List.copyOf(owed);
            owed = null;
        }
        unanswered.forEach(ask -> ask.drop(this));
        if (!unanswered.isEmpty()) {
            nursery.dropped().add(this, "still owed", "reply", unanswered.size());
        }
    }

    // Ending it; on any thread.

    @Override
    void logEnd() {
        Log.ended(this);
    }

    /** Its end has begun, or is about to: it is to be found no more. Before that can be noticed in any other way. */
    @Override
    void retire() {
        nursery.root.registryTable().retire(this);
    }

    /** Serves what is queued, then ends. */
    void stop() {
        retire();
        drop(mailbox.close());
        strand.unpark();
    }

    @Override
    void cancel(Cancellation why, CancelWork work) {
        var base = strand.base;
        var tty = nursery.root.tty();
        tty.unlessRequestedIn(
                this,
                () -> {
                    retire();
                    if (base.request(why)) {
                        base.mark(why);
                    }
                },
                () -> CancelWork.run(later -> cancel(why, later)));
        if (base.requested == why) {
            base.spread(why, work);
        }
    }

    /** Nobody else reminds it. */
    @Override
    void cancelForItself(Cancellation why) {
        if (ended()) {
            return; // nor does it change how it ended
        }
        CancelWork.run(work -> cancel(why, work));
        strand.base.followUp(why);
    }

    /** Fails it from outside, as the test kit does. */
    void kill(Throwable why) {
        failWith(ActorFailedException.leaving(path, why));
        strand.base.cancel(new Cancellation("it was killed: " + Names.text(why), "the test kit"));
    }

    /** Cancels it from one of its own tasks: all of them but a task that holds or waits for the terminal. */
    void cancelFromInside(Cancellation why) {
        retire();
        strand.base.cancel(why);
    }

    /** Its own nursery failed, and so does it. */
    void ownNurseryFailed(Cancellation why) {
        retire();
        strand.base.cancel(why);
    }

    // Its own nursery.

    Nursery ownNursery() {
        synchronized (this) {
            if (own == null) {
                var made = Nursery.ownOf(this, ownEnded);
                strand.base.nursery = made;
                own = made;
            }
        }
        var why = strand.base.cause; // whoever cancels sets the cause before it looks for the nursery
        if (why != null) {
            own.cancelChildren(why);
        }
        return own;
    }

    @Nullable
    Nursery ownNurseryOrNull() {
        return strand.base.nursery;
    }

    // What others are told.

    /** Whether {@code strand} runs code of this actor or of one below it. */
    boolean contains(Strand other) {
        for (var actor = other.actor; actor != null; actor = actor.nursery.actor) {
            if (actor == this) {
                return true;
            }
        }
        return false;
    }

    /** The state, read by a thread that does not own it; null when it is not in this JVM, or not yet, or no more. */
    @Nullable
    Object stateHere() {
        return home instanceof Home.Here ? state : null;
    }

    @Nullable
    Class<?> stateClass() {
        return stateClass;
    }

    Cancellation why(CancelScope ask) {
        var why = strand.base.cause != null ? strand.base.cause : ask.requested;
        why = why != null ? why : nursery.cancelling();
        return why != null ? why : new Cancellation("its nursery was cancelled", nursery.toString());
    }

    /** How it ended, or is about to. */
    String how() {
        var failed = failure();
        if (failed != null) {
            return "it failed: " + Names.text(failed.getCause() == null ? failed : failed.getCause());
        }
        var why = strand.base.cause;
        return why != null ? "it was cancelled: " + why : "it was stopped";
    }

    /** Whether it ends, or is about to, because it was told to stop. */
    boolean stopped() {
        return failure() == null && passedOn == null && strand.base.cause == null;
    }

    /** What a sender is told when the actor takes no more messages. */
    ActorGoneException gone() {
        return new ActorGoneException(
                "actor " + path + " takes no more messages: " + how() + "; check the portal's owner, or start it anew",
                whyGone());
    }

    /** So that a caller torn down by the same cancellation counts as answering it. */
    private @Nullable Throwable whyGone() {
        var why = strand.base.cause;
        return failure() != null || why == null ? failure() : new CancelledException(path, why.reason(), why.by());
    }

    /** What a caller is told whose ask was still queued when the actor ended. */
    RuntimeException unanswered() {
        var why = failure() == null ? strand.base.cause : null;
        return why == null ? gone() : ActorCancelledException.of(path, why, whyGone());
    }

    /** What failed it, once it has ended; a new instance for each who is told. */
    @Nullable
    ActorFailedException failureToTell() {
        var failed = endedBy;
        return failed == null ? null : failed.withSuppressed(failed.again());
    }

    @Override
    public String toString() {
        return path;
    }
}
