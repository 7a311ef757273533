package dev.tractor.debug.stops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.debug.stops.Wanted.Here;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What can be said behind {@code break}. */
class WantedTest {
    private static final Here HERE = new Here("shop.Ann", "shop/Ann.java");
    private static final Here NOWHERE = new Here(null, null);

    private static @Nullable Wanted wanted(String text) {
        var parsed = Wanted.parse(text, HERE);
        assertNull(parsed.refusal());
        return parsed.wanted();
    }

    private static void refused(String text, Here here, String message) {
        var parsed = Wanted.parse(text, here);
        assertNull(parsed.wanted());
        var refusal = String.valueOf(parsed.refusal());
        assertTrue(refusal.startsWith(message), refusal);
    }

    @Test
    void aFileAndALine() {
        assertEquals(new Wanted(new Wanted.Line("Bob.java", 12), ""), wanted("Bob.java:12"));
        assertEquals(new Wanted(new Wanted.Line("Bob.java", 12), ""), wanted(" Bob : 12 "));
        assertEquals(new Wanted(new Wanted.Line("orders/Bob.java", 12), ""), wanted("orders\\Bob.java:12"));
        assertEquals(new Wanted(new Wanted.Line("C:/src/Bob.java", 12), ""), wanted("C:\\src\\Bob.java:12"));
    }

    @Test
    void aLineOfTheFileOfTheFrame() {
        assertEquals(new Wanted(new Wanted.Line("shop/Ann.java", 7), ""), wanted("7"));
        refused("7", NOWHERE, "the source file of this frame is not known; say \"break FILE:LINE\"");
    }

    @Test
    void aMethod() {
        assertEquals(new Wanted(new Wanted.Method("orders.Bob", "work"), ""), wanted("orders.Bob.work"));
        assertEquals(new Wanted(new Wanted.Method("Bob$Inner", "twice"), ""), wanted("Bob$Inner.twice()"));
        assertEquals(new Wanted(new Wanted.Method("Bob", "<init>"), ""), wanted("Bob.new"));
        assertEquals(new Wanted(new Wanted.Method("shop.Ann", "work"), ""), wanted("work"));
        refused("work", NOWHERE, "the class of this frame is not known; say \"break TYPE.METHOD\"");
    }

    @Test
    void aCondition() {
        assertEquals(
                new Wanted(new Wanted.Line("Bob.java", 12), "total > 3 && name.equals(\"if \")"),
                wanted("Bob.java:12 if total > 3 && name.equals(\"if \")"));
        assertEquals(new Wanted(new Wanted.Line("shop/Ann.java", 7), "(total > 3)"), wanted("7 if(total > 3)"));
        assertEquals(new Wanted(new Wanted.Method("Bob", "gift"), ""), wanted("Bob.gift"));
        refused("7 if ", HERE, "a condition is missing behind \"if\", as in break 7 if count > 3");
    }

    @Test
    void whatIsNoPlaceIsRefusedWithWhatToSay() {
        refused("", HERE, "the place is missing; say \"break FILE:LINE\"");
        refused("if total > 3", HERE, "the place is missing; say");
        refused("Bob.java", HERE, "a line is missing, as in break Bob.java:12");
        refused("Bob.java:x", HERE, "\"x\" is no line number; say");
        refused(":12", HERE, "the file is missing in front of the line; say");
        refused("Bob.java:0", HERE, "lines are counted from 1, so there is no line 0");
        refused("-3", HERE, "lines are counted from 1, so there is no line -3");
        refused("a b", HERE, "\"a b\" is no place for a breakpoint; say");
        refused("Bob..x", HERE, "\"Bob..x\" is no place for a breakpoint; say");
    }

    @Test
    void aLineThatIsNoNumberOfJavaIsBehindAllCode() {
        assertEquals(new Wanted(new Wanted.Line("Bob.java", Integer.MAX_VALUE), ""), wanted("Bob.java:99999999999"));
    }
}
