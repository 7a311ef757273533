package dev.tractor.debug.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.debug.eval.sample.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every feature of the evaluator, in frames of {@link Samples}. */
class EvaluatorTest {
    private final Evaluator evaluator = new Evaluator();
    private final Object worker = Samples.worker("x");
    private Scope scope = frame(worker);

    private static Scope frame(Object self, Name... names) {
        return new Scope(self.getClass(), self, false, List.of(names), EvaluatorTest.class.getClassLoader());
    }

    private static Scope staticFrame(Class<?> type, Name... names) {
        return new Scope(type, null, true, List.of(names), EvaluatorTest.class.getClassLoader());
    }

    private Outcome run(String entered) {
        return evaluator.evaluate(scope, entered);
    }

    private Object value(String entered) {
        var outcome = run(entered);
        assertInstanceOf(Outcome.Value.class, outcome, () -> entered + " -> " + outcome);
        return ((Outcome.Value) outcome).value();
    }

    private String type(String entered) {
        return assertInstanceOf(Outcome.Value.class, run(entered)).type();
    }

    private Outcome.Done done(String entered) {
        var outcome = run(entered);
        return assertInstanceOf(Outcome.Done.class, outcome, () -> entered + " -> " + outcome);
    }

    private Problem problem(String entered) {
        var outcome = run(entered);
        return assertInstanceOf(Outcome.Rejected.class, outcome, () -> entered + " -> " + outcome)
                .problems()
                .getFirst();
    }

    private Throwable thrown(String entered) {
        var outcome = run(entered);
        return assertInstanceOf(Outcome.Thrown.class, outcome, () -> entered + " -> " + outcome)
                .error();
    }

    @Test
    void privateMembersAreUsedAsInTheMethod() {
        assertEquals(10, value("count"));
        assertEquals(14, value("twice(count) - 6"));
        assertEquals("x", value("best()"));
        assertEquals("a+b", value("join(\"a\", \"b\")"));
        assertEquals(4, value("made"));
        assertEquals(5, value("made = made + 1"));
        value("made = 4");
    }

    @Test
    void thisIsThere() {
        assertSame(worker, value("this"));
        assertEquals(10, value("this.count"));
        assertEquals("Worker<T>", type("this"));
        assertEquals(true, value("this instanceof Cloneable"));
        assertSame(worker, value("((Supplier<Object>) () -> this).get()"));
        assertSame(worker, value("new Object() { Object me() { return Worker.this; } }.me()"));
    }

    @Test
    void fieldsAreAssigned() {
        assertEquals(11, value("++count"));
        assertEquals(12, value("this.count += 1"));
        assertEquals(12, value("count++"));
        assertEquals(13, value("count()"));
    }

    @Test
    void genericTypesAreKnown() {
        assertEquals("T", type("best"));
        assertEquals("Map<String, List<T>>", type("jobs"));
        assertEquals("x", value("jobs.get(\"all\").get(0)"));
        assertEquals(0, value("jobs.get(\"all\").get(0).compareTo(best)"));
        done("for (T each : jobs.get(\"all\")) { best = each; }");
    }

    @Test
    void membersOfOtherNestsAreUsed() {
        assertEquals(7, value("Elsewhere.of(\"e\").secret"));
        assertEquals(9, value("Elsewhere.of(\"e\").plus(2)"));
        assertEquals("hi!", value("Elsewhere.shout(\"hi\")"));
        assertEquals("made", value("new Elsewhere(\"made\").fixed()"));
        assertEquals(3, value("Elsewhere.of(\"e\").secret = 3"));
        assertEquals("q!", value("Optional.of(\"q\").map(Elsewhere::shout).get()"));
        assertEquals("r", value("Optional.of(\"r\").map(Elsewhere::new).get().fixed"));
        assertEquals(2, value("depth"));
        assertEquals(6, value("deep(3)"));
        assertEquals(9, value("((Ground.Cave) Ground.cave()).bats"));
        assertEquals(true, value("cave() instanceof Ground.Cave"));
        assertEquals(0, value("((Cave) cave()).compareTo((Cave) cave())"));
        assertEquals("Cave", value("Cave.class.getSimpleName()"));
    }

