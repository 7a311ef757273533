package dev.tractor.debug;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where in the output of a child JVM a message of its session belongs. The message comes by the link and the output by a pipe,
 * so neither says which was first. Therefore the child writes a mark to its output before it sends the message, which is shown
 * when the mark has come. A mark is a line that begins with a character no text has, and is never shown.
 *
 * <p>Thread-safe.
 */
final class OutputMarks {
    private static final String BEGIN = "\0tractor ";
    private static final byte[] BEGIN_BYTES = BEGIN.getBytes(StandardCharsets.US_ASCII);

    /** As long as this a terminal that is slow, or stopped, may hold a session up. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Those nobody waits for belong to sessions that were broken off. */
    private static final int MOST = 32;

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();

    /** Those that have come, once for each stream. Guarded by lock. */
    private final List<String> come = new ArrayList<>();

    // In the child.

    /**
     * Marks the standard streams of this JVM.
     *
     * @param streams how many: 1 for the output, 2 for the errors, too
     * @return the mark
     */
    static String put(int streams) {
        var mark = ProcessHandle.current().pid() + "." + NUMBERS.incrementAndGet();
        System.out.flush();
        write(FileDescriptor.out, mark);
        if (streams > 1) {
            System.err.flush();
            write(FileDescriptor.err, mark);
        }
        return mark;
    }

    /** Not through {@code System.out}, which may have been replaced, and may be counted. */
    @SuppressWarnings("resource") // closing it would close the stream of the process
    private static void write(FileDescriptor stream, String mark) {
        try {
            new FileOutputStream(stream).write((BEGIN + mark + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            Log.CONSOLE.log(System.Logger.Level.DEBUG, "cannot mark the output", e);
        }
    }

    // Where the terminal is.

    /** A mark in what is written: where it begins, and what comes behind it. */
    record Found(int from, int behind, String mark) {}

    /** {@return the first mark in some bytes; null when there is none} */
    static @Nullable Found find(byte[] bytes, int from, int length) {
        int end = from + length;
        for (int at = from; at <= end - BEGIN_BYTES.length; at++) {
            if (bytes[at] == 0 && begins(bytes, at)) {
                int behind = at + BEGIN_BYTES.length;
                while (behind < end && bytes[behind] != '\n') {
                    behind++;
                }
                var mark = new String(
                        bytes, at + BEGIN_BYTES.length, behind - at - BEGIN_BYTES.length, StandardCharsets.US_ASCII);
                return new Found(at, Math.min(end, behind + 1), mark);
            }
        }
        return null;
    }

    private static boolean begins(byte[] bytes, int at) {
        for (int i = 0; i < BEGIN_BYTES.length; i++) {
            if (bytes[at + i] != BEGIN_BYTES[i]) {
                return false;
            }
        }
        return true;
    }

    /** A mark has come in one of the streams. */
    void came(String mark) {
        lock.lock();
        try {
            come.add(mark);
            if (come.size() > MOST) {
                come.removeFirst();
            }
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a mark has come in so many streams, for a bounded time; without being interruptible. */
    void await(String mark, int streams) {
        long left = PATIENCE_NANOS;
        boolean interrupted = false;
        lock.lock();
        try {
            while (left > 0 && come.stream().filter(mark::equals).count() < streams) {
                try {
                    left = more.awaitNanos(left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            come.removeIf(mark::equals);
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
