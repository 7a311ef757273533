package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import dev.tractor.test.TractorTest;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** Many actors that have nothing to do, and that they can be got rid of. */
@Tag("stress")
class IdleActorsTest {
    private static final int COUNT = 100_000;

    @TempDir
    Path scratch;

    @TractorTest(mode = TractorTest.Mode.REAL)
    void ofAHundredThousandActorsNothingIsLeftWhenTheirBlockIs() throws Exception {
        List<Portal<Counter>> actors;
        try (var n = Nursery.open()) {
            actors = start(n);
            assertEquals(COUNT, Registry.list().size());
        }
        assertTrue(actors.stream().noneMatch(Portal::isAlive));
        assertFalse(Tractor.tree().toString().contains("idle-"), "the tree shows an actor that is gone");
        assertEquals(List.of(), Registry.list());
        assertEquals(List.of(), Strand.current().root.timers());
        assertFalse(threads().contains("idle-"), "a thread of an actor is left");
    }

    private static List<Portal<Counter>> start(Nursery n) throws InterruptedException {
        var actors = new ArrayList<Portal<Counter>>(COUNT);
        for (int i = 0; i < COUNT; i++) {
            actors.add(n.start("idle-" + i, Counter::new));
        }
        for (var actor : actors) {
            assertEquals(1, (int) actor.ask(c -> c.add(1)));
        }
        return actors;
    }

    private String threads() throws Exception {
        var dump = scratch.resolve("threads");
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpThreads(dump.toString(), ThreadDumpFormat.JSON);
        return Files.readString(dump);
    }
}
