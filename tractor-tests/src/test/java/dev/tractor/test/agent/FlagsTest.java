package dev.tractor.test.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a JVM has to be started with, tried on JVMs of our own: they run {@link Sample}. */
@Tag("slow")
class FlagsTest {

    private static final List<String> FLAGS = List.of(TimeAgent.FLAGS.split(" "));
    private static final String CLASS_PATH = System.getProperty("java.class.path");
    private static final String VIRTUAL = "true: no reason\nPT1H\n";

    private static final String NO_POINTS =
            "there is nothing to insert points with; call install before, and look at what it returns\n";

    @Test
    void theFlagsAreAllThatIsNeeded() throws Exception {
        assertEquals(VIRTUAL, java(FLAGS, "-cp", CLASS_PATH, Sample.class.getName()));
    }

    @Test
    void aClassWhoseInitializerHasFailedDoesNotKeepTheOthersFromBeingRewritten() throws Exception {
        assertEquals("broken\n" + VIRTUAL, java(FLAGS, "-cp", CLASS_PATH, Sample.class.getName(), "broken"));
    }

    @Test
    void theFlagsAreEnoughOnTheModulePathToo(@TempDir Path patch) throws Exception {
        var tests = Path.of(
                Sample.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        var modules = Arrays.stream(CLASS_PATH.split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).equals(tests))
                .collect(Collectors.joining(File.pathSeparator));
        copyPackage(tests, patch);

        assertEquals(
                VIRTUAL,
                java(
                        FLAGS,
                        "-p",
                        modules,
                        "--patch-module",
                        "dev.tractor.test=" + patch,
                        "-m",
                        "dev.tractor.test/" + Sample.class.getName()));
    }

    /** Of all tests, those that may be patched into the kit's module: the others are in packages of other modules. */
    private static void copyPackage(Path from, Path to) throws IOException {
        var name = FlagsTest.class.getPackageName().replace('.', '/');
        var target = Files.createDirectories(to.resolve(name));
        try (var files = Files.newDirectoryStream(from.resolve(name), "*.class")) {
            for (var file : files) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void withoutTheFlagsTheReasonNamesThem() throws Exception {
        assertEquals(
                "false: this JVM lets nobody change its classes"
                        + " (java.io.IOException: Can not attach to current VM); start it with "
                        + "-XX:+EnableDynamicAgentLoading -Djdk.attach.allowAttachSelf=true\n" + NO_POINTS,
                java(List.of(), "-cp", CLASS_PATH, Sample.class.getName()));
    }

    @Test
    void withoutTheModuleThatAttachesTheReasonNamesIt() throws Exception {
        assertEquals(
                "false: this Java runs without the module jdk.attach; run the"
                        + " tests on a JDK, with --add-modules jdk.attach"
                        + " -XX:+EnableDynamicAgentLoading -Djdk.attach.allowAttachSelf=true\n" + NO_POINTS,
                java(FLAGS, "--limit-modules", "java.instrument", "-cp", CLASS_PATH, Sample.class.getName()));
    }

    /** All that a JVM with these flags and arguments prints. */
    private static String java(List<String> flags, String... arguments) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .replace(System.lineSeparator(), "\n");
    }
}
