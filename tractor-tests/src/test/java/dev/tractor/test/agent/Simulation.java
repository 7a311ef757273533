package dev.tractor.test.agent;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Constructor;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The least that simulates: runs virtual threads on the caller's thread, one step after the other, and has time jump to
 * the next timer when none can run.
 */
final class Simulation extends ForkJoinPool implements Hooks {

    static final long EPOCH_NANOS = 1_000_000_000_123_456_789L; // in 2001

    static final long START_NANOS = 1_000; // not 0, which FutureTask takes for no time at all

    private static final int MANY_STEPS = 1_000_000;

    // Used by the thread that drives and its virtual threads alone.
    private final Deque<Runnable> ready = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong((Timer t) -> t.at).thenComparingLong(t -> t.number));
    private long now = START_NANOS;
    private long timersMade;
    private int spins;
    private int points;
    private Runnable atPoint = () -> {};

    Simulation() {
        super(1);
    }

    /** Has the agent at work without hooks that outlast the test. */
    static void attach() {
        boolean before = TimeAgent.installed();
        var reason = TimeAgent.install(new Simulation());
        if (reason.isPresent()) {
            throw new AssertionError(reason.get());
        }
        if (!before) {
            TimeAgent.exchange(null);
        }
    }

    /** Runs one simulated thread, and what it starts, to the end, and gives its result. */
    static <T extends @Nullable Object> T of(Callable<T> body) throws Exception {
        return new Simulation().run(body);
    }

    <T extends @Nullable Object> T run(Callable<T> body) throws Exception {
        Hooks before = TimeAgent.exchange(this);
        try {
            var task = new FutureTask<>(body);
            start(task);
            drive();
            if (!task.isDone()) {
                throw new AssertionError("the simulated threads wait for ever");
            }
            return task.get();
        } finally {
            TimeAgent.exchange(before);
            shutdown();
        }
    }

    Thread start(Runnable body) {
        try {
            return ((Thread.Builder) Internals.BUILDER.newInstance(this)).start(body);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private void drive() {
        for (int step = 0; step < MANY_STEPS; step++) {
            if (ready.isEmpty()) {
                Timer next = timers.poll();
                if (next == null) {
                    return;
                }
                if (!next.isCancelled()) {
                    now = next.at;
                    next.run();
                }
            } else {
                ready.remove().run();
            }
        }
        throw new AssertionError("the simulated threads never come to an end; it is " + now + " ns");
    }

    int spins() {
        return spins;
    }

    int points() {
        return points;
    }

    /** Has threads do this at each point, too. */
    Simulation atPoint(Runnable action) {
        atPoint = action;
        return this;
    }

    @Override
    public void execute(Runnable continuation) {
        ready.add(continuation);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        var timer = new Timer(command, now + unit.toNanos(delay), timersMade++);
        timers.add(timer);
        return timer;
    }

    @Override
    public boolean simulated() {
        return (Executor) Internals.SCHEDULER.get(Thread.currentThread()) == this;
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public long epochNanos() {
        return EPOCH_NANOS - START_NANOS + now;
    }

    @Override
    public void spin() {
        spins++;
        Thread.yield();
    }

    @Override
    public void point() {
        if (simulated()) {
            points++;
            atPoint.run();
        }
    }

    /** What is closed until the agent opens it. {@link #start} loads it, before any simulated thread asks the hooks. */
    private static final class Internals {
        static final Constructor<?> BUILDER;
        static final VarHandle SCHEDULER;

        static {
            try {
                BUILDER = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
                        .getDeclaredConstructor(Executor.class);
                BUILDER.setAccessible(true);
                var thread = Class.forName("java.lang.VirtualThread");
                SCHEDULER = MethodHandles.privateLookupIn(thread, MethodHandles.lookup())
                        .findVarHandle(thread, "scheduler", Executor.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }
    }

    private static final class Timer extends FutureTask<@Nullable Void> implements ScheduledFuture<@Nullable Void> {
        private final long at;
        private final long number;

        Timer(Runnable command, long at, long number) {
            super(command, null);
            this.at = at;
            this.number = number;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int compareTo(Delayed other) {
            throw new UnsupportedOperationException();
        }
    }
}
