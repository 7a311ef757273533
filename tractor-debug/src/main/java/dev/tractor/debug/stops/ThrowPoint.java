package dev.tractor.debug.stops;

import dev.tractor.debug.frames.ClassFiles;
import dev.tractor.debug.frames.Owner;
import dev.tractor.debug.stops.Handlers.Verdict;
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
     * @param atOnce whether the first handler that the JVM finds for it catches it
     */
    record Fate(boolean leaves, int frame, boolean atOnce) {}

    /**
     * A class of errors. Classes are compared by name: that one is there twice, by two loaders, and one is caught and the other
     * thrown, is rare.
     *
     * @param supertypes the internal names of the class and of those above it
     */
    record Kind(String name, Set<String> supertypes) {
        static Kind of(Class<?> error) {
            Set<String> names = new HashSet<>();
            for (Class<?> type = error; type != null; type = type.getSuperclass()) {
                names.add(type.getName().replace('.', '/'));
            }
            return new Kind(error.getName(), names);
        }
    }

    private record Key(String method, String descriptor, int bci, String error) {}

    /** What is known of one class of the program. */
    private static final class Known {
        private final Class<?> type;
        private final Map<Key, Verdict> verdicts = new ConcurrentHashMap<>();
        private @Nullable SoftReference<Optional<ClassModel>> file;

        Known(Class<?> type) {
            this.type = type;
        }

        /** Locked, so that threads do not read the same file at once. */
        synchronized Verdict look(Key key, Kind error) {
            var held = file == null ? null : file.get();
            if (held == null) {
                held = ClassFiles.of(type);
                file = new SoftReference<>(held);
            }
            return held.flatMap(found -> Handlers.of(found, key.method(), key.descriptor()))
                    .map(handlers -> handlers.verdict(key.bci(), error.supertypes()))
                    .orElse(Verdict.NOTHING);
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
    static Fate fate(List<At> frames, Kind error) {
        int outermost = frames.size() - 1;
        while (outermost >= 0 && !Owner.isUser(frames.get(outermost).type())) {
            outermost--;
        }
        boolean ours = false;
        for (int i = outermost + 1; i < frames.size(); i++) {
            ours |= Owner.isTractor(frames.get(i).type());
        }
        boolean first = true;
        for (int i = 0; i < frames.size(); i++) {
            var frame = frames.get(i);
            if (Owner.isTractor(frame.type())) {
                var name = frame.type().getName() + "." + frame.method();
                if (i > outermost || WATCHED.contains(name) || !ours && name.equals(BLOCK)) {
                    return new Fate(true, i, false);
                }
                first = false; // it may have handlers
            } else if (passesOn(frame.type())) {
                first = false;
            } else {
                var verdict = verdict(frame, error);
                if (verdict.catches()) {
                    return new Fate(false, i, first && verdict == Verdict.CATCHES_AT_ONCE);
                }
                first &= verdict == Verdict.NOTHING;
            }
        }
        return new Fate(true, -1, false);
    }

    /** Where a thread starts the JDK catches only to report that nobody has caught it. */
    private static boolean passesOn(Class<?> type) {
        var name = type.getName();
        return type == Thread.class || name.equals("java.lang.VirtualThread") || name.equals(SCOPED_VALUES);
    }

    private static Verdict verdict(At frame, Kind error) {
        if (frame.method().equals("<clinit>")) {
            // the JVM throws an ExceptionInInitializerError instead
            return error.supertypes().contains("java/lang/Error") ? Verdict.NOTHING : Verdict.CATCHES;
        }
        if (frame.bci() < 0) {
            return Verdict.NOTHING;
        }
        var known = KNOWN.get(frame.type());
        var key = new Key(frame.method(), frame.descriptor(), frame.bci(), error.name());
        var before = known.verdicts.get(key);
        if (before != null) {
            return before;
        }
        var verdict = known.look(key, error);
        known.verdicts.put(key, verdict);
        return verdict;
    }
}
