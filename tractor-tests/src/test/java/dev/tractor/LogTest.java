package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.tractor.build.Scenario;
import dev.tractor.test.TractorTest;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What core logs, and what it does not. */
class LogTest {

    @Test
    @Scenario("L01")
    void theLoggerIsNamedAfterTheLibraryAndThePart() {
        assertEquals("tractor.runtime", Log.RUNTIME.getName());
    }

    @Test
    @Scenario("L06")
    void whatIsNotLoggedIsNotMadeIntoText() {
        assertFalse(Log.RUNTIME.isLoggable(System.Logger.Level.DEBUG), "the tests run without debug messages");
        Log.debug(() -> {
            throw new AssertionError("nobody reads this");
        });
    }

    /** Counts how often it is made into text. */
    private record Loud(AtomicInteger texts) {
        @Override
        public String toString() {
            return "text " + texts.incrementAndGet();
        }
    }

    @TractorTest
    @Scenario("L06")
    void messagesAreCarriedAndDroppedWithoutBeingMadeIntoText() throws Exception {
        var loud = new Loud(new AtomicInteger());
        try (var n = Nursery.open()) {
            var actor = n.start("actor", () -> loud);
            assertSame(loud, actor.ask(state -> loud));
            actor.tell(state -> assertSame(loud, state));
            var begun = new CountDownLatch(1);
            actor.tell(state -> {
                begun.countDown();
                Foreign.block();
            });
            begun.await();
            actor.tell(state -> assertSame(loud, state));
        } // drops the last
        assertEquals(0, loud.texts().get());
    }
}
