package dev.tractor.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import stepped.Throws;

/** How a task goes on where it has thrown an error, at level 3. Each test runs a JVM of its own. */
@Tag("slow")
class ThrowStepsTest {

    private static Stepped run(String way, String entered) throws Exception {
        return Stepped.run(Throws.class, List.of(), way, entered).ended(0);
    }

    /** {@return who has had which session, in order} */
    private static List<String> sessions(Stepped run) {
        return run.out()
                .lines()
                .filter(line -> line.startsWith("┌ "))
                .map(line -> line.substring(2))
                .toList();
    }

    @Test
    void nextGoesThroughAFinallyAndTheErrorLeavesTheTask() throws Exception {
        var run = run("order", "n; log; n; n; n; c");
        run.shows(
                "at stepped.Throws.check(Throws.java:20)",
                "(tractor /) n\nat stepped.Throws.order(Throws.java:30)\n→ 30  log.add(\"order\");\n",
                "(tractor /) log\n",
                "(tractor /) n\nat stepped.Throws.order(Throws.java:31)",
                "(tractor /) n\nordered 12\nat stepped.Throws.order(Throws.java:32)",
                "(tractor /) n\nthrown on: java.lang.IllegalStateException: too much: 12\n"
                        + "the error has left task work, and so the step is over\n",
                "failed: a child of nursery main failed: task work: java.lang.IllegalStateException: too much: 12");
        assertEquals(List.of("crash in /, task work", "crash in /, task main"), sessions(run));
    }

    @Test
    void whatIsContinuedInAFinallyHasNoSecondSession() throws Exception {
        var run = run("rethrows", "step; c; c");
        run.shows(
                        "(tractor /) step\nat stepped.Throws.order(Throws.java:30)",
                        "(tractor /) c\n→ / continued\n",
                        "caught\n")
                .lacks("thrown on");
        assertEquals(List.of("crash in /, task work", "crash in /, task main"), sessions(run));
    }

    @Test
    void finishGoesFromHandlerToHandlerAndACatchThrowsOn() throws Exception {
        var run = run("rethrows", "finish; finish; e; n; n; n; c");
        run.shows(
                "(tractor /) finish\nat stepped.Throws.order(Throws.java:30)",
                "(tractor /) finish\nordered 12\nthrown on: java.lang.IllegalStateException: too much: 12\n"
                        + "at stepped.Throws.rethrows(Throws.java:39)\n",
                "(tractor /) n\nat stepped.Throws.rethrows(Throws.java:40)",
                "(tractor /) n\ncaught\nat stepped.Throws.rethrows(Throws.java:41)",
                "(tractor /) n\nthrown on: ",
                "the error has left task work, and so the step is over");
        assertEquals(List.of("crash in /, task work", "crash in /, task main"), sessions(run));
    }

    @Test
    void finishOfAnOuterFrameStopsInItsCaller() throws Exception {
        run("rethrows", "up; finish; c; c")
                .shows("(tractor /) finish\nordered 12\n", "at stepped.Throws.rethrows(Throws.java:39)", "caught\n");
    }

    @Test
    void untilIsNextOrGoesToALine() throws Exception {
        run("order", "until; c; c").shows("(tractor /) until\nat stepped.Throws.order(Throws.java:30)", "ordered 12\n");
        run("here", "until 18; until 91; c; c")
                .shows(
                        "\"until\" takes a line behind ",
                        "(tractor /) until 91\nhere 12\nat stepped.Throws.here(Throws.java:91)");
    }

    @Test
    void nextComesFromTheBodyOfABlockToTheCatchAroundIt() throws Exception {
        var run = run("body", "n; n; c");
        run.shows(
                "(tractor /) n\nat stepped.Throws.main(Throws.java:",
                "→ 1",
                "} catch (Exception e) {\n",
                "(tractor /) n\nat stepped.Throws.main(",
                "failed: too much: 12");
        assertEquals(List.of("crash in /, task main"), sessions(run));
    }

    @Test
    void anErrorThatTakesThePlaceOfAnotherIsLookedAtWhereItIsThrown() throws Exception {
        var run = run("replaces", "n; n; n; n; n; c");
        run.shows(
                "(tractor /) n\nat stepped.Throws.replaces(Throws.java:49)",
                "replaces\nat stepped.Throws.replaces(Throws.java:50)",
                "at stepped.Throws.replaces(Throws.java:51)",
                "(tractor /) n\n┌ crash in /, task work\n│ java.lang.IllegalArgumentException: not even this",
                "the error has left task work, and so the step is over",
                "java.lang.IllegalArgumentException: not even this");
        assertEquals(List.of("crash in /, task work", "crash in /, task work", "crash in /, task main"), sessions(run));
    }

    @Test
    void theMethodSucceedsWhenItIsCalledAgain() throws Exception {
        var run = run("order", "limit = 20; retry; n; n; n; c");
        run.shows(
                "(tractor /) retry\nat stepped.Throws.check(Throws.java:18)",
                "at stepped.Throws.check(Throws.java:22)",
                "at stepped.Throws.order(Throws.java:28)",
                "ordered 12\nleft 8\nall went well\ndone");
        assertEquals(List.of("crash in /, task work"), sessions(run));
        run("order", "amount = 3; retry; args; c")
                .shows("(tractor /) amount = 3\n3\n(tractor /) retry\n", "amount  int  3\n", "left 7\nall went well");
    }

    @Test
    void anErrorOfTheSecondTimeHasASessionAlsoWhenItIsTheSameObject() throws Exception {
        var run = run("same", "retry; c; return 1; c");
        run.shows("(tractor /) return 1\n", "left 1\nall went well");
        assertEquals(List.of("crash in /, task work", "crash in /, task work"), sessions(run));
    }

