package dev.tractor.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.Nursery;
import dev.tractor.spi.RootOptions;
import dev.tractor.spi.Roots;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import stepped.Stall;

/** The variables that {@code actor} shows of others than the paused task. */
class ActorVariablesTest {

    /** {@return what the command shows, in a root of its own, with single blanks and without identities} */
    private static List<String> shown(String command) throws Exception {
        var out = new ByteArrayOutputStream();
        var options = TerminalConsole.Options.plain().withSources(List.of(Path.of("src/test/java")));
        var root = Roots.open(RootOptions.standard()
                .withConsole(handle -> TerminalConsole.over(
                        new ByteArrayInputStream((command + "\ncontinue\n").getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        handle,
                        options)));
        try (var inRoot = root.enter();
                var n = Nursery.open()) {
            Stall.open(n);
        } finally {
            root.close();
        }
        var all = out.toString(StandardCharsets.UTF_8);
        int from = all.indexOf(command + "\n") + command.length() + 1;
        return all.substring(from, all.indexOf("(tractor /)", from))
                .lines()
                .map(line -> line.strip().replaceAll(" +", " ").replaceAll("@[0-9a-f]{3,}", "@"))
                .toList();
    }

    /** {@return the lines below the frame that is in that method} */
    private static List<String> below(List<String> lines, String method) {
        int at = 0;
        while (at < lines.size() && !lines.get(at).startsWith("stepped.Stall$" + method)) {
            at++;
        }
        assertTrue(at < lines.size(), () -> method + " is not in " + String.join("\n", lines));
        int to = at + 1;
        while (to < lines.size()
                && !lines.get(to).startsWith("stepped.")
                && !lines.get(to).contains(" of tractor and the JDK")
                && !lines.get(to).startsWith("state:")) {
            to++;
        }
        return lines.subList(at + 1, to);
    }

    @Test
    void aHandlerThatWaitsForAReplyHasItsVariables() throws Exception {
        var lines = shown("actor desk");
        assertEquals("/desk waits for a reply of /baker", lines.getFirst());
        assertEquals("stack, with variables", lines.get(1));
        assertEquals(
                List.of(
                        "int letters = other.each(List.of(\"rye\", \"oat\"), word -> {",
                        "fruit Stall.Fruit Stall.Fruit[name=\"pear\", cents=80]",
                        "count int 3",
                        "unused int maybe optimised out (reads as 0)",
                        "sum long 240L",
                        "other Stall.Helper Stall.Helper@"),
                below(lines, "Desk.sell("));
        // What this is called on is not the actor, so it is told. The sum is on the operand stack, and read no more
        // before it
        // is written; so "locals" would say, too.
        assertEquals(
                List.of(
                        "sum += each.done(word);",
                        "this Stall.Helper Stall.Helper@",
                        "words List<String> ImmutableCollections.List12 of 2 [\"rye\", \"oat\"]",
                        "each Stall.Each Stall.Desk..Lambda@",
                        "sum int maybe optimised out (reads as 0)",
                        "word String \"rye\""),
                below(lines, "Helper.each("));
        assertEquals("state: Stall.Desk@:", lines.get(lines.indexOf("sold = 0") - 3));
    }

    @Test
    void theFrameOfALambdaHasWhatItCaptured() throws Exception {
        var frame = below(shown("actor desk"), "Desk.lambda$sell$");
        assertEquals("var bread = baker.ask(b -> b.bake(count));", frame.getFirst());
        assertTrue(frame.contains("count int 3"), frame::toString);
        assertTrue(frame.contains("word String \"rye\""), frame::toString);
        assertTrue(frame.contains("first char 'r'"), frame::toString);
    }

    @Test
    void ofManyVariablesTheFirstAreShown() throws Exception {
        var frame = below(shown("actor baker"), "Baker.bake(");
        assertEquals("count int 3", frame.get(1));
        assertEquals("g long 9L", frame.get(8));
        assertEquals("… 1 more", frame.get(9));
        assertEquals(10, frame.size());
    }

    @Test
    void aDialogThatWaitsForTheStreamHasItsVariables() throws Exception {
        var lines = shown("actor talker/dialog-1");
        assertEquals("stack, with variables", lines.get(1));
        var frame = below(lines, "Desk.counts(");
        assertTrue(frame.contains("from int 21"), lines::toString);
        assertTrue(frame.contains("twice int 42"), lines::toString);
    }

    @Test
    void oneThatRunsHasNone() throws Exception {
        var lines = shown("actor runner");
        assertEquals(
                "stack, without variables: it is running; they can be read while it waits, and where it stops"
                        + " (\"break\", at level 3)",
                lines.get(1));
        assertEquals(1, below(lines, "Desk.runs(").size());
    }

    @Test
    void oneThatWaitsForMessagesHasNoCodeToShow() throws Exception {
        assertEquals("stack: no code of yours is running", shown("actor idle").get(1));
    }

    @Test
    void dumpHasNoVariables() throws Exception {
        assertFalse(shown("dump").contains("count int 3"));
    }

    @Test
    @Tag("slow")
    void withoutTheOptionItIsSaidWhichOneIsMissing() throws Exception {
        Stepped.atLevel(1, Stall.class, "actor desk; help actor; continue")
                .shows(
                        "stack, without variables: values are not read at level 1 of 3; start java with --add-opens"
                                + " java.base/java.lang=ALL-UNNAMED\n",
                        "stepped.Stall$Desk.sell(",
                        "their variables, from level 2 on")
                .lacks("cents=80")
                .ended(0);
    }

    @Test
    @Tag("slow")
    void underADebuggerNothingIsDropped() throws Exception {
        Stepped.atLevel(3, Stall.class, "actor desk; actor talker/dialog-1; actor runner; continue")
                .shows("stack, with variables", "unused  int", "  0\n", "twice", "42\n", "it is running")
                .lacks("maybe optimised out")
                .ended(0);
    }
}
