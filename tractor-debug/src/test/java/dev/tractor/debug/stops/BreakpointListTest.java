package dev.tractor.debug.stops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.debug.eval.Evaluator;
import dev.tractor.debug.stops.Wanted.Here;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The list of breakpoints, and what is said of it. */
class BreakpointListTest {
    private static final String PATH = "dev/tractor/debug/stops/orders/Bob.java";
    private static final Here HERE = new Here(Lines.HERE + "orders.Bob", PATH);
    private static final Lines BOB = Lines.loaded("orders.Bob");

    private final List<String> told = new ArrayList<>();
    private final BreakpointList list = new BreakpointList(new BreakpointList.Listener() {
        @Override
        public void added(LineBreakpoint breakpoint) {
            told.add("+" + breakpoint.number());
        }

        @Override
        public void removed(LineBreakpoint breakpoint) {
            told.add("-" + breakpoint.number());
        }
    });

    private String add(String text) {
        return list.add(Objects.requireNonNull(Wanted.parse(text, HERE).wanted()), BOB);
    }

    @Test
    void whatIsSetIsListedWithItsConditionAndHits() {
        assertEquals("breakpoint 1 at " + PATH + ":15", add("Bob.java:15"));
        assertEquals("breakpoint 2 at " + PATH + ":27, if total > 3", add("27 if total > 3"));
        assertEquals("breakpoint 3 at " + PATH + ":18; line 16 has no code, this is the next one with some", add("16"));
        assertEquals("breakpoint 4 at Bob.new (" + PATH + ":10)", add("Bob.new"));
        assertEquals("breakpoint 5 at " + PATH + ":56; its class is not loaded yet", add("56"));
        list.all().get(1).hit();
        list.all().get(2).hit();
        list.all().get(2).hit();
        assertEquals(
                List.of(
                        "1  " + PATH + ":15",
                        "2  " + PATH + ":27  if total > 3  (hit once)",
                        "3  " + PATH + ":18  (hit 2 times)",
                        "4  Bob.new (" + PATH + ":10)",
                        "5  " + PATH + ":56"),
                list.text());
        assertEquals(List.of("+1", "+2", "+3", "+4", "+5"), told);
    }

    @Test
    void oneThatIsThereIsNotSetAgain() {
        add("15");
        assertEquals("breakpoint 1 at " + PATH + ":15 is there already", add("Bob.java:15"));
        assertEquals(
                "breakpoint 1 at " + PATH + ":15 is there already, and stops now if total > 3", add("15 if total > 3"));
        assertEquals("total > 3", list.all().getFirst().condition());
        assertEquals("breakpoint 1 at " + PATH + ":15 is there already, and stops now always", add("15"));
        assertEquals(List.of("+1"), told);
    }

    @Test
    void theyAreClearedByNumberOrPlaceOrAll() {
        add("15");
        add("27");
        add("Bob.work");
        add("16");
        add("56");
        assertEquals("breakpoint 2 at " + PATH + ":27 is cleared", list.clear("2", HERE));
        assertEquals("breakpoint 1 at " + PATH + ":15 is cleared", list.clear("orders/Bob.java:15", HERE));
        assertEquals("breakpoint 4 at " + PATH + ":18 is cleared", list.clear("Bob.java:16", HERE));
        assertEquals(List.of("+1", "+2", "+3", "+4", "+5", "-2", "-1", "-4"), told);
    }

    @Test
    void aPlaceThatWasMovedIsClearedByEither() {
        add("16");
        assertEquals("breakpoint 1 at " + PATH + ":18 is cleared", list.clear("Bob.java:16", HERE));
        add("16");
        assertEquals("breakpoint 2 at " + PATH + ":18 is cleared", list.clear("Bob.java:18", HERE));
    }

    @Test
    void methodsAreClearedByName() {
        add("Bob.work");
        add("Bob.later");
        assertEquals("breakpoint 1 at Bob.work (" + PATH + ":15) is cleared", list.clear("orders.Bob.work", HERE));
        assertEquals(1, list.all().size());
    }

    @Test
    void allAreCleared() {
        add("15");
        add("27");
        assertEquals(
                "breakpoint 1 at " + PATH + ":15 is cleared\nbreakpoint 2 at " + PATH + ":27 is cleared",
                list.clear("all", HERE));
        assertEquals("there are no breakpoints to clear", list.clear("all", HERE));
        assertTrue(list.text().getFirst().startsWith("there are no breakpoints; say \"break FILE:LINE\""));
        add("15");
        assertEquals(3, list.all().getFirst().number());
    }

    @Test
    void whatIsNotThereIsNotCleared() {
        add("15");
        var there = "; there are 1  " + PATH + ":15";
        assertEquals("there is no breakpoint 7" + there, list.clear("7", HERE));
        assertEquals("there is no breakpoint at Bob.java:27" + there, list.clear("Bob.java:27", HERE));
        assertEquals(
                "\"a b\" is no breakpoint; say \"clear NUMBER\", \"clear FILE:LINE\" or \"clear all\"" + there,
                list.clear("a b", HERE));
        assertEquals("say which: \"clear NUMBER\", \"clear FILE:LINE\" or \"clear all\"" + there, list.clear("", HERE));
        assertEquals(1, list.all().size());
    }

    @Test
    void oneIsFoundByTheInstructionThatIsHit() {
        add("15");
        var name = Lines.HERE + "orders.Bob";
        assertEquals(1, list.at(name, "work", "(I)I", 0).orElseThrow().number());
        assertFalse(list.at(name, "work", "(I)I", 1).isPresent());
        assertEquals(1, list.in(name).size());
        assertEquals(0, list.in(name + "$Inner").size());
    }

    @Test
    void aConditionIsAnExpression() {
        var evaluator = new Evaluator();
        var loader = BreakpointListTest.class.getClassLoader();
        assertEquals(Optional.empty(), evaluator.notAnExpression(loader, "total > 3 && this.name == null"));
        assertEquals(Optional.of("it is no expression"), evaluator.notAnExpression(loader, "int i = 3;"));
        assertTrue(evaluator.notAnExpression(loader, "total >").isPresent());
        assertTrue(evaluator.notAnExpression(loader, "total > 3)").isPresent());
    }
}
