package dev.tractor.debug.frames;

import dev.tractor.debug.frames.Frame.Reading;
import dev.tractor.debug.frames.LiveFrames.Walked;
import java.lang.classfile.ClassModel;
import java.lang.constant.ConstantDescs;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The stack of a paused task, from where it stopped outwards, or of a thread that is not the paused one.
 *
 * <p>At a breakpoint that is the stack of the calling thread, without what the breakpoint itself has put on top. After a crash
 * it is the stack that the error recorded, and of that only the outer frames are still there: those in which the two stacks
 * agree, and the method inside them that has caught the error, which has gone on to another line since. The others are gone
 * with their variables.
 */
public final class CallStack {

    /**
     * One place of the stack.
     *
     * @param element the frame as a stack trace shows it
     * @param user whether it belongs neither to tractor nor to the JDK
     * @param frame what else is known; null when not even its class can be found
     */
    public record Place(
            StackTraceElement element,
            boolean user,
            @Nullable Frame frame) {}

    /** A method of a class; a recursion has it many times in one stack. */
    private record Method(Class<?> type, String name, String descriptor) {}

    /** The class files that {@link #top} has read: it is asked for the same methods again and again. */
    private static volatile SoftReference<@Nullable CallStack> lastTop = new SoftReference<>(null);

    private final Map<Class<?>, Optional<ClassModel>> files = new ConcurrentHashMap<>();
    private final Map<Method, Optional<MethodCode>> methods = new ConcurrentHashMap<>();
    private final Set<ClassLoader> loaders = new LinkedHashSet<>();
    private final Level level;

    private CallStack(Level level) {
        this.level = level;
    }

    /**
     * Captures the stack of the calling thread, which must be the paused task's.
     *
     * @param stop the user's part of the stack, as core saw it when the task stopped
     * @param error the error that is about to leave the task, or null at a breakpoint
     * @return the places, innermost first
     */
    public static List<Place> capture(List<StackTraceElement> stop, @Nullable Throwable error) {
        return new CallStack(Level.here()).places(stop, error, LiveFrames.walk());
    }

    /**
     * {@return the places of a stack that is not the calling thread's, innermost first; without variables}
     *
     * @param stack the frames as they were recorded
     */
    public static List<Place> of(List<StackTraceElement> stack) {
        var whole = new CallStack(Level.STACK);
        whole.learn(Thread.currentThread().getContextClassLoader());
        whole.learn(ClassLoader.getSystemClassLoader());
        return stack.stream().map(whole::elsewhere).toList();
    }

    /**
     * {@return the stack of another thread now, with the variables of the user's frames if it waits}
     *
     * <p>Nobody is stopped; a thread that is woken while its frames are read goes on a moment later.
     */
    public static OtherStack of(Thread thread) {
        var seen = ParkedFrames.look(thread);
        if (seen.view() != OtherStack.View.READ) {
            return new OtherStack(of(Arrays.asList(thread.getStackTrace())), false, seen.view());
        }
        var stack = new CallStack(Level.here());
        return new OtherStack(seen.frames().stream().map(stack::parked).toList(), seen.cut(), seen.view());
    }

    private Place parked(Walked walked) {
        var element = walked.frame().toStackTraceElement();
        return Owner.isUser(walked.frame().getDeclaringClass())
                ? live(walked, element)
                : new Place(element, false, null); // only counted, so its class file need not be read
    }

    private Place elsewhere(StackTraceElement element) {
        var type = find(element.getClassName());
        return type == null
                ? new Place(element, Owner.isUser(element.getClassName()), null)
                : place(
                        element,
                        new Frame(type, element, "", Owner.isUser(type), false, Reading.GONE, null, List.of()));
    }

    /**
     * {@return the innermost frame of the calling thread that belongs to a stack, or null when that is not its stack}
     *
     * @param stop the stack as it was when the thread stopped
     */
    public static @Nullable Frame top(List<StackTraceElement> stop) {
        var live = LiveFrames.walk();
        var elements = live.stream()
                .map(walked -> walked.frame().toStackTraceElement())
                .toList();
        int start = stop.isEmpty() ? -1 : start(stop, elements);
        if (start < 0) {
            return null;
        }
        var stack = lastTop.get();
        if (stack == null) {
            stack = new CallStack(Level.here());
            lastTop = new SoftReference<>(stack);
        }
        return stack.live(live.get(start), elements.get(start)).frame();
    }

    private List<Place> places(List<StackTraceElement> stop, @Nullable Throwable error, List<Walked> live) {
        if (stop.isEmpty()) {
            return List.of();
        }
        var elements = live.stream()
                .map(walked -> walked.frame().toStackTraceElement())
                .toList();
        List<Place> places = new ArrayList<>();
        if (error == null) {
            int start = start(stop, elements);
            if (start >= 0) {
                for (int i = start; i < elements.size(); i++) {
                    places.add(live(live.get(i), elements.get(i)));
                }
                return places;
            }
        }
        live.forEach(walked -> learn(walked.frame().getDeclaringClass().getClassLoader()));
        learn(Thread.currentThread().getContextClassLoader());
        var recorded = error == null ? stop : Arrays.asList(error.getStackTrace());
        int start = Math.max(0, start(stop, recorded));
        int alive = error == null ? 0 : alive(recorded, elements);
        for (int i = start; i < recorded.size(); i++) {
            int now = live.size() - (recorded.size() - i);
            places.add(recorded.size() - i <= alive ? live(live.get(now), elements.get(now)) : gone(recorded.get(i)));
        }
        return places;
    }

