package dev.tractor.debug;

import dev.tractor.build.Scenario;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import stepped.Ends;
import stepped.Sums;
import stepped.Tills;

/** Level 3: the debugger of a JVM that is attached to itself. Each test runs a JVM of its own. */
@Tag("slow")
class SteppingTest {

    private static Stepped sums(String entered) throws Exception {
        return Stepped.run(Sums.class, List.of(), "", entered);
    }

    private static Stepped tills(String argument, String entered, String... options) throws Exception {
        return Stepped.run(Tills.class, List.of(options), argument, entered);
    }

    @Scenario("D18")
    @Test
    void nextGoesFromLineToLineAndFinishAndUntilFurther() throws Exception {
        sums("n; n; n; n; until; s; where; n; n; finish; n; n; n; n; c")
                .shows(
                        "Sums.work(Sums.java:41)",
                        "(tractor /) n\nat stepped.Sums.work(Sums.java:42)\n→ 42  int sum = 0;\n",
                        "(tractor /) n\nat stepped.Sums.work(Sums.java:43)",
                        "(tractor /) n\nat stepped.Sums.work(Sums.java:44)",
                        "(tractor /) n\nat stepped.Sums.work(Sums.java:45)",
                        "(tractor /) until\nat stepped.Sums.work(Sums.java:46)\n→ 46  int half = half(sum);\n",
                        "(tractor /) s\nat stepped.Sums.half(Sums.java:16)",
                        "stepped.Sums.work(Sums.java:46)",
                        "(tractor /) n\nat stepped.Sums.half(Sums.java:17)",
                        "(tractor /) n\nat stepped.Sums.half(Sums.java:18)",
                        "(tractor /) finish\nat stepped.Sums.work(Sums.java:46)",
                        "(tractor /) n\nat stepped.Sums.work(Sums.java:47)",
                        "(tractor /) n\ntwice is 12\nat stepped.Sums.work(Sums.java:48)",
                        "(tractor /) n\nnumber 3\nnumber 4\nnumber 5\nat stepped.Sums.work(Sums.java:51)",
                        "(tractor /) n\nat stepped.Sums.work(Sums.java:55)",
                        "result 24, calls 1")
                .ended(0);
    }

    @Scenario("D18")
    @Test
    void stepEntersWhatTheJdkAndTractorCallBack() throws Exception {
        sums("until 48; s; n; s; s; n; finish; finish")
                .shows(
                        "(tractor /) until 48\ntwice is 12\nat stepped.Sums.work(Sums.java:48)",
                        "(tractor /) s\nat stepped.Sums.lambda$work$0(Sums.java:49)",
                        "(tractor /) n\nnumber 3\nat stepped.Sums.lambda$work$0(Sums.java:50)",
                        "(tractor /) s\nnumber 4\nnumber 5\nat stepped.Sums.work(Sums.java:51)",
                        "(tractor /) s\nat stepped.Sums.lambda$work$1(Sums.java:52)",
                        "(tractor /) n\nat stepped.Sums.lambda$work$1(Sums.java:53)",
                        "(tractor /) finish\nat stepped.Sums.work(Sums.java:51)",
                        "result 24")
                .ended(0);
    }

    @Test
    void anErrorOnTheWayLeadsToItsHandler() throws Exception {
        sums("until 55; s; s; s; finish; n; finish; finish")
                .shows(
                        "stepped.Sums.work(Sums.java:55)",
                        "(tractor /) s\nat stepped.Sums.guarded(Sums.java:33)",
                        "(tractor /) s\nat stepped.Sums.inverse(Sums.java:27)",
                        "(tractor /) s\nat stepped.Sums.inverse(Sums.java:28)",
                        "(tractor /) finish\nat stepped.Sums.guarded(Sums.java:34)",
                        "(tractor /) n\nat stepped.Sums.guarded(Sums.java:35)",
                        "(tractor /) finish\nat stepped.Sums.work(Sums.java:55)",
                        "result 24")
                .ended(0);
    }

    @Test
    void aMethodIsCalledAgainOrLeftWithAnotherValue() throws Exception {
        sums("until 46; s; n; n; retry; args; return \"no\"; return; return 20; n; s; retry; n; return 1; return; n; c")
                .shows(
                        "stepped.Sums.half(Sums.java:16)",
                        "stepped.Sums.half(Sums.java:18)",
                        "(tractor /) retry\nat stepped.Sums.half(Sums.java:16)",
                        "number  int  12",
                        "half returns int, not String",
                        "half returns int; enter \"return\" with an expression",
                        "(tractor /) return 20\nat stepped.Sums.work(Sums.java:46)",
                        "(tractor /) n\nat stepped.Sums.work(Sums.java:47)",
                        "(tractor /) s\nat stepped.Sums.twice(Sums.java:22)",
                        "(tractor /) retry\nat stepped.Sums.twice(Sums.java:22)",
                        "twice returns nothing; enter \"return\" alone",
                        "(tractor /) return\nat stepped.Sums.work(Sums.java:48)",
                        "result 52, calls 1")
                .lacks("\ntwice is")
                .ended(0);
    }

    /** It has waited at the prompt, but kept its frames. */
    @Test
    void aCallThatHasStoppedByItselfIsTakenBack() throws Exception {
        tills("handler", "price = 5; retry; c; price; up; retry; c; n; c")
                .shows(
                        "(tractor /till) retry\nat stepped.Tills$Till.add(",
                        "(tractor /till) price\n5\n",
                        "(tractor /till) retry\nat stepped.Tills.lambda$main$",
                        "sum 2\n",
                        "asked 2 and 2")
                .ended(0);
    }

