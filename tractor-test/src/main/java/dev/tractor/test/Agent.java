package dev.tractor.test;

import dev.tractor.test.agent.Accesses;
import dev.tractor.test.agent.Hooks;
import dev.tractor.test.agent.TimeAgent;
import dev.tractor.test.sim.Machine;
import java.util.List;

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
        var prefixes = System.getProperty(Settings.POINTS, "");
        if (ready() && !prefixes.isBlank()) {
            TimeAgent.addPoints(List.of(prefixes.strip().split("\\s*,\\s*")), Accesses.VOLATILE);
        }
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

        /** Some of the JDK takes a time of 0 for none. */
        private static final long ORIGIN = 1_000_000_000;

        @Override
        public boolean simulated() {
            return Machine.current() != null;
        }

        @Override
        public long nanoTime() {
            var machine = Machine.current();
            return machine == null ? System.nanoTime() : ORIGIN + machine.readClock();
        }

        @Override
        public long epochNanos() {
            var machine = Machine.current();
            return Simulation.EPOCH_NANOS + (machine == null ? 0 : machine.readClock());
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
