package dev.tractor.debug.stops;

import com.sun.jdi.ClassType;
import com.sun.jdi.Location;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.event.ExceptionEvent;
import com.sun.jdi.event.LocatableEvent;
import com.sun.jdi.request.ExceptionRequest;
import dev.tractor.debug.stops.Debugger.UnavailableException;
import dev.tractor.debug.stops.ThrowPoint.At;
import dev.tractor.debug.stops.ThrowPoint.Fate;
import dev.tractor.debug.stops.ThrowPoint.Kind;
import dev.tractor.spi.Stops;
import java.lang.StackWalker.Option;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * In debug mode, stops a task where it throws an error that will leave it: there all frames are still there, with their
 * variables. What is thrown and caught again goes on after a look at the exception tables of the frames.
 *
 * <p>The JVM stops at every error that is thrown in code of the user, or in one of the classes of the JDK that throw because
 * the caller is wrong. All others are excluded, and must be: the debugger itself throws and catches errors, and would be
 * stopped by itself for ever.
 */
public final class ErrorStops {

    /** Of the JDK, where it throws at once what the user's call has earned. None that the debugger is busy in. */
    private static final List<String> JDK = List.of(
            "java.lang.Integer",
            "java.lang.Long",
            "java.lang.NumberFormatException",
            "java.lang.Enum",
            "java.util.Objects",
            "java.util.Optional",
            "java.util.ArrayList*",
            "java.util.ImmutableCollections*",
            "java.util.Collections*",
            "java.util.Scanner",
            "jdk.internal.util.Preconditions",
            "jdk.internal.math.FloatingDecimal");

    private static final StackWalker WALKER =
            StackWalker.getInstance(Set.of(Option.RETAIN_CLASS_REFERENCE, Option.SHOW_HIDDEN_FRAMES));

    /** How many roots are in debug mode. Guarded by the class. */
    private static int watching;

    private static @Nullable ErrorStops one;

    private final Debugger debugger;
    private final List<ExceptionRequest> requests = new ArrayList<>();
    private final Map<ReferenceType, Kind> kinds = new ConcurrentHashMap<>();

    /** Handlers that end what they catch: errors that come to them need not be looked at again. */
    private final Set<Location> catching = ConcurrentHashMap.newKeySet();

    private ErrorStops(Debugger debugger) {
        this.debugger = debugger;
    }

    /**
     * Begins to look at errors for one more root, or ends it. Where the JVM was started for it, waits until the debugger has
     * attached: an error may be thrown at once.
     *
     * @param on whether it begins
     */
    public static synchronized void watch(boolean on) {
        watching += on ? 1 : -1;
        if (!Debugger.possible()) {
            return;
        }
        try {
            if (one == null) {
                one = new ErrorStops(Debugger.get());
            }
            one.set(watching > 0);
        } catch (UnavailableException e) {
            Log.STOPS.log(Level.DEBUG, "errors do not stop where they are thrown, for that " + e.getMessage());
        }
    }

    private void set(boolean on) {
        if (!on) {
            debugger.requests().deleteEventRequests(requests);
            requests.clear();
        } else if (requests.isEmpty()) {
            var ofUser = debugger.requests().createExceptionRequest(null, true, true);
            debugger.userCode().restrict(ofUser);
            requests.add(ofUser);
            for (var pattern : JDK) {
                var ofJdk = debugger.requests().createExceptionRequest(null, true, true);
                ofJdk.addClassFilter(pattern);
                requests.add(ofJdk);
            }
            requests.forEach(request -> debugger.events().enable(request, new Thrown()));
        }
    }

    /** Has the stopped thread look, since it alone knows its classes and what it runs for. */
    private final class Thrown implements Events.Handler {

        @Override
        public void stopped(LocatableEvent event) {
            var thread = event.thread();
            var thrown = (ExceptionEvent) event;
            var first = thrown.catchLocation();
            if (first != null && catching.contains(first)) {
                debugger.events().letGo(thread);
            } else {
                debugger.later(thread, () -> look(thread, thrown.exception(), first));
            }
        }

        @Override
        public boolean late() {
            return true;
        }
    }

    /**
     * Two calls: the debugger needs so long to hand over the error that it first asks the thread without.
     *
     * @param first the first handler that fits
     */
    private void look(ThreadReference thread, ObjectReference error, @Nullable Location first) throws Exception {
        var kind = kinds.computeIfAbsent(error.referenceType(), ErrorStops::kind);
        var fate = new AtomicReference<@Nullable Fate>();
        debugger.call(
                thread,
                Stop.of((_, _) -> {
                    if (Stops.watches()) {
                        fate.set(ThrowPoint.fate(frames(), kind));
                    }
                }),
                null);
        var found = fate.get();
        if (found == null || !found.leaves()) {
            if (found != null && found.atOnce() && first != null) {
                catching.add(first);
            }
            thread.resume();
            return;
        }
        debugger.hold(
                thread,
                Stop.of((stack, thrown) -> {
                    if (thrown != null) {
                        show(thrown, stack);
                    }
                }),
                error,
                first);
    }

    /** On the thread that has thrown. */
    private void show(Throwable error, StackTraceElement[] stack) {
        if (!Stops.watches(error)) {
            Stops.thrownOn(error);
            return;
        }
        debugger.session(() -> Stops.thrown(error, stack));
        var stop = Stop.held();
        if (stop != null && stop.plan().undoes()) {
            Stops.notThrown(error);
        }
    }

    private static Kind kind(ReferenceType error) {
        Set<String> names = new HashSet<>();
        for (var type = (ClassType) error; type != null; type = type.superclass()) {
            names.add(type.name().replace('.', '/'));
        }
        return new Kind(error.name(), names);
    }

    /** {@return the frames of the calling thread, without those of the debugger} */
    private static List<At> frames() {
        return WALKER.walk(frames -> {
            List<At> all = new ArrayList<>();
            frames.dropWhile(frame -> frame.getDeclaringClass() != Landing.class)
                    .skip(1)
                    .forEach(frame -> all.add(new At(
                            frame.getDeclaringClass(),
                            frame.getMethodName(),
                            frame.getDescriptor(),
                            frame.getByteCodeIndex())));
            return all;
        });
    }
}
