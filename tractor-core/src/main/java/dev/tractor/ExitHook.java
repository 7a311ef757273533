package dev.tractor;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Tractor#cancelOnExit} has the JVM do when it begins to exit: cancels all that is below the root, and holds the
 * exit up until it has ended, at most for the grace period.
 *
 * <p>Some will never end, and are not waited for: a thread that called {@link System#exit} waits in there for us; a thread
 * at whose end the JDK waits for a nursery it left open; and whoever waits for one of these. What such a one waits for is
 * known from the stack of the first two, and from the {@link Wait}s of the rest.
 */
final class ExitHook implements Runnable {
    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int SHOWN = 10;

    /** The one of the implicit root. Guarded by the class. */
    private static @Nullable ExitHook installed;

    private final Root root;

    private volatile long graceNanos;

    /** Who asked for it last. */
    private volatile WeakReference<Thread> caller = new WeakReference<>(null);

    private ExitHook(Root root) {
        this.root = root;
    }

    /** Installs it for the implicit root, or changes its grace period; does nothing when the JVM exits already. */
    static synchronized void install(Duration grace) {
        var hook = installed == null ? new ExitHook(Root.implicit()) : installed;
        hook.graceNanos = Deadlines.nanos(grace);
        hook.caller = new WeakReference<>(Thread.currentThread());
        if (installed == null) {
            try {
                Runtime.getRuntime()
                        .addShutdownHook(
                                Thread.ofPlatform().name("tractor-exit").unstarted(hook));
                installed = hook;
            } catch (IllegalStateException e) {
                Log.debug(() -> "the JVM exits already; nothing is cancelled for that");
            }
        }
    }

    static synchronized boolean installed() {
        return installed != null;
    }

    @Override
    public void run() {
        try {
            cancelAndWait();
        } catch (RuntimeException | Error e) {
            tell("tractor could not end in order before the JVM exits: " + Names.text(e));
        }
    }

    private void cancelAndWait() {
        long begun = root.clock.nanoTime();
        var top = root.nurseries();
        var main = caller.get();
        var ownsOne =
                main != null && top.stream().anyMatch(nursery -> nursery.owner().thread() == main);
        var why = why(strands(top));
        Log.info(() -> "the JVM exits: cancelling everything, waiting at most "
                + Names.text(Duration.ofNanos(graceNanos)) + " for its end");
        top.forEach(nursery -> quieten(nursery.owner().thread()));
        root.end(why);
        long pause = SHORTEST_PAUSE;
        while (true) {
            var left = left(ownsOne ? main : null);
            if (left.isEmpty()) {
                return;
            }
            long time = graceNanos - (root.clock.nanoTime() - begun);
            if (time <= 0) {
                tell(report(left));
                return;
            }
            root.clock.park(this, Math.min(pause, time));
            pause = Math.min(2 * pause, LONGEST_PAUSE);
        }
    }

    // Why.

    /** Who began the exit. Nobody is told, but it can be seen in the stacks. */
    private static Cancellation why(List<Strand> strands) {
        for (var strand : strands) {
            if (strand.waiting() == null && exits(strand.thread())) {
                return new Cancellation("System.exit was called", strand.toString());
            }
        }
        var threads = new ArrayList<>(Thread.getAllStackTraces().keySet());
        threads.sort(Comparator.comparingLong(Thread::threadId));
        for (var thread : threads) {
            if (exits(thread)) {
                var name = thread.getName();
                if (name.equals("DestroyJavaVM")) {
                    return new Cancellation("the JVM exits", "the end of its last thread");
                }
                return name.startsWith("SIG") && name.endsWith(" handler") // as the JDK names those that take signals
                        ? new Cancellation("the JVM exits", name.substring(0, name.length() - " handler".length()))
                        : new Cancellation("System.exit was called", "thread " + name);
            }
        }
        return new Cancellation("the JVM exits", "System.exit"); // on a virtual thread that is not in the tree
    }

    /** A thread that ends because of this cancellation is no news, so its stack is not printed. */
    private static void quieten(@Nullable Thread owner) {
        if (owner != null && owner.isAlive()) {
            var before = owner.getUncaughtExceptionHandler();
            owner.setUncaughtExceptionHandler((thread, error) -> {
                if (Cancellation.realErrorIn(error, null) != null) {
                    before.uncaughtException(thread, error);
                }
            });
        }
    }

    // Who is left.

    /** What is still to be waited for, a line each. */
    private List<String> left(@Nullable Thread main) {
        var strands = strands(root.nurseries());
        var hopeless = hopeless(strands);
        var left = new ArrayList<String>();
        for (var strand : strands) {
            if (!hopeless.contains(strand)) {
                var doing = Snapshots.doing(strand);
                left.add(strand + " " + (doing.isEmpty() ? "runs" : doing));
            }
        }
        if (main != null
                && main.isAlive()
                && strands.stream().noneMatch(strand -> strand.thread() == main)
                && !exits(main)) {
            var frame = Frames.innermostOfUser(main.getStackTrace());
            left.add("thread " + main.getName() + ", behind its block"
                    + (frame == null ? "" : ", at " + Frames.text(frame)));
        }
        return left;
    }

    /** The owners of these nurseries, and all that is below. */
    private static List<Strand> strands(List<Nursery> top) {
        var strands = new ArrayList<Strand>();
        for (var nursery : top) {
            strands.add(nursery.owner());
        }
        TreeWalk.eachNursery(top, nursery -> {
            for (var child : nursery.children()) {
                strands.add(child.strand);
            }
        });
        return strands;
    }

    /** Those that will never end, and those that wait for them. */
    private static Set<Strand> hopeless(List<Strand> strands) {
        Set<Strand> hopeless = Collections.newSetFromMap(new IdentityHashMap<>());
        var found = new ArrayDeque<Strand>();
        for (var strand : strands) {
            if (strand.waiting() == null && exits(strand.thread()) || LeftBehind.waitsAtItsEnd(strand)) {
                found.add(strand);
            }
        }
        if (found.isEmpty()) {
            return hopeless;
        }
        Map<Strand, List<Strand>> waitersOf = new IdentityHashMap<>();
        for (var strand : strands) {
            var wait = strand.waiting();
            if (wait != null) {
                wait.eachBlocker(blocker -> waitersOf
                        .computeIfAbsent(blocker, _ -> new ArrayList<>(1))
                        .add(strand));
            }
        }
        for (var strand = found.poll(); strand != null; strand = found.poll()) {
            if (hopeless.add(strand)) {
                found.addAll(Objects.requireNonNullElse(waitersOf.get(strand), List.of()));
            }
        }
        return hopeless;
    }

    /** Whether a thread waits in {@link System#exit} for the JVM to end; then it never comes back. */
    private static boolean exits(@Nullable Thread thread) {
        if (thread == null) {
            return false;
        }
        var suspicious = switch (thread.getState()) {
            case RUNNABLE, BLOCKED -> true;
            case WAITING -> LockSupport.getBlocker(thread) == null; // spares most stacks
            case NEW, TIMED_WAITING, TERMINATED -> false;
        };
        if (!suspicious) {
            return false;
        }
        for (var frame : thread.getStackTrace()) {
            if (frame.getClassName().equals("java.lang.Shutdown")) {
                return true;
            }
        }
        return false;
    }

    private static String report(List<String> left) {
        var text = new StringBuilder("the JVM exits though its grace period was too short for these to end:");
        left.stream().limit(SHOWN).forEach(line -> text.append("\n    ").append(line));
        if (left.size() > SHOWN) {
            text.append("\n    and ").append(left.size() - SHOWN).append(" more");
        }
        return text.toString();
    }

    /** Also on standard error, because the JDK's logging is closed by a hook of its own that runs at the same time. */
    private static void tell(String text) {
        Log.warn(text, null);
        System.err.println("tractor: " + text);
    }
}
