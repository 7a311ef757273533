package dev.tractor.debug.stops;

import com.sun.jdi.Location;
import com.sun.jdi.LongValue;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.StackFrame;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.event.ExceptionEvent;
import com.sun.jdi.event.LocatableEvent;
import com.sun.jdi.request.EventRequest;
import com.sun.jdi.request.StepRequest;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Has stopped threads go on as their sessions have planned, and stops them again.
 *
 * <p>A thread that stopped by a call in its own code has frames of tractor on top, which it leaves first: most of what can be
 * done to a frame can only be done to the innermost.
 */
final class Resuming {
    private final Debugger debugger;

    /** What will stop a thread again. One that stops takes back all it has. */
    private final Map<Thread, List<EventRequest>> pending = new ConcurrentHashMap<>();

    Resuming(Debugger debugger) {
        this.debugger = debugger;
    }

    /** A thread has put itself into our hands. */
    void surrendered(LocatableEvent event) {
        var thread = event.thread();
        debugger.later(thread, () -> {
            var ticket = (LongValue) thread.frame(0).getArgumentValues().getFirst();
            var stop = Stop.of(ticket.value());
            var frames = thread.frames();
            int ours = 0;
            while (ours < frames.size() && !isOfUser(frames.get(ours))) {
                ours++;
            }
            int line = ours < frames.size() ? frames.get(ours).location().lineNumber() : -1;
            var call = new Call(frames.size() - ours, line, Objects.requireNonNull(stop.thread()), stop.plan());
            leaveOurs(thread, call);
        });
    }

    /** {@return the number of a frame of the user} @param outward how many frames of the user are inside it */
    private int user(StackTraceElement[] stack, int outward) {
        int left = outward;
        int i = 0;
        while (i < stack.length && (!debugger.userCode().of(stack[i].getClassName()) || left-- > 0)) {
            i++;
        }
        return i;
    }

    private boolean isOfUser(StackFrame frame) {
        return debugger.userCode().of(frame.location().declaringType().name());
    }

    /**
     * A call of the user's code to tractor, in which a session was held.
     *
     * @param depth how many frames there are in the code that calls
     * @param line its line
     * @param owner the thread
     * @param plan how it goes on when the call has returned
     */
    private record Call(int depth, int line, Thread owner, Plan plan) {}

    /** Has the thread return to the user's code, and go on from there. */
    private void leaveOurs(ThreadReference thread, Call call) throws Exception {
        if (thread.frameCount() > call.depth()) {
            step(thread, call.owner(), StepRequest.STEP_OUT, event -> {
                forget(call.owner());
                debugger.later(thread, () -> leaveOurs(thread, call));
            });
            thread.resume();
            return;
        }
        var at = thread.frame(0).location();
        boolean nextLine = call.plan().order() instanceof Order.Step && at.lineNumber() != call.line();
        if (nextLine && debugger.userCode().at(at)) { // the call was the last of its line, so the step is taken
            assign(thread, call.plan().assigned());
            debugger.holdSession(thread, "step", true);
        } else {
            carryOut(thread, call.owner(), call.plan(), null);
        }
    }

    /**
     * Has a stopped thread go on as planned. The innermost frame of the user is on top, unless the JDK has thrown an error in
     * what that has called.
     *
     * @param caught the next handler for the error that the thread has just thrown; null when there is none
     */
    void carryOut(ThreadReference thread, Thread owner, Plan plan, @Nullable Location caught) throws Exception {
        if (plan.undoes()) {
            leaveInner(thread, 0);
        }
        assign(thread, plan.assigned());
        switch (plan.order()) {
            case Order.Go _ -> {}
            case Order.Step step -> {
                int depth = step.into() ? StepRequest.STEP_INTO : StepRequest.STEP_OVER;
                step(thread, owner, depth, event -> arrived(event, owner, "step"));
            }
            case Order.Finish finish -> stopWhereItLeaves(thread, owner, finish.outward(), List.of(), caught);
            case Order.Until until ->
                stopWhereItLeaves(thread, owner, 0, Leaving.lines(thread, debugger.userCode(), until.line()), caught);
            case Order.Retry again -> retry(thread, owner, again.outward());
            case Order.Return value -> leave(thread, owner, value);
            case Order.Quit quit ->
                thread.stop((ObjectReference) debugger.mirrors().of(quit.error()));
        }
        thread.resume();
    }

    private void assign(ThreadReference thread, Map<String, @Nullable Object> assigned) throws Exception {
        if (assigned.isEmpty()) {
            return;
        }
        var frame = thread.frame(0);
        if (!isOfUser(frame)) {
            Log.STOPS.log(
                    Level.WARNING,
                    "not assigned: " + String.join(", ", assigned.keySet()) + "; where an error is thrown in "
                            + frame.location().declaringType().name() + " that can only be done by retry and return");
            return;
        }
        for (var entry : assigned.entrySet()) {
            try {
                var variable = frame.visibleVariableByName(entry.getKey());
                if (variable == null) {
                    throw new IllegalStateException("there is no such variable in " + frame.location());
                }
                frame.setValue(variable, debugger.mirrors().of(entry.getValue(), variable.signature()));
            } catch (Exception e) {
                Log.STOPS.log(Level.WARNING, entry.getKey() + " could not be assigned: " + e.getMessage(), e);
            }
        }
    }

    /** Leaves the frames that are inside one of the user's: their calls have not been made. */
    private void leaveInner(ThreadReference thread, int outward) throws Exception {
        int inner = Leaving.user(thread.frames(), debugger.userCode(), outward) - 1;
        if (inner >= 0) {
            thread.popFrames(thread.frame(inner));
        }
    }

