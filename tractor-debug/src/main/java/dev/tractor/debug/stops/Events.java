package dev.tractor.debug.stops;

import com.sun.jdi.ReferenceType;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.EventQueue;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.LocatableEvent;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import java.lang.System.Logger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the JVM tells its debugger: takes the events on a thread of their own, which never waits for a stopped thread, and asks
 * those whose requests they come from, one after the other, what becomes of it.
 */
final class Events implements Runnable {
    private static final String HANDLER = "handler";
    private static final String PREPARED = "prepared";

    private final EventQueue queue;
    private final Busy busy;

    /** What is left of the events of one stop, which all are about the same thread. Used by the thread of the events only. */
    private final Deque<LocatableEvent> rest = new ArrayDeque<>();

    /** Whether a thread is not to be stopped where it is. */
    interface Busy {
        boolean is(LocatableEvent at) throws Exception;
    }

    /** Says what becomes of a thread that a request has stopped. It is called on the thread of the events, and must not wait. */
    interface Handler {

        /** The thread is stopped, and goes on when {@code ThreadReference.resume} is called; also when this throws. */
        void stopped(LocatableEvent event) throws Exception;

        /** {@return whether it comes after all others that are asked about the same stop} */
        default boolean late() {
            return false;
        }

        /** Another one has stopped the thread here, which is enough. */
        default void spared() {}
    }

    /** Is told of a class that has been loaded, before any of its code runs. On the thread of the events. */
    interface Prepared {
        void prepared(ReferenceType type);
    }

    Events(EventQueue queue, Busy busy) {
        this.queue = queue;
        this.busy = busy;
    }

    /** Enables a request that stops the thread it is about, and nobody else. */
    void enable(EventRequest request, Handler handler) {
        request.putProperty(HANDLER, handler);
        request.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
        request.enable();
    }

    /** Enables a request about classes that are loaded. */
    void enableForClasses(ClassPrepareRequest request, Prepared prepared) {
        request.putProperty(PREPARED, prepared);
        request.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
        request.enable();
    }

    /** Takes them until the JVM ends; on a thread of its own. */
    @Override
    public void run() {
        try {
            while (true) {
                serve(queue.remove());
            }
        } catch (VMDisconnectedException | InterruptedException e) {
            Log.STOPS.log(Logger.Level.DEBUG, "the debugger ends", e);
        }
    }

    private void serve(EventSet events) {
        rest.clear();
        for (var event : events) {
            if (event instanceof ClassPrepareEvent prepare && event.request() != null) {
                prepared(prepare);
            } else if (event instanceof LocatableEvent at && handler(at) != null) {
                if (Objects.requireNonNull(handler(at)).late()) {
                    rest.addLast(at);
                } else {
                    rest.addFirst(at);
                }
            }
        }
        var first = rest.poll();
        if (first == null) {
            events.resume();
            return;
        }
        serve(first);
        rest.forEach(spared -> Objects.requireNonNull(handler(spared)).spared());
        rest.clear();
    }

    private static @Nullable Handler handler(LocatableEvent event) {
        var request = event.request();
        return request == null ? null : (Handler) request.getProperty(HANDLER);
    }

    private static void prepared(ClassPrepareEvent event) {
        try {
            ((Prepared) event.request().getProperty(PREPARED)).prepared(event.referenceType());
        } catch (RuntimeException e) { // the thread that loads the class must go on
            Log.STOPS.log(Logger.Level.WARNING, "the breakpoints in " + event.referenceType() + " were not set", e);
        }
    }

    private void serve(LocatableEvent at) {
        Debugger.guarded(at.thread(), () -> {
            if (busy.is(at)) {
                letGo(at.thread());
            } else {
                Objects.requireNonNull(handler(at)).stopped(at);
            }
        });
    }

    /**
     * A handler does not want the thread to stop: the next one is asked, and without one the thread goes on. To be called by
     * handlers on the thread of the events.
     */
    void letGo(ThreadReference thread) {
        var next = rest.poll();
        if (next == null) {
            thread.resume();
        } else {
            serve(next);
        }
    }
}
