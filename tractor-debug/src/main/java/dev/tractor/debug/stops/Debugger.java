package dev.tractor.debug.stops;

import com.sun.jdi.ClassType;
import com.sun.jdi.Location;
import com.sun.jdi.Method;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.LocatableEvent;
import com.sun.jdi.request.EventRequest;
import com.sun.jdi.request.EventRequestManager;
import dev.tractor.debug.TerminalConsole;
import dev.tractor.debug.frames.Level;
import java.io.IOException;
import java.lang.System.Logger;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
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
    private static final String HANDLER = "handler";

    /** Attached when it is first asked for, in the background. */
    private static final FutureTask<Debugger> ONE = new FutureTask<>(Debugger::new);

    private final VirtualMachine vm;
    private final EventRequestManager requests;
    private final ClassType landing;
    private final Method enter;
    private final ExecutorService workers = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("tractor-stop-", 1).factory());
    private final Carriers carriers = new Carriers();
    private final UserCode userCode = new UserCode();
    private final Mirrors mirrors;
    private final Resuming resuming;

    /** Says what becomes of a thread that a request has stopped. It is called on the thread of the events, and must not wait. */
    interface Handler {

        /** The thread is stopped, and goes on when {@code ThreadReference.resume} is called; also when this throws. */
        void stopped(LocatableEvent event) throws Exception;
    }

    private Debugger() throws IOException {
        vm = Attaching.attach();
        requests = vm.eventRequestManager();
        try {
            Class.forName(Mirrors.class.getName());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
        mirrors = new Mirrors(vm);
        landing = landing();
        enter = landing.methodsByName("enter").getFirst();
        resuming = new Resuming(this);
        var surrender = requests.createBreakpointRequest(
                landing.methodsByName("surrender").getFirst().location());
        surrender.putProperty(HANDLER, (Handler) resuming::surrendered);
        surrender.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
        surrender.enable();
        Thread.ofPlatform().daemon().name("tractor-debugger").start(this::serve);
    }

    private ClassType landing() {
        try {
            Class.forName(Landing.class.getName());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
        return (ClassType) vm.classesByName(Landing.class.getName()).getFirst();
    }

    // Finding it.

    /** Begins to attach where the JVM was started for it, and returns at once. */
    public static void start() {
        if (possible()) {
            Thread.ofPlatform().daemon().name("tractor-attach").start(ONE);
        }
    }

    private static boolean possible() {
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
            var options = Level.here() == Level.DEBUG ? "" : ": " + Level.toDebug();
            throw new UnavailableException("needs level 3; start java with the options of level 3" + options);
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

    /** {@return whether the debugger has stopped the calling thread, which is in its session} */
    public static boolean holdsCurrentThread() {
        return Stop.held() != null;
    }

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

    /** Takes back what the calling thread was told to do and has not done yet. */
    public void forgetSteps() {
        resuming.forget(Thread.currentThread());
    }

    /** Takes back what threads were told to do and have not done yet. */
    public void forgetAllSteps() {
        resuming.forgetAll();
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

    /** Enables a request that stops the thread it is about, and nobody else. */
    void enable(EventRequest request, Handler handler) {
        request.putProperty(HANDLER, handler);
        request.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
        request.enable();
    }

    /** Does something about a stopped thread that may wait for it; the thread goes on in any case that this fails. */
    void later(ThreadReference thread, ThrowingTask task) {
        workers.execute(() -> guarded(thread, task));
    }

    /** What is done about a stopped thread. */
    interface ThrowingTask {
        void run() throws Exception;
    }

    private static void guarded(ThreadReference thread, ThrowingTask task) {
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
        var stop = Stop.forSession(reason, asked);
        try {
            enter(thread, stop);
        } finally {
            stop.forget();
        }
        resuming.carryOut(thread, Objects.requireNonNull(stop.thread(), "the session was not held"), stop.plan());
    }

    private void enter(ThreadReference thread, Stop stop) throws Exception {
        carriers.lend();
        try {
            landing.invokeMethod(thread, enter, List.of(vm.mirrorOf(stop.ticket)), ClassType.INVOKE_SINGLE_THREADED);
        } finally {
            carriers.takeBack();
        }
    }

    // Events.

    private void serve() {
        try {
            while (true) {
                for (var event : vm.eventQueue().remove()) {
                    serve(event);
                }
            }
        } catch (VMDisconnectedException | InterruptedException e) {
            Log.STOPS.log(Logger.Level.DEBUG, "the debugger ends", e);
        }
    }

    private void serve(Event event) {
        var request = event.request();
        if (!(event instanceof LocatableEvent at) || request == null) {
            return;
        }
        var handler = (Handler) request.getProperty(HANDLER);
        guarded(at.thread(), () -> {
            if (handler == null || !(event instanceof BreakpointEvent && isLanding(at.location())) && inSession(at.thread())) {
                at.thread().resume();
            } else {
                handler.stopped(at);
            }
        });
    }

    private boolean isLanding(Location location) {
        return location.declaringType().equals(landing);
    }

    /** Whether a thread is at the prompt already: what it evaluates is not to be stopped. */
    private static boolean inSession(ThreadReference thread) throws Exception {
        for (var frame : thread.frames()) {
            var method = frame.location().method();
            if (method.name().equals("hold")
                    && frame.location().declaringType().name().equals(TerminalConsole.class.getName())) {
                return true;
            }
        }
        return false;
    }

    /** For tests. */
    Map<String, Integer> pending() {
        return resuming.pending();
    }
}
