package dev.tractor.debug.stops;

import java.lang.StackWalker.Option;
import java.lang.System.Logger.Level;
import java.util.Set;

/**
 * The outer frames of a virtual thread that are not on its stack. When it waits, all its frames are moved to the heap; when it
 * goes on they come back one by one, as what is inside them returns. To call a method again, its frame is taken away with the
 * call that made it still to come; where that call is in a frame on the heap, the JVM does not see to it, and the method
 * seems to have returned whatever was at hand. So it is not asked to.
 */
final class Frozen {
    /** What a stack trace shows, too. */
    private static final Set<Option> OPTIONS = Set.of(Option.RETAIN_CLASS_REFERENCE, Option.SHOW_REFLECT_FRAMES);

    private Frozen() {}

    /** {@return how many of the outer frames of the calling thread are on the heap; more than it has when that is not known} */
    static int frames() {
        var thread = Thread.currentThread();
        if (!thread.isVirtual()) {
            return 0;
        }
        try {
            Attaching.open("jdk.internal.vm");
            var continuation = Class.forName("java.lang.VirtualThread").getDeclaredField("cont");
            continuation.setAccessible(true);
            var walker = Class.forName("jdk.internal.vm.Continuation").getDeclaredMethod("stackWalker", Set.class);
            walker.setAccessible(true);
            var frames = (StackWalker) walker.invoke(continuation.get(thread), OPTIONS);
            return Math.toIntExact(frames.walk(all -> all.count()));
        } catch (ReflectiveOperationException | RuntimeException e) {
            Log.STOPS.log(Level.DEBUG, "it cannot be told which frames are on the heap", e);
            return Integer.MAX_VALUE;
        }
    }
}
