package dev.tractor.bench;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import com.sun.management.OperatingSystemMXBean;
import dev.tractor.Nursery;
import dev.tractor.test.TractorTest;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

/**
 * How many schedules a second a {@link TractorTest} goes through; an operation is a schedule. JUnit runs the tests as it
 * runs those of a user, so a schedule costs what it costs there: a root, a nursery, the simulated machine, the look at
 * what was left behind.
 *
 * <p>At its end each fork prints how many steps a schedule had on average, and how much processor time it took, which a
 * busy machine changes less than the time on the clock.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 2,
        jvmArgsAppend = {"-XX:+EnableDynamicAgentLoading", "-Djdk.attach.allowAttachSelf=true"})
public class SimulatedSchedules {
    private static final int SCHEDULES = 1_000;
    private static final int FEWEST_STEPS = 190;
    private static final int MOST_STEPS = 210;

    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private int seed;

    /** Since the end of the warm-up. */
    private long processorNanos;

    /** Made by JMH. */
    public SimulatedSchedules() {}

    /** Actors and tasks that ask and tell each other, in 200 steps. */
    @Benchmark
    @OperationsPerInvocation(SCHEDULES)
    public void twoHundredSteps() {
        explore("orders", Nursery.class);
    }

    /** A test that does nothing: what a schedule costs apart from its steps. */
    @Benchmark
    @OperationsPerInvocation(SCHEDULES)
    public void emptyTest() {
        explore("nothing");
    }

    private void explore(String test, Class<?>... parameters) {
        seed++; // or it would be the same thousand schedules each time
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectMethod(SimulatedTests.class, test, parameters))
                .configurationParameter("tractor.test.schedules", String.valueOf(SCHEDULES))
                .configurationParameter("tractor.test.seed", Integer.toHexString(seed))
                .build();
        var listener = new SummaryGeneratingListener();
        long before = PROCESS.getProcessCpuTime();
        LauncherFactory.create().execute(request, listener);
        processorNanos += PROCESS.getProcessCpuTime() - before;
        if (listener.getSummary().getTestsSucceededCount() != 1) {
            listener.getSummary().printFailuresTo(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
            throw new IllegalStateException("the test \"" + test + "\" has not passed");
        }
    }

    /**
     * Forgets what was counted in the warm-up.
     *
     * @param iteration the one that has ended
     */
    @TearDown(Level.Iteration)
    public void forgetWarmUp(IterationParams iteration) {
        if (iteration.getType() == IterationType.WARMUP) {
            processorNanos = 0;
            SimulatedTests.Ran.reset();
        }
    }

    /**
     * Prints what was counted.
     *
     * @param benchmark which one has ended
     */
    @TearDown(Level.Trial)
    public void report(BenchmarkParams benchmark) {
        var ran = SimulatedTests.Ran.all();
        double steps = (double) ran.steps() / ran.schedules();
        System.out.printf(
                "a schedule: %.1f steps, %.1f decisions, %.1f us of processor time%n",
                steps, (double) ran.decisions() / ran.schedules(), processorNanos / 1e3 / ran.schedules());
        if (benchmark.getBenchmark().endsWith(".twoHundredSteps") && (steps < FEWEST_STEPS || steps > MOST_STEPS)) {
            throw new IllegalStateException("a schedule should have about 200 steps; change the number of orders");
        }
    }
}
