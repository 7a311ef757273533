package dev.tractor.debug.stops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.CancelScope;
import dev.tractor.Nursery;
import dev.tractor.NurseryException;
import dev.tractor.Tractor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is foretold of errors on stacks with frames of tractor. */
class ThrowPointOfTractorTest {
    private int noted;

    private static IllegalStateException error() {
        return new IllegalStateException("boom");
    }

    @Test
    void anErrorLeavesATask() {
        var all = new Thrower("no method");
        try (var n = Nursery.open()) {
            n.fork(() -> {
                List.of(1).forEach(_ -> all.boom(error()));
            });
            assertThrows(NurseryException.class, n::join);
        }
        assertTrue(all.leaves(), all::where);
        assertEquals("WithoutResult.call", all.where());
    }

    @Test
    void anErrorLeavesAnAskAndScopesAndBlocksInIt() throws InterruptedException {
        var all = new Thrower("no method");
        try (var n = Nursery.open()) {
            var actor = n.start("actor", () -> all);
            assertThrows(
                    RuntimeException.class,
                    () -> actor.run(state -> CancelScope.shield(() -> Nursery.run(_ -> {
                        state.boom(error());
                    }))));
        }
        assertTrue(all.leaves(), all::where);
        assertEquals("Portal.run", all.where());
    }

    @Test
    void aCatchAroundABlockOfATaskCatches() throws InterruptedException {
        var all = new Thrower("no method");
        try (var n = Nursery.open()) {
            n.fork(() -> {
                try {
                    Nursery.run(_ -> {
                        all.boom(error());
                    });
                } catch (IllegalStateException e) {
                    noted++;
                }
            });
            n.join();
        }
        assertFalse(all.leaves(), all::where);
        assertEquals("ThrowPointOfTractorTest.aCatchAroundABlockOfATaskCatches", all.where());
    }

    @Test
    void anErrorLeavesTheBlockOfAThreadThatTractorDidNotStart() {
        var all = new Thrower("no method");
        assertThrows(
                IllegalStateException.class,
                () -> Nursery.run(_ -> {
                    all.boom(error());
                }));
        assertTrue(all.leaves());
        assertEquals("NurseryRun.run", all.where());
    }

    @Test
    void anErrorLeavesWatchedCode() {
        var all = new Thrower("no method");
        try {
            Tractor.crashConsole(() -> all.boom(error()));
        } catch (IllegalStateException e) {
            noted++;
        }
        assertTrue(all.leaves());
        assertEquals("CrashConsole.call", all.where());
    }
}