    @Test
    void superIsWhatTheFramesClassExtends() {
        assertEquals("worker", value("ground()"));
        assertEquals("ground", value("super.ground()"));
        assertEquals("ground", value("((Supplier<String>) super::ground).get()"));
    }

    @Test
    void protectedMembersOfOtherPackagesAreUsed() {
        assertInstanceOf(worker.getClass(), value("clone()"));
    }

    @Test
    void memberClassesHaveTheirSimpleNames() {
        assertEquals("s", value("((Slip) slip()).text"));
        assertEquals(5, value("new Slip(\"five\", 5).number()"));
        assertEquals("Slip", type("new Slip(\"\", 1)").replaceAll(".*\\.", ""));
        assertEquals("GOOD", value("Mood.GOOD.name()"));
        assertEquals("g", value("switch ((Mood) mood()) { case GOOD -> \"g\"; case BAD -> \"b\"; }"));
        assertEquals(1, value("((Object) slip()) instanceof Slip(String t, int n) ? n : 0"));
    }

    @Test
    void variablesOfTheFrameAreReadAndWritten() {
        scope = frame(
                worker,
                new Name("total", "I", 5),
                new Name("words", "Ljava/util/List<Ljava/lang/String;>;", new ArrayList<>(List.of("b", "a"))),
                new Name("count", "J", 99L));
        assertEquals(6, value("total + 1"));
        assertEquals("b", value("words.get(0)"));
        assertEquals("List<String>", type("words"));
        assertEquals("long", type("count"));
        assertEquals(10, value("this.count"));
        assertEquals(Map.of(), run("total == 5").written());
        assertEquals(Map.of("total", 8), run("total += 3").written());
        assertEquals(Map.of("total", 7), run("words.forEach(w -> total++);").written());
        assertEquals(
                List.of("total", "words"),
                List.copyOf(run("total = 1; words = null;").written().keySet()));
    }

    @Test
    void whatAThrowingSnippetAssignedIsTold() {
        scope = frame(worker, new Name("total", "I", 5));
        assertEquals(
                Map.of("total", 9),
                run("total = 9; throw new IllegalStateException();").written());
    }

    @Test
    void everyPrimitiveTypeWorks() {
        scope = frame(
                worker,
                new Name("z", "Z", true),
                new Name("b", "B", (byte) 1),
                new Name("c", "C", 'c'),
                new Name("s", "S", (short) 2),
                new Name("i", "I", 3),
                new Name("j", "J", 4L),
                new Name("f", "F", 5f),
                new Name("d", "D", 6d),
                new Name("a", "[[I", new int[][] {{1}}),
                new Name("lost", "D", null));
        assertEquals(23.0 + 'c', value("b + c + s + i + j + f + d + (z ? 1 : 0) + a[0][0] - 1 + 1"));
        assertEquals(0.0, value("lost"));
        assertEquals("int[][]", type("a"));
    }

    @Test
    void sessionVariablesStay() {
        assertEquals(List.of("int i"), done("int i = 3;").declared());
        assertEquals(4, value("i + 1"));
        assertEquals(
                List.of("List<String> names"),
                done("var names = List.of(\"a\", \"b\")").declared());
        assertEquals("b", value("names.get(1)"));
        assertEquals("List<String>", type("names"));
        done("i = 10; i++;");
        assertEquals(11, value("i"));
        assertEquals(List.of("String i"), done("String i = \"now a text\"").declared());
        assertEquals("now a text", value("i"));
        done("int a, b;");
        assertEquals(0, value("a + b"));
        done("List<T> ts = jobs.get(\"all\")");
        assertEquals("T", type("ts.get(0)"));
        scope = staticFrame(Samples.class);
        assertEquals("x", value("ts.get(0)"));
    }

    @Test
    void aVariableOfTheFrameCannotBeDeclaredAgain() {
        scope = frame(worker, new Name("total", "I", 5));
        assertEquals(
                "total is a variable of the frame already; assign to it with total = ...",
                problem("int total = 3;").message());
    }

