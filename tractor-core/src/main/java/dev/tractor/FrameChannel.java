package dev.tractor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Frames both ways over one socket, without blocking: whoever sends writes by itself, and one platform thread reads.
 *
 * <p><b>Why not blocking.</b> A thread that is interrupted while it uses a blocking channel closes the channel, and a
 * cancellation is an interrupt. Reading on a virtual thread costs several times the latency.
 *
 * <p><b>Writing.</b> Frames stand in a queue. {@link #unwritten} counts them; who raises it from zero writes until it is zero
 * again, for all. When the socket takes no more, the count is left as it is and the reading thread goes on once it does.
 */
final class FrameChannel {
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final ConcurrentLinkedQueue<ByteBuffer> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unwritten = new AtomicInteger();

    /** What was written in part. Of whoever writes. */
    private @Nullable ByteBuffer begun;

    /** Whether the socket takes nothing more. What has come by it before can be read all the same. */
    private volatile boolean mute;

    private volatile boolean broken;

    /** Whether it is to be closed once all is written. */
    private volatile boolean finishing;

    FrameChannel(SocketChannel channel) throws IOException {
        this.channel = channel;
        this.selector = Selector.open();
        channel.configureBlocking(false);
        this.key = channel.register(selector, SelectionKey.OP_READ);
    }

    /** Sends a frame. Never waits; what is sent when the other side is gone is lost. Called by any thread. */
    void send(Frame frame) {
        queue.add(frame.encoded());
        if (unwritten.getAndIncrement() == 0) {
            write();
        }
    }

    /**
     * Reads until the other side is gone, or all is written after {@link #finish}. On the reading thread.
     *
     * @return whether all is written
     */
    boolean read(Consumer<Frame> taker) throws IOException {
        var reader = new Frame.Reader();
        while (!broken) {
            if (finishing && unwritten.get() == 0) {
                return true;
            }
            selector.select();
            selector.selectedKeys().clear();
            if (key.isValid() && key.isWritable()) {
                key.interestOps(SelectionKey.OP_READ);
                write();
            }
            if (!finishing && key.isValid() && key.isReadable()) {
                int count = channel.read(reader.room());
                reader.added();
                for (var frame = reader.next(); frame != null; frame = reader.next()) {
                    taker.accept(frame);
                }
                if (count < 0) {
                    return false;
                }
            }
        }
        return false;
    }

    /** Has the reading thread end when all is written. */
    void finish() {
        finishing = true;
        selector.wakeup();
    }

    /** Closes it at once. Called by any thread. */
    void close() {
        broken = true;
        try {
            channel.close();
        } catch (IOException e) {
            Log.debug(() -> "a link to another JVM could not be closed: " + e);
        }
        selector.wakeup();
    }

    /** Gives back what it holds, at the end of the reading thread. */
    void release() {
        close();
        try {
            selector.close();
        } catch (IOException e) {
            Log.debug(() -> "a selector could not be closed: " + e);
        }
    }

    private void write() {
        int count = unwritten.get();
        while (true) {
            var next = begun != null ? begun : queue.poll();
            if (next == null) {
                count = unwritten.addAndGet(-count);
                if (count == 0) {
                    if (finishing) {
                        selector.wakeup();
                    }
                    return;
                }
            } else if (!written(next)) {
                begun = next;
                if (key.isValid()) { // else the reading thread has ended, or is about to
                    key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                }
                selector.wakeup();
                return;
            } else {
                begun = null;
            }
        }
    }

    /** @return false when the socket takes no more for now */
    private boolean written(ByteBuffer next) {
        try {
            if (!mute) {
                channel.write(next);
                return !next.hasRemaining();
            }
        } catch (IOException e) {
            mute = true; // the reading thread finds out why, when it has read what came before
        }
        return true;
    }
}
