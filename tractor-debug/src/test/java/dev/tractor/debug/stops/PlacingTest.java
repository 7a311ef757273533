package dev.tractor.debug.stops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.debug.stops.CodeLines.Place;
import dev.tractor.debug.stops.Placing.Found;
import dev.tractor.debug.stops.Placing.Refused;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which code belongs to what the user says; the lines are those of {@code orders/Bob.java} beside this. */
class PlacingTest {
    private static final String PATH = "dev/tractor/debug/stops/orders/Bob.java";
    private static final Lines BOB = Lines.loaded("orders.Bob");
    private static final Lines NOTHING = new Lines(List.of(), Map.of());

    private static Found line(String file, int line, Lines classes) {
        return assertInstanceOf(Found.class, Placing.find(new Wanted.Line(file, line), classes));
    }

    private static Found line(int line) {
        return line("Bob.java", line, BOB);
    }

    private static Found method(String type, String method, Lines classes) {
        return assertInstanceOf(Found.class, Placing.find(new Wanted.Method(type, method), classes));
    }

    private static String refused(Wanted.Where where, Lines classes) {
        return assertInstanceOf(Refused.class, Placing.find(where, classes)).message();
    }

    /** {@return the methods, with their class if it is not Bob} */
    private static List<String> methods(Found found) {
        return found.places().stream()
                .map(place -> (place.className() + "." + place.method()).substring((Lines.HERE + "orders.").length()))
                .toList();
    }

    @Test
    void aLineWithCodeIsFoundInItsMethod() {
        var found = line(15);
        assertEquals(PATH, found.path());
        assertEquals(15, found.line());
        assertEquals(List.of(new Place(Lines.HERE + "orders.Bob", "work", "(I)I", 0, 15)), found.places());
    }

    @Test
    void aLineWithoutCodeMovesToTheNextWithSome() {
        var found = line(16);
        assertEquals(18, found.line());
        assertTrue(found.moved());
        assertEquals(List.of("Bob.work"), methods(found));
    }

    @Test
    void behindTheLastCodeThereIsNothing() {
        assertEquals(
                "there is no code at line 90 of " + PATH + " or after it; its last line with code is 81",
                refused(new Wanted.Line("Bob.java", 90), Lines.loaded("orders.Bob", "orders.Second")));
    }

    @Test
    void theBodyOfALambdaIsItsOwnMethod() {
        assertEquals(List.of("Bob.lambda$later$0"), methods(line(27)));
        assertEquals(List.of("Bob.later"), methods(line(26)));
    }

    @Test
    void everyCopyOfAFinallyIsFound() {
        assertEquals(List.of("Bob.cleansUp", "Bob.cleansUp"), methods(line(36)));
        assertEquals(List.of("Bob.cleansUp"), methods(line(34)));
    }

    @Test
    void aStatementOfSeveralLinesBeginsOnce() {
        assertEquals(List.of("Bob.severalLines"), methods(line(41)));
        assertEquals(List.of("Bob.severalLines"), methods(line(42)));
    }

    @Test
    void theHeadOfALoopIsFoundAtItsBeginningAndAtEachRound() {
        assertEquals(List.of("Bob.loop", "Bob.loop"), methods(line(49)));
    }

    @Test
    void nestedClassesAreFoundBeforeTheyAreLoaded() {
        assertEquals(List.of("Bob$Inner.twice"), methods(line(56)));
        assertEquals(List.of("Bob$Inner$1.run"), methods(line(63)));
    }

    @Test
    void classesThatTheFileIsNotNamedAfterAreFoundWhenTheyAreLoaded() {
        assertEquals(
                List.of("Second.second"), methods(line("Bob.java", 81, Lines.loaded("orders.Bob", "orders.Second"))));
        assertEquals(List.of("Second.second"), methods(line("Bob.java", 81, Lines.loaded("orders.Second"))));
    }

    @Test
    void aFileNameThatIsThereTwiceIsNarrowedByItsDirectory() {
        var both = Lines.loaded("orders.Bob", "stock.Bob");
        assertEquals(
                "there are several files Bob.java: " + PATH + ", " + PATH.replace("orders", "stock")
                        + "; say which, as in break " + PATH + ":8",
                refused(new Wanted.Line("Bob.java", 8), both));
        assertEquals(
                PATH.replace("orders", "stock"), line("stock/Bob.java", 8, both).path());
        assertEquals(PATH, line("orders/Bob.java", 15, both).path());
    }

    @Test
    void aPathFromTheProjectOrTheDiskWillDo() {
        assertEquals(PATH, line("src/test/java/" + PATH, 15, BOB).path());
        assertEquals(PATH, line("/home/ann/shop/src/test/java/" + PATH, 15, BOB).path());
    }

    @Test
    void aFileIsFoundBeforeAnyOfItsClassesIsLoaded() {
        assertEquals(PATH, line(PATH, 15, NOTHING).path());
        assertEquals(PATH, line("src/test/java/" + PATH, 15, NOTHING).path());
        assertEquals(PATH, line("Bob.java", 15, Lines.loaded("orders.Second")).path());
        var sources = new Lines(List.of(), Map.of("Bob.java", List.of("dev/tractor/debug/stops/orders")));
        assertEquals(PATH, line("Bob.java", 15, sources).path());
    }

    @Test
    void aFileThatIsNotThereIsRefusedWithAGuess() {
        assertEquals(
                "there is no file Bbo.java: no class that is loaded comes from it, and none of that name is where the"
                        + " program's classes and sources are; did you mean Bob.java?",
                refused(new Wanted.Line("Bbo.java", 12), BOB));
    }

    @Test
    void aMethodIsFoundAtItsBeginningWithAllOfItsName() {
        var found = method("Bob", "work", BOB);
        assertEquals(15, found.line());
        assertEquals(
                List.of("(I)I", "(Ljava/lang/String;)I"),
                found.places().stream().map(Place::descriptor).toList());
        assertEquals(10, method("orders.Bob", "<init>", BOB).line());
    }

    @Test
    void aMethodOfANestedClassIsFoundBeforeItIsLoaded() {
        assertEquals(List.of("Bob$Inner.twice"), methods(method("Bob.Inner", "twice", BOB)));
        assertEquals(List.of("Bob$Inner.twice"), methods(method(Lines.HERE + "orders.Bob.Inner", "twice", BOB)));
        assertEquals(List.of("Bob$Inner.twice"), methods(method(Lines.HERE + "orders.Bob.Inner", "twice", NOTHING)));
    }

    @Test
    void methodsAndClassesThatAreNotThereAreRefused() {
        assertEquals(
                "there is no class Bbo among those that are loaded; with its package in front, the breakpoint waits until"
                        + " it is loaded; did you mean Bob?",
                refused(new Wanted.Method("Bbo", "work"), BOB));
        assertEquals(
                Lines.HERE + "orders.Bob has no method wrok; did you mean work?; it has all, cleansUp, later, loop,"
                        + " severalLines, work",
                refused(new Wanted.Method("Bob", "wrok"), BOB));
        assertEquals(
                "Bob.Sized.size has no code: it is abstract or native, so no breakpoint can be set in it",
                refused(new Wanted.Method("Bob.Sized", "size"), BOB));
        assertEquals(
                "there are several classes Bob: " + Lines.HERE + "orders.Bob, " + Lines.HERE
                        + "stock.Bob; say which, as in break " + Lines.HERE + "orders.Bob.work",
                refused(new Wanted.Method("Bob", "work"), Lines.loaded("orders.Bob", "stock.Bob")));
    }
}