    @Test
    void sessionVariablesMayHaveTypesWithoutAName() {
        done("var point = new Object() { int x = 3; int twice() { return 2 * x; } }");
        assertEquals(6, value("point.twice()"));
        done("var list = new ArrayList<>(List.of(1, \"a\"))");
        assertEquals(2, value("list.size()"));
        done("List<? extends Number> numbers = List.of(1, 2L)");
        done("var first = numbers.get(0)");
        assertEquals(1, value("first.intValue()"));
    }

    @Test
    void theLastValueAndErrorHaveNames() {
        value("\"abc\"");
        assertEquals(3, value("_.length()"));
        assertEquals(4, value("_ + 1"));
        assertEquals(5, value("_ + /* _ */ 1"));
        assertEquals("_", value("\"_\""));
        var error = thrown("throw new java.io.IOException(\"gone\")");
        assertSame(error, value("_ex"));
        assertEquals("gone", value("_ex.getMessage()"));
        assertEquals(1, value("((Function<Object, Integer>) _ -> 1).apply(2)"));
    }

    @Test
    void statementsRun() {
        scope = frame(worker, new Name("total", "I", 0));
        assertEquals(
                Map.of("total", 6),
                run("for (int k = 1; k < 4; k++) total += k").written());
        assertEquals(
                Map.of("total", 1),
                run("if (count > 3) { total = 1; } else { total = 2; }").written());
        assertEquals(
                Map.of("total", 2), run("{ int local = 2; total = local; }").written());
        assertEquals(
                Map.of("total", 3),
                run("try { total = 1; throw new Error(); } catch (Error e) { total = 3; }")
                        .written());
        done("jobs.clear()");
        done("synchronized (this) { }");
    }

    @Test
    void throwAndEndlessLoopsAloneAreStatements() {
        assertEquals("no", thrown("throw new IllegalStateException(\"no\");").getMessage());
        assertEquals("no", thrown("throw new IllegalStateException(\"no\")").getMessage());
        scope = frame(worker, new Name("total", "I", 0));
        assertEquals(
                "5",
                thrown("while (true) { if (++total == 5) throw new Error(\"\" + total); }")
                        .getMessage());
        assertInstanceOf(Error.class, thrown("int n = 0; for (;;) { if (n++ > 3) throw new Error(); }"));
    }

    @Test
    void expressionsThatEndInABraceAreExpressions() {
        assertEquals("ten", value("switch (count) { case 10 -> \"ten\"; default -> \"other\"; }"));
        assertEquals(3, value("new Object() { int n = 3; }.n"));
        assertEquals("Runnable", type("new Runnable() { public void run() { } }"));
        assertEquals(2, ((int[]) value("new int[] {1, 2}")).length);
    }

    @Test
    void severalClassesOfASnippetKeepTheirRights() {
        assertEquals(20, value("new Object() { int n() { return twice(Worker.this.count); } }.n()"));
        assertEquals(17, value("new Object() { int n() { return count + new Elsewhere(\"\").secret; } }.n()"));
        scope = frame(worker, new Name("total", "I", 1));
        var outcome = run("""
                record P(int a, int b) {}
                class Q { private int q = 4; private int q() { total++; return q + count; } }
                enum E { ONE, TWO }
                var p = new P(1, 2);
                total += p.a + new Q().q();
                switch (E.valueOf("TWO")) { case ONE -> total = 0; case TWO -> total += 100; }
                """);
        assertEquals(Map.of("total", 116), outcome.written(), outcome::toString);
        assertEquals("P[a=1, b=2]", value("p.toString()"));
    }

