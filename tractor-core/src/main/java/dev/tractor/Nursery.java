package dev.tractor;

import dev.tractor.spi.Listener;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The block that owns tasks and actors: none of them outlives it, and none of their errors is lost.
 *
 * <p>{@snippet :
 * try (var n = Nursery.open()) {
 *     Task<String> a = n.fork(() -> fetch("a"));
 *     Task<String> b = n.fork(() -> fetch("b"));
 *     n.join();
 *     use(a.get() + b.get());
 * }
 * }
 *
 * <p><b>Failure.</b> The first failure of a child cancels its siblings and the body of the block, at once: every tractor call in the body
 * that may wait then throws the {@link NurseryException}. {@link #close()} throws only failures nobody was told of.
 * Children are cancelled in the reverse order of their start. With {@link NurseryOptions#onFailure} failures go to a handler
 * instead, and the children stay isolated from each other.
 *
 * <p><b>Waiting and cancellation.</b> {@link #join} waits for every child, and {@link #close}, whatever is cancelled, for
 * those it has cancelled. Both belong to the thread that opened the nursery; any may {@link #cancel cancel}, and {@link
 * #fork fork} and {@link #start start} unless it is for {@link NurseryOptions#ownerOnly its owner only}. Children inherit the scoped values that were bound when the nursery was opened.
 *
 * <p><b>Memory visibility.</b> What a thread did before it forks or starts a child happens-before what the child does, and
 * what the child did before the return of {@code join} and {@code close}.
 */
public final class Nursery extends OpenBlock implements AutoCloseable {
    final Root root;

    /** The actor in whose code it was opened; null for the root. */
    final @Nullable ActorCell<?> actor;

    final boolean debug;
    final long graceNanos;

    /** Takes the failures of children instead of this nursery; null for nobody. */
    final @Nullable FailureHandler handler;

    final LongWaits.Limits limits;
    private final @Nullable String name;

    /** The strand that opened it; for an actor's own nursery, the actor's strand, which neither joins nor closes it. */
    private final Strand owner;

    /** The block as a cancel scope; for an actor's own nursery one that nobody is in. */
    final CancelScope scope;

    final NurseryThreads threads;
    final Children children = new Children();
    final Failures failures = new Failures(this);
    final Forks forks = new Forks();

    /** Where forked tasks wait when only so many may run at a time; null when all may. */
    private final @Nullable Places places;

    /** Reminds children that do not answer their cancellation. */
    private volatile @Nullable Nudger nudger;

    /** What its actors have dropped; made when first needed. Guarded by this. */
    private @Nullable DroppedMessages dropped;

    private Nursery(Strand owner, @Nullable ActorCell<?> host, NurseryOptions options) {
        this.root = owner.root;
        this.actor = owner.actor;
        this.owner = owner;
        this.debug = options.debug != null
                ? options.debug
                : host == null ? owner.scope().debug() : owner.debug;
        this.graceNanos = Deadlines.nanos(options.grace);
        this.handler = options.handler;
        this.places = options.limit == null ? null : new Places(options.limit);
        this.limits = options.limits;
        this.name = options.name;
        if (host != null) {
            this.scope = new CancelScope(owner, owner.base, false, this);
            this.threads = NurseryThreads.ofActor(owner, toString());
            return;
        }
        this.scope = new CancelScope(owner, owner.scope(), false, this);
        owner.enter(scope);
        var born = scope.cause; // read after entering: whoever cancels from now on finds this nursery
        if (born != null) {
            children.cancel(born);
        }
        try {
            threads = NurseryThreads.ofBlock(owner, toString(), options.ownerOnly);
        } catch (Throwable t) {
            owner.leave(scope);
            throw t;
        }
        root.opened(this);
    }

    // Opening.

    /**
     * Opens a nursery owned by the calling thread. Does not wait. In a cancelled scope it is born cancelled. Close it, best
     * by try-with-resources: a thread whose nursery is left open does not end.
     *
     * @return the nursery, to be closed by the same thread
     */
    public static Nursery open() {
        return new Nursery(Strand.current(), null, new NurseryOptions());
    }

    /**
     * Opens a nursery owned by the calling thread. Does not wait. In a cancelled scope it is born cancelled.
     *
     * @param settings fills in the options, such as {@code o -> o.debug(true)}
     * @return the nursery, to be closed by the same thread
     */
    public static Nursery open(Consumer<NurseryOptions> settings) {
        var options = new NurseryOptions();
        settings.accept(options);
        return new Nursery(Strand.current(), null, options);
    }

    /**
     * An actor's own nursery, which lives as long as the actor; born cancelled when the actor's nursery is, and closed when
     * the actor has ended.
     */
    static Nursery ownOf(ActorCell<?> host, boolean ended) {
        var options = new NurseryOptions();
        options.name = host.name;
        var own = new Nursery(host.strand, host, options);
        if (ended) {
            own.children.close();
        } else {
            host.nursery.launchKeeper(own);
        }
        return own;
    }

    /**
     * Runs {@code body} in a nursery and joins it. Shows the body's own exception, which a {@code try} block cannot: when
     * the body fails first, its exception is thrown, with failures of children suppressed; when a child failed first, the
     * {@link NurseryException} is. Write the body as a block with braces: an expression alone, or a block that only throws,
     * fits the forms with and without a result, and the compiler refuses to choose.
     *
     * @param body what to run, given the nursery
     * @param <T> its result
     * @param <X> what it throws
     * @return its result
     * @throws X what the body threw, when it failed first
     * @throws InterruptedException when the code around is cancelled
     * @throws NurseryException when a child failed first
     */
    public static <T, X extends Exception> T run(ScopedBlock<Nursery, T, X> body) throws X, InterruptedException {
        Objects.requireNonNull(body, "body");
        return new NurseryRun(open()).run(body);
    }

    /**
     * Runs {@code body} in a nursery and joins it; see {@link #run(ScopedBlock)}.
     *
     * @param body what to run, given the nursery
     * @param <X> what it throws
     * @throws X what the body threw, when it failed first
     * @throws InterruptedException when the code around is cancelled
     * @throws NurseryException when a child failed first
     */
    public static <X extends Exception> void run(ScopedAction<Nursery, X> body) throws X, InterruptedException {
        Objects.requireNonNull(body, "body");
        new NurseryRun(open()).run(new NurseryRun.WithoutResult<>(body));
    }

    /**
     * Runs {@code body} in a nursery and joins it; see {@link #run(ScopedBlock)}.
     *
     * @param settings fills in the options
     * @param body what to run, given the nursery
     * @param <X> what it throws
     * @throws X what the body threw, when it failed first
     * @throws InterruptedException when the code around is cancelled
     * @throws NurseryException when a child failed first
     */
    public static <X extends Exception> void run(Consumer<NurseryOptions> settings, ScopedAction<Nursery, X> body)
            throws X, InterruptedException {
        Objects.requireNonNull(body, "body");
        run(settings, new NurseryRun.WithoutResult<>(body));
    }

    /**
     * Runs {@code body} in a nursery and joins it; see {@link #run(ScopedBlock)}.
     *
     * @param settings fills in the options
     * @param body what to run, given the nursery
     * @param <T> its result
     * @param <X> what it throws
     * @return its result
     * @throws X what the body threw, when it failed first
     * @throws InterruptedException when the code around is cancelled
     * @throws NurseryException when a child failed first
     */
    public static <T, X extends Exception> T run(Consumer<NurseryOptions> settings, ScopedBlock<Nursery, T, X> body)
            throws X, InterruptedException {
        Objects.requireNonNull(body, "body");
        return new NurseryRun(open(settings)).run(body);
    }

    // Spawning.

    /**
     * Starts a task. Returns at once, whatever the owner is doing.
     *
     * @param body what the task runs
     * @param <T> its result
     * @return the task
     * @throws SpawnRefusedException when the nursery is cancelled or closed
     * @throws NurseryException on the owner's thread, when a child has failed
     */
    public <T> Task<T> fork(Callable<? extends T> body) {
        return forkNamed(null, body);
    }

    /**
     * Starts a task. Returns at once, whatever the owner is doing.
     *
     * @param body what the task runs
     * @return the task
     * @throws SpawnRefusedException when the nursery is cancelled or closed
     * @throws NurseryException on the owner's thread, when a child has failed
     */
    public Task<?> fork(Action<?> body) {
        return forkNamed(null, Task.callable(body));
    }

    /**
     * Starts a task with a name of its own, for the tree and for messages.
     *
     * @param name not blank; need not be unique
     * @param body what the task runs
     * @param <T> its result
     * @return the task
     * @throws SpawnRefusedException when the nursery is cancelled or closed
     * @throws NurseryException on the owner's thread, when a child has failed
     */
    public <T> Task<T> fork(String name, Callable<? extends T> body) {
        return forkNamed(Names.checked("task", name), body);
    }

    /**
     * Starts a task with a name of its own, for the tree and for messages.
     *
     * @param name not blank; need not be unique
     * @param body what the task runs
     * @return the task
     * @throws SpawnRefusedException when the nursery is cancelled or closed
     * @throws NurseryException on the owner's thread, when a child has failed
     */
    public Task<?> fork(String name, Action<?> body) {
        return forkNamed(Names.checked("task", name), Task.callable(body));
    }

    /**
     * Runs {@code action} once, when {@code delay} has passed. Returns at once. The timer is a task of this nursery: {@link
     * #join} waits for it, the end of the block cancels it, and so does {@link Task#cancel()}, alone. What {@code action}
     * throws is a failure of the nursery. Unlike a fork it may be left behind without being joined or read.
     *
     * @param delay from now; zero or less has passed already. Goes on while a console session is open
     * @param action what to run, on the timer's own thread
     * @return the timer
     * @throws SpawnRefusedException when the nursery is cancelled or closed
     * @throws NurseryException on the owner's thread, when a child has failed
     */
    public Task<?> after(Duration delay, Action<?> action) {
        return set(NurseryTimer.after(root.clock, delay, action));
    }

    /**
     * Runs {@code action} again and again, the first time when one {@code period} has passed. The rate is fixed: each run is
     * due at a multiple of the period from now, however long the runs take. When one takes so long that others are due
     * before it ends, those are skipped and not made up for, so runs neither overlap nor come in bursts. A timer as by
     * {@link #after}; as it does not end by itself, {@link #join} waits until it is cancelled or fails.
     *
     * @param period positive. Goes on while a console session is open
     * @param action what to run, on the timer's own thread; the first that throws ends the timer
     * @return the timer
     * @throws SpawnRefusedException when the nursery is cancelled or closed
     * @throws NurseryException on the owner's thread, when a child has failed
     */
    public Task<?> every(Duration period, Action<?> action) {
        return set(NurseryTimer.every(root.clock, period, action));
    }

    private Task<?> set(NurseryTimer timer) {
        threads.requireForker("set a timer", this);
        var task = new Task<Boolean>(this, timer.name(), 0, timer);
        if (!adopt(task)) {
            throw SpawnRefusedException.in(this, "set a timer");
        }
        return task;
    }

    private <T> Task<T> forkNamed(@Nullable String name, Callable<? extends T> body) {
        Objects.requireNonNull(body, "body");
        threads.requireForker("fork a task", this);
        long number = forks.next(name);
        var task = new Task<T>(this, name, number, body);
        if (!children.add(task)) {
            forks.read(number);
            throw SpawnRefusedException.in(this, "fork a task");
        }
        if (places != null) {
            task.place = places.request(task);
        }
        launch(task);
        return task;
    }

    /**
     * Starts an actor. Returns at once: its state is made on the actor's own thread, as its first turn.
     *
     * @param name its name in the tree and in its path; not blank, no slash; need not be unique
     * @param factory makes its state, such as {@code Counter::new}
     * @param <A> its state
     * @return the portal to it
     * @throws SpawnRefusedException when the nursery is cancelled or closed
     * @throws NurseryException on the owner's thread, when a child has failed
     */
    public <A> Portal<A> start(String name, ActorFactory<? extends A> factory) {
        return start(name, factory, Spawn.local());
    }

    /**
     * Starts an actor. Returns at once: its state is made on the actor's own thread, as its first turn.
     *
     * @param name its name in the tree and in its path; not blank, no slash; need not be unique
     * @param factory makes its state, such as {@code Counter::new}
     * @param how its mailbox and other settings
     * @param <A> its state
     * @return the portal to it
     * @throws SpawnRefusedException when the nursery is cancelled or closed
     * @throws NurseryException on the owner's thread, when a child has failed
     */
    public <A> Portal<A> start(String name, ActorFactory<? extends A> factory, Spawn how) {
        return Portal.start(this, name, factory, how);
    }

    /** Takes in a child of core's own making. @return whether the nursery takes any */
    boolean adopt(Child child) {
        if (!children.add(child)) {
            return false;
        }
        launch(child);
        return true;
    }

    void launch(Child child) {
        if (root.listened) {
            root.happened(Listener.Event.SPAWNED, child.strand, this);
        }
        threads.launch(child);
    }

    /** Starts the keeper of an actor's own nursery; that nursery is born cancelled when this one is. */
    private void launchKeeper(Nursery own) {
        var why = children.cancelling();
        if (why != null || children.closed()) {
            own.children.cancel(why != null ? why : new Cancellation(this + " is closed", toString()));
        } else {
            threads.host(own.threads);
        }
    }

    // Ending.

    /**
     * Waits for every child, actors and timers included. May be repeated; the nursery stays open.
     *
     * @throws NurseryException when a child failed, after all of them have ended; or, at once, when an outer nursery did
     * @throws InterruptedException when the caller is cancelled or interrupted; the children go on
     */
    public void join() throws InterruptedException {
        threads.requireOwner("join", this);
        if (owner.cancelledBesides(scope)) {
            owner.checkpoint();
        }
        forks.join();
        owner.awaitBut(new AwaitingChildren(this, children, 0, true), scope);
        forks.join(); // also those that others forked meanwhile: they have ended too
        if (failed()) {
            failures.showCrash();
            throw failures.tell();
        }
        if (owner.cancelled()) {
            owner.checkpoint(); // the children ended because of the cancellation
        }
    }

    /**
     * Cancels every child, and refuses new ones. Returns at once and never throws; {@link #join} waits for the end of the
     * children. The body of the block is not cancelled: put it in a {@link CancelScope} where that is wanted.
     *
     * @param reason why, for the messages
     */
    public void cancel(String reason) {
        cancelChildren(new Cancellation(Objects.requireNonNull(reason, "reason"), Strand.currentName()));
    }

    /**
     * Leaves the block: cancels what still runs and waits until it has ended, whatever the caller's own cancellation says.
     * Does nothing the second time.
     *
     * @throws NurseryException when children failed and nobody was told so far
     * @throws IllegalStateException when a forked task was neither joined nor read, unless the nursery was cancelled
     */
    @Override
    public void close() {
        threads.requireOwner("close", this);
        if (children.closed()) {
            return;
        }
        var misuse = scope.inner == null ? null : LeftOpen.close(scope);
        // a cancellation is in force in the scope a moment before it reaches the children
        var forgotten = children.cancelling() == null && scope.cause == null ? forks.unread() : null;
        if (!children.closeIfEmpty()) {
            settle(new Cancellation("its block was left", owner.toString()));
        }
        leave();
        failures.showCrash();
        if (misuse == null && forgotten != null) {
            misuse = new IllegalStateException("the block of " + this + " was left without joining " + forgotten
                    + "; call join() before the block ends, or read each task's result, or cancel the nursery");
        }
        if (untold()) {
            var failure = failures.tell();
            if (misuse != null) {
                failure.addSuppressed(misuse);
            }
            throw failure;
        }
        if (misuse != null) {
            throw misuse;
        }
    }

    /** Ends the block: cancels, waits, closes. Nothing may be open in it. */
    @Override
    void leave(Cancellation why) {
        settle(why);
        leave();
    }

    private void leave() {
        try {
            shut();
        } finally {
            owner.leave(scope);
            root.closed(this);
        }
    }

    /** Ends an actor's own nursery; on the actor's thread. */
    void leaveOwn(Cancellation why) {
        settle(why);
        shut();
    }

    /** Cancels what still runs and waits until it has ended, whatever is cancelled around. */
    void settle(Cancellation why) {
        cancelChildren(why);
        owner.awaitShielded(new AwaitingChildren(this, children, 0, false));
    }

    /** Waits until at most {@code most} children are left; on the owner's thread. */
    void awaitAtMost(int most) throws InterruptedException {
        children.tellAt(most);
        owner.await(new AwaitingChildren(this, children, most, true));
    }

    private void shut() {
        children.close();
        var reminding = nudger;
        if (reminding != null) {
            reminding.stop();
        }
        threads.close();
        synchronized (this) {
            if (dropped != null) {
                dropped.end(cancelling());
            }
        }
    }

    // Failure and cancellation.

    /** Records a failure, and cancels the siblings and the body. @param child whose it is; null for one from outside */
    void fail(Throwable failure, @Nullable String child, Cancellation why) {
        failures.add(failure, child);
        var host = actor;
        if (!threads.ofBlock() && host != null) {
            cancelChildren(why);
            host.ownNurseryFailed(why);
        } else {
            scope.cancel(why);
            cancelChildren(why); // the scope may have been cancelled or left before
        }
    }

    @Override
    boolean failed() {
        return failures.any();
    }

    @Nullable
    Cancellation cancelling() {
        return children.cancelling();
    }

    @Override
    boolean untold() {
        return failed() && !failures.told();
    }

    @Override
    String advice() {
        return "close nurseries in the reverse order, best by try-with-resources, or use Nursery.run";
    }

    @Override
    void notTold(Exception told) {
        failures.notTold(told);
    }

    /** A new exception that tells of all failures, also of those to come until the block is left. */
    @Override
    NurseryException told() {
        return failures.tell();
    }

    /** Marks the nursery cancelled, so that it refuses new children, and leaves those it has to {@code work}. */
    void cancelChildren(Cancellation why, CancelWork work) {
        var youngestFirst = children.cancel(why);
        if (youngestFirst != null && !youngestFirst.isEmpty()) {
            root.longWaits.cancelled(this, why);
            nudger = Nudger.watch(root, children::eachStrand, why);
            work.add(new CancelWalk(this, threads.keeper, youngestFirst, why));
            if (children.closed()) {
                nudger.stop();
            }
        }
    }

    /** Does so, as a cancellation that begins here. */
    void cancelChildren(Cancellation why) {
        CancelWork.run(work -> cancelChildren(why, work));
    }

    /** A child has ended; on its thread, as its last deed. */
    void forget(Child child) {
        if (child instanceof Task<?> task && task.place != null) {
            task.place.giveBack();
        }
        if (children.remove(child) && !(threads.wakesOwner() && children.live() == 0)) {
            owner.unpark();
        }
    }

    // Looking.

    boolean closed() {
        return children.closed();
    }

    List<Child> children() {
        return children.inOrder();
    }

    synchronized DroppedMessages dropped() {
        if (dropped == null) {
            dropped = new DroppedMessages(this);
        }
        return dropped;
    }

    String name() {
        return name != null ? name : owner.name();
    }

    @Override
    Strand owner() {
        return owner;
    }

    /** Names the nursery in messages. */
    @Override
    public String toString() {
        return "nursery " + name() + (actor == null ? "" : " of " + actor.path);
    }
}
