package dev.tractor.stopping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.debug.Stepped;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Breakpoints at lines, and stops where errors are thrown: whole programs, in JVMs with the debugger agent. */
@Tag("slow")
class StopsTest {
    /** {@return what a part of {@link Shop} prints when its user enters these lines} */
    private static String run(String part, List<String> options, String... lines) throws Exception {
        var out = Stepped.run(Shop.class, options, part, String.join("; ", lines))
                .ended(0)
                .out();
        assertTrue(out.stripTrailing().endsWith("the end"), out);
        return out;
    }

    private static String run(String part, String... lines) throws Exception {
        return run(part, List.of(), lines);
    }

    /** {@return who has had which session, in order} */
    private static List<String> sessions(String out) {
        return out.lines()
                .filter(line -> line.startsWith("┌ "))
                .map(line -> line.substring(2))
                .toList();
    }

    private static void has(String out, String... parts) {
        int from = 0;
        for (var part : parts) {
            int at = out.indexOf(part, from);
            assertTrue(at >= 0, () -> "no \"" + part + "\" in its place in\n" + out);
            from = at + part.length();
        }
    }

    /** {@return the number of the line of {@link Shop} that has a text} */
    private static int line(String text) throws Exception {
        var lines = Files.readAllLines(Path.of("src/test/java/dev/tractor/stopping/Shop.java"));
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(text)) {
                return i + 1;
            }
        }
        throw new AssertionError("no line with " + text);
    }

    // Errors.

    @Test
    void anErrorThatLeavesItsActorStopsWhereItIsThrownWithTheVariablesOfAllFrames() throws Exception {
        var out = run("nested", "locals", "up", "locals", "price + count", "c", "c");
        assertEquals(List.of("crash in /bob, task main", "crash in /, task main"), sessions(out));
        has(
                out,
                "at dev.tractor.stopping.Shop.check(Shop.java:" + line("throw new IllegalStateException"),
                "(tractor /bob) locals\n",
                "  left   int   -18\n",
                "(tractor /bob) up\n",
                "at dev.tractor.stopping.Shop.order(".substring(3),
                "  name   String        \"apples\"\n",
                "  log    List<String>  ArrayList of 1 [\"apples\"]\n",
                "(tractor /bob) price + count\n24\n",
                "/bob continued, the error leaves the task",
                "dev.tractor.ActorFailedException: actor /bob failed",
                "failed: too dear: 21");
    }

    @Test
    void aThousandErrorsThatAreCaughtStopNothing() throws Exception {
        var out = run("caught");
        assertEquals(List.of(), sessions(out));
        has(out, "missed 1000, looked at by 0\n", "caught 1000");
    }

    @Test
    void resourcesAndANurseryOnTheWayDoNotHideAnError() throws Exception {
        var out = run("resources", "up", "up", "locals", "c", "c");
        assertEquals(List.of("crash in /, task buyer", "crash in /, task main"), sessions(out));
        has(out, "Shop.check(", "(tractor /) locals\n", "  amount  int", "  5\n", "failed: too dear: 35");
    }

    @Test
    void aCancellationStopsNothingAlsoWhenItIsThrownOnByHand() throws Exception {
        var out = run("cancelled");
        assertEquals(List.of(), sessions(out));
        has(out, "interrupted");
    }

    @Test
    void anErrorThatPutsAnotherInItsPlaceStopsWhereTheOtherIsThrown() throws Exception {
        var out = run("replaced", "locals", "c", "c");
        assertEquals(List.of("crash in /bob, task main", "crash in /, task main"), sessions(out));
        has(
                out,
                "java.lang.IllegalArgumentException: no apples",
                "at dev.tractor.stopping.Shop.replaced(Shop.java:"
                        + line("throw new IllegalArgumentException(\"no apples"),
                "  amount  int",
                "failed: no apples");
    }

    @Test
    void whatTheJdkThrowsForAWrongCallStopsInTheCaller() throws Exception {
        var out = run("jdk", "locals", "c", "c");
        assertEquals(List.of("crash in /bob, task main", "crash in /, task main"), sessions(out));
        has(
                out,
                "NumberFormatException: For input string: \"12x\"",
                "at dev.tractor.stopping.Shop.parse(",
                "  text  String  \"12x\"\n",
                "  base  int     10\n");
    }

    @Test
    void withoutDebugModeNoErrorStops() throws Exception {
        var out = run("quiet");
        assertEquals(List.of(), sessions(out));
        has(out, "failed: too dear: 21");
    }

    @Test
    void ofTwoActorsOnlyTheOneInDebugModeStops() throws Exception {
        var out = run("one", "locals", "c");
        assertEquals(List.of("crash in /bob, task main"), sessions(out));
        has(out, "failed: [/ann]", "Shop.check(", "  left   int   -18\n", "failed: [/bob]");
    }

    // Lines.

    @Test
    void aBreakpointStopsWhereItsConditionIsTrue() throws Exception {
        var out = run("loop", "break Shop.sell if count == 7 && sold > 3", "b", "c", "locals", "break", "c");
        int line = line("here it is sold");
        var place = "Shop.sell (dev/tractor/stopping/Shop.java:" + line + ")";
        assertEquals(
                List.of("breakpoint in /, task main", "breakpoint 1 at Shop.java:" + line + " in /, task main"),
                sessions(out));
        has(
                out,
                "breakpoint 1 at " + place + ", if count == 7 && sold > 3\n",
                "1  " + place + "  if count == 7 && sold > 3\n",
                "  count  int   7\n",
                "1  " + place + "  if count == 7 && sold > 3  (hit once)\n",
                "sold 45");
    }

    @Test
    void aConditionThatFailsStopsAndSaysSo() throws Exception {
        var out = run("loop", "break Shop.sell if count / (count - 4) > 9", "c", "clear 1", "c");
        assertEquals(2, sessions(out).size(), out);
        has(
                sessions(out).getLast(),
                "breakpoint 1 at Shop.java:",
                ", whose condition failed (java.lang.ArithmeticException: / by zero), in /, task main");
        has(out, " is cleared\n", "sold 45");
    }

    @Test
    void whatIsNoPlaceOrNoConditionIsRefused() throws Exception {
        var out =
                run("loop", "break Shop.sell if count >", "b Shop.sel", "b Sohp.java:3", "b 9999", "b", "clear 1", "c");
        has(
                out,
                "the condition \"count >\" is not Java that has a value: this is not complete; the breakpoint was not set\n",
                "dev.tractor.stopping.Shop has no method sel; did you mean sell?",
                "there is no file Sohp.java",
                "did you mean Shop.java?",
                "there is no code at line 9999 of dev/tractor/stopping/Shop.java or after it",
                "there are no breakpoints; say \"break FILE:LINE\"",
                "there are no breakpoints to clear\n",
                "sold 45");
    }

    @Test
    void aBreakpointWaitsForItsClassToBeLoaded() throws Exception {
        var out = run("later", "b dev.tractor.stopping.Scales.weigh", "b Scales.java:9", "c", "c", "locals", "c");
        assertEquals(
                List.of(
                        "breakpoint in /, task main",
                        "breakpoint 1 at Scales.java:8 in /, task main",
                        "breakpoint 2 at Scales.java:9 in /, task main"),
                sessions(out));
        has(out, "(dev/tractor/stopping/Scales.java:8); its class is not loaded yet\n", "  grams   int     1816\n");
        has(out, "weighed 1817");
    }

    @Test
    void twoActorsThatComeToABreakpointAtOnceGetTheirSessionsOneAfterTheOther() throws Exception {
        var out = run(
                "two",
                List.of("-Djdk.virtualThreadScheduler.parallelism=1"),
                "break Shop.java:" + line("here it is sold"),
                "c",
                "locals",
                "c",
                "locals",
                "c");
        var both = sessions(out).subList(1, 3).stream().sorted().toList();
        assertEquals(3, sessions(out).size(), out);
        has(both.getFirst(), "breakpoint 1 at Shop.java:", " in /ann, task main");
        has(both.getLast(), "breakpoint 1 at Shop.java:", " in /bob, task main");
        assertTrue(out.contains("  count  int   1\n") && out.contains("  count  int   2\n"), out);
    }

    @Test
    void aStepToALineWithABreakpointStopsThereOnce() throws Exception {
        var out = run("steps", "b " + line("a breakpoint comes here"), "n", "n", "n", "b", "c");
        assertEquals(List.of("breakpoint in /, task main"), sessions(out));
        int line = line("int a = 1;");
        has(
                out,
                "→ " + line + "  ",
                "→ " + (line + 1) + "  ",
                "→ " + (line + 2) + "  ",
                "  (hit once)\n",
                "continued",
                "sum 6");
        assertFalse(out.contains("→ " + (line + 3)), out);
    }

    @Test
    void aBreakpointInACancelledScopeIsPassedOverWithAHint() throws Exception {
        var out = run("passed", "b Shop.sell", "c");
        assertEquals(List.of("breakpoint in /, task main"), sessions(out));
        has(
                out,
                "breakpoint 1 at Shop.java:",
                "passed over: the task is cancelled; put the code into CancelScope.shield");
        has(out, "passed\n");
    }
}
