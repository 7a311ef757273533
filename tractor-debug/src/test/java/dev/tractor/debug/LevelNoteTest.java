package dev.tractor.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.debug.frames.Level;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LevelNoteTest {

    @Test
    void theFirstBannerSaysTheLevel() {
        var note = new LevelNote(false);
        var said = note.once().orElseThrow();
        assertTrue(said.startsWith("level " + (Level.here().ordinal() + 1) + " of 3; "), said);
        assertEquals(Optional.empty(), note.once());
        assertEquals(Optional.empty(), new LevelNote(true).once());
    }

    @Test
    void helpSaysTheLevelAndTheOptionsOfTheNext() {
        var page = new Page();
        LevelNote.explain(page);
        var level = Level.here();
        var next = level.next().isEmpty() ? "" : "  the next level: java " + level.next() + "\n";
        assertEquals("  level " + (level.ordinal() + 1) + " of 3: " + level.says() + "\n" + next, page.toString());
    }

    @Test
    void eachLevelButTheLastNamesWhatGivesTheNext() {
        assertEquals("--add-opens java.base/java.lang=ALL-UNNAMED", Level.STACK.next());
        assertTrue(Level.LOCALS.next().startsWith("-agentlib:jdwp=transport=dt_socket,"));
        assertEquals("", Level.DEBUG.next());
    }
}
