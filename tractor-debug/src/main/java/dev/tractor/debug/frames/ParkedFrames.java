package dev.tractor.debug.frames;

import dev.tractor.debug.frames.LiveFrames.Slots;
import dev.tractor.debug.frames.LiveFrames.Walked;
import dev.tractor.debug.frames.OtherStack.View;
import java.lang.StackWalker.StackFrame;
import java.lang.System.Logger;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of another virtual thread while it waits, with the contents of their slots.
 *
 * <p><b>Why it may.</b> The frames of a virtual thread that waits lie in the heap, and change only when a carrier goes on with
 * it. The JDK makes use of that when it is asked for the stack trace of such a thread: by a compare-and-set it moves the
 * thread's state to one out of which nobody takes it, reads, and moves it back. Who wakes the thread meanwhile finds a state
 * that is not to be left, and leaves his permit; so who moves the state back has to look for a permit. This does the same with
 * the same field, and thus excludes the JDK and is excluded by it. It does not look for the permit itself, but asks for an
 * ordinary stack trace afterwards, at whose end the JDK does just that.
 *
 * <p><b>On a thread of its own.</b> The session is on the paused task's thread, which may be at the end of its stack, or be
 * interrupted. Nothing of that must happen to somebody who holds another thread, so a platform thread with an empty stack
 * does it. It takes no lock meanwhile, for the other may have it; and all the classes it needs are there, since it has been
 * tried before.
 *
 * <p><b>Other JDKs.</b> All this is known of JDK 25. So it is tried once, on a thread that is nobody's, with a scheduler that
 * shows what is done about an unpark that came too early. Where anything is missing or else than expected, nothing is read.
 *
 * <p><b>Why the debugger has no part in it.</b> At level 3 it could stop the thread wherever it is. But it would hold its
 * carrier meanwhile, would give mirrors in place of objects, and would know nothing at level 2. What runs is left alone.
 */
final class ParkedFrames {
    private static final Logger LOG = System.getLogger("tractor.console");

    /** A recursion may be without end; nobody reads more of it. */
    static final int MOST = 1_000;

    /** How often it is tried while the thread is on its way to wait, or somebody else reads it. */
    private static final int TRIES = 1_000;

    /** Looked up once; empty when it cannot be done in this JVM. Null still when there was no stack or memory left to try. */
    private static @Nullable Optional<ParkedFrames> one;

    private final LiveFrames live;
    private final Class<?> type;
    private final VarHandle state;
    private final Field continuation;
    private final LiveFrames.Maker walkers;
    private final Constructor<?> constructor;
    private final int suspended;
    private final List<Integer> waiting;
    private final List<Integer> running;
    private final List<Integer> pinned;
    private final List<Integer> stackless;

    private ParkedFrames(LiveFrames live, Class<?> type) throws ReflectiveOperationException {
        this.live = live;
        this.type = type;
        var _ = type.getDeclaredMethod("tryGetStackTrace"); // who follows the same rules
        state = MethodHandles.privateLookupIn(type, MethodHandles.lookup()).findVarHandle(type, "state", int.class);
        continuation = type.getDeclaredField("cont");
        continuation.setAccessible(true);
        var ofThreads = type.getDeclaredField("VTHREAD_SCOPE");
        ofThreads.setAccessible(true);
        walkers = LiveFrames.others(ofThreads.get(null));
        constructor = type.getDeclaredConstructor(Executor.class, String.class, int.class, Runnable.class);
        constructor.setAccessible(true);
        suspended = constant("SUSPENDED");
        waiting = List.of(
                constant("PARKED"),
                constant("TIMED_PARKED"),
                constant("BLOCKED"),
                constant("WAIT"),
                constant("TIMED_WAIT"));
        running = List.of(
                constant("RUNNING"),
                constant("UNPARKED"),
                constant("UNBLOCKED"),
                constant("YIELDING"),
                constant("YIELDED"));
        pinned = List.of(constant("PINNED"), constant("TIMED_PINNED"));
        stackless = List.of(constant("NEW"), constant("STARTED"), constant("TERMINATED"));
    }

    private int constant(String name) throws ReflectiveOperationException {
        var field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field.getInt(null);
    }

    private static synchronized Optional<ParkedFrames> one() {
        var found = one;
        if (found == null) {
            found = LiveFrames.reader().flatMap(ParkedFrames::open);
            one = found;
        }
        return found;
    }

