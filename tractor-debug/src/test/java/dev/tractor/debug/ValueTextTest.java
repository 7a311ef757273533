package dev.tractor.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ValueTextTest {

    /** Anything of it that is called fails the test. */
    private static class Mine extends AbstractList<String> implements CharSequence {
        @Override
        public String get(int index) {
            throw new AssertionError();
        }

        @Override
        public int size() {
            throw new AssertionError();
        }

        @Override
        public int hashCode() {
            throw new AssertionError();
        }

        @Override
        public boolean equals(Object other) {
            throw new AssertionError();
        }

        @Override
        public String toString() {
            throw new AssertionError();
        }

        @Override
        public int length() {
            throw new AssertionError();
        }

        @Override
        public char charAt(int index) {
            throw new AssertionError();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            throw new AssertionError();
        }
    }

    private enum Suit {
        CLUBS {
            @Override
            public String toString() {
                throw new AssertionError();
            }
        }
    }

    private record Pair(Object left, int right) {
        @Override
        public Object left() {
            throw new AssertionError();
        }

        @Override
        public String toString() {
            throw new AssertionError();
        }
    }

    @Test
    void simpleValuesAreWrittenAsInASource() {
        assertEquals("null", ValueText.of(null));
        assertEquals("true", ValueText.of(true));
        assertEquals("-7", ValueText.of((byte) -7));
        assertEquals("7L", ValueText.of(7L));
        assertEquals("1.5f", ValueText.of(1.5f));
        assertEquals("'\\''", ValueText.of('\''));
        assertEquals("\"a\\n\\\"\\\\\\u001b\"", ValueText.of("a\n\"\\\u001b"));
        assertEquals("String.class", ValueText.of(String.class));
        assertEquals("Duration PT3S", ValueText.of(Duration.ofSeconds(3)));
        assertEquals("AtomicInteger 3", ValueText.of(new AtomicInteger(3)));
        assertEquals("ValueTextTest.Suit.CLUBS", ValueText.of(Suit.CLUBS));
    }

    @Test
    void longStringsAreCut() {
        assertEquals("\"" + "x".repeat(100) + "\"... (150 chars)", ValueText.of("x".repeat(150)));
    }

    @Test
    void elementsAreShownUpToALimit() {
        assertEquals("int[6] [0, 0, 0, 0, 0, ...]", ValueText.of(new int[6]));
        assertEquals("String[2] [\"a\", null]", ValueText.of(new String[] {"a", null}));
        assertEquals("ArrayList of 2 [1, 2]", ValueText.of(new ArrayList<>(List.of(1, 2))));
        assertEquals("TreeMap of 1 {\"k\": 2L}", ValueText.of(new TreeMap<>(Map.of("k", 2L))));
        assertEquals("Optional of 3", ValueText.of(Optional.of(3)));
        assertEquals("Optional, empty", ValueText.of(Optional.empty()));
    }

    @Test
    void codeOfTheUserIsNeverRun() {
        var mine = new Mine();
        var identity = "ValueTextTest.Mine@" + Integer.toHexString(System.identityHashCode(mine));
        assertEquals(identity, ValueText.of(mine));
        assertEquals("ValueTextTest.Pair[left=" + identity + ", right=3]", ValueText.of(new Pair(mine, 3)));
        var list = new ArrayList<Object>();
        list.add(mine);
        assertEquals("ArrayList of 1 [" + identity + "]", ValueText.of(list));
        assertEquals("Optional of " + identity, ValueText.of(Optional.of(mine)));
        var view = ValueText.of(Collections.unmodifiableList(mine));
        assertTrue(view.startsWith("Collections.Unmodifiable") && view.contains("List@"), view);
    }

    @Test
    void whatContainsItselfIsShownAllTheSame() {
        var list = new ArrayList<Object>();
        list.add(list);
        assertEquals("ArrayList of 1 [" + ValueText.identity(list) + "]", ValueText.of(list));
    }
}