    @Test
    void declaredTypesAndMethodsStay() {
        assertEquals(
                List.of("type P"),
                done("record P(int x) { int twice() { return 2 * x; } }").declared());
        assertEquals(8, value("new P(4).twice()"));
        assertEquals("P[x=1]", value("new P(1).toString()"));
        assertEquals("P", type("new P(1)"));
        done("sealed interface S permits A, B {} record A() implements S {} record B() implements S {}");
        done("S s = new A();");
        assertEquals("a", value("switch (s) { case A _ -> \"a\"; case B _ -> \"b\"; }"));
        done("record P(String y) {}");
        assertEquals("again", value("new P(\"again\").y()"));
        assertEquals(
                List.of("method cube"),
                done("int cube(int x) { return x * x * x; }").declared());
        assertEquals(1000, value("cube(count)"));
        done("private <U> List<U> both(U a, U b) { count = 1; return List.of(a, b); }");
        assertEquals("b", value("both(\"a\", \"b\").get(1)"));
        assertEquals(1, value("count"));
    }

    @Test
    void importsStay() {
        assertEquals(
                "cannot find symbol: variable Files",
                problem("Files.exists(null)").message());
        assertEquals(
                List.of("import java.nio.file.*;"),
                done("import java.nio.file.*;").declared());
        assertEquals(false, value("Files.exists(Path.of(\"nowhere\"))"));
        assertEquals(0, value("import java.util.concurrent.atomic.AtomicInteger; new AtomicInteger().get()"));
        done("import static java.lang.Math.max;");
        assertEquals(2, value("max(1, 2)"));
        assertTrue(
                problem("import no.such.Thing;").message().contains("no.such"),
                problem("import no.such.Thing;")::message);
        assertEquals(3, value("max(3, 2)"));
    }

    @Test
    void theUsualPackagesAreImported() {
        assertEquals("PT3S", value("Duration.ofSeconds(3).toString()"));
        assertEquals(2, value("((Function<Integer, Integer>) x -> x + 1).apply(1)"));
        assertEquals("dev.tractor.Nursery", value("Nursery.class.getName()"));
    }

    @Test
    void theImportsOfTheFramesSourceAreUsed() {
        var outcome = evaluator.evaluate(
                scope,
                "new AtomicLong(3).get()",
                List.of(
                        "import java.util.concurrent.atomic.AtomicLong;",
                        "import gone.Away;",
                        "import java.awt.List;"));
        assertEquals(3L, assertInstanceOf(Outcome.Value.class, outcome).value());
    }

    @Test
    void innerClassesSeeTheirOuterInstances() {
        scope = frame(Samples.desk(worker));
        assertEquals(5, value("drawer"));
        assertEquals(77, value("count"));
        assertEquals(10, value("Worker.this.count"));
        assertEquals(20, value("twice(Worker.this.count)"));
        assertEquals("x", value("best"));
        assertEquals("T", type("best"));
        assertEquals(15, value("look()"));
        assertEquals("Desk", type("this").replaceAll(".*\\.", ""));
        assertEquals(11, value("Worker.this.count = 11"));
        assertEquals(22, value("((Supplier<Integer>) () -> twice(Worker.this.count)).get()"));
        assertEquals(23, value("new Object() { int f() { return twice(11) + 1; } }.f()"));
    }

    @Test
    void anonymousClassesHaveTheirMembersAndCaptures() {
        scope = frame(Samples.supplier(worker, "w"));
        assertEquals(20, value("calls"));
        assertEquals(21, value("++this.calls"));
        assertEquals("w", value("word"));
        assertEquals(10, value("count"));
        assertEquals("w10", value("get()"));
    }

    @Test
    void anOuterInstanceThatTheCompilerLeftOutIsExplained() {
        scope = frame(Samples.without(worker, "w"));
        assertEquals("w", value("word"));
        assertTrue(
                problem("count")
                        .message()
                        .startsWith("cannot find symbol: variable count; it is a member of Worker, but"
                                + " the compiler left out the way there from Worker$"),
                problem("count")::message);
        assertEquals(4, value("made"));
    }

    @Test
    void staticFramesSeeStaticMembersOnly() {
        scope = staticFrame(worker.getClass());
        assertEquals(4, value("made"));
        assertEquals("a+b", value("join(\"a\", \"b\")"));
        assertEquals(
                "cannot find symbol: variable count; it is a member of Worker, but there is no this in this frame",
                problem("count").message());
        assertEquals("there is no this in this frame", problem("1 + this.count").message());
        assertEquals(5, problem("1 + this.count").column());
    }