    private void learn(@Nullable ClassLoader loader) {
        if (loader != null) {
            loaders.add(loader);
        }
    }

    /** {@return where {@code part} begins in {@code whole}, or -1} */
    private static int start(List<StackTraceElement> part, List<StackTraceElement> whole) {
        for (int start = 0; start + part.size() <= whole.size(); start++) {
            int i = 0;
            while (i < part.size() && same(part.get(i), whole.get(start + i))) {
                i++;
            }
            if (i == part.size()) {
                return start;
            }
        }
        return -1;
    }

    /** {@return how many of the outermost frames the error has not left} The innermost of them may be at another line now. */
    private static int alive(List<StackTraceElement> recorded, List<StackTraceElement> live) {
        int count = 0;
        while (count < recorded.size() && count < live.size()) {
            var then = recorded.get(recorded.size() - 1 - count);
            var now = live.get(live.size() - 1 - count);
            if (!sameMethod(then, now)) {
                return count;
            }
            count++;
            if (then.getLineNumber() != now.getLineNumber()) {
                return count;
            }
        }
        return count;
    }

    private static boolean same(StackTraceElement a, StackTraceElement b) {
        return a.getLineNumber() == b.getLineNumber() && sameMethod(a, b);
    }

    private static boolean sameMethod(StackTraceElement a, StackTraceElement b) {
        return a.getMethodName().equals(b.getMethodName()) && a.getClassName().equals(b.getClassName());
    }

    private Place live(Walked walked, StackTraceElement element) {
        var type = walked.frame().getDeclaringClass();
        var descriptor = walked.frame().getDescriptor();
        boolean user = Owner.isUser(type);
        int bci = walked.frame().getByteCodeIndex();
        var slots = walked.slots();
        var code = code(new Method(type, element.getMethodName(), descriptor))
                .filter(found -> found.fits(bci, element.getLineNumber(), slots == null ? -1 : slots.values().length))
                .orElse(null);
        if (code == null) {
            var reading = slots == null ? Reading.CLOSED : Reading.NO_CLASS_FILE;
            return place(element, new Frame(type, element, descriptor, user, false, reading, null, List.of()));
        }
        var reader = new SlotReader(code, bci, slots, level == Level.DEBUG);
        var reading = slots == null ? Reading.CLOSED : code.named() ? Reading.NAMED : Reading.UNNAMED;
        return place(
                element,
                new Frame(
                        type,
                        element,
                        descriptor,
                        user,
                        code.isStatic(),
                        reading,
                        reader.self(type),
                        slots == null && !code.named() ? List.of() : reader.variables()));
    }

    private static Place place(StackTraceElement element, Frame frame) {
        return new Place(element, frame.isUser(), frame);
    }

    private Place gone(StackTraceElement element) {
        var type = find(element.getClassName());
        if (type == null) {
            return new Place(element, Owner.isUser(element.getClassName()), null);
        }
        var candidates = file(type).stream()
                .flatMap(file -> file.methods().stream())
                .filter(method -> method.methodName().equalsString(element.getMethodName()))
                .map(method -> method.methodType().stringValue())
                .toList();
        if (candidates.size() > 1) {
            candidates = candidates.stream()
                    .filter(descriptor -> code(new Method(type, element.getMethodName(), descriptor))
                            .filter(code -> code.hasLine(element.getLineNumber()))
                            .isPresent())
                    .toList();
        }
        var descriptor = candidates.size() == 1 ? candidates.getFirst() : "";
        boolean isStatic = !descriptor.isEmpty()
                && code(new Method(type, element.getMethodName(), descriptor))
                        .map(MethodCode::isStatic)
                        .orElse(element.getMethodName().equals(ConstantDescs.CLASS_INIT_NAME));
        return place(
                element,
                new Frame(type, element, descriptor, Owner.isUser(type), isStatic, Reading.GONE, null, List.of()));
    }

    private @Nullable Class<?> find(String name) {
        for (var loader : loaders) {
            try {
                return Class.forName(name, false, loader);
            } catch (ClassNotFoundException | LinkageError e) {
                // The next one may know it.
            }
        }
        return null;
    }

    private Optional<MethodCode> code(Method method) {
        return Objects.requireNonNull(methods.computeIfAbsent(
                method, key -> file(key.type()).flatMap(file -> MethodCode.of(file, key.name(), key.descriptor()))));
    }

    private Optional<ClassModel> file(Class<?> type) {
        return Objects.requireNonNull(files.computeIfAbsent(type, ClassFiles::of));
    }
}
