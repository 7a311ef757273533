package dev.tractor.test;

import dev.tractor.spi.Console;
import dev.tractor.spi.Console.Resumption;
import dev.tractor.spi.Pause;
import dev.tractor.spi.RootHandle;
import dev.tractor.spi.TtyWaiter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A console in the hands of the test: each breakpoint or crash becomes a {@link Session} that waits until the test answers.
 *
 * <p>{@snippet :
 * @TractorTest
 * void aBreakpointHoldsItsTask(Nursery n, ScriptedConsole console) throws InterruptedException {
 *     var task = n.fork("careful", () -> Tractor.breakpoint());
 *     var session = console.next();
 *     assertEquals("careful", session.task());
 *     session.resume();
 *     task.join();
 * }
 * }
 *
 * <p>Without a parameter of this type a test has no console, and breakpoints are passed over. When the test ends, or runs
 * out of time, open sessions are resumed, and so is every later one; a session that the test left open fails it.
 * Thread-safe.
 *
 * <p><b>Order.</b> Sessions come in the order in which they were requested.
 *
 * <p><b>Waiting and cancellation.</b> {@link #next()} waits for a session, as a checkpoint of the caller; so does the end of
 * one. A paused task waits whatever is cancelled, until its session ends.
 *
 * <p><b>Failure.</b> A session that does not come keeps the caller waiting until the test runs out of time.
 *
 * <p><b>Memory visibility.</b> What the paused task did happens-before the return of {@code next()}, and what the test did
 * before it resumed a session happens-before what the task does then.
 */
public final class ScriptedConsole {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile boolean available;
    private volatile @Nullable RootHandle root;
    private volatile @Nullable Detour detour;

    // Guarded by the lock.
    private final List<Session> sessions = new ArrayList<>();
    private final Deque<Session> untaken = new ArrayDeque<>();
    private boolean automatic;
    private boolean released;

    ScriptedConsole() {}

    /**
     * Waits for the next session.
     *
     * @return the session, which stays open until it is answered
     * @throws IllegalStateException after {@link #autoContinue()}
     * @throws InterruptedException when the caller is cancelled, or the test runs out of time
     */
    public Session next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (untaken.isEmpty()) {
                if (automatic) {
                    throw new IllegalStateException(
                            "no session will come: this console resumes them all by itself; see sessions()");
                }
                changed.await();
            }
            return untaken.removeFirst();
        } finally {
            lock.unlock();
        }
    }

    /** Resumes by itself, from now on, every session that was not taken with {@link #next()}. */
    public void autoContinue() {
        lock.lock();
        try {
            automatic = true;
            List.copyOf(untaken).forEach(session -> session.end(Resumption.CONTINUE));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Checks that no session is open but those taken with {@link #next()}. It does not wait: first join what might open one.
     *
     * @throws AssertionError naming the sessions that are open
     */
    public void expectNone() {
        var open = locked(() -> List.copyOf(untaken));
        if (!open.isEmpty()) {
            throw new AssertionError("expected no console session, but there is " + open);
        }
    }

    /** {@return all sessions so far, in the order they were opened} */
    public List<Session> sessions() {
        return locked(() -> List.copyOf(sessions));
    }

    /** {@return who holds the terminal, if anyone does, and then who waits for it, in order: {@code "/actor (task)"}} */
    public List<String> queue() {
        var root = this.root;
        var waiters = root == null ? List.<TtyWaiter>of() : root.terminalQueue();
        return waiters.stream()
                .map(waiter -> name(waiter.actor(), waiter.task()))
                .toList();
    }

    /**
     * Waits until at least this many tasks hold or wait for the terminal.
     *
     * @param length at least 1
     * @throws InterruptedException when the caller is cancelled, or the test runs out of time
     */
    public void awaitQueue(int length) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (queue().size() < length) { // read under the lock, so no change after it goes unseen
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Where sessions are held besides, for tests of the console itself: at a terminal, say, on which the answers that the
     * test gives here are typed.
     */
    interface Detour {

        /**
         * Holds one session, on the paused task's own thread.
         *
         * @param root whose session it is
         * @param answered waits for what the test answers, which sees the session only from then on; on any thread, once
         */
        Resumption hold(RootHandle root, Pause pause, Supplier<Resumption> answered);

        /** @see Console#queueChanged() */
        void queueChanged();
    }

    /** Has the sessions to come held there, too. */
    void by(Detour way) {
        detour = way;
    }

    /** What core sees. */
    Console attach(RootHandle root) {
        this.root = root;
        return new Seam(root);
    }

    /** The test has asked for this console. */
    void enable() {
        available = true;
    }

    /** Resumes every session, now and later. @return what the test has left unanswered, a line each */
    List<String> release() {
        lock.lock();
        try {
            var left = new ArrayList<String>();
            for (var session : sessions) {
                if (session.isOpen()) {
                    left.add("console session of " + session + ", which the test has not answered");
                }
            }
            if (!automatic) {
                // the head may be a session that was answered just now
                queue().stream().skip(1).forEach(waiter -> left.add(waiter + " waits for a console session"));
            }
            released = true;
            sessions.forEach(session -> session.end(Resumption.CONTINUE));
            return left;
        } finally {
            lock.unlock();
        }
    }

    private <T> T locked(Supplier<T> body) {
        lock.lock();
        try {
            return body.get();
        } finally {
            lock.unlock();
        }
    }

    static String name(String actor, String task) {
        return actor + " (" + task + ")";
    }

    private final class Seam implements Console {
        private final RootHandle root;

        Seam(RootHandle root) {
            this.root = root;
        }

        @Override
        public boolean available() {
            return available;
        }

        @Override
        public Resumption hold(Pause pause) {
            var way = detour;
            return way == null ? answered(pause) : way.hold(root, pause, () -> answered(pause));
        }

        private Resumption answered(Pause pause) {
            lock.lock();
            try {
                var session = new Session(pause);
                sessions.add(session);
                if (automatic || released) {
                    session.end(Resumption.CONTINUE);
                } else {
                    untaken.add(session);
                }
                changed.signalAll();
                while (session.isOpen()) {
                    changed.awaitUninterruptibly();
                }
                return Objects.requireNonNull(session.answer);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void queueChanged() {
            locked(() -> {
                changed.signalAll();
                return true;
            });
            var way = detour;
            if (way != null) {
                way.queueChanged();
            }
        }
    }

    /** One stop of one task, held open until the test answers it. Thread-safe. */
    public final class Session {
        private final Pause pause;

        /** Guarded by the lock. */
        private @Nullable Resumption answer;

        private Session(Pause pause) {
            this.pause = pause;
        }

        /** {@return the path of the actor that stopped; {@code "/"} for the root} */
        public String actor() {
            return pause.actor();
        }

        /** {@return the name of the task within its actor} */
        public String task() {
            return pause.task();
        }

        /** {@return whether it is about an error, rather than a breakpoint} */
        public boolean crash() {
            return pause.crash();
        }

        /** {@return whether the error was caught by code that asked for this session, as {@code Tractor.postMortem} does} */
        public boolean caught() {
            return pause.caught();
        }

        /** {@return what was passed to the breakpoint, in that order; may hold nulls} */
        public List<@Nullable Object> values() {
            return pause.values();
        }

        /** {@return the error that is about to leave the task, or was caught; empty at a breakpoint} */
        public Optional<Throwable> error() {
            return Optional.ofNullable(pause.error());
        }

        /** {@return the user's stack frames, innermost first} */
        public List<StackTraceElement> stack() {
            return pause.stack();
        }

        /** {@return whether it has not been answered} */
        public boolean isOpen() {
            return locked(() -> answer == null);
        }

        /**
         * Has the task go on, or its error leave it, as {@code continue} would.
         *
         * @throws IllegalStateException when the session has ended
         */
        public void resume() {
            answer(Resumption.CONTINUE);
        }

        /**
         * Raises {@link dev.tractor.BreakpointQuitException} in the task, as {@code quit} would; after a crash the same as
         * {@link #resume()}.
         *
         * @throws IllegalStateException when the session has ended
         */
        public void quit() {
            answer(Resumption.QUIT);
        }

        /**
         * Has the task go on for a bit, as a step of the debugger would: it keeps the terminal, and its next stop goes on with
         * this session, as a new object here.
         *
         * @throws IllegalStateException when the session has ended
         */
        public void step() {
            answer(Resumption.STEP);
        }

        private void answer(Resumption how) {
            lock.lock();
            try {
                if (answer != null) {
                    throw new IllegalStateException("the session of " + this + " has ended already, with " + answer
                            + "; a session is answered once");
                }
                end(how);
            } finally {
                lock.unlock();
            }
        }

        /** Under the lock. */
        private void end(Resumption how) {
            if (answer == null) {
                answer = how;
                untaken.remove(this);
                changed.signalAll();
            }
        }

        /** Names the task, and what stopped it. */
        @Override
        public String toString() {
            return name(actor(), task()) + (crash() ? " after " + pause.error() : " at a breakpoint");
        }
    }
}