    @Test
    void anOuterFrameIsCalledAgainOrLeft() throws Exception {
        var run = run("order", "up; return \"no\"; return; limit = 30; retry; n; n; c");
        run.shows(
                "order returns int, not String",
                "order returns int; enter \"return\" with an expression",
                "(tractor /) retry\nat stepped.Throws.order(Throws.java:26)",
                "ordered 12\nleft 18\nall went well");
        assertEquals(List.of("crash in /, task work"), sessions(run));
        run("order", "up; return 7; c")
                .shows("at stepped.Throws.work(", "left 7\nall went well")
                .lacks("ordered");
    }

    @Test
    void theMethodReturnsAValueInsteadOfThrowing() throws Exception {
        run("order", "return \"no\"; return null; return; return 5L; return 5; n; c")
                .shows(
                        "check returns int, not String",
                        "check returns int, not null",
                        "check returns int; enter \"return\" with an expression",
                        "check returns int, not Long",
                        "(tractor /) return 5\nat stepped.Throws.order(Throws.java:28)",
                        "at stepped.Throws.order(Throws.java:30)",
                        "ordered 12\nleft 5\nall went well");
    }

    @Test
    void aMethodThatReturnsNothingIsLeftAndTheNextErrorHasASessionOfItsOwn() throws Exception {
        var run = run("fail", "return 3; return; c; return; c");
        run.shows(
                "fail returns nothing; enter \"return\" alone",
                "(tractor /) return\nat stepped.Throws.work(",
                "did not fail\n┌ crash in /, task work\n│ java.lang.IllegalArgumentException: later",
                "(tractor /) return\nat stepped.Throws.work(",
                "all went well");
        assertEquals(2, sessions(run).size(), run.out());
    }

    @Test
    void whatTheJdkHasThrownInAMethodIsLeftWithIt() throws Exception {
        run("text", "return 3; return \"good\"; c")
                .shows(
                        "text returns String, not Integer",
                        "(tractor /) return \"good\"\nat stepped.Throws.work(",
                        "good\nall");
        run("text", "amount = \"12\"; retry; args; c")
                .shows(
                        "(tractor /) retry\nat stepped.Throws.text(",
                        "amount  String  \"12\"",
                        "text 12\nall went well");
        run("text", "amount = \"12\"; c; c").shows("not assigned: amount; ", "For input string: \"12x\"");
    }

    @Test
    void framesOfTheJdkAreNotLeftFromInside() throws Exception {
        var run = run("each", "up 2; retry; return 4; down; retry; return; finish; c");
        run.shows(
                "at stepped.Throws.each(".substring(3),
                "\"retry\" cannot leave the frames of tractor and the JDK between this one and the innermost of yours;"
                        + " \"down 2\" goes there",
                "\"return\" cannot leave the frames of tractor and the JDK between",
                "(tractor /) retry\nat stepped.Throws.lambda$each$0(",
                "(tractor /) return\nat stepped.Throws.each(",
                "each of 2\nall went well");
    }

    @Test
    void aCallInWhichTheTaskHasWaitedIsNotTakenBack() throws Exception {
        run("waits", "up; retry; return 5; c")
                .shows("(tractor /) retry\n\"retry\" cannot take back the call of waits: ", "left 5\nall went well");
        run("waits", "limit = 13; retry; c")
                .shows("(tractor /) retry\nat stepped.Throws.check(", "left 1\nall went well");
    }

    @Test
    void locksAreGivenBack() throws Exception {
        run("locked", "up; retry; limit = 30; c").shows("left 18, locked false\nall went well");
        run("locked", "up; return 3; c").shows("left 3, locked false\nall went well");
    }

    @Test
    void whoHasAskedAnActorGetsTheValueOrTheErrorThatComesLater() throws Exception {
        var run = run("actor", "return 4; c; up; n; c");
        run.shows(
                "(tractor /store) return 4\nat stepped.Throws$Store.sell(",
                "(tractor /store) c\n→ /store continued\nsold, left 4\n┌ crash in /store, task main\n",
                "(tractor /store) n\nthe error has left /store, and so the step is over\n┌ crash in /, task main",
                "failed: actor /store failed: java.lang.IllegalStateException: too much: 20");
        run("actor", "limit = 40; retry; c").shows("sold, left 28\nagain 33\nall went well");
    }

    @Test
    void quitInAFinallyTakesThePlaceOfTheError() throws Exception {
        run("order", "n; quit; c")
                .shows(
                        "(tractor /) quit\n→ / quit\n",
                        "task work: dev.tractor.BreakpointQuitException: quit at the breakpoint in task work at"
                                + " stepped.Throws.order(Throws.java:30)")
                .lacks("ordered");
    }

    @Test
    void ctrlCDuringAStepThroughAFinallyLetsTheErrorGo() throws Exception {
        var run = run("presses", "n; n; c");
        run.shows(
                        "(tractor /) n\nat stepped.Throws.presses(",
                        "(tractor /) n\nctrl-c: the step is given up, and its task goes on\nwent on\n┌ crash in /, task main")
                .lacks("thrown on")
                .lacks("the step is over");
        assertEquals(List.of("crash in /, task work", "crash in /, task main"), sessions(run));
    }

    /** The failure of a block on the way is no end of the error. */
    @Test
    void anErrorThatPassesAFailedBlockIsNotShownAgain() throws Exception {
        var run = run("block", "c; c; c; c");
        assertEquals(
                List.of(
                        "crash in /, task fails",
                        "crash in /, task work",
                        "crash in /, task work",
                        "crash in /, task main"),
                sessions(run));
        run.shows("│ java.lang.IllegalStateException: too much: 12", "│ dev.tractor.NurseryException: ");
    }
}
