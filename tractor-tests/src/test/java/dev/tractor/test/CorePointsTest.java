package dev.tractor.test;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;

/**
 * Tests of turns with core's own code stopped between its steps, in a JVM of their own: there threads contend for core's
 * locks, as they do on a busy machine, and otherwise never on a simulated one.
 */
@Tag("slow")
class CorePointsTest {
    private static final String POINTS = "-D" + Settings.POINTS + "=dev.tractor.Mailbox,dev.tractor.Ticket";
    private static final String SCHEDULES = "100";

    /** What such a JVM does: prints how the tests end. */
    public static void main(String[] arguments) throws ClassNotFoundException {
        for (var name : arguments) {
            var tests = Planted.simulate(Class.forName(name), Map.of(Settings.SCHEDULES, SCHEDULES))
                    .testEvents();
            tests.failed().stream()
                    .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                    .map(result -> result.getThrowable().orElseThrow().getMessage())
                    .forEach(System.out::println);
            System.out.println(name + ": " + (tests.succeeded().count() > 0 ? "some" : "none") + " passed");
        }
    }

    /** A grant of the turn that comes while the dialog parks at the mailbox's lock was slept through once. */
    @Test
    void everyGrantOfTheTurnIsNoticed() throws Exception {
        var tests = "dev.tractor.TurnsOfDialogsTest";
        var output = KitJvm.output(KitJvm.start(CorePointsTest.class, List.of(POINTS), tests));
        assertEquals(tests + ": some passed", output);
    }
}
