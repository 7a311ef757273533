package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.test.TractorTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** What core logs, and that it survives whatever a log does. */
class LogTest {

    /** Takes the place of the handlers of a logger and those below it, at a level of its own. */
    private static class Heard extends Handler implements AutoCloseable {
        private final Logger logger;
        private final Level before;
        final List<String> lines = new CopyOnWriteArrayList<>();

        Heard(String name, Level level) {
            logger = Logger.getLogger(name);
            before = logger.getLevel();
            logger.setLevel(level);
            logger.setUseParentHandlers(false);
            logger.addHandler(this);
        }

        @Override
        public void publish(LogRecord line) {
            lines.add(line.getLoggerName() + " " + line.getLevel() + " " + line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
            logger.setUseParentHandlers(true);
            logger.setLevel(before);
        }
    }

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

    /** A message whose code can be looked at. */
    private static final class Looked implements ActorAction<Counter> {
        private static final long serialVersionUID = 1L;
        private static final AtomicInteger LOOKS = new AtomicInteger();

        @Override
        public void accept(Counter counter) {
            counter.add(1);
        }

        @Override
        public String toString() {
            LOOKS.incrementAndGet();
            return "looked at";
        }
    }

    @Test
    void startsAndEndsOfActorsAreOnALoggerOfTheirOwn() throws Exception {
        try (var heard = new Heard("tractor.runtime.lifecycle", Level.FINE)) {
            try (var n = Nursery.open(o -> o.name("shop"))) {
                var desk = n.start("desk", Counter::new);
                desk.run(c -> {});
                desk.stop();
                desk.join();
                var clerk = n.start("clerk", Counter::new);
                clerk.cancel("no longer needed");
            }
            assertEquals(
                    List.of(
                            "tractor.runtime.lifecycle FINE /desk starts in nursery shop, by task main",
                            "tractor.runtime.lifecycle FINE /desk has ended: it was stopped",
                            "tractor.runtime.lifecycle FINE /clerk starts in nursery shop, by task main",
                            "tractor.runtime.lifecycle FINE /clerk has ended: it was cancelled: no longer needed (by task"
                                    + " main)"),
                    heard.lines);
        }
    }

    @Test
    void aCancelledNurserySaysWhyAtDebug() throws Exception {
        try (var heard = new Heard("tractor.runtime", Level.FINE)) {
            try (var n = Nursery.open(o -> o.name("shop"))) {
                n.fork("worker", () -> Foreign.block());
                n.cancel("enough");
            }
            assertEquals(
                    "tractor.runtime FINE nursery shop is cancelled: enough (by task main)", heard.lines.getFirst());
        }
    }

    @Test
    void aSuppressedLineIsNotRendered() throws Exception {
        var rendered = new AtomicInteger();
        for (var level : List.of(Level.INFO, Level.WARNING, Level.OFF)) {
            try (var heard = new Heard("tractor.runtime", level)) {
                Log.debug(() -> "line " + rendered.incrementAndGet());
                try (var n = Nursery.open()) {
                    var counter = n.start("counter", Counter::new);
                    counter.tell(new Looked());
                    assertEquals(1, (int) counter.ask(c -> c.total));
                }
                assertEquals(List.of(), heard.lines);
            }
        }
        assertEquals(0, rendered.get());
        assertEquals(0, Looked.LOOKS.get());
    }

    @Test
    void aTextThatCannotBeMadeIsSaidToBeSo() {
        try (var heard = new Heard("tractor.runtime", Level.INFO)) {
            Log.info(() -> {
                throw new IllegalStateException("a broken toString()");
            });
            assertEquals(
                    List.of("tractor.runtime INFO what belongs here cannot be shown, because of a"
                            + " java.lang.IllegalStateException"),
                    heard.lines);
        }
    }

    @Test
    void aHandlerThatThrowsHarmsNobody() throws Exception {
        var calls = new AtomicInteger();
        var broken = new Heard("tractor.runtime", Level.ALL) {
            @Override
            public void publish(LogRecord line) {
                calls.incrementAndGet();
                throw new AssertionError("a broken handler");
            }
        };
        try (broken) {
            var ended = new ArrayList<String>();
            try (var n = Nursery.open()) {
                var desk = n.start("desk", Counter::new);
                desk.tell(c -> Tractor.sleep(Foreign.LONG));
                desk.tell(c -> {});
                assertTrue(desk.cancel()); // which drops a message, and says so
                n.fork("worker", () -> {
                    try {
                        Foreign.block();
                    } finally {
                        ended.add("worker");
                    }
                });
                Watch.untilTask("worker", "waits at");
                n.cancel("enough");
            }
            assertEquals(List.of("worker"), ended);
        }
        assertTrue(calls.get() > 3, calls::toString);
        assertFalse(Thread.currentThread().isInterrupted());
    }
}
