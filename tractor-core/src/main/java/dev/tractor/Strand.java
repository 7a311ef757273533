package dev.tractor;

import dev.tractor.spi.Listener;
import org.jspecify.annotations.Nullable;

/**
 * What core knows of one thread that runs user code: a task, an actor's own thread, or a foreign thread such as {@code
 * main}. It owns the chain of cancel scopes the thread is in, its waits, and the interrupts sent to it.
 *
 * <p><b>Delivery.</b> Whoever cancels first sets {@link CancelScope#cause} and then looks at {@link #waiting}; the strand
 * first sets {@link #waiting} and then looks at {@code cause}. All four are volatile, so at least one of the two sees the
 * other. A strand in a tractor wait is merely unparked and throws by itself; any other is interrupted, because it may sit in
 * foreign code. A strand that leaves a wait with a result looks at {@code cause} once more and interrupts itself, so that
 * the next foreign wait ends at once.
 *
 * <p>What it sends to its thread, and takes back, is in {@link Interrupts}.
 */
final class Strand extends Interrupts {
    static final ScopedValue<Strand> CURRENT = ScopedValue.newInstance();

    /** For threads that core did not start. */
    private static final ThreadLocal<@Nullable Strand> FOREIGN = new ThreadLocal<>();

    final Root root;

    /** The actor whose code runs here; null for the root's own. */
    final @Nullable ActorCell<?> actor;

    /** Its name within the actor; null for a task that has only a number. */
    private final @Nullable String name;

    /** Its number among the forks of its nursery; 0 for all but tasks that must be joined or read. */
    final long number;

    /** Whether its failures open the crash console. */
    final boolean debug;

    /** The outermost scope. */
    final CancelScope base;

    /** Where a dialog gets its turn from; null for all others, which have none to give up. */
    private final @Nullable Mailbox<?> turn;

    // Written by the strand's own thread, read by others.

    private volatile CancelScope current;
    private volatile @Nullable Wait waiting;

    /** Whether it is in a session at the terminal. */
    volatile boolean atConsole;

    /** The session that goes on when the step is over that it was told to take. Used by the strand's own thread only. */
    TtyLock.@Nullable Request stepping;

    /** The error that has had its session where it was thrown, and is on its way out. Used by the strand's own thread only. */
    @Nullable
    Throwable shownWhereThrown;

    /** The place a debugger has stopped it at before that step: the breakpoint there is the one that was just shown. */
    @Nullable
    StackTraceElement steppingFrom;

    /** The nursery whose child it is; null for a foreign thread, whose errors core cannot see. */
    final @Nullable Nursery nursery;

    /** The strand of a task or an actor. */
    Strand(Nursery nursery, @Nullable ActorCell<?> actor, @Nullable String name, long number, boolean debug) {
        this(nursery.root, nursery, actor, name, number, debug, null);
    }

    /** The strand of a dialog of {@code actor}, which gives the actor's turn up while it waits. */
    static Strand ofDialog(Nursery nursery, ActorCell<?> actor, String name) {
        return new Strand(nursery.root, nursery, actor, name, 0, actor.strand.debug, actor.mailbox);
    }

    private Strand(
            Root root,
            @Nullable Nursery nursery,
            @Nullable ActorCell<?> actor,
            @Nullable String name,
            long number,
            boolean debug,
            @Nullable Mailbox<?> turn) {
        this.root = root;
        this.turn = turn;
        this.nursery = nursery;
        this.actor = actor;
        this.name = name;
        this.number = number;
        this.debug = debug;
        this.base = new CancelScope(this, null, false, null);
        this.current = base;
    }

    // Finding it.

    /** The strand of the calling thread; a foreign thread gets one, which belongs to the implicit root. */
    static Strand current() {
        var strand = known();
        if (strand != null) {
            return strand;
        }
        var around = CURRENT.isBound() ? CURRENT.get() : null;
        // a thread that user code started inside a task keeps its actor, but nobody cancels it but its own starter
        var fresh = around == null
                ? foreign(Root.implicit())
                : new Strand(around.root, null, around.actor, helperName(around), 0, around.debug, null);
        fresh.adopt();
        return fresh;
    }

