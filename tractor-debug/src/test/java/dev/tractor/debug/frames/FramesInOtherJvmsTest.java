package dev.tractor.debug.frames;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What frames show depends on the options of the JVM. */
@Tag("slow")
class FramesInOtherJvmsTest {
    private static final String OPEN = "--add-opens=java.base/java.lang=ALL-UNNAMED";
    private static final String AGENT =
            "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0,quiet=y";

    /** What is in {@code work} when nothing is lost. */
    private static final Map<String, String> VALUES = Map.of(
            "count", "7",
            "word", "text",
            "big", "8589934592",
            "dead", "8",
            "deadWord", "text8",
            "alive", "4.294967296E9",
            "zero", "0");

    private static List<String> run(String what, String... options) throws Exception {
        return run(FramesProgram.class, what, options);
    }

    private static List<String> run(Class<?> program, String what, String... options) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName(), what));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), out);
        return out.lines().toList();
    }

    /** Checks that what is called sure is so, and returns how sure each variable is. */
    private static Map<String, String> certainties(List<String> lines) {
        Map<String, String> certainties = new TreeMap<>();
        for (var line : lines) {
            var words = line.split(" ");
            if (words.length == 3) {
                certainties.put(words[0], words[1]);
                if (words[1].equals("SURE") && VALUES.containsKey(words[0])) {
                    assertEquals(VALUES.get(words[0]), words[2], () -> String.join("\n", lines));
                }
            }
        }
        return certainties;
    }

    @Test
    void withoutTheFlagVariablesHaveNamesAndNoValues() throws Exception {
        var lines = run("once");
        assertEquals("level STACK", lines.getFirst());
        assertEquals("work CLOSED", lines.get(1));
        var certainties = certainties(lines);
        assertEquals(VALUES.keySet(), certainties.keySet());
        assertTrue(certainties.values().stream().allMatch("NOT_READ"::equals), lines::toString);
    }

    @Test
    void withoutAJitEverythingIsSure() throws Exception {
        var lines = run("once", OPEN, "-Xint");
        assertEquals("level LOCALS", lines.getFirst());
        var certainties = certainties(lines);
        assertEquals(VALUES.keySet(), certainties.keySet());
        assertTrue(certainties.values().stream().allMatch("SURE"::equals), lines::toString);
    }

    @Test
    void compiledFromTheStartWhatIsInUseIsSureAndWhatIsDroppedIsMarked() throws Exception {
        compiled(run("once", OPEN, "-Xcomp", "-XX:CompileCommand=quiet", COMPILED));
    }

    @Test
    void compiledByTheSecondCompilerAloneWhatIsDroppedIsMarked() throws Exception {
        compiled(run("hot", OPEN, "-Xbatch", "-XX:-TieredCompilation"));
    }

    @Test
    void compiledBecauseItIsHotWhatIsDroppedIsMarked() throws Exception {
        var lines = run("hot", OPEN, "-Xbatch");
        compiled(lines);
        assertTrue(
                lines.contains("point MAYBE_OPTIMISED_OUT null") || lines.contains("point SURE Point[x=7, y=8]"),
                lines::toString);
    }

    /** Compiling the whole JDK first would take long. */
    private static final String COMPILED = "-XX:CompileCommand=compileonly,dev.tractor.debug.frames.FramesProgram::*";

    private static void compiled(List<String> lines) {
        assertEquals("level LOCALS", lines.getFirst());
        var certainties = certainties(lines);
        for (var name : List.of("word", "alive")) {
            assertEquals("SURE", certainties.get(name), lines::toString);
        }
        // Not only labelled so: the JIT does drop them, else this test would show nothing.
        assertTrue(lines.contains("dead MAYBE_OPTIMISED_OUT 0"), lines::toString);
        assertTrue(lines.contains("deadWord MAYBE_OPTIMISED_OUT null"), lines::toString);
        assertTrue(lines.contains("big MAYBE_OPTIMISED_OUT 0"), lines::toString);
    }

    @Test
    void underADebuggerTheJitKeepsThem() throws Exception {
        var lines = run("hot", OPEN, "-Xbatch", AGENT);
        assertEquals("level DEBUG", lines.getFirst());
        var certainties = certainties(lines);
        for (var name : List.of("count", "word", "big", "dead", "deadWord", "alive", "zero")) {
            assertEquals("SURE", certainties.get(name), lines::toString);
        }
    }

    @Test
    void whatIsCalledSureIsSoWhateverTheJitDoes() throws Exception {
        assertEquals(List.of("sure true marked true true"), run(MixedProgram.class, "", OPEN));
    }

    @Test
    void whatIsCalledSureIsSoInCodeOfTheSecondCompiler() throws Exception {
        assertEquals(
                List.of("sure true marked true true"),
                run(MixedProgram.class, "", OPEN, "-XX:-TieredCompilation", "-XX:CompileThreshold=500"));
    }

    @Test
    void whatIsCalledSureIsSoUnderADebugger() throws Exception {
        assertEquals(
                List.of(),
                run(MixedProgram.class, "", OPEN, AGENT).stream()
                        .filter(line -> line.startsWith("wrong"))
                        .toList());
    }

    @Test
    void whatIsCalledSureIsSoOfAThreadThatWaits() throws Exception {
        for (var options : List.of(
                new String[] {OPEN, "-XX:+UseSerialGC", "-Xmn1m"},
                new String[] {OPEN, "-XX:-TieredCompilation", "-XX:CompileThreshold=500"})) {
            assertEquals(List.of("sure true marked true true"), run(MixedProgram.class, "parked", options));
        }
    }

    @Test
    void nobodyWhoIsLookedAtIsLeftWaiting() throws Exception {
        assertEquals(List.of("read true", "others []"), run(ParkedProgram.class, "", OPEN));
    }

    @Test
    void nobodyWhoIsLookedAtIsLeftWaitingUnderADebugger() throws Exception {
        assertEquals(List.of("read true", "others []"), run(ParkedProgram.class, "", OPEN, AGENT));
    }

    @Test
    void withoutTheFlagNobodyIsLookedAt() throws Exception {
        assertEquals(List.of("read false", "others [LEVEL]"), run(ParkedProgram.class, ""));
    }
}
