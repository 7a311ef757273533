package dev.tractor;

import dev.tractor.internal.StructuredScope;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.StructureViolationException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The block that owns tasks and actors: none of them outlives it, and none of their errors is lost.
 *
 * <p>{@snippet :
 * try (var n = Nursery.open()) {
 *     Task<Integer> a = n.fork(() -> fetch("a"));
 *     Task<Integer> b = n.fork(() -> fetch("b"));
 *     n.join();
 *     use(a.get() + b.get());
 * }
 * }
 *
 * <p>The first failure of a child cancels its siblings and the body of the block, at once: every tractor call in the body
 * that may wait then throws the {@link NurseryException}. {@link #close()} throws only failures nobody was told of.
 * Children are cancelled in the reverse order of their start.
 *
 * <p>Any thread may {@link #fork fork}, {@link #start start} and {@link #cancel cancel}; {@link #join} and {@link #close}
 * belong to the thread that opened the nursery. What a thread did before it forks or starts a child happens-before what
 * the child does; what the child did happens-before the return of {@code join} and {@code close}. Children inherit the
 * scoped values that were bound when the nursery was opened.
 */
public final class Nursery implements AutoCloseable {
    final Root root;

    /** The actor in whose code it was opened; null for the root. */
    final @Nullable ActorCell<?> actor;

    final boolean debug;
    final long graceNanos;
    private final String name;

    /** The strand that opened it; for an actor's own nursery, the actor's strand, which neither joins nor closes it. */
    private final Strand owner;

    /** The block as a cancel scope; for an actor's own nursery one that nobody is in. */
    final CancelScope scope;

    /** Contains the threads the owner forks; null for an actor's own nursery, where the keeper forks them all. */
    private final @Nullable StructuredScope threads;

    private final Keeper keeper;

    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private @Nullable Child oldest;
    private @Nullable Child youngest;
    private long forks;
    private long joinedForks;
    private int unread;
    private @Nullable String anUnread;
    private final List<NurseryException> thrown = new ArrayList<>(1);
    private @Nullable Nudger nudger;

    // Written under the lock, read by anyone.
    private volatile int live;
    private volatile boolean closed;
    private volatile @Nullable Cancellation cancelling;

    /** Every failure; shared by all exceptions that tell of it. */
    private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>(0));

    // Written by the owner.
    private volatile boolean told;
    private volatile boolean crashShown;

    private Nursery(Strand owner, @Nullable ActorCell<?> host, NurseryOptions options) {
        this.root = owner.root;
        this.actor = owner.actor;
        this.owner = owner;
        this.debug = options.debug == null ? owner.debug : options.debug;
        this.graceNanos = Deadlines.nanos(options.grace);
        this.name = options.name == null ? owner.name : options.name;
        this.keeper = new Keeper(name, root.threads);
        this.scope = new CancelScope(owner, owner.scope(), false, this);
        if (host != null) {
            threads = null;
            cancelling = host.nursery.launchKeeper(keeper);
            return;
        }
        cancelling = owner.scope().cause;
        owner.enter(scope);
        try {
            threads = StructuredScope.open(name, root.threads);
            threads.fork(keeper);
        } catch (Throwable t) {
            owner.leave(scope);
            throw t;
        }
        root.opened(this);
    }

    // Opening.

    /**
     * Opens a nursery owned by the calling thread. Does not wait. In a cancelled scope it is born cancelled.
     *
     * @return the nursery, to be closed by the same thread
     */
    public static Nursery open() {
        return open(options -> {});
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

    /** An actor's own nursery, which lives as long as the actor; born cancelled when the actor's nursery is. */
    static Nursery ownOf(ActorCell<?> host) {
        var options = new NurseryOptions();
        options.name = host.name;
        return new Nursery(host.strand, host, options);
    }

    /**
     * Runs {@code body} in a nursery and joins it. Shows the body's own exception, which a {@code try} block cannot: when
     * the body fails first, its exception is thrown, with failures of children suppressed; when a child failed first, the
     * {@link NurseryException} is.
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
        return run(options -> {}, body);
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
        run(options -> {}, body);
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
        run(settings, n -> {
            body.run(n);
            return true;
        });
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
        var n = open(settings);
        T result;
        try {
            result = body.call(n);
            n.join();
        } catch (Throwable t) {
            throw n.closeAfter(t);
        }
        n.close();
        return result;
    }

    /** Ends the block after its body or join threw; @return never, but for the compiler's sake. */
    private RuntimeException closeAfter(Throwable thrown) {
        var bodyFirst = !failed();
        if (bodyFirst && !(scope.cause != null && Cancellation.answeredBy(thrown))) {
            Breakpoints.crash(owner, thrown);
        }
        leave(new Cancellation("the body of its nursery threw " + thrown, owner.toString()));
        if (bodyFirst) {
            synchronized (failures) {
                failures.forEach(thrown::addSuppressed);
            }
            throw Sneaky.rethrow(thrown);
        }
        showCrash();
        if (thrown instanceof NurseryException told && told.nursery == this) {
            throw told;
        }
        if (thrown instanceof NurseryException outer && outer.nursery.failed()) {
            throw outer; // an outer nursery failed as well, and its failure goes first
        }
        var failure = told();
        if (!Cancellation.answeredBy(thrown)) {
            failure.addSuppressed(thrown);
        }
        throw failure;
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
        Objects.requireNonNull(body, "body");
        return forkNamed(null, callable(body));
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
        Objects.requireNonNull(body, "body");
        return forkNamed(Names.checked("task", name), callable(body));
    }

    private static Callable<Boolean> callable(Action<?> body) {
        return () -> {
            body.run();
            return true;
        };
    }

    private <T> Task<T> forkNamed(@Nullable String name, Callable<? extends T> body) {
        Objects.requireNonNull(body, "body");
        lock.lock();
        Task<T> task;
        try {
            refuseIfOver("fork a task");
            long number = ++forks;
            task = new Task<>(this, name == null ? "task-" + number : name, number, body);
            unread++;
            anUnread = task.name();
            adopt(task);
        } finally {
            lock.unlock();
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
        Names.checked("actor", name);
        Objects.requireNonNull(factory, "factory");
        Objects.requireNonNull(how, "how");
        lock.lock();
        ActorCell<A> cell;
        try {
            refuseIfOver("start actor \"" + name + "\"");
            cell = new ActorCell<>(this, name, factory, how);
            adopt(cell);
        } finally {
            lock.unlock();
        }
        launch(cell);
        return new Portal<>(cell);
    }

    private void refuseIfOver(String what) {
        if (failed() && owner.isCurrentThread() && !closed) {
            throw told();
        }
        var why = cancelling;
        if (closed || why != null) {
            throw new SpawnRefusedException(
                    "cannot " + what + " in " + this + ": it is "
                            + (closed ? "closed; start children before its block ends" : "cancelled: " + why),
                    failures.isEmpty() ? null : failures.getFirst());
        }
    }

    private void adopt(Child child) {
        child.older = youngest;
        if (youngest == null) {
            oldest = child;
        } else {
            youngest.younger = child;
        }
        youngest = child;
        live++;
    }

    private void launch(Child child) {
        if (threads != null && owner.isCurrentThread()) {
            try {
                threads.fork(child);
                return;
            } catch (StructureViolationException e) {
                // inside a ScopedValue binding made since the nursery was opened: the keeper has the bindings of then
            } catch (Throwable t) {
                child.neverStarted(t);
                throw t;
            }
        }
        keeper.fork(child);
    }

    /** Starts the keeper of an actor's own nursery. @return why that nursery is born cancelled, or null */
    private @Nullable Cancellation launchKeeper(Keeper guest) {
        lock.lock();
        try {
            if (cancelling != null) {
                return cancelling;
            }
            if (closed) {
                return new Cancellation(this + " is closed", toString());
            }
        } finally {
            lock.unlock();
        }
        keeper.host(guest);
        return null;
    }

    // Ending.

    /**
     * Waits for every child, actors included. May be repeated; the nursery stays open.
     *
     * @throws NurseryException when a child failed, after all of them have ended; or, at once, when an outer nursery did
     * @throws InterruptedException when the caller is cancelled or interrupted; the children go on
     */
    public void join() throws InterruptedException {
        requireOwner("join");
        if (owner.cancelledBesides(scope) || Thread.currentThread().isInterrupted()) {
            owner.checkpoint();
        }
        lock.lock();
        try {
            joinedForks = forks;
            unread = 0;
        } finally {
            lock.unlock();
        }
        owner.awaitBut(new AwaitingChildren(), scope);
        if (failed()) {
            showCrash();
            throw told();
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
        requireOwner("close");
        if (closed) {
            return;
        }
        var inner = innerNursery();
        if (inner != null) {
            inner.leave(new Cancellation("its outer nursery was closed before it", owner.toString()));
        }
        var forgotten = forgotten();
        leave(new Cancellation("its block was left", owner.toString()));
        showCrash();
        if (failed() && !told) {
            throw told();
        }
        if (inner != null) {
            throw new IllegalStateException(this + " was closed while " + inner
                    + ", opened inside it, was open; close nurseries in the reverse order, best by try-with-resources");
        }
        if (forgotten != null) {
            throw new IllegalStateException(forgotten);
        }
    }

    private @Nullable Nursery innerNursery() {
        Nursery innermost = null;
        for (var s = scope.inner; s != null; s = s.inner) {
            if (s.nursery != null) {
                innermost = s.nursery;
            }
        }
        return innermost;
    }

    private @Nullable String forgotten() {
        lock.lock();
        try {
            if (unread == 0 || cancelling != null) {
                return null;
            }
            return "the block of " + this + " was left without joining "
                    + (unread == 1 ? "task " + anUnread : unread + " tasks, such as " + anUnread)
                    + "; call join() before the block ends, or read each task's result, or cancel the nursery";
        } finally {
            lock.unlock();
        }
    }

    /** Ends the block: cancels, waits, closes. */
    private void leave(Cancellation why) {
        var inner = innerNursery();
        while (inner != null && inner != this) {
            inner.leave(why);
            inner = innerNursery();
        }
        cancelChildren(why);
        owner.awaitShielded(new AwaitingChildren());
        shut();
        owner.leave(scope);
        root.closed(this);
    }

    /** Ends an actor's own nursery; on the actor's thread. */
    void leaveOwn(Cancellation why) {
        cancelChildren(why);
        owner.awaitShielded(new AwaitingChildren());
        shut();
    }

    private void shut() {
        lock.lock();
        try {
            closed = true;
            if (nudger != null) {
                nudger.stop();
            }
        } finally {
            lock.unlock();
        }
        keeper.dismiss();
        if (threads != null) {
            threads.close();
        }
    }

    /** Closes what user code opened in {@code scope} and left open; @return its error, or one that says what it forgot. */
    static @Nullable Throwable leftOpen(Strand strand, CancelScope scope, @Nullable Throwable thrown) {
        var error = thrown;
        for (var s = scope.inner; s != null; s = scope.inner) {
            Nursery open = null;
            for (var i = s; i != null; i = i.inner) {
                open = i.nursery != null ? i.nursery : open;
            }
            if (open == null) {
                strand.leave(s);
                continue;
            }
            open.leave(new Cancellation("the code that opened it has ended", strand.toString()));
            var misuse = new IllegalStateException(open + " was left open by " + strand
                    + "; open nurseries in try-with-resources, or use Nursery.run");
            if (open.failed() && !open.told) {
                misuse.addSuppressed(open.told());
            }
            if (error == null) {
                error = misuse;
            } else {
                error.addSuppressed(misuse);
            }
        }
        return error;
    }

    private void requireOwner(String what) {
        if (threads == null || !owner.isCurrentThread()) {
            throw new IllegalStateException("cannot " + what + " " + this + " here: "
                    + (threads == null
                            ? "an actor's own nursery ends with the actor"
                            : "only " + owner + ", which opened it, may " + what + " it; this is "
                                    + Strand.currentName()));
        }
    }

    // Failure and cancellation.

    /** A child failed; on the child's thread. */
    void failed(Child child, Throwable failure) {
        fail(failure, new Cancellation(child + " failed: " + failure, child.toString()));
    }

    /** Records a failure, and cancels the siblings and the body. */
    void fail(Throwable failure, Cancellation why) {
        lock.lock();
        try {
            failures.add(failure);
            thrown.forEach(exception -> exception.addSuppressed(failure));
        } finally {
            lock.unlock();
        }
        var own = actor;
        if (threads == null && own != null) {
            cancelChildren(why);
            own.ownNurseryFailed(why);
        } else {
            scope.cancel(why);
            cancelChildren(why); // the scope may have been cancelled from outside, and that put off
        }
    }

    boolean failed() {
        return !failures.isEmpty();
    }

    @Nullable
    Cancellation cancelling() {
        return cancelling;
    }

    /** A new exception that tells of all failures, also of those to come until the block is left. */
    NurseryException told() {
        lock.lock();
        try {
            var count = failures.size();
            var first = failures.getFirst();
            var exception = new NurseryException(
                    (count == 1 ? "a child" : count + " children") + " of " + this + " failed: " + first, this, failures);
            thrown.add(exception);
            told = true;
            return exception;
        } finally {
            lock.unlock();
        }
    }

    /** In debug mode a failed block opens the crash console once, when its children are gone. */
    private void showCrash() {
        if (failed() && !crashShown && debug) {
            crashShown = true;
            Breakpoints.crash(owner, told());
        }
    }

    boolean crashShown() {
        return crashShown;
    }

    /**
     * Marks the nursery cancelled, which refuses new children from now on, and cancels the children, youngest first. In a
     * block of the root each child is left alone until the terminal is free; the keeper does that waiting.
     */
    void cancelChildren(Cancellation why) {
        Child[] children;
        lock.lock();
        try {
            if (cancelling != null) {
                return;
            }
            cancelling = why;
            children = new Child[live];
            int i = 0;
            for (var child = youngest; child != null; child = child.older) {
                children[i++] = child;
            }
            if (i > 0) {
                nudger = Nudger.watch(root, this::eachStrand, why);
            }
        } finally {
            lock.unlock();
        }
        cancel(children, 0, why, false);
    }

    private void cancel(Child[] children, int from, Cancellation why, boolean mayWait) {
        for (int i = from; i < children.length; i++) {
            var child = children[i];
            var latch = actor == null && !child.ended() ? root.tty.latch() : null;
            if (latch != null) {
                if (!mayWait) {
                    int rest = i;
                    keeper.submit(() -> cancel(children, rest, why, true));
                    return;
                }
                Log.info(() -> this + " waits for the terminal to be free before it cancels " + child);
                latch.await();
            }
            if (!child.ended()) {
                if (latch != null) {
                    Log.info(() -> this + " cancels " + child + ": " + why);
                }
                child.cancel(why);
            }
        }
    }

    /** A child has ended; on its thread, as its last deed. */
    void forget(Child child) {
        boolean last;
        lock.lock();
        try {
            if (child.older == null) {
                oldest = child.younger;
            } else {
                child.older.younger = child.younger;
            }
            if (child.younger == null) {
                youngest = child.older;
            } else {
                child.younger.older = child.older;
            }
            last = --live == 0;
        } finally {
            lock.unlock();
        }
        if (last) {
            owner.unpark();
        }
    }

    /** A task's outcome was read. */
    void read(Task<?> task) {
        if (task.claimRead()) {
            lock.lock();
            try {
                if (task.number > joinedForks) {
                    unread--;
                }
            } finally {
                lock.unlock();
            }
        }
    }

    // Looking.

    List<Child> children() {
        lock.lock();
        try {
            var children = new ArrayList<Child>(live);
            for (var child = oldest; child != null; child = child.younger) {
                children.add(child);
            }
            return children;
        } finally {
            lock.unlock();
        }
    }

    private void eachStrand(Consumer<Strand> visitor) {
        children().forEach(child -> visitor.accept(child.strand));
    }

    String name() {
        return name;
    }

    Strand owner() {
        return owner;
    }

    /** Names the nursery in messages. */
    @Override
    public String toString() {
        return "nursery " + name + (actor == null ? "" : " of " + actor.path);
    }

    /** Waits until no child is left. */
    private final class AwaitingChildren extends Wait {

        @Override
        boolean done() {
            return live == 0;
        }

        @Override
        void eachBlocker(Consumer<Strand> visitor) {
            eachStrand(visitor);
        }

        @Override
        public String toString() {
            int left = live;
            return left + (left == 1 ? " child" : " children") + " of " + Nursery.this;
        }
    }
}
