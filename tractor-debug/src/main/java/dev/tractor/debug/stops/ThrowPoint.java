package dev.tractor.debug.stops;

import dev.tractor.debug.frames.ClassFiles;
import dev.tractor.debug.frames.Owner;
import java.lang.classfile.ClassModel;
import java.lang.ref.SoftReference;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Foretells at the point where an error is thrown whether it will leave the task, while all frames are still there.
 *
 * <p>The JVM says only where the next handler is, and javac's handlers for {@code finally} and the like count as such; the
 * frames are gone when the last of them has passed the error on. So the exception tables of all frames are read here, from
 * the innermost outwards:
 *
 * <ul>
 *   <li>Code of the user and of the JDK catches where a handler fits that does not only pass on ({@link Handlers}). So what
 *       the JDK keeps for later counts as caught: {@code CompletableFuture.thenApply} and {@code FutureTask} do, while
 *       {@code forEach}, streams and {@code ScopedValue} have no such handlers. Reflection puts another error in its place,
 *       which catches the first.
 *   <li>Code of tractor passes on. Where it would open the crash console, the error has left what the console watches: at
 *       the end of a task, a turn or a dialog, which is where only frames of tractor and the JDK are left; around watched
 *       code; and around the block of {@code Nursery.run} on a thread that tractor did not start.
 * </ul>
 *
 * <p>Thread-safe. What was found out is kept for each instruction and class of error: most errors are thrown again and again
 * in the same place.
 */
final class ThrowPoint {

    /**
     * One frame of the thread.
     *
     * @param bci the index of the instruction that throws, or of the call; negative in native code
     */
    record At(Class<?> type, String method, String descriptor, int bci) {}

    /**
     * What will become of an error.
     *
     * @param leaves whether it leaves the task, or the code that the console watches
     * @param frame the number of the frame that catches it, or that it leaves to; -1 when it leaves the thread
     */
    record Fate(boolean leaves, int frame) {}

    private record Key(String method, String descriptor, int bci, Class<?> error) {}

    /** What is known of one class of the program. */
    private static final class Known {
        private final Class<?> type;
        private final Map<Key, Boolean> catches = new ConcurrentHashMap<>();
        private @Nullable SoftReference<Optional<ClassModel>> file;

        Known(Class<?> type) {
            this.type = type;
        }

        /** Locked, so that threads do not read the same file at once. */
        synchronized boolean look(Key key) {
            var held = file == null ? null : file.get();
            if (held == null) {
                held = ClassFiles.of(type);
                file = new SoftReference<>(held);
            }
            return held.flatMap(found -> Handlers.of(found, key.method(), key.descriptor()))
                    .map(handlers -> handlers.catches(key.bci(), supertypes(key.error())))
                    .orElse(false);
        }
    }

    private static final ClassValue<Known> KNOWN = new ClassValue<>() {
        @Override
        protected Known computeValue(Class<?> type) {
            return new Known(type);
        }
    };

    /** It keeps the error in a variable and has another method throw it on, past what the compiler checks. */
    private static final String SCOPED_VALUES = "jdk.internal.vm.ScopedValueContainer";

    private static final String CORE = "dev.tractor.";
    private static final Set<String> WATCHED = Set.of(CORE + "CrashConsole.call", CORE + "CrashConsole.keep");
    private static final String BLOCK = CORE + "NurseryRun.run";

    private ThrowPoint() {}

    /**
     * {@return what will become of an error}
     *
     * @param frames the whole stack of the thread, innermost first
     * @param error the class of the error
     */
    static Fate fate(List<At> frames, Class<?> error) {
        int outermost = frames.size() - 1;
        while (outermost >= 0 && !Owner.isUser(frames.get(outermost).type())) {
            outermost--;
        }
        boolean ours = false;
        for (int i = outermost + 1; i < frames.size(); i++) {
            ours |= Owner.isTractor(frames.get(i).type());
        }
        for (int i = 0; i < frames.size(); i++) {
            var frame = frames.get(i);
            if (Owner.isTractor(frame.type())) {
                var name = frame.type().getName() + "." + frame.method();
                if (i > outermost || WATCHED.contains(name) || !ours && name.equals(BLOCK)) {
                    return new Fate(true, i);
                }
            } else if (!passesOn(frame.type()) && catches(frame, error)) {
                return new Fate(false, i);
            }
        }
        return new Fate(true, -1);
    }

    /** Where a thread starts the JDK catches only to report that nobody has caught it. */
    private static boolean passesOn(Class<?> type) {
        var name = type.getName();
        return type == Thread.class || name.equals("java.lang.VirtualThread") || name.equals(SCOPED_VALUES);
    }

    private static boolean catches(At frame, Class<?> error) {
        if (frame.method().equals("<clinit>")) {
            return !Error.class.isAssignableFrom(error); // the JVM throws an ExceptionInInitializerError instead
        }
        if (frame.bci() < 0) {
            return false;
        }
        var known = KNOWN.get(frame.type());
        var key = new Key(frame.method(), frame.descriptor(), frame.bci(), error);
        var before = known.catches.get(key);
        if (before != null) {
            return before;
        }
        boolean catches = known.look(key);
        known.catches.put(key, catches);
        return catches;
    }

    /** By name: that one class of errors is there twice, by two loaders, and one is caught and the other thrown, is rare. */
    private static Set<String> supertypes(Class<?> error) {
        Set<String> names = new HashSet<>();
        for (Class<?> type = error; type != null; type = type.getSuperclass()) {
            names.add(type.getName().replace('.', '/'));
        }
        return names;
    }
}
