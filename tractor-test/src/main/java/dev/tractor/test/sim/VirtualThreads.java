package dev.tractor.test.sim;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * What the simulation has to know of the JDK's private side; the only class that does. The JDK keeps a way to make virtual
 * threads with a scheduler of one's own for its own tests; a virtual thread that is started by such a one inherits it.
 *
 * <p>Needs {@code java.lang} to be open to this module when the class is initialized.
 */
final class VirtualThreads {

    // As in java.lang.VirtualThread.
    private static final int YIELDED = 11;
    private static final int BLOCKED = 13;
    private static final int UNBLOCKED = 14;
    private static final int WAITING = 15;
    private static final int TIMED_WAIT = 18;
    private static final int TERMINATED = 99;

    private static final String UNBLOCKER = "VirtualThread-unblocker";
    private static final String SNAPSHOTS = "jdk.internal.vm";
    private static final MethodType READ = MethodType.methodType(Object.class, Object.class);
    private static final MethodType READ_ALL = MethodType.methodType(Object[].class, Object.class);

    /** Why the rest cannot be used; null when it can. */
    private static final @Nullable Throwable OBSTACLE;

    // Constant, so that the compiler sees through them.
    private static final Class<?> TYPE;
    private static final MethodHandle NEW_BUILDER;
    private static final VarHandle SCHEDULER;
    private static final VarHandle STATE;
    private static final VarHandle ON_WAITING_LIST;
    private static final Thread UNBLOCKING;
    private static final MethodHandle SNAPSHOT;
    private static final MethodHandle BLOCKER;
    private static final MethodHandle BLOCKER_OBJECT;
    private static final MethodHandle LOCKS;
    private static final MethodHandle LOCK_OBJECT;

    static {
        Internals found = null;
        Throwable obstacle = null;
        try {
            found = Internals.find();
        } catch (ReflectiveOperationException | RuntimeException e) { // the package is closed, or it is another JDK
            obstacle = e;
        }
        OBSTACLE = obstacle;
        var use = found != null ? found : Internals.NONE;
        TYPE = use.type;
        NEW_BUILDER = use.newBuilder;
        SCHEDULER = use.scheduler;
        STATE = use.state;
        ON_WAITING_LIST = use.onWaitingList;
        UNBLOCKING = use.unblocking;
        SNAPSHOT = use.snapshot;
        BLOCKER = use.blocker;
        BLOCKER_OBJECT = use.blockerObject;
        LOCKS = use.locks;
        LOCK_OBJECT = use.lockObject;
    }

    private record Internals(
            Class<?> type,
            MethodHandle newBuilder,
            VarHandle scheduler,
            VarHandle state,
            VarHandle onWaitingList,
            Thread unblocking,
            MethodHandle snapshot,
            MethodHandle blocker,
            MethodHandle blockerObject,
            MethodHandle locks,
            MethodHandle lockObject) {

        @SuppressWarnings("NullAway") // never used: obstacle() says so
        private static final Internals NONE =
                new Internals(null, null, null, null, null, null, null, null, null, null, null);

        static Internals find() throws ReflectiveOperationException {
            var lookup = MethodHandles.lookup();
            var constructor = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
                    .getDeclaredConstructor(Executor.class);
            constructor.setAccessible(true);
            var type = Class.forName("java.lang.VirtualThread");
            var inside = MethodHandles.privateLookupIn(type, lookup);
            open(SNAPSHOTS);
            var snapshot = Class.forName(SNAPSHOTS + ".ThreadSnapshot");
            var blocker = Class.forName(snapshot.getName() + "$ThreadBlocker");
            var lock = Class.forName(snapshot.getName() + "$ThreadLock");
            var inSnapshot = MethodHandles.privateLookupIn(snapshot, lookup);
            return new Internals(
                    type,
                    lookup.unreflectConstructor(constructor)
                            .asType(MethodType.methodType(Thread.Builder.OfVirtual.class, Executor.class)),
                    inside.findVarHandle(type, "scheduler", Executor.class),
                    inside.findVarHandle(type, "state", int.class),
                    inside.findVarHandle(type, "onWaitingList", boolean.class),
                    Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> thread.getName().equals(UNBLOCKER))
                            .findFirst()
                            .orElseThrow(() -> new NoSuchFieldException("no thread " + UNBLOCKER)),
                    inSnapshot
                            .findStatic(snapshot, "of", MethodType.methodType(snapshot, Thread.class))
                            .asType(MethodType.methodType(Object.class, Thread.class)),
                    inSnapshot.findGetter(snapshot, "blocker", blocker).asType(READ),
                    inSnapshot
                            .findVirtual(blocker, "obj", MethodType.methodType(Object.class))
                            .asType(READ),
                    inSnapshot.findGetter(snapshot, "locks", lock.arrayType()).asType(READ_ALL),
                    inSnapshot
                            .findVirtual(lock, "lockObject", MethodType.methodType(Object.class))
                            .asType(READ));
        }

