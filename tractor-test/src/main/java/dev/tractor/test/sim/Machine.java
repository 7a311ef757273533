package dev.tractor.test.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs virtual threads one at a time on the thread that calls {@link #run}, its driver.
 *
 * <p><b>Steps.</b> A thread runs until it waits, yields, or ends; that is a step. Then its schedule chooses among those that
 * can run. Inside a step a thread comes to {@linkplain #point() points}, where the schedule may have it yield. Every such
 * choice is a decision with a number, and nothing else in a run is left open: the candidates are ordered by the step in
 * which they became ready, then by the order in which they were started, and not by the order in which the JDK hands them
 * over, which depends on hash codes.
 *
 * <p><b>Time.</b> When no thread can run, what is due by now is done. When there is nothing of that, those that wait in {@link
 * #settle} go on; when there is none, the clock jumps to the next timer. A loop that only yields counts as not running, once nothing else has happened for a while.
 *
 * <p><b>Outside.</b> A thread of the simulation may be woken by one that is not part of it: a pool's, a socket's. That works,
 * but cannot be replayed, so it is counted and remembered. Monitors are the exception. The JDK hands them over on a thread of
 * its own, and the driver waits until it has done so. One that a thread outside holds, such as that of a stream to which
 * everybody prints, is waited for as well: all stand still until it is free, and the run is the same as if it had been so
 * before.
 *
 * <p>All that is not said to be for any thread is for the driver and for the thread it runs.
 */
public final class Machine implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long PATIENCE_WITH_OUTSIDERS_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long PATIENCE_WITH_HOLDERS_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** So many steps of nothing but yields by each thread that could run, and time goes on. */
    private static final int ROUNDS_OF_YIELDS = 30;

    private static final int CLOCK_READS_IN_A_STEP = 100;

    /** After so many points without a choice to stop, others run as well: it may be waiting for them in a loop. */
    private static final int POINTS_IN_A_STEP = 1000;

    /** What passes for a thread that looks at the clock all the time. */
    private static final long A_LITTLE_TIME_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** Why {@link #run} has returned. */
    public enum Stop {
        /** Every thread has ended. */
        ENDED,
        /** Threads are left, and nothing will ever wake them. */
        STUCK,
        /** They took too many steps. */
        LIMIT,
        /** {@link #halt} was called. */
        HALTED
    }

    private final Pool pool = new Pool();
    private final ThreadFactory threads = VirtualThreads.factory(pool);
    private Strategy strategy;
    private final boolean jdkTime;
    private long maxSteps;
    private final Timers timers = new Timers();
    private final Map<Runnable, Fiber> fibers = new LinkedHashMap<>(); // in the order they were started
    private final List<Fiber> ready = new ArrayList<>();
    private final Monitors monitors = new Monitors(fibers.values());
    private final List<Settling> settling = new ArrayList<>();
    private final List<Runnable> checks = new ArrayList<>();
    private final List<Runnable> afterSteps = new ArrayList<>();
    private final List<Schedule.Switch> switches = new ArrayList<>();
    private final ConcurrentLinkedQueue<Runnable> fromOutside = new ConcurrentLinkedQueue<>();
    private final OutsideWakes outside = new OutsideWakes();

    private final RealWaits realWaits = new RealWaits();

    private volatile @Nullable Thread driver;
    private volatile boolean halted;

    private @Nullable Fiber running;

    /** It has come to a monitor that was held outside, and can go on. */
    private boolean goesOn;

    /** Whether a thread runs, or monitors that it has left are being handed over. */
    private volatile boolean inStep;

    /** The one that a point has given way to. */
    private @Nullable Fiber next;

    private boolean stopsForPoints = true;
    private boolean autojump = true;
    private long horizon;

    /** The timed wait that the running thread is about to begin is one of virtual time, whoever counts it. */
    private boolean virtualWait;

    private int made;
    private int decisions;
    private long steps;
    private int yields;
    private long fingerprint = 1;
    private int clockReads;
    private int pointsInStep;

    /** Whether a thread waits for time to pass by looking at the clock. */
    private boolean waitsForTime;

    /**
     * A machine that has no threads yet.
     *
     * @param schedule decides who runs
     * @param jdkTime whether the JDK reads the machine's clock on simulated threads; else its timed waits take real time
     * @param maxSteps how many steps it may take in all
     */
    public Machine(Schedule schedule, boolean jdkTime, long maxSteps) {
        this.strategy = schedule.strategy();
        this.jdkTime = jdkTime;
        this.maxSteps = maxSteps;
    }

    /** {@return what is in the way of a simulation on this JVM; null for nothing} */
    public static @Nullable Throwable obstacle() {
        return Trial.obstacle();
    }

    /** {@return the machine that the calling thread is simulated by; null for none} For any thread. */
    public static @Nullable Machine current() {
        return of(Thread.currentThread());
    }

    /** {@return the machine that a thread is simulated by; null for none} For any thread. @param thread any thread */
    public static @Nullable Machine of(Thread thread) {
        return VirtualThreads.virtual(thread) && VirtualThreads.scheduler(thread) instanceof Pool pool
                ? pool.machine()
                : null;
    }

    /** {@return whether the calling thread is one of this machine} For any thread. */
    public boolean runsCaller() {
        var now = running; // may be an old one, but then it is not the caller either
        return now != null && now.thread == Thread.currentThread();
    }

    /** {@return makes threads of this machine, whoever asks for them} */
    public ThreadFactory threads() {
        return threads;
    }

    // Running.

    /** Runs until there is no more to run. Called by a platform thread, always the same. @return why it has stopped */
    public Stop run() {
        driver = Thread.currentThread();
        while (true) {
            takeFromOutside();
            if (halted) {
                return Stop.HALTED;
            }
            if (ready.isEmpty() || yields > ROUNDS_OF_YIELDS * ready.size()) {
                yields = 0;
                if (!goOnWithoutRunning()) {
                    if (ready.isEmpty()) {
                        return fibers.isEmpty() ? Stop.ENDED : Stop.STUCK;
                    }
                }
                continue;
            }
            if (steps >= maxSteps) {
                return Stop.LIMIT;
            }
            step(chosen());
            look(afterSteps);
            look(checks);
        }
    }

    private static void look(List<Runnable> looks) {
        for (int i = 0; i < looks.size(); i++) { // one may add another
            looks.get(i).run();
        }
    }

    private Fiber chosen() {
        var given = next;
        if (given != null) {
            next = null;
            return given;
        }
        int choice = strategy.choose(null, ready);
        decided(choice);
        return ready.get(choice);
    }

    private void decided(int choice) {
        if (choice != 0) {
            switches.add(new Schedule.Switch(decisions, choice));
        }
        decisions++;
    }

    private void step(Fiber fiber) {
        ready.remove(fiber);
        fiber.ready = false;
        steps++;
        fingerprint = fingerprint * 31 + fiber.number;
        running = fiber;
        inStep = true;
        clockReads = 0;
        pointsInStep = 0;
        do {
            goesOn = false;
            fiber.step.run();
            monitors.rests(fiber);
        } while (getsPastOutsider(fiber));
        running = null;
        if (VirtualThreads.terminated(fiber.thread)) {
            fibers.remove(fiber.step);
        }
        if (!monitors.none()) {
            while (!monitors.handedOver()) {
                Thread.onSpinWait();
                takeFromOutside();
            }
            takeFromOutside();
            for (var other : monitors.perhapsLeftBy(fiber)) {
                awaitOutsider(other, () -> !other.ready && monitors.keptOutside(other));
            }
        }
        inStep = false;
    }

    /** Whether the running thread has met one from outside that held a monitor, and does no longer. */
    private boolean getsPastOutsider(Fiber fiber) {
        if (!goesOn && monitors.metOutsider(fiber)) {
            awaitOutsider(fiber, () -> !goesOn);
        }
        return goesOn;
    }

    /** Waits for a thread outside to leave a monitor. It might wait for us in turn, so not for ever. */
    private void awaitOutsider(Fiber fiber, BooleanSupplier kept) {
        long end = System.nanoTime() + PATIENCE_WITH_HOLDERS_NANOS;
        takeFromOutside();
        while (kept.getAsBoolean() && !halted) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                outside.add(fiber.thread, "a thread that holds " + monitors.giveUp(fiber) + " for long", fiber.thread);
                return;
            }
            if (fromOutside.isEmpty()) {
                LockSupport.parkNanos(this, left);
                var _ = Thread.interrupted();
            }
            takeFromOutside();
        }
    }

    /** Nothing can run, or nothing but loops that yield. @return whether something has happened */
    private boolean goOnWithoutRunning() {
        if (nanosToNextTimer() == 0) { // no time passes
            jump();
            return true;
        }
        if (!settling.isEmpty()) {
            settling.removeFirst().end();
            return true;
        }
        if (waitsForTime && autojump) {
            waitsForTime = false;
            var due = timers.next();
            long soon = timers.now() + A_LITTLE_TIME_NANOS;
            if (due == null || due > soon) {
                timers.moveTo(soon);
                return true;
            }
        }
        if (nanosToNextTimer() >= 0) {
            jump();
            return true;
        }
        if (!ready.isEmpty() || fibers.isEmpty()) {
            return false;
        }
        return awaitOutsiders();
    }

    /**
     * Whether a thread from outside wakes one of ours. There is no telling, so it is given a little time; but who waits in
     * real time will be woken.
     */
    private boolean awaitOutsiders() {
        long patience = outside.count() == 0 ? PATIENCE_NANOS : PATIENCE_WITH_OUTSIDERS_NANOS;
        long end = System.nanoTime() + patience;
        long left = patience;
        while (fromOutside.isEmpty() && (left > 0 || realWaits.pending()) && !halted) {
            LockSupport.parkNanos(this, left > 0 ? left : patience);
            var _ = Thread.interrupted();
            left = end - System.nanoTime();
        }
        return !fromOutside.isEmpty();
    }

    // Becoming ready.

    private void takeFromOutside() {
        for (var step = fromOutside.poll(); step != null; step = fromOutside.poll()) {
            makeReady(step);
        }
    }

    private void makeReady(Runnable step) {
        var fiber = fibers.get(step);
        if (fiber == null) {
            var thread = VirtualThreads.owner(step);
            if (VirtualThreads.terminated(thread)) {
                return; // submitted twice, by a look at its stack
            }
            fiber = new Fiber(made++, thread, step);
            fibers.put(step, fiber);
        }
        if (fiber.ready) {
            return;
        }
        if (fiber == running && VirtualThreads.unblocked(fiber.thread)) {
            goesOn = true;
            return;
        }
        if (VirtualThreads.yielded(fiber.thread)) {
            if (next == null) {
                yields = pointsInStep > POINTS_IN_A_STEP ? 0 : yields + 1; // it may as well be computing
                strategy.yielded(fiber);
            }
        } else {
            yields = 0;
        }
        fiber.ready = true;
        fiber.readySince = steps;
        int at = ready.size();
        while (at > 0 && ready.get(at - 1).readySince == steps && ready.get(at - 1).number > fiber.number) {
            at--;
        }
        ready.add(at, fiber);
    }

    private boolean calledFromInside() {
        var caller = Thread.currentThread();
        return caller == driver || VirtualThreads.virtual(caller) && VirtualThreads.scheduler(caller) == pool;
    }

    private void wokenFromOutside(Runnable step) {
        var caller = Thread.currentThread();
        if (driver != null && !(inStep && VirtualThreads.isUnblocker(caller))) {
            outside.add(VirtualThreads.owner(step), caller.getName(), caller);
        }
        fromOutside.add(step);
        LockSupport.unpark(driver);
    }

    /** What the JDK takes for the carriers of virtual threads; makes no thread of its own. */
    private final class Pool extends ForkJoinPool {
        Pool() {
            super(1);
        }

        Machine machine() {
            return Machine.this;
        }

        @Override
        public void execute(Runnable step) {
            if (calledFromInside()) {
                makeReady(step);
            } else {
                wokenFromOutside(step);
            }
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable action, long delay, TimeUnit unit) {
            if (jdkTime || virtualWait) {
                virtualWait = false;
                return timers.schedule(unit.toNanos(delay), action);
            }
            return realWaits.schedule(action, delay, unit);
        }

        @Override
        public <V> ScheduledFuture<V> schedule(Callable<V> action, long delay, TimeUnit unit) {
            throw new UnsupportedOperationException("the JDK schedules only wake-ups here");
        }
    }

    // Points.

    /**
     * A place where the running thread may be made to let others run. Does nothing when the caller is not the thread that
     * this machine runs.
     */
    public void point() {
        var self = running;
        if (self == null || !stopsForPoints || Thread.currentThread() != self.thread) {
            return;
        }
        withoutPoints(() -> look(checks)); // a condition may come by a point itself
        if (++pointsInStep > POINTS_IN_A_STEP) { // it waits for something, in a loop of checkpoints
            Thread.yield();
            return;
        }
        if (ready.isEmpty()) {
            return;
        }
        int choice = strategy.choose(self, ready);
        decided(choice);
        if (choice > 0) {
            next = ready.get(choice - 1);
            Thread.yield();
            next = null; // it was in no position to yield
        }
    }

    /** Runs core's or the kit's own code without being stopped at points. @param body what to run */
    public void withoutPoints(Runnable body) {
        boolean before = stopsForPoints;
        stopsForPoints = false;
        try {
            body.run();
        } finally {
            stopsForPoints = before;
        }
    }

    // Time.

    /** {@return the virtual time in nanoseconds since the start} For any thread. */
    public long nanoTime() {
        return timers.now();
    }

    /**
     * {@return the same to a thread that this machine runs} One that reads the clock again and again waits for time to pass
     * and does not say so: it lets others run, and then a little time passes.
     */
    public long readClock() {
        var self = running;
        if (++clockReads > CLOCK_READS_IN_A_STEP && self != null && Thread.currentThread() == self.thread) {
            clockReads = 0;
            waitsForTime = true;
            Thread.yield();
        }
        return timers.now();
    }

    /** Parks the calling simulated thread for a virtual time. @param blocker shown in dumps @param nanos how long */
    public void park(Object blocker, long nanos) {
        virtualWait = true;
        LockSupport.parkNanos(blocker, nanos);
        virtualWait = false;
    }

    /** Whether the clock jumps when nothing can run. @param on whether */
    public void autojump(boolean on) {
        autojump = on;
    }

    /** {@return how far the clock would jump now; negative when it would not} */
    public long nanosToNextTimer() {
        var due = timers.next();
        return due != null && (autojump || due <= Math.max(horizon, timers.now()))
                ? Math.max(0, due - timers.now())
                : -1;
    }

    /** Has the clock jump now, though threads may be able to run. Between two steps, and where there is a timer. */
    public void jump() {
        timers.jump();
        fingerprint = fingerprint * 31 + timers.now();
    }

    /**
     * Waits until no other thread can run and nothing is due any more, without letting time pass. The caller's interrupt
     * status is kept.
     */
    public void settle() {
        var self = new Settling(Thread.currentThread());
        settling.add(self);
        self.await();
    }

    /** Lets time pass, and waits until all that was due has been done. @param nanos how much */
    public void advance(long nanos) {
        long target = nanoTime() + nanos;
        horizon = Math.max(horizon, target);
        var wake = new Settling(Thread.currentThread());
        var _ = timers.schedule(nanos, wake::end);
        wake.await();
        settle();
    }

    /** Has something done when the clock is there. @param nanos from now @param action runs on the driver; must not wait */
    public void at(long nanos, Runnable action) {
        var _ = timers.schedule(nanos, action);
    }

    /**
     * Has something done when the clock has come there for the sake of others: the clock is not moved for this, and threads
     * that have nothing else to hope for are stuck.
     *
     * @param nanos from now
     * @param action runs on the driver; must not wait
     * @return takes it back
     */
    public Runnable aside(long nanos, Runnable action) {
        return timers.aside(nanos, action);
    }

    // Watching.

    /** Has {@link #run} return soon. For any thread. */
    public void halt() {
        halted = true;
        LockSupport.unpark(driver);
    }

    /** Takes {@link #halt} back, so that what is left can be cleaned up. @param more how many steps it may still take */
    public void goOn(long more) {
        strategy = new Strategy.Fifo();
        halted = false;
        maxSteps = steps + more;
    }

    /** Looks at nothing any more. */
    public void endChecks() {
        checks.clear();
        afterSteps.clear();
    }

    /** Has something done after each step. @param action runs on the driver; must not wait */
    public void afterEachStep(Runnable action) {
        afterSteps.add(action);
    }

    /** Has something looked at after each step and at each point. @param check must not wait */
    public void check(Runnable check) {
        checks.add(check);
    }

    /** {@return how many steps there have been} */
    public long steps() {
        return steps;
    }

    /** {@return how many decisions there have been} */
    public int decisions() {
        return decisions;
    }

    /** {@return the decisions that were not the ordinary one} */
    public List<Schedule.Switch> switches() {
        return List.copyOf(switches);
    }

    /** {@return a number that two runs share when they were the same: who ran in which order, and at what time} */
    public long fingerprint() {
        return fingerprint;
    }

    /** {@return the thread that runs now} For any thread; a guess for all but the driver. */
    public @Nullable Thread runningThread() {
        var now = running;
        return now == null ? null : now.thread;
    }

    /** {@return the threads that have not ended, in the order they were started} */
    public List<Thread> alive() {
        return fibers.values().stream().map(fiber -> fiber.thread).toList();
    }

    /** {@return how often a thread was woken from outside} */
    public int outsiderCount() {
        return outside.count();
    }

    /** {@return the first of those} */
    public List<Outsider> outsiders() {
        return outside.first();
    }

    /** Gives up what is left. */
    @Override
    public void close() {
        pool.shutdown();
    }
}
