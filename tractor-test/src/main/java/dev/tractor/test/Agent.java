package dev.tractor.test;

import dev.tractor.test.agent.Accesses;
import dev.tractor.test.agent.Hooks;
import dev.tractor.test.agent.TimeAgent;
import dev.tractor.test.sim.Machine;
import java.lang.reflect.InaccessibleObjectException;
import java.util.List;

/**
 * What this JVM allows: a simulation at all, and virtual time in the JDK itself. Found out at first use; what is missing is
 * told once.
 */
final class Agent {
    /** What the JVM of the tests has to be told. */
    static final String FLAGS = TimeAgent.FLAGS;

    /** Where they go. */
    private static final String PLACE =
            ", as the <argLine> of maven-surefire-plugin, the jvmArgs of a Gradle test task, or the VM options in an IDE";

    /** Why the JDK's time stays real; empty when it does not. Before the other, because the agent opens java.lang. */
    private static final String REAL_TIME =
            TimeAgent.install(new Virtual()).map(why -> why + PLACE).orElse("");

    /** Why no thread can be simulated; empty when they can. */
    private static final String REAL_THREADS = realThreads();

    static {
        var prefixes = System.getProperty(Settings.POINTS, "");
        if (!prefixes.isBlank()) {
            if (ready()) {
                TimeAgent.addPoints(List.of(prefixes.strip().split("\\s*,\\s*")), Accesses.VOLATILE);
            } else {
                System.err.println("-D" + Settings.POINTS + " has no effect because " + REAL_TIME);
            }
        }
        if (!canSimulate()) {
            System.err.println("@TractorTest runs each test once, on real threads, because " + REAL_THREADS);
        }
    }

    private Agent() {}

    private static String realThreads() {
        var obstacle = Machine.obstacle();
        if (obstacle == null) {
            return "";
        }
        return obstacle instanceof InaccessibleObjectException && !ready()
                ? REAL_TIME
                : "the simulation, which is made for JDK 25, does not work on this one, " + Runtime.version() + " ("
                        + obstacle + "); run the tests on a JDK 25, or with -D" + Settings.MODE + "=real";
    }

    /** Whether tests can be simulated. */
    static boolean canSimulate() {
        return REAL_THREADS.isEmpty();
    }

    /** Whether the JDK's time is virtual on simulated threads. */
    static boolean ready() {
        return REAL_TIME.isEmpty();
    }

    /** What the line that replays a run must have besides: points are decisions. Empty, or begins with a space. */
    static String points() {
        var prefixes = System.getProperty(Settings.POINTS, "").strip();
        return prefixes.isEmpty() || !ready() ? "" : " -D" + Settings.POINTS + "=" + Texts.shell(prefixes);
    }

    /** Why timed waits of the JDK take real time, when they do. */
    static String hint() {
        return "Timed waits of the JDK take real time because " + REAL_TIME;
    }

    static String whyReal() {
        return canSimulate()
                ? "It asks for real threads itself, or -D" + Settings.MODE + "=real does."
                : "That is because " + REAL_THREADS;
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
