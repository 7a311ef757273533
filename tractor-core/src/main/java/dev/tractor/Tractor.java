package dev.tractor;

import dev.tractor.spi.Roots;
import dev.tractor.spi.Stops;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What code anywhere in the tree may want: wait, be cancelled, look at the tree, stop at a breakpoint. May be called by any
 * thread; one that tractor did not start counts as code of the root.
 *
 * <p><b>Waiting and cancellation.</b> What declares {@link InterruptedException} is a checkpoint: it throws when the calling
 * task is cancelled, whether it has to wait or not. In a dialog it gives up the actor's turn while it waits. What opens a
 * console session may wait for the terminal, keeps the turn, and is no checkpoint: see {@link #breakpoint()}. {@link
 * #keepCrash} declares what its body may throw, and is none either.
 *
 * <p><b>Failure.</b> A cancellation, or a foreign interrupt, is a {@link CancelledException}, which says why and by whom; the
 * failure of a block around the caller goes before it.
 *
 * <p><b>Memory visibility.</b> {@link #tree()} is a look at each thread in turn, while they run; it orders nothing.
 */
public final class Tractor {
    static {
        Roots.announce(Root::open);
        Stops.announce(new Stopped());
    }

    private Tractor() {}

    /**
     * Waits for {@code duration}. Goes on while a console session is open.
     *
     * @param duration how long; zero or less does not wait, but is a {@link #checkpoint()} all the same
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public static void sleep(Duration duration) throws InterruptedException {
        Objects.requireNonNull(duration, "duration");
        var strand = Strand.current();
        strand.await(new Sleep(strand.root, duration));
    }

    /**
     * Throws if the caller is cancelled; otherwise does nothing. For code that computes for long without a call that waits.
     *
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public static void checkpoint() throws InterruptedException {
        Strand.current().checkpoint();
    }

    /**
     * Opens resources at once, each in a task of its own, and returns when all are open:
     *
     * <p>{@snippet :
     * try (var lines = Tractor.openAll(() -> connect("a"), () -> connect("b"))) {
     *     use(lines.all());
     * }
     * }
     *
     * <p><b>Order.</b> The resources are in the order of their openers, whichever was open first, and are closed in reverse
     * order. No openers give no resources.
     *
     * <p><b>Failure.</b> When one fails to open, or the caller is cancelled meanwhile, the other openers are cancelled and
     * waited for. Those that are open are then closed as {@link Resources#close()} does, and what goes wrong in that is
     * suppressed in what this throws.
     *
     * @param openers each opens one resource, which must not belong to the thread that opens it, and returns it; what it has
     *     opened when it throws is its own business
     * @param <R> a resource
     * @return the open resources
     * @throws NurseryException when an opener threw, or returned null
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public static <R extends AutoCloseable> Resources<R> openAll(Collection<? extends Callable<? extends R>> openers)
            throws InterruptedException {
        return Resources.open(openers);
    }

    /**
     * Opens resources at once; see {@link #openAll(Collection)}.
     *
     * @param openers each opens one resource, which must not belong to the thread that opens it, and returns it
     * @param <R> a resource
     * @return the open resources
     * @throws NurseryException when an opener threw, or returned null
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    @SafeVarargs
    public static <R extends AutoCloseable> Resources<R> openAll(Callable<? extends R>... openers)
            throws InterruptedException {
        return openAll(List.of(openers));
    }

    /**
     * Waits until {@code stage} has completed, and returns its result.
     *
     * <p><b>Waiting and cancellation.</b> A caller that is cancelled throws at once. The stage is left alone, for others may
     * wait for it too; who wants it cancelled does that where the exception is caught. A stage forgets no callback, so until
     * it completes it keeps a small object for each wait that was given up, which holds on to nothing of the caller's.
     *
     * <p><b>Failure.</b> As in {@link java.util.concurrent.CompletableFuture#join()}, and each caller gets an exception of its
     * own: its stack shows the caller, its cause is what the stage failed with, out of whatever the stage had wrapped it in.
     *
     * <p><b>Memory visibility.</b> What a thread did before it completed the stage happens-before the return of this method.
     *
     * @param stage what to wait for
     * @param <T> its result
     * @return its result
     * @throws CompletionException when the stage failed; the cause is the failure itself
     * @throws CancellationException when the stage was cancelled
     * @throws InterruptedException when the caller is cancelled or interrupted
     */
    public static <T> T await(CompletionStage<T> stage) throws InterruptedException {
        Objects.requireNonNull(stage, "stage");
        var strand = Strand.current();
        strand.checkpoint();
        return AwaitingStage.await(stage, strand);
    }

    /** {@return a snapshot of the tree the caller belongs to; {@link ActorTree#toString()} draws it} */
    public static ActorTree tree() {
        return Strand.current().root.tree();
    }

    /**
     * Stops the calling task and opens a console session for it, as soon as it is its turn at the terminal. While it waits
     * for its turn, and until the session ends, no cancellation from outside reaches it. Needs {@code tractor-debug}
     * on the class path and a terminal, or {@code -Dtractor.console=stdin}; without them, and in a cancelled scope that is
     * not shielded, it logs where it is and returns.
     *
     * @throws BreakpointQuitException when the user typed {@code quit}
     */
    public static void breakpoint() {
        Breakpoints.pause();
    }

    /**
     * Stops as {@link #breakpoint()} does, and shows some values, at every level of what the console can see: for a JVM
     * without the flags by which variables are read, and for what is in no variable. The session calls them {@code $1},
     * {@code $2} and so on, shows them at its beginning and in {@code locals}, and Java at the prompt may use them. They are
     * shown without running code of theirs; no {@code toString} is called.
     *
     * <p>{@snippet :
     * Tractor.breakpoint("before the sum", prices, prices.size());
     * }
     *
     * <p>They are evaluated before the call, session or not. An array of objects counts as that many values.
     *
     * @param values what to show; any may be null
     * @throws BreakpointQuitException when the user typed {@code quit}
     */
    public static void breakpoint(@Nullable Object @Nullable ... values) {
        Breakpoints.pause(values);
    }

    /**
     * Opens a crash session for an error that the caller has caught, as soon as it is its turn at the terminal; then returns,
     * whatever the user typed: {@code quit} means the same as {@code continue}. In debug mode or without.
     *
     * <p>{@snippet :
     * try {
     *     work();
     * } catch (IllegalStateException e) {
     *     Tractor.postMortem(e); // a look at it, and on
     * }
     * }
     *
     * <p>The session is held for every call, also when a crash console has shown the error before; and when the error is
     * thrown on, debug mode shows it again.
     *
     * <p><b>Waiting and cancellation.</b> As in {@link #breakpoint()}: from the call until the session ends no cancellation
     * from outside reaches the caller. In a cancelled scope that is not shielded, without {@code tractor-debug}, and without
     * a terminal it logs the error, where it is and what to do, and returns.
     *
     * @param error what was caught
     */
    public static void postMortem(Throwable error) {
        Breakpoints.postMortem(Objects.requireNonNull(error, "error"));
    }

    /**
     * Runs {@code body}. When it throws, opens a crash session for the error before it leaves this call, in debug mode or
     * without; then throws the error on. To keep some errors catch them around this call; {@link #keepCrash} keeps them all.
     *
     * <p>{@snippet :
     * int total = Tractor.crashConsole(() -> work());
     * }
     *
     * <p>No session is opened for an answer to a cancellation, nor for a {@code quit} at a breakpoint. In debug mode the same
     * error opens further sessions on its way.
     *
     * <p><b>Waiting and cancellation.</b> Runs {@code body} as it is, in the scope of the caller. The session waits for its
     * turn at the terminal, and from then until it ends no cancellation from outside reaches the caller; it is opened in a
     * cancelled scope, too, for an error goes before a cancellation. Without {@code tractor-debug}, and without a terminal,
     * it is logged where it would have been.
     *
     * @param body what to run
     * @param <T> its result
     * @param <X> what it throws
     * @return its result
     * @throws X what the body threw
     */
    public static <T, X extends Exception> T crashConsole(Block<T, X> body) throws X {
        return CrashConsole.call(body);
    }

    /**
     * Runs {@code body}, and opens a crash session for the error it throws; see {@link #crashConsole(Block)}.
     *
     * @param body what to run
     * @param <X> what it throws
     * @throws X what the body threw
     */
    public static <X extends Exception> void crashConsole(Action<X> body) throws X {
        Objects.requireNonNull(body, "body");
        CrashConsole.call(() -> {
            body.run();
            return true;
        });
    }

    /**
     * Runs {@code body}, opens a crash session for the error it throws, as {@link #crashConsole(Block)} does, and keeps it.
     *
     * <p>{@snippet :
     * Optional<Throwable> crash = Tractor.keepCrash(() -> work());
     * crash.ifPresent(error -> System.out.println("skipped: " + error));
     * }
     *
     * <p><b>Failure.</b> Every error is kept, an {@link Error} too, except what is to end the caller: an {@link
     * InterruptedException}, any other answer to a cancellation, the failure of a block around of which a call in the body
     * tells, and a {@code quit} at a breakpoint are thrown. An answer whose type is checked is suppressed in the {@link
     * CancelledException}, or the failure of a block around, that is thrown in its place.
     *
     * @param body what to run; whatever it throws need not be declared
     * @return the error; empty when there was none
     * @throws BreakpointQuitException when the user typed {@code quit} at a breakpoint in the body
     * @throws NurseryException when the block around has failed, and a call in the body told of it
     * @throws InterruptedException when the caller is cancelled, or the body threw it
     */
    public static Optional<Throwable> keepCrash(Action<?> body) throws InterruptedException {
        return CrashConsole.keep(body);
    }

    /**
     * Has the program clean up when the JVM exits. Without it the JVM ends between two instructions: core installs nothing
     * by itself. From this call on the exit, by a signal such as SIGTERM or ctrl-c, by {@link System#exit}, or because the
     * last thread has ended, first cancels everything below the root, and then goes on when all of it has ended or {@code
     * grace} has passed. What has not ended by then is named on standard error. The exit status stays what it was.
     *
     * <p>To be called once, at the beginning of {@code main}; a later call changes the grace period. In a test of
     * {@code tractor-test} it does nothing.
     *
     * <p><b>Order.</b> The blocks of the top-level nurseries are cancelled, and those that are opened from then on are born
     * cancelled; {@link Nursery#join()} throws {@link CancelledException} in them. The exit waits until they have been left
     * and, when the thread that made this call was in one of them, until that thread has ended, so that the code behind its
     * block has run, too. Hooks of others run at the same time.
     *
     * <p><b>Waiting and cancellation.</b> Returns at once. It is safe to call {@code System.exit} in an actor or a task: that
     * thread, which waits in there for ever, and those that wait for its end are not waited for.
     *
     * @param grace how long the exit is held up at most, by the clock; positive
     */
    public static void cancelOnExit(Duration grace) {
        Objects.requireNonNull(grace, "grace");
        if (!grace.isPositive()) {
            throw new IllegalArgumentException("the grace period of an exit is positive, not " + grace);
        }
        var strand = Strand.currentOrNull();
        if (strand == null || strand.root == Root.implicit()) {
            ExitHook.install(grace);
        }
    }

    /** Waits for a time to come. */
    private static final class Sleep extends Wait {
        private final Root root;
        private final Duration duration;
        private final long until;

        Sleep(Root root, Duration duration) {
            this.root = root;
            this.duration = duration;
            var nanos = Deadlines.nanos(duration);
            var now = root.clock.nanoTime();
            // the clock's origin is arbitrary, so times are compared by difference, and half the range is for ever
            this.until = now + Math.min(Math.max(nanos, 0), Long.MAX_VALUE / 2);
        }

        @Override
        boolean done() {
            return nanosLeft() <= 0;
        }

        @Override
        long nanosLeft() {
            return until - root.clock.nanoTime();
        }

        @Override
        public String toString() {
            return "a sleep of " + Names.text(duration) + " to end";
        }
    }
}