        /** Opens another package of the JDK's to this module, which takes no more than that java.lang is open. */
        private static void open(String name) throws ReflectiveOperationException {
            var open = Module.class.getDeclaredMethod("implAddOpens", String.class, Module.class);
            open.setAccessible(true);
            open.invoke(Object.class.getModule(), name, VirtualThreads.class.getModule());
        }
    }

    /** Reads the thread out of the runnable by which it is submitted; made when the first one is seen. */
    private static volatile @Nullable MethodHandle owner;

    private VirtualThreads() {}

    /** What is in the way of a simulation on this JVM; null for nothing. */
    static @Nullable Throwable obstacle() {
        return OBSTACLE;
    }

    /** Makes threads that run on {@code scheduler}, whoever asks for them. */
    static ThreadFactory factory(Executor scheduler) {
        try {
            return ((Thread.Builder.OfVirtual) NEW_BUILDER.invokeExact(scheduler)).factory();
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    /** What runs a virtual thread's continuations. */
    static Executor scheduler(Thread thread) {
        return (Executor) SCHEDULER.get(thread);
    }

    static boolean virtual(Thread thread) {
        return OBSTACLE == null && TYPE.isInstance(thread);
    }

    /** The thread that a scheduler was given this runnable for. */
    static Thread owner(Runnable submitted) {
        try {
            var read = owner;
            if (read == null) {
                var field = submitted.getClass().getDeclaredFields()[0]; // a lambda that captured the thread
                field.setAccessible(true);
                read = MethodHandles.lookup()
                        .unreflectGetter(field)
                        .asType(MethodType.methodType(Thread.class, Runnable.class));
                owner = read;
            }
            return (Thread) read.invokeExact(submitted);
        } catch (Throwable t) {
            throw new IllegalStateException("cannot tell the thread of " + submitted, t);
        }
    }

    static boolean terminated(Thread thread) {
        return (int) STATE.getVolatile(thread) == TERMINATED;
    }

    /** Whether it came to be runnable by yielding. */
    static boolean yielded(Thread thread) {
        return (int) STATE.getVolatile(thread) == YIELDED;
    }

    /** Whether it waits to enter a monitor, or in {@link Object#wait()}, from where it may come to do so. */
    static boolean atMonitor(Thread thread) {
        int now = (int) STATE.getVolatile(thread);
        return now == BLOCKED || now >= WAITING && now <= TIMED_WAIT;
    }

    /** Whether it waits to enter a monitor. */
    static boolean blocked(Thread thread) {
        return (int) STATE.getVolatile(thread) == BLOCKED;
    }

    /** Whether it may go on after it has waited for a monitor. */
    static boolean unblocked(Thread thread) {
        return (int) STATE.getVolatile(thread) == UNBLOCKED;
    }

    /** The monitor that a thread at rest waits to enter, or waits on; null when it does not, or has just ceased to. */
    static @Nullable Object monitor(Thread thread) {
        try {
            Object snapshot = SNAPSHOT.invokeExact(thread);
            return snapshot == null ? null : blocker(snapshot);
        } catch (Throwable t) {
            throw new IllegalStateException("cannot tell the monitor of " + thread, t);
        }
    }

    /** Whether a thread at rest holds a monitor. */
    static boolean holds(Thread thread, Object monitor) {
        try {
            Object snapshot = SNAPSHOT.invokeExact(thread);
            if (snapshot == null || blocker(snapshot) == monitor) { // who waits on it has locked it once, in its code
                return false;
            }
            for (Object lock : (Object[]) LOCKS.invokeExact(snapshot)) {
                Object held = LOCK_OBJECT.invokeExact(lock);
                if (held == monitor) {
                    return true;
                }
            }
            return false;
        } catch (Throwable t) {
            throw new IllegalStateException("cannot tell the monitors of " + thread, t);
        }
    }

    private static @Nullable Object blocker(Object snapshot) throws Throwable {
        Object blocker = BLOCKER.invokeExact(snapshot);
        return blocker == null ? null : (Object) BLOCKER_OBJECT.invokeExact(blocker);
    }

    /** Whether it is on the list of those to be given a monitor. */
    static boolean chosen(Thread thread) {
        return (boolean) ON_WAITING_LIST.getVolatile(thread);
    }

    /** Whether the JDK's own thread that gives monitors to the chosen waits for the next list. */
    static boolean unblockerRests() {
        var stack = UNBLOCKING.getStackTrace();
        return stack.length > 0 && stack[0].getMethodName().startsWith("takeVirtualThreadList");
    }

    static boolean isUnblocker(Thread thread) {
        return thread == UNBLOCKING;
    }
}
