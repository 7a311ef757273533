package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.spi.RootOptions;
import dev.tractor.spi.Roots;
import dev.tractor.test.TractorTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Roots beside the implicit one. */
class RootTest {

    @TractorTest
    @Scenario("S07")
    void aRootInsideARootIsRefused() {
        var refused = assertThrows(
                IllegalStateException.class,
                () -> Roots.open(RootOptions.standard().withName("second")));
        assertTrue(refused.getMessage().startsWith("cannot open root \"second\" here: "), refused.getMessage());
        assertTrue(refused.getMessage().endsWith("inside one, open a nursery"), refused.getMessage());
    }

    @TractorTest
    @Scenario("S07")
    void aRootInsideAnActorIsRefused(Nursery n) throws Exception {
        var actor = n.start("actor", Object::new);
        var refused = actor.<String>ask(
                state -> assertThrows(IllegalStateException.class, () -> Roots.open(RootOptions.standard()))
                        .getMessage());
        assertTrue(refused.contains("/actor already runs inside root"), refused);
    }

    @Test
    void twoRootsKnowNothingOfEachOther() {
        var one = Roots.open(RootOptions.standard().withName("one"));
        var two = Roots.open(RootOptions.standard().withName("two"));
        try (var inOne = one.enter();
                var n = Nursery.open(o -> o.name("here"))) {
            assertEquals("two", two.tree().name());
            assertTrue(two.tree().children().isEmpty());
            assertEquals("here", one.tree().children().getFirst().name());
            assertEquals("one", Tractor.tree().name());
        } finally {
            one.close();
            two.close();
        }
    }

    @Test
    @Scenario("S08")
    void aNurseryOutsideOfAnyRootBelongsToTheImplicitOne() {
        try (var n = Nursery.open(o -> o.name("plain"))) {
            assertEquals("root", Tractor.tree().name());
            assertTrue(Tractor.tree().children().stream()
                    .anyMatch(node -> node.name().equals("plain")));
        }
    }

    @Test
    void cancellingARootFailsItsNurseriesWithTheReason() {
        var why = new IllegalStateException("ctrl-c");
        var root = Roots.open(RootOptions.standard().withName("other"));
        try (var inRoot = root.enter();
                var n = Nursery.open()) {
            var sleeper = n.fork(() -> Tractor.sleep(Duration.ofHours(1)));
            root.cancel(why);
            var told = assertThrows(NurseryException.class, n::join);
            assertSame(why, told.getCause());
            assertTrue(sleeper.isDone());
        } finally {
            root.close();
        }
    }
}
