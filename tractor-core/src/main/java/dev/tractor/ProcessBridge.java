package dev.tractor;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * One end of a dialog between two JVMs: takes its streams to the other, and lets in what comes from there. Each direction is a
 * {@link Channel} in both JVMs. The sender's keeps count of what the receiver's holds, so that the receiver's options are
 * observed to the message: what is full, fails or drops does so where the sender is.
 */
final class ProcessBridge {
    private final long id;
    private final Consumer<Frame> link;
    private final ClassLoader loader;
    private final Channel<?> out;
    private final Channel<?> in;
    private final Consumer<Packed> started;

    /**
     * Connects the two channels of an exchange.
     *
     * @param link takes frames to the other JVM
     * @param started is told with which value the dialog there has started
     */
    ProcessBridge(
            long id,
            Consumer<Frame> link,
            ClassLoader loader,
            Channel<?> out,
            Channel<?> in,
            Consumer<Packed> started) {
        this.id = id;
        this.link = link;
        this.loader = loader;
        this.out = out;
        this.in = in;
        this.started = started;
    }

    /** Begins; after the other side has been told of the dialog. */
    void begin() {
        out.receiveElsewhere(new Receiving());
        in.sendElsewhere(new Sending());
    }

    /** Something has come for it; on the reading thread. */
    void arrived(Frame frame) {
        switch (frame.kind()) {
            case STARTED -> started.accept(new Packed(frame.body(), loader));
            case ITEM -> in.arrive(new Packed(frame.body(), loader));
            case DROPPED -> in.droppedElsewhere();
            case SENDING_ENDED -> in.endSending(text(frame));
            case RECEIVING_ENDED -> out.endReceiving(text(frame));
            case TAKEN -> out.taken(ByteBuffer.wrap(frame.body()).getInt());
            case OPTIONS -> {
                var body = ByteBuffer.wrap(frame.body());
                int capacity = body.getInt();
                out.options(new StreamOptions(capacity, StreamOptions.Overflow.values()[body.get()]));
            }
            default -> {} // of a kind that has to do with the dialog as a whole
        }
    }

    private static String text(Frame frame) {
        return new String(frame.body(), Frame.TEXT);
    }

    private void send(Frame.Kind kind, byte[] body) {
        link.accept(new Frame(kind, id, body));
    }

    /** The receiver of a channel whose sender is here. Called under the channel's lock; nothing here waits. */
    private final class Receiving implements Channel.Receiving {

        @Override
        public void carry(Object message) {
            if (!(message instanceof Packed packed)) {
                throw new AssertionError("a message that was not packed: " + message);
            }
            send(Frame.Kind.ITEM, packed.bytes());
        }

        @Override
        public void dropped() {
            send(Frame.Kind.DROPPED, Frame.NOTHING);
        }

        @Override
        public void sendingEnded(String why) {
            send(Frame.Kind.SENDING_ENDED, why.getBytes(Frame.TEXT));
        }
    }

    /** The sender of a channel whose receiver is here; as above. */
    private final class Sending implements Channel.Sending {

        @Override
        public void taken(int messages) {
            send(
                    Frame.Kind.TAKEN,
                    ByteBuffer.allocate(Integer.BYTES).putInt(messages).array());
        }

        @Override
        public void options(StreamOptions wanted) {
            send(
                    Frame.Kind.OPTIONS,
                    ByteBuffer.allocate(Integer.BYTES + 1)
                            .putInt(wanted.capacity())
                            .put((byte) wanted.overflow().ordinal())
                            .array());
        }

        @Override
        public void receivingEnded(String why) {
            send(Frame.Kind.RECEIVING_ENDED, why.getBytes(Frame.TEXT));
        }
    }
}
