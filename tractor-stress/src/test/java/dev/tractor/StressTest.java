package dev.tractor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every stress test runs for a moment with each build. {@code ./tractor stress} is for more than that. */
class StressTest {
    private static final long LIMIT_SECONDS = 300;

    /** Where jcstress leaves its results. */
    private static final Path DIRECTORY = Path.of("target", "stress");

    @Test
    @Tag("stress")
    void noStressTestSeesWhatIsForbidden() throws Exception {
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "two threads that race need two processors");
        var output = jcstress(
                "-m", "sanity", // one run of each
                "-c", "2",
                "-time", "50", // ms
                "-strideSize", "100",
                "-strideCount", "10",
                // one way to place the threads, to compile, and to start the JVM, instead of all that there are
                "-af", "NONE",
                "-sc", "false",
                "-jvmArgs", "-Xmx256m");
        int tests = tests();
        assertTrue(tests > 0);
        assertTrue(
                output.contains(
                        "(Results: " + tests + " planned; " + tests + " passed, 0 failed, 0 soft errs, 0 hard errs)"),
                () -> "not all of " + tests + " tests have passed: " + output);
    }

    /** How many tests the annotation processor has found. */
    private static int tests() throws IOException {
        try (var list = StressTest.class.getResourceAsStream("/META-INF/TestList")) {
            return (int) new String(list.readAllBytes(), UTF_8).lines().count();
        }
    }

    private static String jcstress(String... options) throws Exception {
        Files.createDirectories(DIRECTORY);
        var command = new ArrayList<String>();
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "org.openjdk.jcstress.Main"));
        command.addAll(List.of(options));
        var output = DIRECTORY.resolve("output.txt");
        var process = new ProcessBuilder(command)
                .directory(DIRECTORY.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            process.getOutputStream().close();
            assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), () -> "it does not end: " + read(output));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        var printed = read(output);
        assertEquals(0, process.exitValue(), printed);
        return printed;
    }

    private static String read(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