    private static Optional<ParkedFrames> open(LiveFrames live) {
        try {
            var found = new ParkedFrames(live, Class.forName("java.lang.VirtualThread"));
            return aside(found::trial) ? Optional.of(found) : Optional.empty();
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Logger.Level.DEBUG, "the variables of tasks that wait cannot be read with this JDK", e);
            return Optional.empty();
        }
    }

    /**
     * What came of a look.
     *
     * @param frames innermost first; none unless the view is {@link View#READ}
     * @param cut whether there are more of them
     */
    record Seen(View view, List<Walked> frames, boolean cut) {
        static Seen nothing(View why) {
            return new Seen(why, List.of(), false);
        }
    }

    /** {@return the frames of a thread if it waits, and else why there are none} Waits for the look, not for the thread. */
    static Seen look(Thread thread) {
        if (thread == Thread.currentThread()) {
            return Seen.nothing(View.SELF);
        }
        if (LiveFrames.reader().isEmpty()) {
            return Seen.nothing(View.LEVEL);
        }
        if (!thread.isVirtual()) {
            return Seen.nothing(View.PLATFORM);
        }
        try {
            var one = one().orElse(null);
            if (one == null) {
                return Seen.nothing(View.JDK);
            }
            return one.type.isInstance(thread)
                    ? aside(() -> one.read(thread, () -> {}))
                    : Seen.nothing(View.PLATFORM); // a JVM without continuations
        } catch (IllegalStateException | OutOfMemoryError e) {
            return failed(thread, e); // for want of a thread or of memory, before anybody was held
        }
    }

    /** The same, with something to be done while the thread is held; for tests. */
    static Seen look(Thread thread, Runnable meanwhile) {
        var one = one().orElseThrow();
        return aside(() -> one.read(thread, meanwhile));
    }

    private static Seen failed(Thread thread, Throwable why) {
        LOG.log(Logger.Level.DEBUG, "the frames of " + thread + " cannot be read", why);
        return Seen.nothing(View.FAILED);
    }

    private Seen read(Thread thread, Runnable meanwhile) {
        for (int i = 0; i < TRIES; i++) {
            int now = (int) state.getVolatile(thread);
            if (waiting.contains(now)) {
                try {
                    var frames = hold(thread, now, meanwhile);
                    if (frames != null) {
                        boolean cut = frames.length > MOST;
                        var kept = Arrays.asList(frames).subList(0, Math.min(frames.length, MOST));
                        return new Seen(
                                View.READ,
                                kept.stream()
                                        .map(frame -> new Walked(frame, live.slots(frame)))
                                        .toList(),
                                cut);
                    }
                } catch (ReflectiveOperationException | RuntimeException | Error e) {
                    return failed(thread, e);
                }
            } else if (running.contains(now)) {
                return Seen.nothing(View.RUNNING);
            } else if (pinned.contains(now)) {
                return Seen.nothing(View.PINNED);
            } else if (stackless.contains(now)) {
                return Seen.nothing(View.NONE);
            }
            Thread.yield();
        }
        return Seen.nothing(View.RUNNING);
    }

    /** {@return the frames; null when the thread has been quicker} */
    private StackFrame @Nullable [] hold(Thread thread, int now, Runnable meanwhile)
            throws ReflectiveOperationException {
        var walker = walkers.walker(continuation.get(thread));
        if (!state.compareAndSet(thread, now, now | suspended)) {
            return null;
        }
        try {
            var frames = walker.walk(all -> all.limit(MOST + 1).toArray(StackFrame[]::new));
            meanwhile.run();
            return frames;
        } finally {
            state.setVolatile(thread, now);
            makeGood(thread);
        }
    }

    /** Has the JDK see to it that an unpark that came while the thread was held is not lost. */
    private static void makeGood(Thread thread) {
        while (true) {
            try {
                var _ = thread.getStackTrace();
                return;
            } catch (OutOfMemoryError e) {
                Thread.yield(); // it gave up in the middle; there is no other way, so until there is memory
            }
        }
    }

    /** {@return what the supplier does on a thread of its own, whatever becomes of the calling one} */
    private static <T> T aside(Supplier<T> work) {
        var task = new FutureTask<>(work::get);
        Thread.ofPlatform()
                .daemon()
                .inheritInheritableThreadLocals(false)
                .name("tractor-look")
                .start(task);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IllegalStateException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Holds a thread that only this one goes on with, unparks it meanwhile, and {@return whether it was read rightly, stood
     * still, and was submitted afterwards}
     */
    private boolean trial() {
        var submitted = new ArrayDeque<Runnable>();
        var object = new Object();
        try {
            var thread = (Thread) constructor.newInstance(
                    (Executor) submitted::add, "tractor-trial", 0, (Runnable) () -> waits(object, TRIED));
            thread.start();
            submitted.remove().run();
            boolean[] still = {false};
            var seen = read(thread, () -> {
                LockSupport.unpark(thread);
                still[0] = submitted.isEmpty();
            });
            boolean right = seen.frames().stream().anyMatch(walked -> waits(walked, object));
            submitted.remove().run();
            return right && still[0] && thread.join(Duration.ofNanos(1));
        } catch (ReflectiveOperationException | RuntimeException | InterruptedException e) {
            LOG.log(Logger.Level.DEBUG, "the variables of tasks that wait cannot be read with this JDK", e);
            return false;
        }
    }

    private static final long TRIED = 0x7ac708_0000_0001L;

    /** Both are in use afterwards, so that they are in their slots meanwhile. */
    private static long waits(Object object, long number) {
        LockSupport.park();
        return object.hashCode() + number;
    }

    private static boolean waits(Walked walked, Object object) {
        Slots slots = walked.slots();
        return slots != null
                && walked.frame().getMethodName().equals("waits")
                && slots.values().length == 3
                && slots.values()[0] == object
                && new LiveFrames.Bits(TRIED).equals(slots.values()[2]);
    }
}
