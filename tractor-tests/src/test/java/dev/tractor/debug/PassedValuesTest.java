package dev.tractor.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.Nursery;
import dev.tractor.Tractor;
import dev.tractor.spi.Pause;
import dev.tractor.spi.RootOptions;
import dev.tractor.spi.Roots;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The values that are passed to a breakpoint, at the prompt. */
@Tag("slow")
class PassedValuesTest {

    /** Says when somebody runs its code. */
    private static final class Order {
        private final int number = 17;

        @Override
        public String toString() {
            throw new AssertionError("the console runs no code of the user");
        }
    }

    /** The session of a task whose frames nobody can read: the classes of its stack are not there. */
    private static String session(List<@Nullable Object> values, String... lines) {
        var stack = List.of(new StackTraceElement("demo.Clock", "tick", "Clock.java", 3));
        return hold(new Pause("breakpoint", "/alice", "countdown", "tractor-7", stack, null, false, values), lines);
    }

    private static String hold(Pause pause, String... lines) {
        var out = new ByteArrayOutputStream();
        var input = Stream.concat(Stream.of(lines), Stream.of("c", "")).collect(Collectors.joining("\n"));
        var console = TerminalConsole.over(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new FakeRoot(),
                TerminalConsole.Options.plain());
        console.hold(pause);
        console.close();
        return out.toString(StandardCharsets.UTF_8);
    }

    /** {@return what is shown between the entered command and the next prompt} */
    private static String after(String command, String transcript) {
        var entered = "(tractor /alice) " + command + "\n";
        int start = transcript.indexOf(entered);
        assertTrue(start >= 0, transcript);
        int from = start + entered.length();
        return transcript.substring(from, transcript.indexOf("(tractor /alice)", from));
    }

    @Test
    void theBannerShowsThemWithoutRunningTheirCode() {
        var order = new Order();
        var shown = session(Arrays.asList("before", 7L, null, order));
        assertTrue(shown.startsWith("""
                ┌ breakpoint in /alice, task countdown
                │ at demo.Clock.tick(Clock.java:3)
                │ $1 = "before"
                │ $2 = 7L
                │ $3 = null
                └ $4 = PassedValuesTest.Order@%s
                (tractor /alice) c
                """.formatted(Integer.toHexString(System.identityHashCode(order)))), shown);
    }

    @Test
    void ofManyTheBannerShowsTheFirstAndLocalsAll() {
        var shown = session(List.of(1, 2, 3, 4, 5, 6, 7), "locals");
        assertTrue(shown.contains("│ $5 = 5\n└ … 2 more; enter \"locals\" for all\n"), shown);
        assertEquals(
                List.of("$1", "$2", "$3", "$4", "$5", "$6", "$7"),
                after("locals", shown)
                        .lines()
                        .filter(line -> line.contains("$"))
                        .map(line -> line.strip().split(" ")[0])
                        .toList());
    }

    @Test
    void theyAreThereWhereNoVariableCanBeRead() {
        var shown = session(Arrays.asList("text", null), "locals", "args", "display $1");
        assertEquals("""
                  $1  String  "text"
                  $2  null    null
                no variables: the class demo.Clock is not known here
                """, after("locals", shown));
        assertEquals("no variables: the class demo.Clock is not known here\n", after("args", shown));
        assertEquals("$1 = \"text\"\n", after("display $1", shown));
    }

    @Test
    void theyAreThereWhereNoStackWasRecorded() {
        var pause = new Pause("breakpoint", "/alice", "main", "tractor-7", List.of(), null, false, List.of(5));
        var shown = hold(pause, "locals", "$1 + 1");
        assertEquals("  $1  Integer  5\nno variables: the stack was not recorded\n", after("locals", shown));
        assertEquals("6\n", after("$1 + 1", shown));
    }

    @Test
    void javaAtThePromptUsesThem() {
        Comparator<String> lambda = (a, b) -> b.compareTo(a);
        var shown = session(
                Arrays.asList(20, "text", List.of(4, 5), Map.of("k", 1), lambda, new Order(), new int[] {8}, null),
                "$1 * 2 + 2",
                "$2.length()",
                "$3.get(1)",
                "$4.keySet()",
                "$5.compare(\"a\", \"b\")",
                "$6.number",
                "$7[0]",
                "$8 == null",
                "int more = $1 + 1",
                "more",
                "$1 = 3",
                "p $1");
        assertEquals("42\n", after("$1 * 2 + 2", shown));
        assertEquals("4\n", after("$2.length()", shown));
        assertEquals("5\n", after("$3.get(1)", shown));
        assertTrue(after("$4.keySet()", shown).contains("\"k\""), shown);
        assertEquals("1\n", after("$5.compare(\"a\", \"b\")", shown));
        assertEquals("17\n", after("$6.number", shown));
        assertEquals("8\n", after("$7[0]", shown));
        assertEquals("true\n", after("$8 == null", shown));
        assertEquals("21\n", after("more", shown));
        assertTrue(after("$1 = 3", shown).contains("was assigned to a copy"), shown);
        assertEquals("20\n", after("p $1", shown));
    }

    @Test
    void aCrashHasNone() {
        var shown = hold(Pauses.crash("/alice", new IllegalStateException("boom")), "locals", "$1");
        assertFalse(after("locals", shown).contains("$"), shown);
        assertTrue(after("$1", shown).contains("cannot find symbol"), shown);
    }

    private static void stop(int number, String word) {
        Tractor.breakpoint(number * 2, word);
        assertEquals("kept", word);
    }

    @Test
    void inAFrameTheyComeBeforeItsVariables() throws Exception {
        var out = new ByteArrayOutputStream();
        var root = Roots.open(RootOptions.standard()
                .withConsole(handle -> TerminalConsole.over(
                        new ByteArrayInputStream(
                                "locals\nargs\n$2 + number\nup\nlocals\nc\n".getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        handle,
                        TerminalConsole.Options.plain())));
        try (var inRoot = root.enter();
                var n = Nursery.open()) {
            n.fork("alice", () -> stop(21, "kept")).join();
        } finally {
            root.close();
        }
        var shown = out.toString(StandardCharsets.UTF_8).replace("(tractor /)", "(tractor /alice)");
        var rows = after("locals", shown)
                .lines()
                .map(line -> line.strip().replaceAll(" {2,}", " "))
                .collect(Collectors.joining("\n"));
        assertTrue(rows.startsWith("$1 Integer 42\n$2 String \"kept\"\n"), shown);
        assertTrue(rows.endsWith("word String \"kept\""), shown);
        assertFalse(after("args", shown).contains("$1"), shown);
        assertEquals("\"kept21\"\n", after("$2 + number", shown));
        var outer = shown.substring(shown.lastIndexOf("(tractor /alice) locals"));
        assertTrue(outer.contains("$1  Integer"), shown);
    }
}