    @Test
    void recordsEnumsAndSealedInterfacesAreFrames() {
        scope = frame(Samples.square(3));
        assertEquals(9, value("area()"));
        assertEquals(3, value("side"));
        assertEquals("shape 4", value("name()"));
        assertEquals(4, value("SIDES"));
        assertEquals(1, value("switch ((Shape) this) { case Square _ -> 1; case Circle _ -> 2; }"));
        scope = new Scope(Samples.shape(), Samples.square(3), false, List.of(), EvaluatorTest.class.getClassLoader());
        assertEquals("shape 4", value("name()"));
        assertEquals("Shape", type("this"));
        scope = frame(Samples.good());
        assertEquals(3, value("base"));
        assertEquals("GOOD", value("name()"));
        assertEquals(0, value("ordinal()"));
        assertEquals("g", value("switch (this) { case GOOD -> \"g\"; case BAD -> \"b\"; }"));
        assertEquals(2, value("values().length"));
    }

    @Test
    void variablesOfMethodsWithTypeParametersWork() {
        scope = staticFrame(
                Samples.class, new Name("u", "TU;", 5), new Name("us", "Ljava/util/List<TU;>;", List.of(5)));
        assertEquals(5, value("us.get(0)"));
        assertEquals("U", type("us.get(0)"));
        assertEquals(5, value("u.intValue()"));
    }

    @Test
    void whatALambdaHasCapturedHasTheTypeOfTheVariable() {
        scope = staticFrame(Samples.class, new Name("us", "Ljava/util/List;", List.of(5)));
        assertEquals("List<U>", type("us"));
        scope = staticFrame(Samples.class, new Name("others", "Ljava/util/List;", List.of(5)));
        assertEquals("List", type("others"));
    }

    @Test
    void whatCannotBeNamedIsItsNearestSupertype() {
        scope = frame(
                worker,
                new Name("list", "Ljava/util/ImmutableCollections$ListN<Ljava/lang/String;>;", List.of("a", "b", "c")),
                new Name("lambda", "Ljava/lang/Runnable;", (Runnable) () -> {}),
                new Name("gone", "Lno/such/Thing;", "text"),
                new Name("cave", "L" + Samples.cave().getClass().getName().replace('.', '/') + ";", Samples.cave()));
        assertEquals(3, value("list.size()"));
        done("lambda.run()");
        assertEquals("text", value("gone"));
        assertEquals(9, value("cave.bats"));
        assertEquals(0, value("cave.compareTo(cave)"));
        assertEquals(1, value("List.of(cave).size()"));
        done("var c = cave");
        assertEquals(9, value("c.bats"));
    }

    @Test
    void classesOfTheUnnamedPackageAreFrames() {
        var self = Samples.unnamed();
        scope = frame(self);
        assertEquals(6, value("number"));
        assertEquals(3, value("half(number)"));
        assertEquals(3, value("new Pair(1, 2).a + new Pair(1, 2).b()"));
        assertEquals(2, value("((Pair) pair()).b"));
        done("record Own(int x) {}");
        assertEquals(8, value("new Own(8).x()"));
        assertEquals("int", type("this.number"));
        assertEquals(12, problem("Pair p = 3 + new Pair(1, 2)").column());
    }

    @Test
    void complaintsAreAboutWhatWasEntered() {
        var problem = problem("count + nothing");
        assertEquals(new Problem(1, 9, "cannot find symbol: variable nothing"), problem);
        assertEquals(2, problem("int a = 1;\nint b = a + nope;").line());
        assertEquals(13, problem("int a = 1;\nint b = a + nope;").column());
        assertEquals(
                "cannot find symbol: method foo(int)",
                problem("this.foo(1)").message().split(";")[0]);
        assertTrue(
                problem("String s = this").message().contains("Worker<T> cannot be converted to String"),
                problem("String s = this")::message);
        assertEquals("this is not complete", problem("(1 + ").message());
        assertEquals(5, problem("1 + )").column());
        for (var bad : List.of(
                "count + nothing",
                "twice(\"a\")",
                "best.foo()",
                "this.x",
                "new Slip()",
                "_ + x",
                "return 3",
                "int 3",
                "List<int> x",
                "T t = 3",
                "super.no()",
                "final int z = 1; z = 2;")) {
            assertFalse(
                    problem(bad).message().matches("(?s).*\\$[A-Za-z].*"),
                    () -> bad + ": " + problem(bad).message());
        }
    }

