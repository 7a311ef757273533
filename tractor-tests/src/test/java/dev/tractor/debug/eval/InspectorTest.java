package dev.tractor.debug.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InspectorTest {
    private final Inspector inspector = new Inspector(5, 4);

    /** Everything that a careless inspector would call. */
    private static class Touchy {
        private final int number = 3;
        private Object next;

        @Override
        public String toString() {
            throw new AssertionError("toString was called");
        }

        @Override
        public int hashCode() {
            throw new AssertionError("hashCode was called");
        }

        @Override
        public boolean equals(Object other) {
            throw new AssertionError("equals was called");
        }
    }

    private static final class Touchier extends Touchy {
        private final String name = "t";
    }

    private record Pair(int a, Object b) {
        @Override
        public int a() {
            throw new AssertionError("an accessor was called");
        }
    }

    private static final class LiarException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new AssertionError("getMessage was called");
        }
    }

    private static final class Hostile extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        @Override
        public int size() {
            throw new AssertionError("size was called");
        }
    }

    private String line(Object value) {
        return inspector.line(value).replaceAll("@[0-9a-f]+", "@");
    }

    private String dump(Object value) {
        return String.join("\n", inspector.dump(value).all()).replaceAll("@[0-9a-f]+", "@");
    }

    @Test
    void plainValuesAreWrittenAsInASource() {
        assertEquals("null", line(null));
        assertEquals("\"a\\n\\\"b\\\"\\u001b\"", line("a\n\"b\"\u001b"));
        assertEquals("'c'", line('c'));
        assertEquals("1", line(1));
        assertEquals("1L", line(1L));
        assertEquals("1.5f", line(1.5f));
        assertEquals("true", line(true));
        assertEquals("TimeUnit.DAYS", line(TimeUnit.DAYS));
        assertEquals("java.lang.String.class", line(String.class));
        assertEquals("Duration[PT3S]", line(Duration.ofSeconds(3)));
        assertEquals("Path[a]", line(Path.of("a")));
        assertEquals("AtomicInteger[4]", line(new AtomicInteger(4)));
        assertTrue(line("x".repeat(500)).endsWith("\"... (500 characters)"));
    }

    @Test
    void collectionsAndArraysShowSomeElements() {
        assertEquals("ArrayList(3)[1, \"b\", null]", line(new ArrayList<>(Arrays.asList(1, "b", null))));
        assertEquals("int[2]{1, 2}", line(new int[] {1, 2}));
        assertEquals("String[1]{\"a\"}", line(new String[] {"a"}));
        assertEquals("TreeMap(2){\"a\"=1, \"b\"=2}", line(new TreeMap<>(Map.of("a", 1, "b", 2))));
        assertEquals("Optional[1]", line(Optional.of(1)));
        assertEquals("Optional.empty", line(Optional.empty()));
        assertEquals("ArrayList(0)[]", line(new ArrayList<>()));
        var many = line(new ArrayList<>(IntStream.range(0, 100).boxed().toList()));
        assertTrue(many.endsWith("9, ... 90 more]"), many);
    }

    @Test
    void objectsShowTheirFieldsAndNothingIsCalled() {
        var touchy = new Touchier();
        assertEquals("InspectorTest.Touchier@{number=3, next=null, name=\"t\"}", line(touchy));
        assertEquals(
                "InspectorTest.Pair[a=1, b=InspectorTest.Touchier@{number=3, next=null, name=\"t\"}]",
                line(new Pair(1, touchy)));
        var byIdentity = new IdentityHashMap<Object, Object>();
        byIdentity.put(touchy, 1);
        assertEquals(
                "IdentityHashMap(1){InspectorTest.Touchier@{number=3, next=null, name=\"t\"}=1}", line(byIdentity));
        assertTrue(line(new Hostile()).startsWith("InspectorTest.Hostile@"), line(new Hostile()));
        assertTrue(line(new LiarException()).startsWith("InspectorTest.LiarException@("), line(new LiarException()));
    }

    @Test
    void cyclesEnd() {
        var touchy = new Touchy();
        touchy.next = touchy;
        assertEquals("InspectorTest.Touchy@{number=3, next=(cycle: InspectorTest.Touchy@)}", line(touchy));
        assertEquals("InspectorTest.Touchy@:\n  number = 3\n  next = InspectorTest.Touchy@ (see line 1)", dump(touchy));
        var list = new ArrayList<Object>();
        list.add(list);
        assertEquals("ArrayList(1):\n  [0] = ArrayList@ (see line 1)", dump(list));
    }

    @Test
    void dumpsHaveALineForEveryPart() {
        var inner = new LinkedHashMap<String, Object>();
        inner.put("one", List.of(1));
        inner.put("two", new Pair(2, "b"));
        assertEquals("""
                LinkedHashMap(2):
                  "one" = ImmutableCollections.List12(1):
                    [0] = 1
                  "two" = InspectorTest.Pair:
                    a = 2
                    b = "b\"""", dump(inner));
    }

    @Test
    void dumpsAreLimited() {
        Object deep = "end";
        for (int i = 0; i < 10; i++) {
            deep = new ArrayList<>(List.of(deep));
        }
        assertEquals(5, inspector.dump(deep).all().size());
        assertTrue(dump(deep).endsWith("ArrayList@ ..."), dump(deep));
        assertEquals("int[9]:\n  [0] = 0\n  [1] = 0\n  [2] = 0\n  [3] = 0\n  [4] = 0\n  ... 4 more", dump(new int[9]));
        var wide = new Inspector(1_000_000, 3).dump(new int[200][200]).all();
        assertEquals(10_001, wide.size());
        assertEquals("... and more; look at a part of it", wide.getLast());
    }

    @Test
    void dumpsComeInPages() {
        var dump = new Inspector().dump(new int[50]);
        assertEquals(List.of("int[50]:", "  [0] = 0"), dump.lines(0, 2));
        assertEquals(List.of("  [49] = 0"), dump.lines(50, 10));
        assertEquals(List.of(), dump.lines(99, 10));
    }

    @Test
    void errorsShowMessageAndCause() {
        var error = line(new IllegalStateException("bad", new RuntimeException("worse")));
        assertTrue(
                error.startsWith("IllegalStateException@(message=\"bad\", cause=RuntimeException@(message=\"worse\""),
                error);
    }

    @Test
    void closedObjectsOfTheJdkAreNotOpened() {
        var text = line(new java.util.Timer(true));
        assertTrue(text.contains("fields that its module does not open"), text);
        assertFalse(line((Runnable) () -> {}).isEmpty());
        assertTrue(line((Runnable) () -> {}).startsWith("lambda Runnable"), line((Runnable) () -> {}));
    }
}
