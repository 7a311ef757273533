package dev.tractor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reports top-level nurseries that were left open by a thread which has come to its end, or to the end of a {@code
 * ScopedValue} binding in which it opened them: there the JDK has it wait for the nursery's threads, without a word, and the
 * JVM does not end. In a task or an actor that cannot happen, but for the binding, since core ends what they leave open.
 *
 * <p>Nothing tells of it, so from the moment a platform thread has opened a top-level nursery a look is taken now and then.
 * A virtual thread keeps no JVM from ending, so those do not count.
 */
final class LeftBehind implements Runnable {
    private static final long FIRST = TimeUnit.SECONDS.toNanos(5);
    private static final long LONGEST = TimeUnit.MINUTES.toNanos(1);

    private final Root root;
    private final Look look;

    // By the look, one thread at a time.

    private long pause = FIRST;
    private final List<Nursery> told = new ArrayList<>();

    LeftBehind(Root root) {
        this.root = root;
        this.look = new Look(root.deadlines, root.threads, this);
    }

    /** A top-level nursery was opened, and can be seen by now. */
    void opened(Nursery nursery) {
        if (watched(nursery)) {
            look.expect(root.deadlines.treeTime() + FIRST);
        }
    }

    private static boolean watched(Nursery nursery) {
        var thread = nursery.owner().thread();
        return thread != null && !thread.isVirtual();
    }

    /** The look. */
    @Override
    public void run() {
        var open = root.nurseries().stream().filter(LeftBehind::watched).toList();
        told.retainAll(open);
        for (var nursery : open) {
            if (!told.contains(nursery) && waitsAtItsEnd(nursery.owner())) {
                told.add(nursery);
                Log.warn(text(nursery), null);
            }
        }
        if (open.isEmpty()) {
            pause = FIRST;
        } else {
            look.expect(root.deadlines.treeTime() + pause);
            pause = Math.min(2 * pause, LONGEST);
        }
    }

    /** Whether a strand's thread waits for the end of threads in a nursery that nobody can close any more. */
    static boolean waitsAtItsEnd(Strand strand) {
        var thread = strand.thread();
        return thread != null
                && strand.waiting() == null
                && thread.getState() == Thread.State.WAITING
                && Frames.leavesScopeOpen(thread.getStackTrace());
    }

    /**
     * Lets a cancelled strand go that waits for the threads of a nursery which nobody can close any more. The binding it
     * leaves then throws, and core ends the nursery and says so.
     */
    static void release(Strand strand, Cancellation why) {
        var left = waitsAtItsEnd(strand) ? innermost(strand) : null;
        if (left != null) {
            left.cancelChildren(why); // which refuses new ones
            left.threads.keeper.dismiss();
        }
    }

    /** The innermost nursery that is open on a strand. */
    static @Nullable Nursery innermost(Strand strand) {
        Nursery innermost = null;
        for (var s = strand.base.inner; s != null; s = s.inner) {
            var nursery = s.nursery;
            innermost = nursery != null ? nursery : innermost;
        }
        return innermost;
    }

    private static String text(Nursery nursery) {
        return nursery + " was left open by " + nursery.owner()
                + ", which waits for its threads, so that the JVM cannot end;"
                + " close it, best by try-with-resources, or use Nursery.run";
    }

    void close() {
        look.close();
    }
}
