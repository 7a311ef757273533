package dev.tractor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Passes on what a child JVM writes to one of its standard streams, to that of this JVM, where a console keeps it off an open
 * prompt. Lines are passed on whole, in their order: an unfinished one is held until its end comes, or that of the child. The
 * child's own children have its streams: what they print stands to what it prints as if it came from a thread of the child, so
 * what one call prints is together.
 *
 * <p>A thread of its own reads, for the pipe and the terminal may both keep it waiting; it ends with the stream, and nobody
 * waits for it but {@link #awaitEnd}, for a bounded time.
 */
final class ProcessOutput {
    private static final int LONGEST_LINE_BYTES = 1 << 16;

    private final InputStream in;
    private final Supplier<PrintStream> to;
    private final Thread thread;

    /** Counts what has been read and passed on. Written by the thread. */
    private volatile long steps;

    private ProcessOutput(String name, InputStream in, Supplier<PrintStream> to) {
        this.in = in;
        this.to = to;
        // no virtual thread: reading a pipe holds a carrier, and all of them may be busy
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::pass);
    }

    /**
     * Starts to pass on a stream.
     *
     * @param to looked up for each write, since a console may come later, and takes its place
     */
    static ProcessOutput start(String name, InputStream in, Supplier<PrintStream> to) {
        var output = new ProcessOutput(name, in, to);
        output.thread.start();
        return output;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // by this thread alone
    private void pass() {
        var lines = new ByteArrayOutputStream();
        var read = new byte[1 << 13];
        try (in) {
            for (int count = in.read(read); count >= 0; count = in.read(read)) {
                steps++;
                int end = endOfLines(read, count);
                lines.write(read, 0, end);
                if (end > 0 || lines.size() + count > LONGEST_LINE_BYTES) {
                    write(lines);
                }
                lines.write(read, end, count - end);
            }
        } catch (IOException e) {
            Log.debug(() -> thread.getName() + " ends: " + Names.text(e)); // closed with the process
        }
        if (lines.size() > 0) {
            lines.write('\n'); // there will be no end of it
            write(lines);
        }
    }

    /** {@return how many bytes there are up to the end of the last whole line} */
    private static int endOfLines(byte[] bytes, int count) {
        int end = count;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void write(ByteArrayOutputStream lines) {
        try {
            var out = to.get();
            out.write(lines.toByteArray(), 0, lines.size());
            out.flush();
        } catch (RuntimeException
                | Error e) { // of a stream that is the user's; the child must not wait for it for ever
            Log.debug(() -> thread.getName() + " could not pass on what has come: " + Names.text(e));
        }
        lines.reset();
        steps++;
    }

    /**
     * Waits until all has been passed on, once the child has ended; no longer than {@code patience} without any progress: the
     * terminal may be stopped, or a process that the child has left behind may have the stream. What is left is passed on
     * later.
     */
    void awaitEnd(Duration patience) throws InterruptedException {
        long before;
        do {
            before = steps;
        } while (!thread.join(patience) && steps != before);
    }
}
