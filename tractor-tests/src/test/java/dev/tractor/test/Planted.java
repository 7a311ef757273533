package dev.tractor.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Map;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/**
 * Runs planted tests, most of which must fail. They are nested classes, which Surefire does not run by itself.
 */
final class Planted {
    private Planted() {}

    static EngineExecutionResults run(Class<?> planted) {
        return run(planted, Map.of());
    }

    /** Runs the tests of a class as JUnit would, on real threads and once each unless {@code configuration} says more. */
    static EngineExecutionResults run(Class<?> planted, Map<String, String> configuration) {
        return execute(planted, configuration, "real");
    }

    /** Runs the tests of a class on simulated machines. */
    static EngineExecutionResults simulate(Class<?> planted, Map<String, String> configuration) {
        return execute(planted, configuration, "simulated");
    }

    private static EngineExecutionResults execute(Class<?> planted, Map<String, String> configuration, String mode) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(planted))
                .configurationParameter(Settings.MODE, mode)
                .configurationParameters(configuration)
                .execute();
    }

    /** Runs a class with one test, which must fail. @return the failure */
    static Throwable failureOf(Class<?> planted) {
        return failureIn(run(planted), planted);
    }

    /** Simulates a class with one test, which must fail. @return the failure */
    static Throwable simulatedFailureOf(Class<?> planted, Map<String, String> configuration) {
        return failureIn(simulate(planted, configuration), planted);
    }

    private static Throwable failureIn(EngineExecutionResults results, Class<?> planted) {
        var failed = results.testEvents().failed().list();
        assertEquals(1, failed.size(), () -> "failed tests in " + planted);
        return failed.getFirst()
                .getPayload(TestExecutionResult.class)
                .flatMap(TestExecutionResult::getThrowable)
                .orElseThrow();
    }

    /** Runs a class whose tests must pass. @return how many there were */
    static long passesOf(Class<?> planted) {
        var results = run(planted);
        results.allEvents().failed().assertThatEvents().isEmpty();
        return results.testEvents().succeeded().count();
    }
}
