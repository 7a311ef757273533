package dev.tractor.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.Nursery;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;

/** The property that names classes with points, in JVMs of their own: it is read once. */
@Tag("slow")
class PointsPropertyTest {
    private static final String POINTS =
            "-D" + Settings.POINTS + "=com.shop. , " + PointsPropertyTest.class.getName() + "$Race";

    private static final String PASSED = "passed";

    /** A lost update, between two accesses that are no call of tractor's. */
    static class Race {
        private final AtomicInteger count = new AtomicInteger();

        @TractorTest
        void test(Nursery n) throws InterruptedException {
            for (int i = 0; i < 2; i++) {
                n.fork(() -> count.set(count.get() + 1));
            }
            n.join();
            assertEquals(2, count.get());
        }
    }

    /** What such a JVM does: prints how {@link Race} ends. */
    public static void main(String[] arguments) {
        var replay = System.getProperty(Settings.REPLAY, ""); // EngineTestKit does not look there by itself
        var results = Planted.simulate(Race.class, Map.of(Settings.SCHEDULES, "200", Settings.REPLAY, replay));
        System.out.println(results.testEvents().failed().stream()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .map(result -> result.getThrowable().orElseThrow().getMessage())
                .findFirst()
                .orElse(PASSED));
    }

    @Test
    void aRaceBetweenAccessesIsFoundWhereTheClassIsNamedAndCanBeReplayed() throws IOException {
        var without = KitJvm.start(PointsPropertyTest.class, List.of());
        var with = KitJvm.start(PointsPropertyTest.class, List.of(POINTS));
        assertEquals(PASSED, KitJvm.output(without));
        var report = KitJvm.output(with);
        assertTrue(report.contains("expected: <2> but was: <1>"), report);

        var replay = Pattern.compile("-Dtractor\\.test\\.replay=\\S+").matcher(report);
        assertTrue(replay.find(), report);
        var again = KitJvm.output(KitJvm.start(PointsPropertyTest.class, List.of(POINTS, replay.group())));
        assertTrue(again.startsWith("run 1 of Race.test failed: expected: <2> but was: <1>"), again);
    }
}
