package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import stepped.Ends;
import stepped.Printers;

/** Programs without a terminal: what their child JVMs print, and what their breakpoints do. */
@Tag("slow")
class OutputOfChildrenTest {
    private static final long LIMIT_SECONDS = 60;

    private static void lastLines(String printed) {
        var lines = printed.lines().toList();
        var last = lines.stream().filter(line -> line.startsWith("last line ")).toList();
        assertEquals(
                IntStream.rangeClosed(1, 1_000)
                        .mapToObj(i -> "last line " + i + ".")
                        .toList(),
                last);
        int end = printed.indexOf("and no end");
        assertTrue(end > 0 && end < printed.indexOf("over, passed on by "), printed);
    }

    @Test
    void withAConsoleItIsPassedOnAndNothingIsLostAtTheEndOfTheChild() throws Exception {
        try (var program = new ChildJvm(List.of("-Dtractor.console=stdin"), Printers.class, "ends")) {
            var printed = program.end(0);
            assertTrue(printed.contains("passed on by 2\n"), printed);
            assertTrue(printed.contains("and no end\nover, passed on by 0: "), printed);
            lastLines(printed);
        }
    }

    @Test
    void withoutAConsoleTheChildHasTheStreamsOfThisJvm() throws Exception {
        try (var program = new ChildJvm(List.of(), Printers.class, "ends")) {
            var printed = program.end(0);
            assertTrue(printed.contains("passed on by 0\n"), printed);
            assertTrue(printed.contains("over, passed on by 0: "), printed);
            lastLines(printed);
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aBreakpointOfAProgramWithoutAnyInputIsLoggedAndPassedOver() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        "exec \"$@\" <&-",
                        "sh",
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Ends.class.getName(),
                        "returns")
                .redirectErrorStream(true)
                .start();
        try {
            var printed = new String(process.getInputStream().readAllBytes());
            assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), printed);
            assertTrue(printed.contains("passed over: there is no terminal; run with one"), printed);
            assertTrue(printed.contains("breakpoint in task work at stepped.Ends"), printed);
        } finally {
            process.destroyForcibly();
        }
    }
}
