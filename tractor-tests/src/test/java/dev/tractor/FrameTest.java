package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames are put together from bytes that come in pieces of any size. */
class FrameTest {

    private static byte[] bytes(int length) {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static List<Frame> frames() {
        return List.of(
                new Frame(Frame.Kind.HELLO, 0, "token".getBytes(Frame.TEXT)),
                new Frame(Frame.Kind.TAKEN, -1, bytes(4)),
                new Frame(Frame.Kind.CALL, Long.MAX_VALUE, bytes(200_000)), // more than is read at once
                new Frame(Frame.Kind.DROPPED, 7),
                new Frame(Frame.Kind.ITEM, 8, bytes(1)),
                new Frame(Frame.Kind.RECEIVING_ENDED, 9, bytes(70_000)));
    }

    private static ByteBuffer encoded(List<Frame> frames) {
        var out = ByteBuffer.allocate(1_000_000);
        frames.forEach(frame -> out.put(frame.encoded()));
        return out.flip();
    }

    private static List<Frame> read(ByteBuffer from, int piece) throws IOException {
        var reader = new Frame.Reader();
        var read = new ArrayList<Frame>();
        while (from.hasRemaining()) {
            var room = reader.room();
            int count = Math.min(Math.min(piece, room.remaining()), from.remaining());
            room.put(from.slice(from.position(), count));
            from.position(from.position() + count);
            reader.added();
            for (var frame = reader.next(); frame != null; frame = reader.next()) {
                read.add(frame);
            }
        }
        return read;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 13, 14, 4096, 65_536, 1_000_000})
    void piecesOfAnySizeGiveTheSameFrames(int piece) throws IOException {
        var sent = frames();
        var read = read(encoded(sent), piece);
        assertEquals(sent.size(), read.size());
        for (int i = 0; i < sent.size(); i++) {
            assertEquals(sent.get(i).kind(), read.get(i).kind());
            assertEquals(sent.get(i).id(), read.get(i).id());
            assertArrayEquals(sent.get(i).body(), read.get(i).body());
        }
    }

    @Test
    void whatIsNoFrameIsRefused() {
        assertThrows(IOException.class, () -> read(ByteBuffer.allocate(64), 64)); // of length 0
        assertThrows(IOException.class, () -> read(ByteBuffer.allocate(64).putInt(0, Integer.MAX_VALUE), 64));
        assertThrows(IOException.class, () -> read(ByteBuffer.allocate(64).putInt(0, -1), 64));
        var unknown = ByteBuffer.allocate(13).putInt(0, 9).put(4, (byte) 99);
        var thrown = assertThrows(IOException.class, () -> read(unknown, 64));
        assertEquals("a frame of kind 99 is none of tractor's", thrown.getMessage());
    }
}
