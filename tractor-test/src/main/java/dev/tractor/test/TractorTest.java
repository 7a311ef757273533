package dev.tractor.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that runs in a tree of its own.
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
 * {@link dev.tractor.Nursery}, {@link TestRoot}, and {@link ScriptedConsole} or {@link ScriptedTerminal}. They run on JUnit's own thread as the code of
 * the root, in the block of the nursery. In a class whose {@code @BeforeEach} has such parameters every test is a
 * {@code @TractorTest}.
 *
 * <p><b>End.</b> After the last of these methods what still runs in the nursery is cancelled and waited for, services and
 * tasks alike. The test fails with the failures of children that it was not told of. When the test itself has failed, that
 * failure comes first and these are suppressed.
 *
 * <p><b>Leaks.</b> Then nothing may be left in the root: no nursery, task, actor, timer, request for the terminal, or
 * thread. What is left fails the test, a line each.
 *
 * <p><b>Time limit.</b> A test that has not ended when its time is up fails with a {@link
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

    /**
     * {@return how long the test may take, in real time: a number and one of {@code ms}, {@code s}, {@code m}, such as
     * {@code "10s"}; empty for 30 seconds} {@code -Dtractor.test.timeout=<seconds>} goes before it; 0 there means no limit.
     */
    String timeout() default "";

    /** {@return how often the test runs} {@code -Dtractor.test.repeats=<times>} multiplies it. */
    int repeats() default 1;

    /**
     * {@return whether failing tasks and actors open the crash console} Needs a {@link ScriptedConsole} or {@link
     * ScriptedTerminal} parameter, because a test never touches a real terminal. A failure of the test method itself does not open it.
     */
    boolean debug() default false;
}
