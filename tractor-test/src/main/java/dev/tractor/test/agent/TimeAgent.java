package dev.tractor.test.agent;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites the classes of the running JVM, so that simulated threads live in virtual time.
 *
 * <p>Simulated are the threads that the {@link Hooks} say are. For them, the JDK's timed waits and user code read the
 * time of the hooks; for all others nothing changes. The package {@code java.lang} is opened to the test kit as well.
 *
 * <p>Real for everybody stay the common pool's delayed tasks, among them the timeouts of {@code CompletableFuture},
 * {@code java.util.Timer}, and what waits for processes or sockets.
 *
 * <p><b>Memory visibility.</b> What a thread did before it installed hooks happens before each call of them.
 */
public final class TimeAgent {

    /** What a JVM has to be started with. */
    public static final String FLAGS = "-XX:+EnableDynamicAgentLoading -Djdk.attach.allowAttachSelf=true";

    // Guarded by the class.
    private static @Nullable Instrumentation instrumentation;
    private static @Nullable String refusal; // why the JVM cannot be changed, once that is known
    private static @Nullable Hooks hooks;

    private TimeAgent() {}

    /**
     * Makes time virtual for the threads that these hooks know. The first call rewrites what is loaded, which takes a
     * part of a second; when there are hooks already, they stay.
     *
     * @param newHooks what tells simulated threads and their time
     * @return nothing when there are hooks now, otherwise one sentence that says why not and what to do
     */
    public static synchronized Optional<String> install(Hooks newHooks) {
        if (instrumentation == null && refusal == null) {
            refusal = attach();
        }
        if (refusal != null) {
            return Optional.of(refusal);
        }
        if (hooks == null) {
            exchange(newHooks);
        }
        return Optional.empty();
    }

    /**
     * Whether hooks are installed.
     *
     * @return true from the first {@link #install} on that returned nothing
     */
    public static synchronized boolean installed() {
        return hooks != null;
    }

    /** Puts other hooks, or none, in the place of those installed. @return those that were */
    static synchronized @Nullable Hooks exchange(@Nullable Hooks newHooks) {
        var old = hooks;
        try {
            if (newHooks == null) {
                SelfAttach.gate().getMethod("close").invoke(null);
            } else {
                SelfAttach.gate()
                        .getMethod(
                                "open",
                                BooleanSupplier.class,
                                LongSupplier.class,
                                LongSupplier.class,
                                Runnable.class,
                                Runnable.class)
                        .invoke(
                                null,
                                (BooleanSupplier) newHooks::simulated,
                                (LongSupplier) newHooks::nanoTime,
                                (LongSupplier) newHooks::epochNanos,
                                (Runnable) newHooks::spin,
                                (Runnable) newHooks::point);
            }
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the gate on the boot class path is not this version's", e);
        }
        hooks = newHooks;
        return old;
    }

    /** Loads the agent and rewrites what is loaded. @return null, or why that cannot be */
    private static @Nullable String attach() {
        if (ModuleLayer.boot().findModule("jdk.attach").isEmpty()) {
            return "The time of the JDK stays real because this Java has no module jdk.attach; run the tests on a JDK"
                    + " with --add-modules jdk.attach " + FLAGS;
        }
        try {
            var given = SelfAttach.attach();
            given.redefineModule(
                    Object.class.getModule(),
                    Set.of(),
                    Map.of(),
                    Map.of("java.lang", Set.of(TimeAgent.class.getModule())),
                    Set.of(),
                    Map.of());
            rewrite(given);
            instrumentation = given;
            return null;
        } catch (Exception | LinkageError e) {
            return "The time of the JDK stays real because this JVM cannot be instrumented (" + e
                    + "); start it with " + FLAGS;
        }
    }

    private static void rewrite(Instrumentation given) throws IOException, UnmodifiableClassException {
        var rewriter = new Rewriter();
        try (var clock = Object.class.getResourceAsStream("/java/time/Clock.class")) {
            rewriter.warmUp(Objects.requireNonNull(clock, "java.time.Clock").readAllBytes());
        }
        given.addTransformer(rewriter, true);
        given.retransformClasses(Arrays.stream(given.getAllLoadedClasses())
                .filter(loaded -> given.isModifiableClass(loaded) && rewriter.concerns(loaded))
                .toArray(Class<?>[]::new));
        var failure = rewriter.failure();
        if (failure != null) {
            throw new IllegalStateException("a class of the JDK could not be rewritten", failure);
        }
    }
}
