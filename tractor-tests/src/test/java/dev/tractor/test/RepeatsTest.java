package dev.tractor.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.Nursery;
import dev.tractor.Tractor;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.Event;

/** How often and how long a test runs. */
class RepeatsTest {

    @Test
    void repeatsShowTheirNumber() {
        assertEquals(List.of("run 1 of 3", "run 2 of 3", "run 3 of 3"), names(Three.class, Map.of()));
    }

    static class Three {
        @TractorTest(repeats = 3)
        void test() {}
    }

    @Test
    void aTestThatRunsOnceIsShownByItsName() {
        assertEquals(List.of("test()"), names(Once.class, Map.of()));
    }

    static class Once {
        @TractorTest
        void test() {}
    }

    @Test
    void theConfiguredRepeatsMultiplyThoseOfTheTest() {
        assertEquals(6, names(Three.class, Map.of(Settings.REPEATS, "2")).size());
    }

    private static List<String> names(Class<?> planted, Map<String, String> configuration) {
        return Planted.run(planted, configuration).testEvents().succeeded().stream()
                .map(Event::getTestDescriptor)
                .map(test -> test.getDisplayName())
                .toList();
    }

    @Test
    void testsRunInParallel() {
        var parallel = Map.of(
                "junit.jupiter.execution.parallel.enabled", "true",
                "junit.jupiter.execution.parallel.mode.default", "concurrent",
                "junit.jupiter.execution.parallel.config.strategy", "fixed",
                "junit.jupiter.execution.parallel.config.fixed.parallelism", "4");
        assertEquals(40, names(Parallel.class, parallel).size());
    }

    static class Parallel {
        @TractorTest(repeats = 40)
        void test(Nursery n, TestRoot root, ScriptedConsole console) throws InterruptedException {
            var task = n.fork(() -> Tractor.breakpoint());
            var session = console.next();
            assertEquals(2, root.tree().children().size() + console.queue().size());
            session.resume();
            task.join();
        }
    }

    @Test
    void theConfiguredTimeLimitGoesBeforeThatOfTheTest() {
        assertEquals(Duration.ofSeconds(30), settings("", Map.of()).timeout());
        assertEquals(Duration.ofMillis(20), settings("20 ms", Map.of()).timeout());
        assertEquals(Duration.ofMinutes(2), settings("2m", Map.of()).timeout());
        assertEquals(
                Duration.ofSeconds(7),
                settings("2m", Map.of(Settings.TIMEOUT, "7")).timeout());
        assertEquals(
                Duration.ZERO, settings("2m", Map.of(Settings.TIMEOUT, "0")).timeout());
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        refused(
                "@TractorTest(timeout = \"soon\") is no duration; give a positive number and one of ms, s and m, such as"
                        + " \"10s\"",
                "soon",
                Map.of());
        refused("-Dtractor.test.timeout=-1 is refused; give a whole number from 0", "", Map.of(Settings.TIMEOUT, "-1"));
        refused(
                "-Dtractor.test.repeats=many is refused; give a whole number from 1",
                "",
                Map.of(Settings.REPEATS, "many"));
    }

    private static void refused(String message, String timeout, Map<String, String> configuration) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> settings(timeout, configuration));
        assertEquals(message, refusal.getMessage());
    }

    @Test
    void aTestThatWouldRunNeverIsRefused() {
        var results = Planted.run(Never.class);
        var failed = results.containerEvents().failed().list();
        assertEquals(1, failed.size());
        assertTrue(failed.toString().contains("@TractorTest(repeats = 0) would run the test never; give 1 or more"));
    }

    static class Never {
        @TractorTest(repeats = 0)
        void test() {}
    }

    private static Settings settings(String timeout, Map<String, String> configuration) {
        return Settings.of(withTimeout(timeout), key -> Optional.ofNullable(configuration.get(key)));
    }

    /** An annotation with nothing but a time limit. */
    private static TractorTest withTimeout(String timeout) {
        try {
            var plain = Once.class.getDeclaredMethod("test").getAnnotation(TractorTest.class);
            return (TractorTest) Proxy.newProxyInstance(
                    TractorTest.class.getClassLoader(),
                    new Class<?>[] {TractorTest.class},
                    (proxy, method, arguments) -> method.getName().equals("timeout") ? timeout : method.invoke(plain));
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }
}
