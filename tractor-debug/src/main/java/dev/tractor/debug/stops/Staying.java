package dev.tractor.debug.stops;

import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Keeps the frames of a virtual thread on its stack while it waits at a prompt, where {@link Frozen} frames could not be taken
 * back: it keeps its carrier meanwhile, as a thread that the debugger has stopped does, and there is one more for the others.
 */
final class Staying {
    /**
     * @param pin has the calling thread keep its carrier
     * @param unpin has it give that up again
     */
    private record Ways(Method pin, Method unpin) {}

    /** Empty where there are none. */
    private static final Optional<Ways> WAYS = ways();

    private Staying() {}

    /** Initialises this class, so that no thread that is to stay has to wait for that. */
    static void prepare() {}

    private static Optional<Ways> ways() {
        try {
            Attaching.open("jdk.internal.vm");
            var continuation = Class.forName("jdk.internal.vm.Continuation");
            return Optional.of(new Ways(continuation.getMethod("pin"), continuation.getMethod("unpin")));
        } catch (ReflectiveOperationException | RuntimeException e) {
            Log.STOPS.log(Level.DEBUG, "what waits at a prompt cannot be kept on its thread", e);
            return Optional.empty();
        }
    }

    /** {@return what the supplier does, on the calling thread} */
    static <T> T during(Supplier<T> work) {
        var known = Thread.currentThread().isVirtual() ? WAYS.orElse(null) : null;
        if (known == null) {
            return work.get();
        }
        call(known.pin); // first, for to lend one may have to wait, too
        boolean kept = Carriers.lend();
        if (!kept) {
            call(known.unpin); // there are too many of them already, and the others have to go on
        }
        try {
            return work.get();
        } finally {
            if (kept) {
                Carriers.takeBack();
                call(known.unpin);
            }
        }
    }

    private static void call(Method method) {
        try {
            method.invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a thread cannot be kept on its carrier", e);
        }
    }
}
