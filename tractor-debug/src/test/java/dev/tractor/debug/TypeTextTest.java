package dev.tractor.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TypeTextTest {

    @Test
    void signaturesReadAsInASource() {
        assertEquals("int", TypeText.of("I"));
        assertEquals("long[][]", TypeText.of("[[J"));
        assertEquals(
                "Map<String, List<int[]>>", TypeText.of("Ljava/util/Map<Ljava/lang/String;Ljava/util/List<[I>;>;"));
        assertEquals("T", TypeText.of("TT;"));
        assertEquals("List<? extends T>", TypeText.of("Ljava/util/List<+TT;>;"));
        assertEquals("Set<?>", TypeText.of("Ljava/util/Set<*>;"));
        assertEquals("Set<? super Integer>", TypeText.of("Ljava/util/Set<-Ljava/lang/Integer;>;"));
        assertEquals("Outer<String>.Inner", TypeText.of("Ldemo/Outer<Ljava/lang/String;>.Inner;"));
        assertEquals("Map.Entry", TypeText.of("Ljava/util/Map$Entry;"));
    }

    @Test
    void classesHaveNoPackage() {
        assertEquals("String[]", TypeText.of(String[].class));
        assertEquals("Map.Entry", TypeText.of(Map.Entry.class));
    }

    @Test
    void whatIsNoSignatureStaysAsItIs() {
        assertEquals("Ljava/util/List<", TypeText.of("Ljava/util/List<"));
        assertEquals("q", TypeText.of("q"));
        assertEquals("", TypeText.of(""));
    }
}
