package dev.tractor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What a child JVM writes, on its way to the streams of this one. */
class ProcessOutputTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(20);

    /** What was passed on, in the pieces it was passed on in. */
    private final BlockingQueue<String> pieces = new LinkedBlockingQueue<>();

    private final PrintStream to = new PrintStream(
            new OutputStream() {
                @Override
                public void write(int b) {
                    throw new AssertionError("a single byte");
                }

                @Override
                public void write(byte[] bytes, int from, int length) {
                    pieces.add(new String(bytes, from, length, UTF_8));
                }
            },
            false,
            UTF_8);

    private ProcessOutput start(InputStream in, Supplier<PrintStream> out) {
        return ProcessOutput.start("output of a test", in, out);
    }

    private String next() throws InterruptedException {
        var next = pieces.poll(LONG.toSeconds(), TimeUnit.SECONDS);
        return next == null ? "nothing" : next;
    }

    private String all(byte[] written) throws InterruptedException {
        start(new ByteArrayInputStream(written), () -> to).awaitEnd(LONG);
        return String.join("", pieces);
    }

    @Test
    void anUnfinishedLineIsHeldUntilItsEndComes() throws Exception {
        var writer = new PipedOutputStream();
        var output = start(new PipedInputStream(writer), () -> to);
        writer.write("one\ntwo\nth".getBytes(UTF_8));
        writer.flush();
        assertEquals("one\ntwo\n", next());
        writer.write("ree\n".getBytes(UTF_8));
        writer.flush();
        assertEquals("three\n", next());
        writer.close();
        output.awaitEnd(LONG);
        assertEquals(0, pieces.size());
    }

    @Test
    void theLastLineGetsAnEnd() throws Exception {
        assertEquals("one\ntwo\n", all("one\ntwo".getBytes(UTF_8)));
    }

    @Test
    void nothingIsLostOfALotAndOfALineWithoutEnd() throws Exception {
        var text = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            text.append("zeile ").append(i).append(" ä\n");
        }
        text.append("x".repeat(300_000)).append('\n');
        assertEquals(text.toString(), all(text.toString().getBytes(UTF_8)));
    }

    @Test
    void aLineWithoutEndDoesNotFillTheMemory() throws Exception {
        all("x".repeat(1 << 20).getBytes(UTF_8));
        assertEquals(
                0, pieces.stream().filter(piece -> piece.length() > 1 << 17).count());
    }

    @Test
    void theStreamIsLookedUpForEachWrite() throws Exception {
        var writer = new PipedOutputStream();
        var other = new LinkedBlockingQueue<String>();
        var streams = new PrintStream[] {to};
        var output = start(new PipedInputStream(writer), () -> streams[0]);
        writer.write("before\n".getBytes(UTF_8));
        writer.flush();
        assertEquals("before\n", next());
        streams[0] = new PrintStream(OutputStream.nullOutputStream()) {
            @Override
            public void write(byte[] bytes, int from, int length) {
                other.add(new String(bytes, from, length, UTF_8));
            }
        };
        writer.write("behind\n".getBytes(UTF_8));
        writer.close();
        output.awaitEnd(LONG);
        assertEquals("behind\n", other.poll());
        assertEquals(0, pieces.size());
    }

    @Test
    void aStreamThatThrowsDoesNotEndIt() throws Exception {
        var broken = new boolean[] {true};
        var writer = new PipedOutputStream();
        var tried = new LinkedBlockingQueue<Boolean>();
        var output = start(new PipedInputStream(writer), () -> {
            tried.add(broken[0]);
            if (broken[0]) {
                throw new IllegalStateException("planted");
            }
            return to;
        });
        writer.write("lost\n".getBytes(UTF_8));
        writer.flush();
        assertEquals(true, tried.poll(LONG.toSeconds(), TimeUnit.SECONDS));
        broken[0] = false;
        writer.write("kept\n".getBytes(UTF_8));
        writer.close();
        output.awaitEnd(LONG);
        assertEquals("kept\n", String.join("", pieces));
    }

    @Test
    void whoWaitsForItGivesUpWhenNothingMoves() throws Exception {
        try (var writer = new PipedOutputStream()) { // which somebody has whom the child left behind
            var output = start(new PipedInputStream(writer), () -> to);
            assertTimeoutPreemptively(LONG, () -> output.awaitEnd(SHORT));
            writer.write("late\n".getBytes(UTF_8));
            writer.flush();
            assertEquals("late\n", next());
        }
    }

    @Test
    void aStreamThatIsClosedEndsIt() throws Exception {
        var closed = new InputStream() {
            private boolean read;

            @Override
            public int read() throws IOException {
                throw new IOException("Stream closed");
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                if (read) {
                    throw new IOException("Stream closed");
                }
                read = true;
                bytes[from] = 'a';
                return 1;
            }
        };
        assertThrows(IOException.class, closed::read);
        start(closed, () -> to).awaitEnd(LONG);
        assertEquals("a\n", next());
    }
}
