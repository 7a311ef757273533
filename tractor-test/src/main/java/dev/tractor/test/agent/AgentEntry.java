package dev.tractor.test.agent;

import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/**
 * Where the JVM starts the agent. It looks for this class on the class path and wants it open to everybody, so it goes
 * into the agent's jar under another name, in a package that no module has.
 */
public final class AgentEntry {

    /** Its name in the agent's jar. */
    static final String RUNTIME_NAME = "dev.tractor.boot.AgentEntry";

    private static @Nullable Instrumentation instrumentation;

    private AgentEntry() {}

    /**
     * Called by the JVM when it has loaded the agent.
     *
     * @param arguments none
     * @param given what can change classes
     */
    public static synchronized void agentmain(String arguments, Instrumentation given) {
        instrumentation = given;
    }

    /**
     * Hands over what {@link #agentmain} was given.
     *
     * @return null when no agent was loaded since the last call
     */
    public static synchronized @Nullable Instrumentation take() {
        var taken = instrumentation;
        instrumentation = null;
        return taken;
    }
}
