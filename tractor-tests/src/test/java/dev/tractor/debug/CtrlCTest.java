package dev.tractor.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.Actor;
import dev.tractor.ActorTree;
import dev.tractor.CancelScope;
import dev.tractor.Nursery;
import dev.tractor.NurseryException;
import dev.tractor.build.Scenario;
import dev.tractor.spi.RootOptions;
import dev.tractor.spi.Roots;
import dev.tractor.spi.TtyWaiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
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
    @Scenario("D29")
    void theSecondShowsAnActorThatHangsInAShieldBelowItsParents() throws InterruptedException {
        var real = Roots.open(RootOptions.standard().withName("real"));
        var pressed = new CtrlC(() -> List.of(real), () -> now, printed::add, exits::add);
        var hung = new CountDownLatch(1);
        var gate = new CountDownLatch(1);
        try (var inRoot = real.enter();
                var n = Nursery.open(o -> o.name("block"));
                AutoCloseable anyway = gate::countDown) {
            n.start("parent", Object::new)
                    .tell(p -> Actor.current()
                            .nursery()
                            .start("child", Object::new)
                            .tell(c -> CancelScope.shield(() -> {
                                hung.countDown();
                                gate.await();
                            })));
            hung.await();
            pressed.press();
            pressed.press();
            assertEquals(List.of(130), exits);
            var tree = printed.getLast();
            assertTrue(tree.indexOf("nursery block") < tree.indexOf("/parent"), tree);
            assertTrue(tree.indexOf("/parent") < tree.indexOf("/parent/child"), tree);
            gate.countDown();
            assertThrows(NurseryException.class, n::join);
        } catch (Exception e) {
            throw new AssertionError(e);
        } finally {
            real.close();
        }
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
