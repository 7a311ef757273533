package dev.tractor.debug;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;

/**
 * Lines from a stream that is no terminal. Each line is written again behind its prompt, so that what comes out reads like
 * a session.
 *
 * <p>It takes single bytes up to the line break and no more: the program may read the rest by itself. A thread of its own
 * reads each line, because nothing wakes a thread that reads standard input, and closing must end the session, not least
 * when the JVM exits.
 */
final class StreamDevice implements LineDevice {
    private static final int MOST_ENTERED = 2_000;

    private final InputStream in;
    private final PrintStream out;
    private final Charset charset;
    private final ReentrantLock lock = new ReentrantLock();
    private String prompt = ""; // guarded by lock; empty when none is open
    private volatile boolean exhausted;

    /** Used by the paused task, while no line is read. */
    private final Deque<String> entered = new ArrayDeque<>();

    /** Where the line that is being read will come, or the end. */
    private volatile BlockingQueue<Optional<String>> reading = new ArrayBlockingQueue<>(1);

    /** Whether a line is being read; a session that is broken off leaves it to the next. Of the terminal's thread. */
    private boolean asked;

    private volatile boolean brokenOff;

    StreamDevice(InputStream in, PrintStream out, Charset charset) {
        this.in = in;
        this.out = out;
        this.charset = charset;
    }

    @Override
    public Look look() {
        return Look.in(out.charset());
    }

    @Override
    public int width() {
        return 0;
    }

    @Override
    public String render(AttributedString text) {
        return text.toString();
    }

    @Override
    public void begin() {
        brokenOff = false;
    }

    @Override
    public void end() {}

    @Override
    public Said read(AttributedString text, Completing completing) {
        write("", render(text));
        var line = next();
        if (line == null && brokenOff && !exhausted) {
            brokenOff = false;
            write("\n", "");
            return new Said.Dropped();
        }
        if (line == null) {
            exhausted = true;
            write("\n", "");
            return new Said.EndOfInput();
        }
        write(line + "\n", "");
        return new Said.Line(line);
    }

    /** Writes {@code text} at the open prompt, and then opens {@code next}, unless it is empty. */
    private void write(String text, String next) {
        lock.lock();
        try {
            prompt = next;
            out.print(text);
            out.print(next);
            out.flush();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable String next() {
        var line = asked ? reading : new ArrayBlockingQueue<Optional<String>>(1);
        reading = line;
        if (exhausted || brokenOff) { // else whoever ends this finds where the line is waited for
            return null;
        }
        if (!asked) {
            asked = true;
            Thread.ofPlatform()
                    .daemon()
                    .name("tractor-console-input")
                    .start(() -> line.offer(Optional.ofNullable(nextOfStream())));
        }
        var came = Talk.take(line);
        asked = came.isEmpty() && brokenOff; // then the line is still to come
        return came.orElse(null);
    }

    @Override
    public void breakOff() {
        brokenOff = true;
        reading.offer(Optional.empty());
    }

    private @Nullable String nextOfStream() {
        var line = new ByteArrayOutputStream();
        try {
            while (true) {
                int next = in.read();
                if (next == '\n' || (next < 0 && line.size() > 0)) {
                    var text = line.toString(charset);
                    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
                }
                if (next < 0) {
                    return null;
                }
                line.write(next);
            }
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public void remember(String entry) {
        entered.add(entry);
        if (entered.size() > MOST_ENTERED) {
            entered.removeFirst();
        }
    }

    @Override
    public List<String> entered() {
        return List.copyOf(entered);
    }

    @Override
    public boolean exhausted() {
        return exhausted;
    }

    @Override
    public void print(String lines) {
        lock.lock();
        try {
            out.print((prompt.isEmpty() ? "" : "\n") + lines + prompt);
            out.flush();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        exhausted = true;
        reading.offer(Optional.empty());
    }
}
