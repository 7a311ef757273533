package dev.tractor.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.Nursery;
import dev.tractor.NurseryException;
import dev.tractor.Tractor;
import dev.tractor.spi.RootOptions;
import dev.tractor.spi.Roots;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The commands about frames, in sessions of actors and tasks that really stop. The tests run with the option that lets the
 * console read variables.
 */
class FrameCommandsTest {

    private enum Colour {
        RED
    }

    private record Order(int number, Colour colour) {
        @Override
        public String toString() {
            throw new AssertionError("the console runs no code of the user");
        }
    }

    /** The actor that stops. */
    private static final class Clerk {
        private int served;

        int serve(Order order, List<String> names, long amount) {
            int dropped = 0;
            var text = names.getFirst() + order.number();
            pause(text);
            served++;
            return served + text.length() + (int) amount;
        }

        /** Stops one call further in. */
        private static void pause(String text) {
            char first = text.charAt(0);
            Tractor.breakpoint();
            assertEquals('a', first);
        }

        void fail(int rows) {
            throw new IllegalStateException("no rows");
        }
    }

    private interface Body {
        void run(Nursery n) throws Exception;
    }

    /** Runs the body in a root of its own, with these lines as its input, and returns what was on the terminal. */
    private static String transcript(boolean debug, String input, Body body) throws Exception {
        var out = new ByteArrayOutputStream();
        var options = TerminalConsole.Options.plain().withSources(List.of(Path.of("src/test/java")));
        var root = Roots.open(RootOptions.standard()
                .withDebug(debug)
                .withConsole(handle -> TerminalConsole.over(
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        handle,
                        options)));
        try (var inRoot = root.enter();
                var n = Nursery.open()) {
            body.run(n);
        } finally {
            root.close();
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String serve(String... lines) throws Exception {
        return transcript(
                false,
                String.join("\n", lines) + "\n",
                n -> assertEquals(9, (int) n.start("clerk", Clerk::new)
                        .ask(clerk -> clerk.serve(new Order(17, Colour.RED), List.of("abc"), 3L))));
    }

    /** {@return what is shown between the entered command and the next prompt} */
    private static String after(String command, String transcript) {
        int start = transcript.indexOf("(tractor /clerk) " + command + "\n");
        assertTrue(start >= 0, transcript);
        int from = transcript.indexOf('\n', start) + 1;
        int end = transcript.indexOf("(tractor /clerk)", from);
        return transcript.substring(from, end < 0 ? transcript.length() : end);
    }

    @Test
    void localsShowsThisAndTheVariablesWithTheirTypes() throws Exception {
        var shown = after("locals", serve("up", "locals", "c"));
        var rows = shown.lines()
                .map(line -> line.strip().replaceAll(" {2,}", " | ").replaceAll("@[0-9a-f]+", "@"))
                .toList();
        assertEquals("this | FrameCommandsTest.Clerk | FrameCommandsTest.Clerk@", rows.getFirst());
        assertEquals(6, rows.size(), shown);
        assertEquals(
                "order | FrameCommandsTest.Order | FrameCommandsTest.Order[number=17, colour=FrameCommandsTest.Colour.RED]",
                rows.get(1));
        assertEquals("names | List<String> | ImmutableCollections.List12 of 1 [\"abc\"]", rows.get(2));
        assertEquals("amount | long | 3L", rows.get(3));
        assertEquals("dropped | int | maybe optimised out (reads as 0)", rows.get(4));
        assertEquals("text | String | \"abc17\"", rows.get(5));
    }

    @Test
    void argsShowsTheParametersOnly() throws Exception {
        var transcript = serve("args", "up", "a", "c");
        assertEquals("  text  String  \"abc17\"\n", after("args", transcript));
        var outer = after("a", transcript);
        assertTrue(outer.contains("amount"), outer);
        assertFalse(outer.contains("dropped") || outer.contains("this"), outer);
    }

    @Test
    void whereMarksTheFrameAndCountsTheFramesInBetween() throws Exception {
        var shown = after("where", serve("up", "where", "c"));
        var lines = shown.lines().toList();
        assertTrue(lines.getFirst().startsWith("task main of /clerk on thread"), shown);
        assertTrue(
                lines.get(1)
                        .startsWith("   0  dev.tractor.debug.FrameCommandsTest$Clerk.pause(FrameCommandsTest.java:"),
                shown);
        assertEquals("       Tractor.breakpoint();", lines.get(2));
        assertTrue(lines.get(3).startsWith("→  1  dev.tractor.debug.FrameCommandsTest$Clerk.serve("), shown);
        assertEquals("       pause(text);", lines.get(4));
        assertTrue(lines.getLast().matches("  3-\\d+  … \\d+ frames of tractor and the JDK"), shown);
        assertEquals(8, lines.size(), shown);
    }

    @Test
    void whereAllShowsEveryFrame() throws Exception {
        var shown = after("where all", serve("where all", "c"));
        // VirtualThread.run, the outermost, was missing in runs of the whole suite; why is not known
        assertTrue(shown.contains("java.util.concurrent.StructuredTaskScopeImpl$SubtaskImpl.run("), shown);
        assertTrue(shown.contains("dev.tractor.ActorCell."), shown);
        assertFalse(shown.contains("frames of tractor"), shown);
    }

    @Test
    void upAndDownStayWithinTheUsersFrames() throws Exception {
        var transcript = serve("down", "up 2", "u", "d", "frame", "c");
        assertTrue(after("down", transcript).startsWith("no frame of yours is further in\n→  0"), transcript);
        assertTrue(
                after("up 2", transcript).startsWith("→  2  dev.tractor.debug.FrameCommandsTest.lambda$"), transcript);
        assertTrue(after("u", transcript).startsWith("no frame of yours is further out\n→  2"), transcript);
        assertTrue(after("d", transcript).startsWith("→  1  "), transcript);
        assertTrue(after("frame", transcript).startsWith("→  1  "), transcript);
    }

    @Test
    void frameGoesToFramesOfTheJdkToo() throws Exception {
        var transcript = serve("frame 3", "where", "list", "c");
        assertTrue(after("frame 3", transcript).startsWith("→  3  dev.tractor."), transcript);
        assertTrue(after("where", transcript).contains("→  3  dev.tractor."), transcript);
    }

    @Test
    void numbersThatMeanNothingAreRefused() throws Exception {
        var transcript = serve("frame 999", "frame x", "up -1", "down 0", "list 0", "list x", "where no", "c");
        assertTrue(after("frame 999", transcript).startsWith("no frame \"999\"; they have the numbers 0 to "));
        assertTrue(after("frame x", transcript).startsWith("no frame \"x\"; they have the numbers 0 to "));
        assertEquals("\"up\" takes how many frames to go, 1 or more, not \"-1\"\n", after("up -1", transcript));
        assertEquals("\"down\" takes how many frames to go, 1 or more, not \"0\"\n", after("down 0", transcript));
        assertTrue(after("list 0", transcript).startsWith("\"list\" takes a line number, 1 to "), transcript);
        assertTrue(after("list x", transcript).startsWith("\"list\" takes a line number, 1 to "), transcript);
        assertEquals(
                "\"where\" shows your frames and \"where all\" every frame, not \"no\"\n",
                after("where no", transcript));
    }

    @Test
    void listShowsTenLinesAndLlTheMethod() throws Exception {
        var transcript = serve("list", "list 1", "ll", "c");
        var around = after("list", transcript).lines().toList();
        assertEquals(10, around.size(), transcript);
        assertTrue(around.get(4).matches("→ \\d+ {14}Tractor\\.breakpoint\\(\\);"), transcript);
        assertTrue(after("list 1", transcript).startsWith("   1  package dev.tractor.debug;\n"), transcript);
        var method = after("ll", transcript)
                .lines()
                .map(line -> line.substring(2).replaceAll("^\\d+  ", ""))
                .toList();
        assertEquals(
                List.of(
                        "        private static void pause(String text) {",
                        "            char first = text.charAt(0);",
                        "            Tractor.breakpoint();",
                        "            assertEquals('a', first);",
                        "        }"),
                method);
    }

    @Test
    void aDisplayIsShownAtEachPromptWhereThereIsSuchAVariable() throws Exception {
        var transcript =
                serve("display first", "tree", "up", "display", "display nothing", "d", "undisplay first", "tree", "c");
        assertEquals("first = 'a'\n", after("display first", transcript));
        assertTrue(after("tree", transcript).endsWith("first = 'a'\n"), transcript);
        assertFalse(after("up", transcript).contains("first ="), transcript);
        assertEquals("displayed: first\n", after("display", transcript));
        assertEquals(
                "there is no variable \"nothing\" in this frame; \"locals\" shows those there are\n",
                after("display nothing", transcript));
        assertTrue(after("d", transcript).endsWith("first = 'a'\n"), transcript);
        var end = transcript.substring(transcript.indexOf("undisplay first"));
        assertTrue(end.startsWith("undisplay first\n\"first\" is displayed no more\n"), transcript);
        assertFalse(end.contains("first = "), transcript);
    }

    @Test
    void aDisplayIsThereInTheNextSession() throws Exception {
        var transcript = transcript(false, "display text\nc\nc\n", n -> {
            var clerk = n.start("clerk", Clerk::new);
            clerk.run(_ -> Clerk.pause("a1"));
            clerk.run(_ -> Clerk.pause("a2"));
        });
        var second = transcript.substring(transcript.lastIndexOf("┌ breakpoint"));
        assertTrue(second.contains("text = \"a2\"\n(tractor /clerk) c"), transcript);
    }

    @Test
    void afterACrashTheErrorsFramesAreShownAndSaidToBeGone() throws Exception {
        var transcript = transcript(true, "where\nlocals\nup\nlocals\nc\nc\nc\n", n -> {
            var clerk = n.start("clerk", Clerk::new);
            clerk.tell(c -> c.fail(3));
            assertThrows(NurseryException.class, n::join);
        });
        var where = after("where", transcript);
        assertTrue(where.contains("→  0  dev.tractor.debug.FrameCommandsTest$Clerk.fail("), transcript);
        assertTrue(where.contains("       throw new IllegalStateException(\"no rows\");\n"), transcript);
        assertEquals("  no variables: the error has left this frame\n", after("locals", transcript));
    }

    @Test
    void theFramesOutsideOfAFailedBlockAreStillThere() throws Exception {
        var transcript = transcript(true, "where\nup\nup\nlocals\nc\n", _ -> assertEquals("kept", outside()));
        assertTrue(transcript.contains("the error has left the frames above; those below are still there"), transcript);
        assertTrue(transcript.contains("  word  String  \"kept\"\n"), transcript);
    }

    private static String outside() throws InterruptedException {
        var word = "kept";
        try {
            Nursery.run(_ -> {
                failBlock();
            });
            throw new AssertionError();
        } catch (IllegalStateException e) {
            return word;
        }
    }

    @Test
    void theMethodThatHasCaughtAnErrorIsStillThereAtTheLineWhereItIsNow() throws Exception {
        var transcript = transcript(false, "where\nup\nlocals\nc\n", _ -> handle("kept"));
        assertTrue(transcript.startsWith("┌ caught error in /, task "), transcript);
        assertTrue(transcript.contains("       throw new IllegalStateException(\"the block fails\");\n"), transcript);
        assertTrue(transcript.contains("the error has left the frames above; those below are still there"), transcript);
        assertTrue(transcript.contains("       Tractor.postMortem(e);\n"), transcript);
        assertTrue(transcript.contains("  word  String                 \"kept\"\n"), transcript);
        assertTrue(transcript.endsWith("→ / continued\n"), transcript);
    }

    private static void handle(String word) {
        try {
            failBlock();
        } catch (IllegalStateException e) {
            Tractor.postMortem(e);
            assertEquals("kept", word);
            assertEquals("the block fails", e.getMessage());
        }
    }

    @Test
    void theFramesAroundCodeThatIsWatchedAreStillThere() throws Exception {
        var transcript = transcript(false, "up\nup\nlocals\nc\n", _ -> assertEquals("kept", around()));
        assertTrue(transcript.contains("  word  String  \"kept\"\n"), transcript);
    }

    private static String around() {
        var word = "kept";
        try {
            Tractor.crashConsole(() -> failBlock());
            throw new AssertionError();
        } catch (IllegalStateException e) {
            return word;
        }
    }

    private static void failBlock() {
        throw new IllegalStateException("the block fails");
    }
}
