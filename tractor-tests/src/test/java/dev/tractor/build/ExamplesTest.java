package dev.tractor.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example runs to its end in a JVM of its own, without a terminal. */
class ExamplesTest {
    private static final Path SOURCES =
            Path.of("..", "tractor-examples", "src", "main", "java", "dev", "tractor", "examples");

    @TempDir
    Path scratch;

    static Stream<String> examples() throws IOException {
        try (var files = Files.list(SOURCES)) {
            return files
                    .filter(file -> contains(file, "void main("))
                    .map(file -> file.getFileName().toString().replace(".java", ""))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file).contains(text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    @Scenario("S22")
    void anExampleEndsByItselfWhenNobodyTypes(String example) throws Exception {
        run(example, "");
    }

    @Test
    void theDemoTellsItsStoryInOrder() throws Exception {
        var output = run("Demo", "");
        assertInOrder(
                output,
                "breakpoint in /alice",
                "1 waits for the terminal: /bob (crash)",
                "/alice continued; next: /bob (crash)",
                "crash in /bob",
                "order 66 has no address",
                "/bob continued, the error leaves the task; next: /alice",
                "breakpoint in /alice",
                "/alice continued",
                "alice leaves:",
                "carol leaves:",
                "display leaves:",
                "crash in /, task main",
                "The program catches:",
                "raised in /bob, passed through [/bob]: java.lang.IllegalStateException: order 66 has no address");
    }

    @Test
    void theDemoTakesCommandsFromAPipe() throws Exception {
        var output = run("Demo", "where\ncontinue\nnonsense\nquit\ntree\nquit\n");
        assertInOrder(
                output,
                "(tractor /alice) where",
                "Demo$Alice.work",
                "crash in /bob",
                "nonsense",
                "The program catches:");
    }

    @Test
    void theWorkerPoolHasAnOutcomeForEveryJobAndLeavesNothingOpen() throws Exception {
        assertInOrder(
                run("WorkerPool", ""),
                "without state: [7, 4, 8, 3, 5]",
                "a worker is replaced: ",
                "connection lost",
                "every job has an outcome: [ONE, TWO, unreadable failed, THREE, deadly failed, FOUR, FIVE]",
                "open connections: 0",
                "done = false, open connections: 0");
    }

    private static void assertInOrder(String text, String... parts) {
        int from = 0;
        for (var part : parts) {
            int at = text.indexOf(part, from);
            assertTrue(at >= 0, () -> "expected next: \"" + part + "\" in\n" + text);
            from = at + part.length();
        }
    }

    private String run(String example, String input) throws Exception {
        var in = Files.writeString(scratch.resolve("in"), input);
        var out = scratch.resolve("out");
        var process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dtractor.launcher=true",
                        "-Dtractor.console=stdin",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.tractor.examples." + example))
                .redirectInput(in.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), () -> example + " does not end:\n" + read(out));
            assertEquals(0, process.exitValue(), () -> read(out));
        } finally {
            process.destroyForcibly();
        }
        return read(out);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
