package dev.tractor.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that runs in a tree of its own, on a simulated machine, under many schedules.
 *
 * <p>{@snippet :
 * @TractorTest
 * void aCounterCounts(Nursery n) throws InterruptedException {
 *     var counter = n.start("counter", Counter::new);
 *     int total = counter.ask(c -> c.add(3));
 *     assertEquals(3, total);
 * }
 * }
 *
 * <p>The test method, and the {@code @BeforeEach} and {@code @AfterEach} methods around it, may have parameters of the types
 * {@link dev.tractor.Nursery}, {@link TestRoot}, {@link ScriptedConsole} or {@link ScriptedTerminal}, {@link Simulation},
 * {@link Faults}, {@link Probe}, {@link Sequencer} and {@link LogCapture}. They run as the code of the root, in the block of
 * the nursery. In a class whose {@code @BeforeEach} has such parameters every test is a
 * {@code @TractorTest}.
 *
 * <p><b>Simulation.</b> The whole test runs {@link #schedules} times, each time with a new instance of its class, and each
 * time its virtual threads take turns in another order. The first run that fails is run again, shortened, and reported with
 * a line that replays it. Time is virtual. What has to be told to the JVM for that, and what cannot be simulated, is in the
 * guide; without it the test runs once on real threads, after a line on standard error that says so. Of other JUnit
 * extensions those that resolve parameters are asked for each run, all others once for the test.
 *
 * <p><b>End.</b> After the last of these methods what still runs in the nursery is cancelled and waited for, services and
 * tasks alike. The test fails with the failures of children that it was not told of. When the test itself has failed, that
 * failure comes first and these are suppressed.
 *
 * <p><b>Leaks.</b> Then nothing may be left in the root: no nursery, task, actor, timer, request for the terminal, watch of
 * the registry, or thread; nor an interrupt of the test's own thread. What is left fails the test, a line each.
 *
 * <p><b>Time limit.</b> A run that has not ended when its time is up fails with a {@link
 * java.util.concurrent.TimeoutException} that shows the tree and the stacks of its threads. The root is cancelled at once.
 * When that does not end the test, its threads are interrupted every second, shields or not, and a line on standard error
 * says so. A test that ignores all of that never ends: JUnit's thread is in it, and only the end of the JVM ends it.
 *
 * <p><b>Order.</b> Tests share nothing and may run in parallel.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(TractorExtension.class)
public @interface TractorTest {

    /** What a test runs on. */
    enum Mode {
        /** A simulated machine: one thread at a time, in an order that a seed decides, in virtual time. */
        SIMULATED,
        /** Real threads and real time, once, on JUnit's own thread. For tests that need threads from outside. */
        REAL
    }

    /** How the schedules of a test are chosen. */
    enum Strategy {
        /** First come, first served; then random ones and those by priorities in turn. */
        MIXED,
        /** First come, first served. */
        FIFO,
        /** Every choice as likely as the other. */
        RANDOM,
        /** By random priorities that change at a few moments: finds bugs that need few switches, but the right ones. */
        PCT
    }

    /**
     * {@return how long a run may take, in real time: a number and one of {@code ms}, {@code s}, {@code m}, such as
     * {@code "10s"}; empty for 30 seconds} {@code -Dtractor.test.timeout=<seconds>} goes before it; 0 there means no limit.
     */
    String timeout() default "";

    /** {@return what the test runs on} {@code -Dtractor.test.mode=real} goes before it. */
    Mode mode() default Mode.SIMULATED;

    /**
     * {@return under how many schedules it runs; 0 for 100} {@code -Dtractor.test.schedules=<number>} goes before it, unless
     * it is 1: then every schedule is as good as the other.
     */
    int schedules() default 0;

    /** {@return how the schedules are chosen} */
    Strategy strategy() default Strategy.MIXED;

    /**
     * {@return where the schedules come from; 0 for the name of the test, so each build runs the same} {@code
     * -Dtractor.test.seed=<hexadecimal>} goes before it; {@code random} there tries others in each build.
     */
    long seed() default 0;

    /** {@return how many steps a run may take before it counts as an endless loop} */
    int steps() default 1_000_000;

    /**
     * {@return whether the test also runs once for each of its checkpoints, and is cancelled there} The test method, and
     * what it has started, may then end with an answer to that. What it has promised must hold all the same: nothing left
     * behind, and what {@link Simulation#always} says.
     */
    boolean cancelEverywhere() default false;

    /**
     * {@return whether the test also runs once for each of its checkpoints, and the thread there is interrupted, as by
     * foreign code} The test method may then fail with what came of that, as {@link #cancelEverywhere} says.
     */
    boolean interruptEverywhere() default false;

    /**
     * {@return whether messages and replies are copied on their way, where they can be} What actors share by mistake is then
     * two things, and the test sees that.
     */
    boolean copyMessages() default false;

    /** {@return the one run to be made, as a report names it; empty for all} {@code -Dtractor.test.replay} goes before it. */
    String replay() default "";

    /** {@return how often the test runs on real threads} {@code -Dtractor.test.repeats=<times>} multiplies it. */
    int repeats() default 1;

    /**
     * {@return whether failing tasks and actors open the crash console} Needs a {@link ScriptedConsole} or {@link
     * ScriptedTerminal} parameter, because a test never touches a real terminal. A failure of the test method itself does not open it.
     */
    boolean debug() default false;
}
