package dev.tractor.debug.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NearestTest {
    private static final List<String> WORDS = List.of("where", "tree", "queue", "continue", "quit", "help");

    @Test
    void swappedMissingAndSuperfluousLettersAreForgiven() {
        assertEquals(Optional.of("where"), Nearest.to("wehre", WORDS));
        assertEquals(Optional.of("continue"), Nearest.to("contnue", WORDS));
        assertEquals(Optional.of("help"), Nearest.to("hellp", WORDS));
    }

    @Test
    void somethingElseIsNotGuessed() {
        assertEquals(Optional.empty(), Nearest.to("x", WORDS));
        assertEquals(Optional.empty(), Nearest.to("println", WORDS));
    }
}