    @Test
    void nothingIsNothing() {
        assertEquals(List.of(), done("").declared());
        assertEquals(List.of(), done(" ; // nothing").declared());
        assertNull(value("null"));
        assertEquals("Object", type("null"));
    }

    @Test
    void finalFieldsStayFinal() {
        assertEquals(
                "cannot assign a value to final variable jobs",
                problem("jobs = null").message());
    }

    @Test
    void privateMembersOfTheJdkAreRefused() {
        assertEquals(
                "value has private access in String", problem("\"a\".value").message());
    }

    @Test
    void stacksEndAtTheSnippet() {
        var error = thrown("count = 3;\nObjects.requireNonNull(null)");
        assertInstanceOf(NullPointerException.class, error);
        assertEquals("java.util.Objects", error.getStackTrace()[0].getClassName());
        assertEquals("entered.line(entered)", error.getStackTrace()[1].toString());
        assertEquals(2, error.getStackTrace().length);
        var inClass = thrown("count = 3;\nnew Object() { void f() { count = 2; throw new Error(); } }.f()");
        assertEquals("f", inClass.getStackTrace()[0].getMethodName());
        assertEquals("entered.line(entered:2)", inClass.getStackTrace()[1].toString());
        assertEquals(2, inClass.getStackTrace().length);
    }

    @Test
    void itRunsOnTheCallingThread() throws InterruptedException {
        var seen = new ArrayList<Object>();
        var thread = Thread.ofVirtual().start(() -> {
            Thread.currentThread().interrupt();
            seen.add(((Outcome.Value) evaluator.evaluate(scope, "Thread.currentThread()")).value());
            seen.add(((Outcome.Value) evaluator.evaluate(scope, "Thread.interrupted()")).value());
        });
        thread.join();
        assertEquals(List.of(thread, true), seen);
    }

    @Test
    void withoutACompilerThatIsSaid() {
        var outcome = new Evaluator(() -> null).evaluate(scope, "1");
        assertEquals(
                Evaluator.NO_COMPILER,
                ((Outcome.Rejected) outcome).problems().getFirst().message());
        assertFalse(new Evaluator(() -> null).incomplete(scope, "("));
    }

    @Test
    void framesOfTheJdkAreLookedAtFromOutside() {
        scope = frame(new ArrayList<>(List.of(1, 2)));
        assertEquals(2, value("this.size()"));
        assertEquals(2, value("size()"));
        assertTrue(
                problem("elementData").message().contains("add-opens java.base/java.util"),
                problem("elementData")::message);
        done("record Out(int x) {}");
        assertEquals(1, value("new Out(1).x()"));
    }

    @Test
    void textBlocksAndCommentsAreFine() {
        assertEquals("a\n", value("\"\"\"\n    a\n    \"\"\""));
        assertEquals(3, value("1 + // one\n 2 // two"));
        assertEquals(3, value("/* before */ 3"));
    }

    @Test
    void lambdasAreValuesOnlyWithAType() {
        assertTrue(problem("x -> x").message().contains("lambda"), problem("x -> x")::message);
        done("Function<Integer, Integer> inc = x -> x + count");
        assertEquals(11, value("inc.apply(1)"));
        done("Supplier<T> s = this::best");
        assertEquals("x", value("s.get()"));
    }

    @Test
    void aSecondSnippetSeesWhatTheFirstChangedInTheFrame() {
        run("jobs.put(\"more\", null)");
        assertEquals(2, value("jobs.size()"));
    }
}
