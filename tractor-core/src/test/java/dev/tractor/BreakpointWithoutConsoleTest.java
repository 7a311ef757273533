package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
            Tractor.breakpoint();
        } finally {
            logger.removeHandler(handler);
        }
        assertEquals(1, records.size());
        assertTrue(
                records.getFirst().contains("BreakpointWithoutConsoleTest.java")
                        && records.getFirst().contains("add tractor-debug to the class path"),
                List.copyOf(records)::toString);
    }
}