    /** A strand for the calling thread, which core did not start, in the code of a root. */
    static Strand foreign(Root root) {
        return new Strand(root, null, null, Names.of(Thread.currentThread()), 0, root.debug, null);
    }

    boolean foreign() {
        return nursery == null;
    }

    /** Its name within the actor. Names that nobody has given are made when somebody asks. */
    String name() {
        return name != null ? name : Forks.name(number);
    }

    boolean named() {
        return name != null;
    }

    String actorPath() {
        return actor == null ? "/" : actor.path;
    }

    /** The strand of the calling thread; null for a foreign thread that has not called tractor. */
    static @Nullable Strand known() {
        if (CURRENT.isBound()) {
            var strand = CURRENT.get();
            if (strand.isCurrentThread()) {
                return strand;
            }
        }
        return FOREIGN.get();
    }

    /** The strand of the calling thread if it has one; makes none. */
    static @Nullable Strand currentOrNull() {
        var strand = known();
        return strand != null || !CURRENT.isBound() ? strand : CURRENT.get();
    }

    /** Names the calling thread in messages; makes no strand. */
    static String currentName() {
        var strand = known();
        return strand != null ? strand.toString() : "task " + Names.of(Thread.currentThread());
    }

    private static String helperName(Strand around) {
        var name = Thread.currentThread().getName();
        return around.name() + ">" + (name.isEmpty() ? "helper" : name);
    }

    /** Makes this the strand of the calling foreign thread, and returns the one it had. */
    @Nullable
    Strand adopt() {
        var before = FOREIGN.get();
        begin();
        // A scope opened on a thread that never bound a scoped value refuses all forks after the first binding: bind
        // one.
        bound(new Nothing());
        FOREIGN.set(this);
        return before;
    }

    private static final class Nothing implements Runnable {
        @Override
        public void run() {}
    }

    /** Undoes {@link #adopt()}. */
    static void restore(@Nullable Strand before) {
        if (before == null) {
            FOREIGN.remove();
        } else {
            FOREIGN.set(before);
        }
    }

    /** Runs the code of a task or an actor so that it finds its strand; on its own thread. */
    void bound(Runnable body) {
        ScopedValue.where(CURRENT, this).run(body);
    }

    // The chain of scopes; but for the first, called by the strand's own thread only.

    CancelScope scope() {
        return current;
    }

    CancelScope enter(boolean shield) {
        return enter(new CancelScope(this, current, shield, null));
    }

    /** Enters a scope made for the current one. */
    CancelScope enter(CancelScope scope) {
        var outer = current;
        if (scope.shield) {
            synchronized (this) {
                takeBackAll();
                outer.inner = scope;
                current = scope;
            }
        } else {
            outer.inner = scope;
            current = scope;
            // whoever cancels sets the outer cause before it looks for an inner scope, so one of us sees the other
            if (scope.cause == null && outer.cause != null) {
                scope.cause = outer.cause;
            }
        }
        return scope;
    }

    /** Leaves a scope, and any scope inside it that was not left. */
    void leave(CancelScope scope) {
        var outer = scope.outer;
        if (outer == null || scope.left()) {
            return;
        }
        current = outer;
        outer.inner = null;
        for (var s = scope; s != null; s = s.inner) {
            s.markLeft();
        }
        if (scope.cause != null || outer.cause != null) {
            synchronized (this) {
                if (outer.cause == null) {
                    takeBackAll();
                } else {
                    interrupt();
                }
            }
        }
    }

    /** Whether a cancellation is in force where the strand is now. */
    boolean cancelled() {
        return current.cause != null;
    }

    // Checkpoints and waits; called by the strand's own thread only.

