package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** Core alone on the class path. */
class BreakpointWithoutConsoleTest {

    @Test
    void aBreakpointSaysWhatToAddAndGoesOn() {
        assertPassedOver("breakpoint in ", () -> Tractor.breakpoint());
        assertPassedOver("breakpoint in ", () -> Tractor.breakpoint("before", 7));
    }

    @Test
    void aPostMortemNamesTheErrorAndGoesOn() {
        assertPassedOver(
                "post mortem of java.lang.IllegalStateException: boom in ",
                () -> Tractor.postMortem(new IllegalStateException("boom")));
    }

    @Test
    void aCrashConsoleNamesTheErrorAndThrowsItOn() {
        var boom = new IllegalStateException("boom");
        assertPassedOver("crash console for java.lang.IllegalStateException: boom in ", () -> {
            var thrown = assertThrows(
                    IllegalStateException.class,
                    () -> Tractor.crashConsole(() -> {
                        throw boom;
                    }));
            assertSame(boom, thrown);
        });
    }

    @Test
    void anErrorThatIsKeptIsNamedAndKept() {
        var boom = new IllegalStateException("boom");
        assertPassedOver("crash console for java.lang.IllegalStateException: boom in ", () -> {
            var kept = assertDoesNotThrow(() -> Tractor.keepCrash(() -> {
                throw boom;
            }));
            assertSame(boom, kept.orElseThrow());
        });
    }

    /** Checks that one line is logged, which says what did not stop here and what to do. */
    private static void assertPassedOver(String what, Runnable body) {
        var records = new ArrayList<String>();
        var logger = Logger.getLogger("tractor.runtime");
        var handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                records.add(record.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        try {
            body.run();
        } finally {
            logger.removeHandler(handler);
        }
        assertEquals(1, records.size(), records::toString);
        assertTrue(
                records.getFirst().startsWith(what)
                        && records.getFirst().contains("BreakpointWithoutConsoleTest.java")
                        && records.getFirst().contains("add tractor-debug to the class path"),
                List.copyOf(records)::toString);
    }
}
