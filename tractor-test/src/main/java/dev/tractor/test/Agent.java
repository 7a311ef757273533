package dev.tractor.test;

import dev.tractor.test.agent.Hooks;
import dev.tractor.test.agent.TimeAgent;
import dev.tractor.test.sim.Machine;

/**
 * What this JVM allows: a simulation at all, and virtual time in the JDK itself. Found out at first use; what is missing is
 * told once.
 */
final class Agent {
    /** What the JVM of the tests has to be told. */
    static final String FLAGS = TimeAgent.FLAGS;

    private static final String SUREFIRE = "<argLine>" + FLAGS + "</argLine>";
    private static final String OPENS = "--add-opens java.base/java.lang=ALL-UNNAMED";

    /** Why the JDK's time stays real; empty when it does not. Before the other, because the agent opens java.lang. */
    private static final String REAL_TIME = TimeAgent.install(new Virtual()).orElse("");

    private static final boolean CAN_SIMULATE = Machine.obstacle() == null;

    static {
        if (!CAN_SIMULATE) {
            System.err.println("@TractorTest runs on real threads, each test once. " + hint());
        }
    }

    private Agent() {}

    /** Whether tests can be simulated. */
    static boolean canSimulate() {
        return CAN_SIMULATE;
    }

    /** Whether the JDK's time is virtual on simulated threads. */
    static boolean ready() {
        return REAL_TIME.isEmpty();
    }

    /** What to do so that all is simulated. */
    static String hint() {
        return "For simulated threads and virtual time add to the configuration of maven-surefire-plugin: " + SUREFIRE
                + " (without virtual time in the JDK itself, " + OPENS + " is enough)"
                + (ready() ? "" : ". " + REAL_TIME);
    }

    static String whyReal() {
        return canSimulate() ? "It asks for real threads itself, or -D" + Settings.MODE + "=real does." : hint();
    }

    /** The machine of the calling thread, as rewritten code sees it. */
    private static final class Virtual implements Hooks {

        @Override
        public boolean simulated() {
            return Machine.current() != null;
        }

        @Override
        public long nanoTime() {
            var machine = Machine.current();
            return machine == null ? System.nanoTime() : machine.readClock();
        }

        @Override
        public long epochNanos() {
            return Simulation.EPOCH_NANOS + nanoTime();
        }

        @Override
        public void spin() {
            Thread.yield();
        }

        @Override
        public void point() {
            var machine = Machine.current();
            if (machine != null) {
                machine.point();
            }
        }
    }
}
