package dev.tractor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What travels between this JVM and a child JVM in one piece: an int with the length of the rest, a byte for the kind, a long
 * that says which call or dialog it belongs to, and the body.
 *
 * @param kind what it is
 * @param id of the call or dialog; 0 for what belongs to the actor as a whole
 * @param body depends on the kind; often empty
 */
record Frame(Kind kind, long id, byte[] body) {

    /** The largest body. */
    static final int LARGEST = 1 << 30;

    static final byte[] NOTHING = {};
    static final Charset TEXT = StandardCharsets.UTF_8;

    private static final int REST = Byte.BYTES + Long.BYTES;
    private static final int HEADER = Integer.BYTES + REST;

    enum Kind {
        // From the child: it has connected, and its actor's state is made; what still runs shortly before the child is
        // killed, or else that the actor has ended.
        HELLO,
        MADE,
        OVERDUE,
        ENDED,
        // From the parent: what the child is there for, and that its actor is to end.
        START,
        END,
        // A call: its code, and that it is to be cancelled; back comes its answer.
        CALL,
        CALL_LATER,
        CANCEL,
        ANSWER,
        // A dialog, which is cancelled and answered as a call is.
        OPEN,
        STARTED,
        // A stream; from the side that sends, and from the one that receives.
        ITEM,
        DROPPED,
        SENDING_ENDED,
        OPTIONS,
        TAKEN,
        RECEIVING_ENDED,
        // The terminal, by the number of a request: from the child that it wants it and whose it is, or does no longer
        // and why;
        // from the parent that it is granted or refused.
        TTY_REQUEST,
        TTY_END,
        TTY_GRANTED,
        TTY_REFUSED,
        // A session: what the two consoles say to each other, and from the parent that it is broken off.
        TTY_MESSAGE,
        TTY_BROKEN,
        // From the parent: whether the time of the tree stands still.
        TIME;

        private static final Kind[] ALL = values();
    }

    Frame(Kind kind, long id) {
        this(kind, id, NOTHING);
    }

    /** As it goes over the wire. */
    ByteBuffer encoded() {
        var out = ByteBuffer.allocate(HEADER + body.length);
        return out.putInt(REST + body.length)
                .put((byte) kind.ordinal())
                .putLong(id)
                .put(body)
                .flip();
    }

    /** Puts frames together from bytes that come in pieces of any size. For one thread. */
    static final class Reader {
        private static final int FIRST = 1 << 16;

        /** What has come and was not taken: from the position to the limit. */
        private ByteBuffer in = ByteBuffer.allocate(FIRST).flip();

        /** Where the next bytes are to be put; followed by {@link #added}. */
        ByteBuffer room() {
            int wanted = in.remaining() >= Integer.BYTES ? Integer.BYTES + in.getInt(in.position()) : 0;
            if (in.capacity() - in.remaining() == 0 || wanted > in.capacity()) {
                var larger = ByteBuffer.allocate(Math.max(wanted, in.capacity()));
                in = larger.put(in);
            } else {
                in.compact();
            }
            return in;
        }

        void added() {
            in.flip();
        }

        /** The next frame; null when it has not come as a whole. @throws IOException when this is no frame of ours */
        @Nullable
        Frame next() throws IOException {
            if (in.remaining() < Integer.BYTES) {
                return null;
            }
            int length = in.getInt(in.position());
            if (length < REST || length - REST > LARGEST) {
                throw new IOException("a frame of " + length + " bytes is none of tractor's");
            }
            if (in.remaining() < Integer.BYTES + length) {
                return null;
            }
            in.getInt();
            int kind = in.get();
            if (kind < 0 || kind >= Kind.ALL.length) {
                throw new IOException("a frame of kind " + kind + " is none of tractor's");
            }
            long id = in.getLong();
            var body = new byte[length - REST];
            in.get(body);
            if (in.capacity() > FIRST && in.remaining() <= FIRST) {
                in = ByteBuffer.allocate(FIRST).put(in).flip(); // a large one need not be kept for ever
            }
            return new Frame(Kind.ALL[kind], id, body);
        }
    }
}
