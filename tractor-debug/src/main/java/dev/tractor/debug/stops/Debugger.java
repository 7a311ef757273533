package dev.tractor.debug.stops;

import com.sun.jdi.ClassType;
import com.sun.jdi.IntegerValue;
import com.sun.jdi.Location;
import com.sun.jdi.Method;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.event.ExceptionEvent;
import com.sun.jdi.event.LocatableEvent;
import com.sun.jdi.request.EventRequestManager;
import dev.tractor.debug.frames.Level;
import dev.tractor.spi.Stops;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The debugger of this JVM, which is attached to its own JVM: it stops threads, and has them hold their session themselves.
 *
 * <p>A stopped thread is made to call {@link Landing#enter}, so commands and evaluations run on the thread they are about, with
 * its scoped values, its locks and its interrupt status. When that call returns the thread is where it was stopped, and the
 * debugger does what the session has planned.
 *
 * <p><b>Threads.</b> One takes the events and never waits for a stopped thread: an event that comes while the thread calls
 * would be waited for by itself. So each stop has a thread of its own for as long as its session takes. Nothing here stops
 * those threads: what they run is excluded from all requests.
 *
 * <p>Thread-safe.
 */
public final class Debugger {
    private static final String SHUTDOWN = "java.lang.Shutdown";

    /** Attached when it is first asked for, in the background. */
    private static final FutureTask<Debugger> ONE = new FutureTask<>(Debugger::new);

    private final VirtualMachine vm;
    private final EventRequestManager requests;
    private final ClassType landing;
    private final Method enter;
    private final Method thrown;
    private final ExecutorService workers = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("tractor-stop-", 1).factory());
    private final UserCode userCode = new UserCode();
    private final Mirrors mirrors;
    private final Resuming resuming;
    private final Events events;

    /** Threads that the debugger has call something: what they run there is not to stop them again. */
    private final Set<ThreadReference> calling = ConcurrentHashMap.newKeySet();

    private Debugger() throws IOException {
        vm = Attaching.attach();
        requests = vm.eventRequestManager();
        mirrors = new Mirrors(vm, type(Mirrors.class));
        landing = type(Landing.class);
        enter = landing.methodsByName("enter").getFirst();
        thrown = landing.methodsByName("thrown").getFirst();
        resuming = new Resuming(this);
        events = new Events(vm.eventQueue(), at -> !ours(at.location()) && busy(at));
        stopAt(landing, "surrender", resuming::surrendered);
        stopAt((ClassType) vm.classesByName(SHUTDOWN).getFirst(), "halt", this::halted);
        Thread.ofPlatform().daemon().name("tractor-debugger").start(events);
    }

    private void stopAt(ClassType type, String method, Events.Handler handler) {
        events.enable(
                requests.createBreakpointRequest(
                        type.methodsByName(method).getFirst().location()),
                handler);
    }

    /**
     * The JVM ends, and all its hooks have run. It would now wait for the call that the debugger has a stopped thread make,
     * for ever if that is evaluating something that does not end, or is itself what ends the JVM.
     */
    private void halted(LocatableEvent event) throws Exception {
        if (!calling.isEmpty()) {
            Exit.now(((IntegerValue) event.thread().frame(0).getArgumentValues().getFirst()).value());
        }
        event.thread().resume();
    }

    /** {@return a class of ours as the debugger knows it} It knows those that are loaded. */
    private ClassType type(Class<?> ours) {
        try {
            MethodHandles.lookup().ensureInitialized(ours);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
        return (ClassType) vm.classesByName(ours.getName()).getFirst();
    }

    // Finding it.

    /** Begins to attach where the JVM was started for it, and returns at once. */
    public static void start() {
        if (possible()) {
            Staying.prepare();
            Thread.ofPlatform().daemon().name("tractor-attach").start(ONE);
        }
    }

    static boolean possible() {
        return Level.here() == Level.DEBUG
                && ModuleLayer.boot().findModule("jdk.jdi").isPresent()
                && ModuleLayer.boot().findModule("jdk.management").isPresent();
    }

    /**
     * {@return the debugger} Waits until it has attached.
     *
     * @throws UnavailableException when there is none; its message says what to do
     */
    public static Debugger get() throws UnavailableException {
        if (!possible()) {
            throw new UnavailableException(
                    Level.here() == Level.DEBUG
                            ? "needs the modules jdk.jdi and jdk.management, which this Java runtime lacks; use a JDK"
                            : "needs level 3; start java with " + Level.toDebug());
        }
        ONE.run(); // does nothing when it runs or has run
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return ONE.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new UnavailableException("needs a debugger, and none could be attached: "
                            + Objects.requireNonNull(e.getCause()).getMessage());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** {@return the debugger if it has attached} Does not wait. */
    public static @Nullable Debugger attached() {
        return ONE.state() == Future.State.SUCCESS ? ONE.resultNow() : null;
    }

    /** There is no debugger. */
    public static final class UnavailableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnavailableException(String why) {
            super(why);
        }
    }

    // What the console asks of it.

    /**
     * The session of the calling thread ends, and the thread is to go on as planned. Where the debugger has stopped it, that
     * is when the session returns; else, at once.
     */
    public static void carryOut(Plan plan) {
        var held = Stop.held();
        if (held != null) {
            held.plan(plan);
        } else if (!plan.idle() && attached() != null) {
            var stop = Stop.planned(plan);
            try {
                Landing.surrender(stop.ticket);
            } finally {
                stop.forget();
            }
        }
    }

    /** {@return what the supplier gives, which is called on the calling thread} Its frames stay on its stack meanwhile. */
    public static <T> T during(Supplier<T> stop) {
        return possible() ? Staying.during(stop) : stop.get();
    }

    /**
     * {@return whether a frame of the calling thread can be taken away, so that its call is still to be made} It cannot where the
     * thread has waited in that call.
     *
     * @param frame its number, from the innermost on
     * @param frames how many there are
     */
    public static boolean canTakeBack(int frame, int frames) {
        return frame + 1 < frames - Frozen.frames();
    }

    /** Takes back what the calling thread was told to do and has not done yet. @return whether there was something */
    public static boolean forgetSteps() {
        var one = attached();
        return one != null && one.resuming.forget(Thread.currentThread());
    }

    /** Takes back what threads were told to do and have not done yet. @return whether there was something */
    public static boolean forgetAllSteps() {
        var one = attached();
        return one != null && one.resuming.forgetAll();
    }

    // For those that stop threads.

    VirtualMachine vm() {
        return vm;
    }

    EventRequestManager requests() {
        return requests;
    }

    UserCode userCode() {
        return userCode;
    }

    Mirrors mirrors() {
        return mirrors;
    }

    /** {@return what comes from the JVM, and who is asked about it} */
    Events events() {
        return events;
    }

    /** Does something about a stopped thread that may wait for it; the thread goes on in any case that this fails. */
    void later(ThreadReference thread, ThrowingTask task) {
        workers.execute(() -> guarded(thread, task));
    }

    /** What is done about a stopped thread. */
    interface ThrowingTask {
        void run() throws Exception;
    }

    static void guarded(ThreadReference thread, ThrowingTask task) {
        try {
            task.run();
        } catch (VMDisconnectedException e) {
            Log.STOPS.log(Logger.Level.DEBUG, "the JVM ends", e);
        } catch (Exception | Error e) {
            Log.STOPS.log(Logger.Level.WARNING, "the debugger failed; the stopped thread goes on", e);
            thread.resume();
        }
    }

    /** Has a stopped thread hold a session, and then go on as that has planned. To be called where it may wait. */
    void holdSession(ThreadReference thread, String reason, boolean asked) throws Exception {
        hold(thread, Stop.of((stack, _) -> session(() -> Stops.stop(new Stops.Stop(reason, asked, stack)))));
    }

    /** Holds the session of the calling thread, which is stopped. */
    void session(Runnable held) {
        boolean lent = Carriers.lend();
        try {
            held.run();
        } finally {
            if (lent) {
                Carriers.takeBack();
            }
        }
    }

    /** The same for a stop that may hold a session. */
    void hold(ThreadReference thread, Stop stop) throws Exception {
        hold(thread, stop, null, null);
    }

    /**
     * The same.
     *
     * @param error what the thread has thrown; null when it has not
     * @param caught where the JVM will catch that next; null for nowhere
     */
    void hold(ThreadReference thread, Stop stop, @Nullable ObjectReference error, @Nullable Location caught)
            throws Exception {
        call(thread, stop, error);
        var owner = Objects.requireNonNull(stop.thread(), "the session was not held");
        resuming.carryOut(thread, owner, stop.plan(), caught);
    }

    /** Has a stopped thread do what a stop says. It stays stopped. */
    void call(ThreadReference thread, Stop stop, @Nullable ObjectReference error) throws Exception {
        calling.add(thread);
        try {
            var ticket = vm.mirrorOf(stop.ticket);
            landing.invokeMethod(
                    thread,
                    error == null ? enter : thrown,
                    error == null ? List.of(ticket) : List.of(ticket, error),
                    ClassType.INVOKE_SINGLE_THREADED);
        } finally {
            calling.remove(thread);
            stop.forget();
        }
    }

    /** Whether a thread is not to be stopped. Errors are so many that only core is asked about their thread. */
    private boolean busy(LocatableEvent at) throws Exception {
        return calling.contains(at.thread()) || !(at instanceof ExceptionEvent) && inSession(at.thread());
    }

    /** Whether a thread may be stopped there in its session, too. */
    private boolean ours(Location location) {
        return location.declaringType().equals(landing)
                || location.declaringType().name().equals(SHUTDOWN);
    }

    /** Whether a thread is at the prompt already: what it evaluates is not to be stopped. */
    private static boolean inSession(ThreadReference thread) throws Exception {
        for (var frame : thread.frames()) {
            var method = frame.location().method();
            if (method.name().equals("hold")
                    && frame.location().declaringType().name().startsWith("dev.tractor.debug.")) {
                return true;
            }
        }
        return false;
    }
}
