package dev.tractor.debug.stops;

import dev.tractor.BreakpointQuitException;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One thread in the hands of the debugger, from where it was stopped, or put itself there, until it goes on. The debugger has a
 * {@code ThreadReference} and cannot tell which thread that is; the thread has a number and finds this by it.
 */
final class Stop {
    private static final AtomicLong TICKETS = new AtomicLong();
    private static final Map<Long, Stop> ALL = new ConcurrentHashMap<>();

    /** Those whose thread is in its session, by the thread. */
    private static final Map<Thread, Stop> HELD = new ConcurrentHashMap<>();

    final long ticket = TICKETS.incrementAndGet();
    private final Holding holding;

    /** Null until it is known which thread it is. */
    private volatile @Nullable Thread thread;

    /** What the session wants. Written by the thread, read by the debugger. */
    private volatile Plan plan;

    /** What the stopped thread does, before it goes on. */
    interface Holding {

        /**
         * Holds a session, if there is to be one.
         *
         * @param stack what was on the stack when the thread was stopped
         * @param thrown what it has thrown, where that is why it was stopped
         * @throws BreakpointQuitException to be raised in the stopped code
         */
        void hold(StackTraceElement[] stack, @Nullable Throwable thrown);
    }

    private Stop(Holding holding, Plan plan) {
        this.holding = holding;
        this.plan = plan;
        ALL.put(ticket, this);
    }

    /** {@return one for a thread that may hold a session} To be {@link #forget forgotten}. */
    static Stop of(Holding holding) {
        return new Stop(holding, Plan.GO);
    }

    /** {@return one for the calling thread, which has held a session and knows how to go on} To be {@link #forget forgotten}. */
    static Stop planned(Plan plan) {
        var stop = new Stop((_, _) -> {}, plan);
        stop.thread = Thread.currentThread();
        return stop;
    }

    static Stop of(long ticket) {
        return Objects.requireNonNull(ALL.get(ticket), "no thread was stopped with this number");
    }

    /** {@return that of the calling thread, if the debugger has stopped it} */
    static @Nullable Stop held() {
        return HELD.get(Thread.currentThread());
    }

    void forget() {
        ALL.remove(ticket);
    }

    @Nullable
    Thread thread() {
        return thread;
    }

    Plan plan() {
        return plan;
    }

    void plan(Plan wanted) {
        plan = wanted;
    }

    /** On the stopped thread: holds the session. Nothing leaves it, because what left it would go to the debugger. */
    void hold(StackTraceElement[] stack, @Nullable Throwable thrown) {
        var current = Thread.currentThread();
        thread = current;
        HELD.put(current, this);
        try {
            holding.hold(below(stack), thrown);
        } catch (BreakpointQuitException e) {
            plan = new Plan(new Order.Quit(e), plan.assigned());
        } catch (Throwable t) {
            Log.STOPS.log(Level.WARNING, "the session of a stopped thread failed; the thread goes on", t);
        } finally {
            HELD.remove(current);
        }
    }

    /** {@return what was on the stack when the thread was stopped} */
    private static StackTraceElement[] below(StackTraceElement[] stack) {
        int from = 0;
        while (!stack[from].getClassName().equals(Landing.class.getName())) {
            from++;
        }
        return Arrays.copyOfRange(stack, from + 1, stack.length);
    }
}
