package dev.tractor.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher says and which JDK it picks. None of these calls gets as far as a build. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

    @TempDir
    Path directory;

    @Test
    void withoutAJdkItSaysWhereItLookedAndWhatToDo() throws Exception {
        fakeJdk("jdk-24", "24.0.2");

        Program.Result result = launcher(Map.of("TRACTOR_JDK_PATH", directory.toString()), "demo");

        assertEquals(3, result.status(), result.output());
        assertContains(result, "needs a JDK 25 or newer", directory.toString(), "set TRACTOR_JDK");
    }

    @Test
    void benchmarksAndStressTestsNeedTheJdkToo() throws Exception {
        fakeJdk("jdk-24", "24.0.2");

        for (String command : List.of("bench", "stress")) {
            Program.Result result = launcher(Map.of("TRACTOR_JDK_PATH", directory.toString()), command);

            assertEquals(3, result.status(), result.output());
            assertContains(result, "needs a JDK 25 or newer");
        }
    }

    @Test
    void picksTheFirstJdkThatIsNewEnough() throws Exception {
        fakeJdk("a-24", "24.0.2");
        Path wanted = fakeJdk("b-25", "25.0.1");
        fakeJdk("c-26", "26");

        Program.Result result = launcher(Map.of("TRACTOR_JDK_PATH", directory.toString()), "jdk");

        assertEquals(new Program.Result(0, wanted + "\n"), result);
    }

    @Test
    void searchesEveryDirectoryOfThePath() throws Exception {
        Path wanted = fakeJdk("with space/jdk", "25");

        String path = directory.resolve("nowhere") + ":" + directory.resolve("with space");
        Program.Result result = launcher(Map.of("TRACTOR_JDK_PATH", path), "jdk");

        assertEquals(new Program.Result(0, wanted + "\n"), result);
    }

    @Test
    void theJdkThatTheUserNamesComesFirst() throws Exception {
        fakeJdk("found/jdk", "25");
        Path named = fakeJdk("named", "27-ea");

        Program.Result result = launcher(
                Map.of(
                        "TRACTOR_JDK",
                        named.toString(),
                        "TRACTOR_JDK_PATH",
                        directory.resolve("found").toString()),
                "jdk");

        assertEquals(new Program.Result(0, named + "\n"), result);
    }

    @Test
    void anUnfitNamedJdkIsMentionedAndPassedOver() throws Exception {
        Path found = fakeJdk("found/jdk", "25");
        Path named = fakeJdk("named", "21.0.4");

        Program.Result result = launcher(
                Map.of(
                        "TRACTOR_JDK",
                        named.toString(),
                        "TRACTOR_JDK_PATH",
                        directory.resolve("found").toString()),
                "jdk");

        assertEquals(0, result.status(), result.output());
        assertContains(result, "TRACTOR_JDK=" + named + " is not", found.toString());
    }

    @Test
    void anUnknownCommandIsAUsageError() throws Exception {
        Program.Result result = launcher(Map.of(), "plough");

        assertEquals(2, result.status(), result.output());
        assertContains(result, "unknown command: plough", "usage: ./tractor");
    }

    @Test
    void anUnknownExampleIsAnsweredWithTheExamples() throws Exception {
        Program.Result result = launcher(Map.of(), "run", "NoSuchExample");

        assertEquals(2, result.status(), result.output());
        assertContains(result, "no example 'NoSuchExample'", "  Demo\n");
    }

    @Test
    void runWithoutANameIsAnsweredWithTheExamples() throws Exception {
        Program.Result result = launcher(Map.of(), "run");

        assertEquals(2, result.status(), result.output());
        assertContains(result, "  Demo\n");
    }

    @Test
    void aMissingSourceFileIsNamed() throws Exception {
        Program.Result result = launcher(Map.of(), "run", "missing.java");

        assertEquals(2, result.status(), result.output());
        assertContains(result, "there is no file missing.java");
    }

    @Test
    void helpGoesToStandardOutputThroughASymbolicLink() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link to tractor"), Repository.ROOT.resolve("tractor"));

        Program.Result result = Program.run(directory, Map.of(), List.of("bash", link.toString(), "help"));
        Files.delete(link);

        assertEquals(0, result.status(), result.output());
        assertContains(result, "usage: ./tractor", "  bench [", "  stress [options]");
    }

    /** Just enough of a JDK for the launcher to recognise one. */
    private Path fakeJdk(String name, String version) throws IOException {
        Path home = directory.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"none\"\nJAVA_VERSION=\"" + version + "\"\n");
        for (String tool : List.of("java", "javac")) {
            Path file = Files.writeString(home.resolve("bin").resolve(tool), "#!/bin/sh\nexit 97\n");
            assertTrue(file.toFile().setExecutable(true));
        }
        return home;
    }

    /** Runs the launcher from another directory, without any JDK setting of the person who runs the tests. */
    private Program.Result launcher(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        Map<String, String> all = new HashMap<>(Map.of("TRACTOR_JDK", "", "TRACTOR_JDK_PATH", ""));
        all.putAll(environment);
        List<String> command = new ArrayList<>(
                List.of("bash", Repository.ROOT.resolve("tractor").toString()));
        command.addAll(List.of(arguments));
        return Program.run(directory, all, command);
    }

    private static void assertContains(Program.Result result, String... parts) {
        for (String part : parts) {
            assertTrue(result.output().contains(part), () -> "'" + part + "' is missing in: " + result.output());
        }
    }
}