    /** All but the innermost of its frames are on the heap then, where the JVM does not find the call. */
    @Test
    void aCallInWhichTheTaskHasWaitedIsNotTakenBack() throws Exception {
        tills("waited", "up 8; retry; return 3; down 8; return 8; c; c")
                .shows(
                        "(tractor /till) retry\n\"retry\" cannot take back the call of addLater: the task has waited in it",
                        "\"return\" cannot take back the call of addLater:",
                        "(tractor /till) return 8\nat stepped.Tills$Till.addLater(",
                        "asked 8 and 2")
                .ended(0);
    }

    @Test
    void variablesGetNewValuesWhetherTheTaskStoppedByItselfOrWasStopped() throws Exception {
        sums("numbers = List.of(100); locals; n; n; n; number = 7; n; sum; sum = 1; sum + 1; up; c")
                .shows(
                        "numbers  List<Integer>  ImmutableCollections.List12 of 1 [100]",
                        "(tractor /) number = 7",
                        "(tractor /) sum\n7\n",
                        "(tractor /) sum + 1\n2\n",
                        "number 100\n",
                        "result 1,")
                .lacks("assigned to a copy")
                .ended(0);
    }

    @Test
    void quitIsRaisedWhereTheTaskWasStopped() throws Exception {
        sums("n; n; quit")
                .shows(
                        "(tractor /) quit\n",
                        "failed with dev.tractor.BreakpointQuitException: quit at the breakpoint in task work at"
                                + " stepped.Sums.work(Sums.java:43)")
                .ended(0);
    }

    @Test
    void theEndOfAHandlerIsTheEndOfAStep() throws Exception {
        tills("handler", "n; finish; c")
                .shows(
                        "Tills.java:30)",
                        "(tractor /till) n\nat stepped.Tills$Till.add(Tills.java:31)",
                        "(tractor /till) finish\nsum 2\nat stepped.Tills.lambda$main$",
                        "(tractor /till) c",
                        "plain 2",
                        "asked 2 and 2",
                        "done")
                .ended(0);
        tills("handler", "n; n; n; n; n; n")
                .shows("/till has come to its end, and so has the step", "plain 2", "asked 2 and 2", "done")
                .ended(0);
    }

    @Test
    void theTerminalIsKeptFromStepToStep() throws Exception {
        tills("two", "stepped.Tills.startOther(); n; n; n; c; n; n; c")
                .shows(
                        "breakpoint in /alice",
                        "(tractor /alice) n\nat stepped.Tills$Till.add(Tills.java:31)",
                        "(tractor /alice) n\nat stepped.Tills$Till.add(Tills.java:32)",
                        "(tractor /alice) n\nsum 2\nat stepped.Tills$Till.add(Tills.java:33)",
                        "(tractor /alice) c",
                        "breakpoint in /bob",
                        "(tractor /bob) n\nat stepped.Tills$Till.add(Tills.java:31)",
                        "(tractor /bob) n\nat stepped.Tills$Till.add(Tills.java:32)",
                        "asked 13",
                        "done")
                .ended(0);
    }

    @Test
    void aStepThatWaitsForSomebodyWhoWantsTheTerminalLetsHimHaveIt() throws Exception {
        tills("within", "n; n; c; n; c")
                .shows(
                        "breakpoint in /, task asks",
                        "(tractor /) n\nat ",
                        "breakpoint in /bob",
                        "(tractor /bob) c",
                        "sum 2",
                        "(tractor /) n\nasked 2",
                        "done")
                .ended(0);
    }

    /** The step has given up the terminal before it comes to the end of its message. */
    @Test
    void aStepThatTookLongDoesNotStopTheNextMessage() throws Exception {
        tills("slow", "n; n; c; c; c")
                .shows(
                        "breakpoint in /till",
                        "(tractor /till) n\nat stepped.Tills.lambda$main$",
                        "(tractor /till) n\n",
                        "breakpoint in /bob",
                        "(tractor /bob) c\n",
                        "sum 2\n",
                        "/till has come to its end, and so has the step\n",
                        "plain 2\n",
                        "asked 2\n")
                .lacks("(tractor /till) c")
                .ended(0);
    }

    @Test
    void ctrlCDuringAStepLetsTheTaskGo() throws Exception {
        tills("ctrl-c", "n; n; c")
                .shows(
                        "(tractor /till) n\nat stepped.Tills$Till.pressed(",
                        "(tractor /till) n\n",
                        "the step is given up",
                        "went on",
                        "asked 1",
                        "done")
                .lacks("(tractor /till) c")
                .ended(0);
    }

    /** A thread that a debugger has stopped keeps its carrier; without a substitute the only one would be gone. */
    @Test
    void otherTasksGoOnWhileOneIsStopped() throws Exception {
        tills("others", "n; stepped.Tills.awaitTicks() > 0; n; c", "-Djdk.virtualThreadScheduler.parallelism=1")
                .shows("(tractor /till) stepped.Tills.awaitTicks() > 0\ntrue", "asked 2", "done")
                .ended(0);
    }

    /** The JVM would wait, at its very end, for the call that the debugger has made the stopped task make. */
    @Test
    void theJvmEndsWhileAStoppedTaskEvaluates() throws Exception {
        Stepped.run(Ends.class, List.of(), "", "n; stepped.Ends.exitBesides()").ended(7);
        Stepped.run(Ends.class, List.of(), "", "n; System.exit(4)").ended(4);
        Stepped.run(Ends.class, List.of(), "", "n; Runtime.getRuntime().halt(6)")
                .ended(6);
    }
}
