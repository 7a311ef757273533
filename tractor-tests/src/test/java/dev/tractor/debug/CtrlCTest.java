package dev.tractor.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.tractor.ActorTree;
import dev.tractor.spi.TtyWaiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CtrlCTest {
    private final FakeRoot root = new FakeRoot();
    private final List<String> printed = new ArrayList<>();
    private final List<Integer> exits = new ArrayList<>();
    private long now;
    private final CtrlC ctrlC = new CtrlC(() -> List.of(root), () -> now, printed::add, exits::add);

    @Test
    void theFirstCancelsTheRoot() {
        ctrlC.press();
        assertInstanceOf(InterruptedByUserException.class, root.cancelled.getFirst());
        assertEquals(List.of(), exits);
    }

    @Test
    void theSecondWithinTwoSecondsShowsTheTreeAndExits() {
        ctrlC.press();
        now += Duration.ofSeconds(2).toNanos();
        ctrlC.press();
        assertEquals(root.tree().toString(), printed.getLast());
        assertEquals(List.of(130), exits);
    }

    @Test
    void aLaterOneCancelsAgain() {
        ctrlC.press();
        now += Duration.ofSeconds(2).toNanos() + 1;
        ctrlC.press();
        assertEquals(2, root.cancelled.size());
        assertEquals(List.of(), exits);
    }

    @Test
    void nobodyIsHarmedWhileTheTerminalIsWanted() {
        root.queue.add(new TtyWaiter("/bob", "main", true));
        ctrlC.press();
        ctrlC.press();
        assertEquals(List.of(), root.cancelled);
        assertEquals(List.of(), exits);
    }

    @Test
    void withNothingToCancelItExits() {
        root.tree = new ActorTree(ActorTree.Kind.ROOT, "root", "/", ActorTree.State.RUNNING, "", List.of());
        ctrlC.press();
        assertEquals(List.of(130), exits);
    }
}
