package dev.tractor.debug.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IncompleteTest {
    private static final Evaluator EVALUATOR = new Evaluator();
    private static final Scope SCOPE = Scope.of(IncompleteTest.class);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 +",
                "foo(",
                "foo(1,",
                "(a",
                "int x =",
                "if (x) {",
                "if (x)",
                "for (int i = 0;",
                "while (true) {",
                "switch (x) { case 1 -> 2;",
                "record P(int x)",
                "record P(int x) {",
                "class A {\n  int x;",
                "int f(int x) {",
                "x -> {",
                "list.stream()\n.map(",
                "list.",
                "/* open",
                "\"\"\"\n text",
                "new int[] {1, 2",
                "try { a(); }",
                "_ +"
            })
    void goesOn(String text) {
        assertEquals(true, EVALUATOR.incomplete(SCOPE, text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1",
                "1 + 2",
                "foo()",
                "int x = 3",
                "int x = 3;",
                "x ->  x",
                "if (x) foo();",
                "foo bar",
                "1 )",
                "foo())",
                "}",
                "\"open",
                "record P(int x) {}",
                "int f(int x) { return x; }",
                "import java.util.*;",
                "throw new Error()",
                "_",
                "// only a comment",
                "switch (x) { default -> 2; }"
            })
    void isWhole(String text) {
        assertEquals(false, EVALUATOR.incomplete(SCOPE, text));
    }
}
