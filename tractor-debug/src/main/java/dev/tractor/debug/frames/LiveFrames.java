package dev.tractor.debug.frames;

import java.lang.StackWalker.Option;
import java.lang.StackWalker.StackFrame;
import java.lang.System.Logger;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of the calling thread, and of stacks that are on no thread, with the contents of their slots where the JVM was started so that
 * {@code java.lang.LiveStackFrame} can be reached.
 *
 * <p>That class belongs to the JDK alone and may change. All that is known about it is here, and whatever is not as
 * expected leads to frames without slots.
 */
final class LiveFrames {
    private static final Logger LOG = System.getLogger("tractor.console");

    /** What the JDK puts into {@code mode} for a frame of compiled code. */
    private static final int COMPILED = 2;

    /** The frames of reflection, too: a stack trace has them, and with that the frames are compared. */
    private static final Set<Option> OPTIONS = Set.of(Option.RETAIN_CLASS_REFERENCE, Option.SHOW_REFLECT_FRAMES);

    /** Looked up once; empty when the JVM was started without {@link Level#open}. */
    private static final class Holder {
        static final Optional<LiveFrames> ONE = open();
    }

    private final StackWalker walker;
    private final Method locals;
    private final Field mode;
    private final Class<?> primitive;
    private final Method bits;

    private LiveFrames(StackWalker walker, Method locals, Field mode, Class<?> primitive, Method bits) {
        this.walker = walker;
        this.locals = locals;
        this.mode = mode;
        this.primitive = primitive;
        this.bits = bits;
    }

    /**
     * The slots of one frame.
     *
     * @param values references as they are, primitives as {@link Bits}
     * @param compiled whether the code was compiled; a frame that is not may have been before
     */
    record Slots(@Nullable Object[] values, boolean compiled) {}

    /** The 64 bits of a slot that holds no reference, or whose reference is lost. */
    record Bits(long raw) {}

    /** One frame, and its slots when they could be read. */
    record Walked(StackFrame frame, @Nullable Slots slots) {}

    static Optional<LiveFrames> reader() {
        return Holder.ONE;
    }

    /** {@return the frames of the calling thread, innermost first, beginning with the caller's} */
    static List<Walked> walk() {
        var reader = Holder.ONE.orElse(null);
        var walker = reader == null ? StackWalker.getInstance(OPTIONS) : reader.walker;
        return walker.walk(frames -> {
            List<Walked> all = new ArrayList<>();
            frames.skip(1).forEach(frame -> all.add(new Walked(frame, reader == null ? null : reader.slots(frame))));
            return all;
        });
    }

    /** Makes walkers of stacks that are on no thread, which whoever walks has to make sure of. */
    interface Maker {
        /** @param continuation what the JDK keeps the stack in */
        StackWalker walker(Object continuation) throws ReflectiveOperationException;
    }

    /**
     * {@return a maker of walkers whose frames have their slots}
     *
     * @param scope where the stacks end
     */
    static Maker others(Object scope) throws ReflectiveOperationException {
        var make = Class.forName("java.lang.LiveStackFrame")
                .getDeclaredMethod(
                        "getStackWalker",
                        Set.class,
                        Class.forName("jdk.internal.vm.ContinuationScope"),
                        Class.forName("jdk.internal.vm.Continuation"));
        make.setAccessible(true);
        return continuation -> (StackWalker) make.invoke(null, OPTIONS, scope, continuation);
    }

    /** {@return what the frame had in its slots when it was walked; null when that cannot be read} */
    @Nullable
    Slots slots(StackFrame frame) {
        try {
            var raw = (Object[]) locals.invoke(frame);
            var values = new @Nullable Object[raw.length];
            for (int i = 0; i < raw.length; i++) {
                values[i] = primitive.isInstance(raw[i]) ? new Bits((long) bits.invoke(raw[i])) : raw[i];
            }
            return new Slots(values, mode.getInt(frame) == COMPILED);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Logger.Level.DEBUG, "the variables of a frame cannot be read", e);
            return null;
        }
    }

    private static Optional<LiveFrames> open() {
        try {
            var type = Class.forName("java.lang.LiveStackFrame");
            var make = type.getDeclaredMethod("getStackWalker", Set.class);
            make.setAccessible(true);
            var locals = type.getDeclaredMethod("getLocals");
            locals.setAccessible(true);
            var mode = Class.forName("java.lang.LiveStackFrameInfo").getDeclaredField("mode");
            mode.setAccessible(true);
            var primitive = Class.forName("java.lang.LiveStackFrame$PrimitiveSlot");
            // On a JVM of 32 bits slots have no such value, and none can be read.
            var bits = primitive.getDeclaredMethod("longValue");
            bits.setAccessible(true);
            var walker = (StackWalker) make.invoke(null, OPTIONS);
            return Optional.of(new LiveFrames(walker, locals, mode, primitive, bits));
        } catch (ReflectiveOperationException | RuntimeException e) {
            // That is the ordinary case: the JVM was not asked to open java.lang.
            return Optional.empty();
        }
    }
}
