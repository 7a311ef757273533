package dev.tractor.debug;

import java.io.ByteArrayOutputStream;
import java.io.IOError;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts everything that is written to the terminal into one order, so that what the rest of the program prints and what a
 * session shows never tear each other.
 *
 * <p>Without a session, bytes go straight to where they would have gone anyway. While one is open, each stream collects
 * whole lines, and these go, in the order they were completed, through one queue to {@link LineDevice#print}, which writes
 * them above the prompt. What a session shows goes through the same queue. A line that was begun before or during the
 * session and not ended is written when the session ends, or in front of the next thing the session shows.
 *
 * <p><b>Why a thread of its own does the printing:</b> a device has a lock of its own, held while it handles a key, and
 * code under that lock may write to {@code System.err} (its logging does). A thread that printed by itself would hold the
 * lock of {@code System.err} while it waits for the device's, and the two would wait for each other for good. So a writer
 * only ever takes {@link #lock}, and nobody waits for the device while holding that, except {@link #end}, when no line is
 * being read.
 *
 * <p>A writer that is much faster than the terminal is slowed down, for a bounded time per line, so that the queue cannot
 * fill the memory soon, and nothing can wait for ever.
 */
final class Relay {
    private static final int SLOW_DOWN_CHARS = 1 << 18;
    private static final long SLOW_DOWN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int LONGEST_LINE_BYTES = 1 << 16;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition printed = lock.newCondition();
    private final OutputLimit limit = new OutputLimit();
    private final OutputMarks marks = new OutputMarks();

    // All below are guarded by lock.
    private final List<Sink> sinks = new ArrayList<>();
    private final StringBuilder pending = new StringBuilder();
    private @Nullable LineDevice device;
    private @Nullable Supplier<Optional<String>> notice;
    private boolean ending;
    private boolean printing;
    private boolean started;
    private boolean closed;
    private long queuedCount;
    private long printedCount;
    private @Nullable Sink openLine;

    /** {@return a stream whose lines go above the prompt during a session, and to {@code direct} otherwise} */
    PrintStream stream(OutputStream direct, Charset charset) {
        var sink = new Sink(direct, charset);
        lock.lock();
        try {
            sinks.add(sink);
        } finally {
            lock.unlock();
        }
        return new PrintStream(sink, true, charset);
    }

    /** {@return the bound on what an evaluation prints during a session} */
    OutputLimit limit() {
        return limit;
    }

    /** {@return the marks in what child JVMs write} */
    OutputMarks marks() {
        return marks;
    }

    /** A session begins. Called on the terminal's thread. */
    void begin(LineDevice over) {
        lock.lock();
        try {
            if (openLine != null) {
                openLine.endLine();
            }
            device = over;
            if (!started) {
                started = true;
                Thread.ofPlatform().daemon().name("tractor-console-output").start(this::printLoop);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Queues whole lines behind everything that was written so far, and waits until they are on the screen. */
    void show(String lines) {
        lock.lock();
        try {
            sinks.forEach(Sink::completeLine);
            queue(lines);
            long upTo = queuedCount;
            while (printedCount < upTo) {
                printed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Has {@code text} asked for lines to show, soon and on another thread. Requests that come meanwhile are one. */
    void notice(Supplier<Optional<String>> text) {
        lock.lock();
        try {
            if (device != null) {
                notice = text;
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The session is over. Called on the terminal's thread, when no line is being read. */
    void end() {
        lock.lock();
        try {
            ending = true;
            while (printing) {
                printed.awaitUninterruptibly();
            }
            if (device != null && !pending.isEmpty()) {
                print(device, pending.toString(), null);
            }
            pending.setLength(0);
            printedCount = queuedCount;
            device = null;
            notice = null;
            ending = false;
            sinks.forEach(Sink::writeRest);
        } finally {
            printed.signalAll();
            lock.unlock();
        }
    }

    /** There will be no more sessions. What is written still goes where it would have gone anyway. */
    void close() {
        lock.lock();
        try {
            closed = true;
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    private void queue(String lines) {
        pending.append(lines);
        queuedCount++;
        work.signal();
    }

    private void printLoop() {
        lock.lock();
        try {
            while (!closed) {
                var to = device;
                if (to == null || ending || (pending.isEmpty() && notice == null)) {
                    work.awaitUninterruptibly();
                    continue;
                }
                var batch = pending.toString();
                var late = notice;
                long upTo = queuedCount;
                pending.setLength(0);
                notice = null;
                printing = true;
                lock.unlock();
                try {
                    print(to, batch, late);
                } finally {
                    lock.lock();
                    printing = false;
                    printedCount = Math.max(printedCount, upTo);
                    printed.signalAll();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private static void print(LineDevice to, String batch, @Nullable Supplier<Optional<String>> late) {
        try {
            var lines = batch + (late == null ? "" : late.get().orElse(""));
            if (!lines.isEmpty()) {
                to.print(lines);
            }
        } catch (RuntimeException | IOError e) {
            // The terminal is gone, and with it the only reader of these lines.
            Log.CONSOLE.log(System.Logger.Level.DEBUG, "cannot print to the terminal", e);
        }
    }

    /** One stream's way in. */
    private final class Sink extends OutputStream {
        private final OutputStream direct;
        private final Charset charset;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Sink(OutputStream direct, Charset charset) {
            this.direct = direct;
            this.charset = charset;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int wanted) throws IOException {
            int rest = from;
            int end = from + wanted;
            for (var mark = OutputMarks.find(bytes, rest, end - rest);
                    mark != null;
                    mark = OutputMarks.find(bytes, rest, end - rest)) {
                writeText(bytes, rest, mark.from() - rest);
                completeBegun();
                marks.came(mark.mark());
                rest = mark.behind();
            }
            writeText(bytes, rest, end - rest);
        }

        private void writeText(byte[] bytes, int from, int wanted) throws IOException {
            lock.lock();
            try {
                int length = device == null ? wanted : limit.allowed(wanted);
                if (length == 0) {
                    return;
                }
                if (device == null) {
                    direct.write(bytes, from, length);
                    openLine = bytes[from + length - 1] == '\n' ? null : this;
                } else {
                    collect(bytes, from, length);
                    slowDown();
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void flush() throws IOException {
            lock.lock();
            try {
                if (device == null) {
                    direct.flush();
                }
            } finally {
                lock.unlock();
            }
        }

        private void collect(byte[] bytes, int from, int length) {
            int start = from;
            for (int i = from; i < from + length; i++) {
                if (bytes[i] == '\n') {
                    line.write(bytes, start, i - start);
                    start = i + 1;
                    completeEvenEmpty();
                }
            }
            line.write(bytes, start, from + length - start);
            if (line.size() > LONGEST_LINE_BYTES) {
                completeLine();
            }
        }

        /** Before a mark, which has taken the end of the line. */
        private void completeBegun() {
            lock.lock();
            try {
                if (device != null) {
                    completeLine();
                }
            } finally {
                lock.unlock();
            }
        }

        private void completeLine() {
            if (line.size() > 0) {
                completeEvenEmpty();
            }
        }

        private void completeEvenEmpty() {
            var text = line.toString(charset);
            line.reset();
            queue(Page.lastOverwrite(text) + "\n");
        }

        /** Ends, on the screen, the line that was begun before a session. */
        private void endLine() {
            writeDirect(new byte[] {'\n'});
            openLine = null;
        }

        /** Writes what was begun during a session and not ended. */
        private void writeRest() {
            if (line.size() > 0) {
                writeDirect(line.toByteArray());
                openLine = this;
                line.reset();
            }
        }

        private void writeDirect(byte[] bytes) {
            try {
                direct.write(bytes);
                direct.flush();
            } catch (IOException e) {
                // PrintStream, which is what this is for, would swallow it as well.
            }
        }
    }

    /** Called with the lock. */
    private void slowDown() {
        long left = SLOW_DOWN_NANOS;
        try {
            while (pending.length() > SLOW_DOWN_CHARS && left > 0) {
                left = printed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
