package dev.tractor.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

class RelayTest {
    private final ByteArrayOutputStream direct = new ByteArrayOutputStream();
    private final Relay relay = new Relay();
    private final PrintStream stream = relay.stream(direct, StandardCharsets.UTF_8);
    private final Printed device = new Printed();

    /** Remembers what is printed. */
    private class Printed implements LineDevice {
        final StringBuffer text = new StringBuffer();
        boolean talkative;

        @Override
        public void print(String lines) {
            text.append(lines);
            if (talkative) {
                talkative = false;
                stream.println("printed by the device");
            }
        }

        @Override
        public Look look() {
            return Look.ASCII;
        }

        @Override
        public int width() {
            return 0;
        }

        @Override
        public String render(AttributedString line) {
            return line.toString();
        }

        @Override
        public void begin() {}

        @Override
        public void end() {}

        @Override
        public Said read(AttributedString prompt, Completing completing) {
            return new Said.EndOfInput();
        }

        @Override
        public void breakOff() {}

        @Override
        public boolean exhausted() {
            return true;
        }

        @Override
        public void close() {}
    }

    private String direct() {
        return direct.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aMarkIsNotShownAndWhatStandsBeforeItIsAboveWhatComes() {
        relay.begin(device);
        stream.print("one\ntwo\0tractor 7.1\nthree\n\0tractor 7.2\n");
        relay.marks().await("7.1", 1);
        relay.show("answer\n");
        assertEquals("one\ntwo\nthree\nanswer\n", device.text.toString());
        relay.end();
        stream.print("four\0tractor 7.3\nfive \0tractor");
        relay.marks().await("7.3", 1);
        assertEquals("fourfive \0tractor", direct());
    }

    @Test
    void aMarkIsWaitedForInEachOfItsStreams() throws InterruptedException {
        relay.begin(device);
        var shown = new AtomicBoolean();
        var waits = Thread.ofVirtual().start(() -> {
            relay.marks().await("7.1", 2);
            relay.show("answer\n");
            shown.set(true);
        });
        stream.print("out\n\0tractor 7.1\n");
        while (waits.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        assertFalse(shown.get());
        stream.print("errors\n\0tractor 7.1\n");
        waits.join();
        assertEquals("out\nerrors\nanswer\n", device.text.toString());
    }

    @Test
    void aMarkThatNeverComesIsNotWaitedForForEver() {
        relay.marks().await("7.1", 1);
        Thread.currentThread().interrupt();
        relay.marks().await("7.2", 1);
        assertTrue(Thread.interrupted());
    }

    @Test
    void withoutASessionEverythingGoesStraightThrough() {
        stream.print("a");
        stream.print("b\nc");
        assertEquals("ab\nc", direct());
    }

    @Test
    void aSessionShowsWholeLinesInOrder() {
        relay.begin(device);
        stream.print("one ");
        stream.println("line");
        stream.print("and a half");
        relay.show("answer\n");
        assertEquals("one line\nand a half\nanswer\n", device.text.toString());
        stream.print("rest");
        relay.end();
        assertEquals("rest", direct());
    }

    @Test
    void aLineBegunBeforeTheSessionIsEnded() {
        stream.print("loading");
        relay.begin(device);
        assertEquals("loading\n", direct());
    }

    @Test
    void anOverwrittenLineIsShownAsItEnded() {
        relay.begin(device);
        stream.print("10 %\r50 %\r100 %\n");
        stream.print("windows\r\n");
        stream.print("\n");
        relay.end();
        assertEquals("100 %\nwindows\n\n", device.text.toString());
    }

    @Test
    void aDeviceMayPrintWhileItPrints() {
        relay.begin(device);
        device.talkative = true;
        relay.show("first\n");
        relay.end();
        assertEquals("first\nprinted by the device\n", device.text.toString());
    }

    @Test
    void aNoticeIsAskedForLateAndMayHaveNothingToSay() {
        relay.notice(() -> Optional.of("too early\n"));
        relay.begin(device);
        relay.notice(Optional::empty);
        relay.show("answer\n");
        relay.end();
        assertEquals("answer\n", device.text.toString());
    }

    @Test
    void aFloodIsNotLost() {
        relay.begin(device);
        var expected = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            expected.append("line ").append(i).append('\n');
            stream.print("line " + i + "\n");
        }
        relay.end();
        assertEquals(expected.toString(), device.text.toString());
    }
}
