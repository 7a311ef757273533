package dev.tractor.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A seed gives the same run in every JVM. */
@Tag("slow")
class ReproducibilityTest {
    private static final int DISTINCT = 100;

    @Test
    void aThousandSeedsGiveTheSameTracesInTwoJvms(@TempDir Path directory) throws Exception {
        var one = directory.resolve("one");
        var other = directory.resolve("other");
        var processes = List.of(start(one, 0), start(other, 3));
        for (var process : processes) {
            assertEquals(0, process.waitFor());
        }
        var expected = Files.readAllLines(one);
        assertEquals(Traces.SEEDS * Traces.Scenario.values().length, expected.size());
        assertEquals(expected, Files.readAllLines(other));
        for (var scenario : Traces.Scenario.values()) {
            long distinct = expected.stream()
                    .filter(line -> line.startsWith(scenario + " "))
                    .map(line -> line.split(" ", 3)[2])
                    .distinct()
                    .count();
            assertTrue(distinct > DISTINCT, scenario + " has only " + distinct + " different traces");
        }
        assertTrue(expected.stream().allMatch(line -> line.split(" ")[4].equals("0")), "woken from outside");
        assertTrue(expected.stream().allMatch(line -> line.split(" ")[5].equals("null")), "failed");
    }

    private static Process start(Path out, int shift) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = Arrays.stream(Agent.FLAGS.split(" ")).collect(Collectors.toList());
        command.addFirst(java);
        command.addAll(List.of(
                "-XX:-PrintWarnings",
                "-cp",
                System.getProperty("java.class.path"),
                Traces.class.getName(),
                String.valueOf(shift)));
        return new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