    /** Whether a call can be taken back. The console has asked before; but a thread may wait after that, in what ends a session. */
    private boolean canTakeBack(ThreadReference thread, int outward, int inward) throws Exception {
        var possible = new AtomicBoolean();
        debugger.call(
                thread,
                Stop.of((stack, _) -> possible.set(Debugger.canTakeBack(user(stack, outward) - inward, stack.length))),
                null);
        if (!possible.get()) {
            Log.STOPS.log(Level.WARNING, "a call in which a task has waited cannot be taken back; the task goes on");
        }
        return possible.get();
    }

    private void retry(ThreadReference thread, Thread owner, int outward) throws Exception {
        if (!canTakeBack(thread, outward, 0)) {
            return;
        }
        leaveInner(thread, outward);
        thread.popFrames(thread.frame(0));
        // not a breakpoint at its beginning: there is none for a thread that a step has just stopped there
        step(thread, owner, StepRequest.STEP_INTO, event -> arrived(event, owner, "retry"));
    }

    /** Has the frame return before it has come to its end. */
    private void leave(ThreadReference thread, Thread owner, Order.Return wanted) throws Exception {
        if (wanted.outward() > 0 && !canTakeBack(thread, wanted.outward(), 1)) {
            return;
        }
        leaveInner(thread, wanted.outward());
        var type = signature(thread.frame(0));
        var caller = Leaving.caller(thread, debugger.userCode(), 0);
        thread.forceEarlyReturn(debugger.mirrors().of(wanted.value(), type));
        forgetError(thread, owner);
        caller.ifPresent(place -> stopAt(place, thread, owner, "return"));
    }

    /**
     * Has the JVM see that the error of a thread, if it has just thrown one, is gone: it would take the next one for the same,
     * and tell of none until it had taken a step.
     */
    private void forgetError(ThreadReference thread, Thread owner) {
        var request = debugger.requests().createStepRequest(thread, StepRequest.STEP_MIN, StepRequest.STEP_INTO);
        add(owner, request);
        debugger.events().enable(request, _ -> {
            debugger.requests().deleteEventRequest(request);
            debugger.events().letGo(thread);
        });
    }

    /**
     * Stops the thread where it comes to when it has left a frame, and at other places before that.
     *
     * @param thrown where the error is caught next with which it begins; null when there is none
     */
    private void stopWhereItLeaves(
            ThreadReference thread, Thread owner, int outward, List<Leaving.Place> before, @Nullable Location thrown)
            throws Exception {
        before.forEach(place -> stopAt(place, thread, owner, "step"));
        var caller = Leaving.caller(thread, debugger.userCode(), outward);
        caller.ifPresent(place -> stopAt(place, thread, owner, "step"));
        int outermost = caller.map(Leaving.Place::depth).orElse(0);
        stopWhereCaught(thread, owner, outermost, thrown);
        var errors = debugger.requests().createExceptionRequest(null, true, false);
        errors.addThreadFilter(thread);
        add(owner, errors);
        debugger.events().enable(errors, event -> {
            stopWhereCaught(thread, owner, outermost, ((ExceptionEvent) event).catchLocation());
            debugger.events().letGo(thread);
        });
    }

    private void stopWhereCaught(ThreadReference thread, Thread owner, int outermost, @Nullable Location caught)
            throws Exception {
        if (caught != null) {
            Leaving.handler(thread, debugger.userCode(), caught, outermost)
                    .ifPresent(place -> stopAt(place, thread, owner, "step"));
        }
    }

    private static String signature(StackFrame frame) {
        var signature = frame.location().method().signature();
        return signature.substring(signature.indexOf(')') + 1);
    }

    private void step(ThreadReference thread, Thread owner, int depth, Events.Handler handler) {
        var request = debugger.requests().createStepRequest(thread, StepRequest.STEP_LINE, depth);
        debugger.userCode().restrict(request);
        add(owner, request);
        debugger.events().enable(request, handler);
    }

    /** Stops the thread where it comes to a place in that very frame; deeper, it is in a recursion. */
    private void stopAt(Leaving.Place place, ThreadReference thread, Thread owner, String reason) {
        var request = debugger.requests().createBreakpointRequest(place.location());
        request.addThreadFilter(thread);
        add(owner, request);
        debugger.events().enable(request, event -> {
            if (thread.frameCount() > place.depth()) {
                debugger.events().letGo(thread);
            } else {
                arrived(event, owner, reason);
            }
        });
    }

    private void add(Thread owner, EventRequest request) {
        pending.compute(owner, (_, known) -> {
            var all = known == null ? new ArrayList<EventRequest>() : new ArrayList<>(known);
            all.add(request);
            return all;
        });
    }

    /** The thread has stopped where it was to stop. */
    private void arrived(LocatableEvent event, Thread owner, String reason) {
        forget(owner);
        var thread = event.thread();
        debugger.later(thread, () -> {
            if (debugger.userCode().at(event.location())) {
                debugger.holdSession(thread, reason, true);
            } else { // in code that the compiler has made: out of it, and on to the next line
                step(thread, owner, StepRequest.STEP_OUT, next -> arrived(next, owner, reason));
                thread.resume();
            }
        });
    }

    /** Takes back what was to stop a thread. @return whether there was something */
    boolean forget(Thread owner) {
        var requests = pending.remove(owner);
        if (requests != null) {
            debugger.requests().deleteEventRequests(requests);
        }
        return requests != null;
    }

    boolean forgetAll() {
        var owners = List.copyOf(pending.keySet());
        owners.forEach(this::forget);
        return !owners.isEmpty();
    }
}
