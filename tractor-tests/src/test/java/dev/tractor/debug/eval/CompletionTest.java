package dev.tractor.debug.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.debug.eval.sample.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompletionTest {
    private final Evaluator evaluator = new Evaluator();
    private final Object worker = Samples.worker("x");
    private final Scope scope = new Scope(
            worker.getClass(),
            worker,
            false,
            List.of(new Name("total", "I", 1), new Name("words", "Ljava/util/List<Ljava/lang/String;>;", List.of("a"))),
            CompletionTest.class.getClassLoader());

    /** The bar is the cursor. */
    private Completions complete(String text) {
        int cursor = text.indexOf('|');
        return evaluator.complete(scope, text.replace("|", ""), cursor, List.of());
    }

    private List<String> signatures(String text) {
        return complete(text).candidates().stream()
                .map(Completions.Candidate::signature)
                .toList();
    }

    private void has(String text, String... expected) {
        var found = signatures(text);
        assertTrue(found.containsAll(List.of(expected)), () -> text + " -> " + found);
    }

    @Test
    void membersAfterADotArePrivateToo() {
        has("this.co|", "count: int", "count(): int");
        has("this.tw|", "twice(int): int");
        has("best.com|", "compareTo(T): int");
        has("Elsewhere.sh|", "shout(String): String");
        has("Elsewhere.of(\"a\").s|", "secret: int");
        assertEquals(5, complete("this.tw|").from());
    }

    @Test
    void genericTypesAreFilledIn() {
        has("jobs.g|", "get(Object): List<T>", "getOrDefault(Object, List<T>): List<T>");
        has("words.get(0).le|", "length(): int");
        has("words.stream().map(String::length).fi|", "findFirst(): Optional<Integer>");
    }

    @Test
    void openBracketsAreNoObstacle() {
        has("twice(this.cou|", "count: int");
        has("if (words.get(0).isE|", "isEmpty(): boolean");
        has("words.forEach(w -> w.to|", "toUpperCase(): String");
        has("words.forEach(w -> { int n = w.le|", "length(): int");
        has("int n = 1; n + words.si|", "size(): int");
    }

    @Test
    void namesInScopeAreOffered() {
        has("to|", "total: int", "toString(): String");
        has("wo|", "words: List<String>");
        has("tw|", "twice(int): int");
        has("int local = 3; lo|", "local: int");
        has("words.forEach(word -> wor|", "word: String", "words: List<String>");
        evaluator.evaluate(scope, "int kept = 3;");
        has("1 + ke|", "kept: int");
    }

    @Test
    void typesAreOffered() {
        has("Dur|", "Duration: java.time");
        has("new ArrayL|", "ArrayList: java.util");
        has("Stri|", "String: java.lang", "StringBuilder: java.lang");
        has("Sli|", "Slip: dev.tractor.debug.eval.sample.Worker");
        has("Elsew|", "Elsewhere: dev.tractor.debug.eval.sample");
        has("java.util.concurrent.Count|", "CountDownLatch: java.util.concurrent");
        has("Duration.ofSec|", "ofSeconds(long): Duration");
    }

    @Test
    void staticsOnlyAfterATypeAndNothingOfTheWrapping() {
        var found = signatures("Duration.|");
        assertFalse(found.contains("toMillis(): long"), found::toString);
        assertTrue(found.contains("class: Class<Duration>"), found::toString);
        assertEquals(
                List.of(), signatures("|").stream().filter(s -> s.contains("$")).toList());
    }

    @Test
    void methodsOfObjectComeLast() {
        var found = signatures("this.|");
        assertTrue(found.getLast().endsWith(" of Object"), found::toString);
        assertFalse(found.getFirst().endsWith(" of Object"), found::toString);
    }

    @Test
    void arraysHaveALength() {
        has("new int[3].le|", "length: int");
    }

    @Test
    void insideTextThereIsNothing() {
        assertEquals(List.of(), signatures("\"this.co|"));
        assertEquals(List.of(), signatures("1 // this.co|"));
    }
}
