package dev.tractor.test.agent;

import java.lang.instrument.Instrumentation;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
    private static @Nullable BootGate gate;
    private static @Nullable Instrumentation given;
    private static @Nullable Rewriter rewriter;
    private static @Nullable String refusal; // why there are not these two, once that is known
    private static @Nullable Hooks hooks;

    private TimeAgent() {}

    /**
     * Makes time virtual for the threads that these hooks know. The first call rewrites what is loaded, which takes a
     * part of a second; when there are hooks already, they stay.
     *
     * @param newHooks what tells simulated threads and their time
     * @return nothing when there are hooks now, otherwise why not and what to do, as goes on after "because"
     */
    public static synchronized Optional<String> install(Hooks newHooks) {
        if (rewriter == null && refusal == null) {
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

    /**
     * Inserts preemption points, calls of {@link Hooks#point}, into classes loaded and to come: before accesses to
     * fields, calls of {@code java.util.concurrent} and {@code VarHandle}s, the sending and reading of interrupts, and
     * around synchronized blocks. Calls count by the type that the code names; those of a {@code Map} and its like by what
     * it is at that moment. Method references count as calls, except those that can be serialised.
     *
     * @param prefixes how the names of the classes begin, such as {@code "com.acme."}
     * @param accesses which accesses to fields are points
     * @throws IllegalStateException when {@link #install} has not succeeded
     */
    public static synchronized void addPoints(Collection<String> prefixes, Accesses accesses) {
        if (rewriter == null) {
            throw new IllegalStateException(
                    "there is nothing to insert points with; call install before, and look at" + " what it returns");
        }
        rewriter.addPoints(prefixes, accesses);
    }

    /**
     * Lets the test kit use packages of another module; does nothing when no agent could be loaded.
     *
     * @param from the module
     * @param packages what it is to export
     */
    public static synchronized void export(Module from, Set<String> packages) {
        if (given != null) {
            var kit = Set.of(TimeAgent.class.getModule());
            given.redefineModule(
                    from,
                    Set.of(),
                    packages.stream().collect(Collectors.toMap(name -> name, _ -> kit)),
                    Map.of(),
                    Set.of(),
                    Map.of());
        }
    }

    /** Puts other hooks, or none, in the place of those installed. @return those that were */
    static synchronized @Nullable Hooks exchange(@Nullable Hooks newHooks) {
        var old = hooks;
        if (gate == null) {
            throw new IllegalStateException("there is no gate before install");
        }
        gate.open(newHooks);
        hooks = newHooks;
        return old;
    }

    /** Loads the agent and rewrites what is loaded. @return null, or why that cannot be */
    private static @Nullable String attach() {
        if (ModuleLayer.boot().findModule("jdk.attach").isEmpty()) {
            return "this Java runs without the module jdk.attach; run the tests on a JDK, with --add-modules jdk.attach "
                    + FLAGS;
        }
        try {
            var instrumentation = SelfAttach.attach();
            gate = BootGate.define(instrumentation);
            given = instrumentation;
            var starting = new Rewriter(instrumentation);
            starting.start();
            rewriter = starting;
            return null;
        } catch (Exception | LinkageError e) {
            return "this JVM lets nobody change its classes (" + e + "); start it with " + FLAGS;
        }
    }
}
