package dev.tractor.pty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stepped.Printers;

/** What child JVMs print, at a real terminal with sessions. */
@Tag("terminal")
@Tag("slow")
class PtyOutputTest {
    @TempDir
    Path home;

    private static List<String> of(PtyProgram program, String begin) {
        return program.text().lines().filter(line -> line.contains(begin)).toList();
    }

    private static List<String> lines(String begin) {
        return IntStream.rangeClosed(1, Printers.LINES)
                .mapToObj(i -> begin + i + ".")
                .toList();
    }

    @Test
    void whatAChildAndItsChildPrintAppearsAboveAnOpenPrompt() throws Exception {
        var begin = home.resolve("begin");
        try (var program = PtyProgram.start(home, List.of(), Printers.class, "above", begin.toString())) {
            program.expectPrompt("/stopper");
            int from = program.lines();
            program.type("tr");
            program.expectUnbroken("(tractor /stopper) tr");
            Files.createFile(begin);
            for (var who : List.of("child", "grandchild")) {
                program.expectFrom(from - 1, who + " prints line " + Printers.LINES + ".");
                program.expectFrom(from - 1, who + " warns " + Printers.LINES + ".");
            }
            program.type("ee");
            program.expectUnbroken("(tractor /stopper) tree");
            program.enter("");
            program.expect("/printer  in process");
            program.expectPrompt("/stopper");
            program.enter("continue");
            program.end(0);
            for (var begins :
                    List.of("child prints line ", "child warns ", "grandchild prints line ", "grandchild warns ")) {
                var all = of(program, begins);
                all = all.stream().filter(line -> line.startsWith(begins)).toList();
                assertEquals(lines(begins), all, program::text);
            }
            program.expectModeOfBefore();
        }
    }

    @Test
    void whatAChildPrintsAtItsOwnSessionIsInOrderAndBounded() throws Exception {
        var editor = Map.of("EDITOR", "sed -i s/1/20/");
        try (var program = PtyProgram.start(home, List.of(), editor, Printers.class, "stops")) {
            program.expectPrompt("/printer");
            var banner = program.text();
            int stop = banner.indexOf("breakpoint in /printer, task main");
            assertTrue(before(banner, "printed before the stop\n", stop), banner);
            assertTrue(before(banner, "warned before the stop\n", stop), banner);
            for (int i = 1; i <= 3; i++) {
                program.enter("System.out.println(\"evaluated \" + " + i + ")");
                program.expectPrompt("/printer");
                var lines = program.text().lines().toList();
                assertEquals("evaluated " + i, lines.get(program.promptLine() - 1));
            }
            // with its end a line of 32 bytes
            program.enter("for (int i = 0; i < 100_000; i++) System.out.println(\"x\".repeat(31))");
            program.expect("it printed 3000000 bytes more than the 200000 that are shown");
            program.expectPrompt("/printer");
            program.enter("1 + 2");
            program.expectPrompt("/printer");
            program.enter("edit"); // at this terminal, and evaluated there
            program.expect("20 + 2");
            program.expect("22");
            program.expectPrompt("/printer");
            program.enter("ProcessHandle.current().pid()");
            program.expectPrompt("/printer");
            program.enter("continue");
            program.end(0);
            program.expectModeOfBefore();
        }
    }

    private static boolean before(String page, String text, int where) {
        int at = page.indexOf(text);
        return at >= 0 && at < where;
    }
}