    /** Every tractor call that may wait begins here: throws when cancelled, or once when foreign code interrupted us. */
    void checkpoint() throws InterruptedException {
        if (root.listened) {
            root.happened(Listener.Event.CHECKPOINT, this, null);
        }
        throwIfHit();
    }

    private void throwIfHit() throws InterruptedException {
        throwIfCancelled();
        if (Thread.currentThread().isInterrupted()) {
            throwInterrupted();
        }
    }

    /** Throws when a cancellation is in force here, before a call reports somebody else's that came of it. */
    void throwIfCancelled() throws InterruptedException {
        if (current.cause != null) {
            throwCancelled();
        }
    }

    private void throwCancelled() throws InterruptedException {
        synchronized (this) {
            throwing();
        }
        var failed = failedBlock();
        if (failed != null) {
            throw failed.told();
        }
        var why = current.cause;
        if (why != null) {
            throw why.thrownIn(this);
        }
    }

    private void throwInterrupted() throws InterruptedException {
        Thread.interrupted();
        if (current.cause != null) { // cancelled in this moment: the interrupt was ours
            throwCancelled();
        }
        throw new Cancellation("its thread was interrupted", "foreign code").thrownIn(this);
    }

    /** The outermost failed nursery or context whose failure is in force here. */
    @Nullable
    OpenBlock failedBlock() {
        OpenBlock failed = null;
        for (var s = current; s != null && s.cause != null; s = s.outer) {
            var block = s.block();
            if (block != null && block.failed()) {
                failed = block;
            }
            if (s.shield) {
                break;
            }
        }
        return failed;
    }

    /** Waits until {@code wait} is done; throws when cancelled or interrupted, and then the wait is not done. */
    void await(Wait wait) throws InterruptedException {
        checkpoint();
        if (wait.done() || wait.brief() && endsSoon(wait)) {
            return;
        }
        waiting = wait;
        var lent = giveUpTurn(wait);
        try {
            entered(wait);
            while (!wait.done()) {
                wait.throwIfRefused();
                throwIfHit();
                root.clock.park(wait, wait.nanosLeft());
            }
        } finally {
            waiting = null;
            if (lent) {
                takeTurn();
            }
        }
        if (root.listened) {
            root.happened(Listener.Event.RESUMED, this, wait);
        }
        rearm();
    }

    /**
     * Waits until {@code wait} is done, as {@link #await} does, but for a cancellation of {@code own} itself: the children
     * of a failed nursery are waited for before its owner is told.
     */
    void awaitBut(Wait wait, CancelScope own) throws InterruptedException {
        waiting = wait;
        var lent = !wait.done() && giveUpTurn(wait);
        try {
            entered(wait);
            while (!wait.done()) {
                if (cancelledBesides(own)) {
                    throwIfHit();
                }
                if (Thread.currentThread().isInterrupted()) {
                    synchronized (this) {
                        takeBack();
                    }
                    if (Thread.currentThread().isInterrupted()) {
                        throwInterrupted();
                    }
                }
                root.clock.park(wait, wait.nanosLeft());
            }
        } finally {
            waiting = null;
            if (lent) {
                takeTurn();
            }
        }
        if (cancelledBesides(own)) {
            rearm();
        }
    }

    /** Waits until {@code wait} is done, whatever is cancelled; an interrupt is kept for later. */
    void awaitShielded(Wait wait) {
        if (wait.done()) {
            return;
        }
        boolean interrupted = false;
        var before = waiting;
        waiting = wait;
        var lent = giveUpTurn(wait);
        try {
            entered(wait);
            while (!wait.done()) {
                interrupted |= Thread.interrupted();
                root.clock.park(wait, wait.nanosLeft());
            }
        } finally {
            waiting = before;
            if (lent) {
                takeTurn();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        rearm();
    }

    /** A dialog gives its actor's turn up while it waits. @return whether it did */
    private boolean giveUpTurn(Wait wait) {
        return turn != null && !wait.keepsTurn() && turn.giveUpTurn(this);
    }

    /** A dialog takes its actor's turn back, whatever is cancelled; an interrupt is kept for later. */
    private void takeTurn() {
        var ticket = turn == null ? null : turn.askForTurn(this);
        if (ticket == null) {
            return;
        }
        var before = waiting;
        var wait = ticket.await();
        waiting = wait;
        entered(wait);
        boolean interrupted = false;
        while (!wait.done()) {
            if (cancelled() && ticket.hurry()) {
                continue; // it may have parked at a lock, and used up the unpark of the turn: look again
            }
            interrupted |= Thread.interrupted();
            root.clock.park(wait, Long.MAX_VALUE);
        }
        waiting = before;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void entered(Wait wait) {
        wait.published();
        if (root.listened) {
            root.happened(Listener.Event.BLOCKED, this, wait);
        }
        WaitGraph.entered(this, wait);
    }

    /** Whether a wait that is about to begin, or has just begun, ends in a moment; looks that long if that has been of use. */
    boolean endsSoon(Wait wait) {
        return endsSoon(wait, root.clock);
    }

    /** Waits for an actor's next message: ends by itself when the actor is to end; interrupts mean nothing here. */
    void awaitIdle(Wait wait) {
        waiting = wait;
        while (!wait.done()) {
            root.clock.park(wait, Long.MAX_VALUE);
            if (Thread.interrupted()) {
                Log.debug(() -> "foreign code interrupted " + this + " while it waited for messages");
            }
        }
        waiting = null;
    }

    /** Whether something other than {@code own} itself is cancelled, of what reaches the strand here. */
    boolean cancelledBesides(CancelScope own) {
        for (var s = current; s != null; s = s.outer) {
            if (s != own && s.requested != null) {
                return true;
            }
            if (s.shield) {
                return false;
            }
        }
        return false;
    }

    /** Cancelled in the moment of leaving a wait with a result: the next foreign wait must end at once. */
    void rearm() {
        if (current.cause != null) {
            synchronized (this) {
                interruptOnce();
            }
        }
    }

    /** What a wait threw is not thrown on, because its end came in that very moment: the signal stays in force. */
    void keepForLater(Exception thrown) {
        OpenBlock.notTold(thrown, current);
        rearm();
        if (thrown instanceof InterruptedException && current.cause == null) {
            Thread.currentThread().interrupt(); // it was a foreign interrupt
        }
    }

    @Nullable
    Wait waiting() {
        return waiting;
    }

    // Called by any thread.

    /** Whether this is {@code other}, or is in a nursery that was opened there or below. */
    boolean isIn(Strand other) {
        for (var s = this; s != other; s = s.nursery.owner()) {
            if (s.nursery == null) {
                return false;
            }
        }
        return true;
    }

    /** As {@link #unpark}, for a strand that looks for it, before it parks, after it has published its wait. */
    void unparkIfWaiting() {
        if (waiting != null) {
            unpark();
        }
    }

    /** After a cancellation was put in force: wakes a tractor wait, or interrupts foreign code. */
    void wake() {
        if (waiting != null) {
            unpark();
            return;
        }
        synchronized (this) {
            if (current.cause != null) {
                interruptOnce();
            }
        }
        if (waiting != null) { // it began to wait meanwhile
            unpark();
        }
    }

    /** Reminds a cancelled strand that waits in foreign code again. @return whether to report it now */
    boolean remind() {
        synchronized (this) {
            var thread = thread();
            if (thread == null || waiting != null || current.cause == null || base.left()) {
                return false; // the last: its code has ended, and it only signs off
            }
            return remind(thread);
        }
    }

    /** Names the strand in messages. */
    @Override
    public String toString() {
        return actor == null
                ? "task " + name()
                : actor.strand == this ? actor.path : actor.path + " (task " + name() + ")";
    }
}
