package dev.tractor.test;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jline.terminal.Size;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.jline.utils.NonBlockingReader;
import org.jline.utils.ScreenTerminal;
import org.jline.utils.ScreenTerminalOutputStream.DelegateOutputStream;

/**
 * A terminal with a screen in memory, which knows when the program waits for a key.
 *
 * <p>The latter is what makes waiting exact. Keys lie in a pipe until the program takes them one by one, and it may be busy
 * with the last it took. So a reader says that it waits, under the gate, before it looks into the pipe, and waits outside
 * the pipe; an empty pipe and a waiting reader together then mean that every key has been dealt with.
 */
final class MemoryTerminal extends LineDisciplineTerminal {

    /** How much is sent at a time, in bytes: a fourth of what the pipe holds. */
    static final int PIECE = 256;

    private final ReentrantLock gate = new ReentrantLock();
    private final Condition changed = gate.newCondition();
    private final ScreenTerminal screen;
    private final Keys keys = new Keys();

    // Guarded by the gate.
    private final List<String> gone = new ArrayList<>();
    private boolean waitsForKey;
    private boolean withinLine;
    private boolean over;

    MemoryTerminal(int width, int height) throws IOException {
        var output = new DelegateOutputStream();
        super("scripted", "xterm-256color", output, StandardCharsets.UTF_8);
        screen = new ScreenTerminal(width, height);
        setSize(Size.of(width, height));
        ScreenTerminal.wireTerminal(screen, this, output, this::tellChange);
    }

    // The program's side.

    @Override
    public NonBlockingReader reader() {
        checkClosed();
        return keys;
    }

    @Override
    public void processInputBytes(byte[] input, int offset, int length) throws IOException {
        super.processInputBytes(input, offset, length);
        tellChange();
    }

    @Override
    protected void doClose() throws IOException {
        super.doClose();
        gate.lock();
        try {
            over = true;
            changed.signalAll();
        } finally {
            gate.unlock();
        }
    }

    void tellChange() {
        gate.lock();
        try {
            changed.signalAll();
        } finally {
            gate.unlock();
        }
    }

    /** The keys as the program reads them. */
    private final class Keys extends NonBlockingReader {
        private boolean peeked; // guarded by the gate

        @Override
        protected int read(long timeout, boolean isPeek) throws IOException {
            if (!await(timeout, isPeek)) {
                return READ_EXPIRED;
            }
            int key = isPeek ? slaveReader.peek(timeout) : slaveReader.read(timeout);
            gate.lock();
            try {
                peeked = isPeek && key >= 0;
                withinLine = key >= 0 && key != '\r' && key != '\n' && key != 4;
            } finally {
                gate.unlock();
            }
            return key;
        }

        /** @param isPeek whether the program has taken half a key and looks for the rest. @return whether to read on */
        private boolean await(long timeoutMillis, boolean isPeek) throws InterruptedIOException {
            try {
                gate.lockInterruptibly(); // a key must not be lost on a reader that has been told to give up
                try {
                    waitsForKey = !isPeek;
                    changed.signalAll();
                    long left = timeoutMillis <= 0 ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
                    while (!peeked && slaveInput.available() == 0 && !over) {
                        if (left <= 0) {
                            return false;
                        }
                        left = changed.awaitNanos(left);
                    }
                    return true;
                } finally {
                    waitsForKey = false;
                    gate.unlock();
                }
            } catch (InterruptedException e) {
                throw (InterruptedIOException) new InterruptedIOException("interrupted").initCause(e);
            }
        }

        @Override
        public int readBuffered(char[] keys, int offset, int length, long timeout) throws IOException {
            int key = length == 0 ? 0 : read(timeout);
            if (length == 0 || key < 0) {
                return key;
            }
            keys[offset] = (char) key;
            return 1;
        }
    }

    // The person's side.

    /** Sends at most {@link #PIECE} bytes of keys to the program, whether it waits for them or not. */
    void send(byte[] typed, int from, int length) {
        try {
            processInputBytes(typed, from, length);
        } catch (IOException e) {
            throw new IllegalStateException("the terminal is closed; nobody reads what is typed", e);
        }
    }

    /** Whether the pipe has room for one piece more. It must never be full: only a reader in it would say when it is not. */
    boolean hasRoom() {
        return slaveInput.available() <= PIECE;
    }

    /** Waits until {@code condition}, asked under the gate, holds or the terminal is closed. @return whether it holds */
    boolean await(BooleanSupplier condition, Duration limit) throws InterruptedException {
        gate.lockInterruptibly();
        try {
            long left = limit.toNanos();
            while (!condition.getAsBoolean()) {
                if (left <= 0 || over) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            gate.unlock();
        }
    }

    /** Whether the program has dealt with every key and waits for the next. */
    boolean waitsForKey() {
        return locked(() -> waitsForKey && slaveInput.available() == 0);
    }

    /** Whether the program has dealt with every key, as far as it will: after the end of a line it need not come back. */
    boolean hasTakenKeys() {
        return locked(() -> slaveInput.available() == 0 && (waitsForKey || !withinLine));
    }

    boolean isOver() {
        return locked(() -> over);
    }

    private boolean locked(BooleanSupplier look) {
        gate.lock();
        try {
            return look.getAsBoolean();
        } finally {
            gate.unlock();
        }
    }

    void resize(int width, int height) {
        gate.lock();
        try {
            screen.setSize(width, height);
        } finally {
            gate.unlock();
        }
        setSize(Size.of(width, height));
        raise(Signal.WINCH);
    }

    /** What is shown now. */
    Shown shown() {
        gate.lock();
        try {
            synchronized (screen) { // one look, though the program may write meanwhile
                int width = screen.getColumns();
                int height = screen.getRows();
                var cells = new long[width * height];
                var cursor = new int[2];
                screen.dump(cells, cursor);
                var lines = new ArrayList<String>();
                for (int row = 0; row < height; row++) {
                    lines.add(line(cells, row * width, width));
                }
                return new Shown(gone(), lines, cursor[1]);
            }
        } finally {
            gate.unlock();
        }
    }

    /** What has left the screen does not change any more, unless a taller screen takes it back. */
    private List<String> gone() {
        int count = screen.getHistorySize();
        if (count < gone.size()) {
            gone.subList(count, gone.size()).clear();
        } else if (count > gone.size()) {
            for (var cells : screen.getHistory().subList(gone.size(), count)) {
                gone.add(line(cells, 0, cells.length));
            }
        }
        return List.copyOf(gone);
    }

    private static String line(long[] cells, int from, int length) {
        var line = new StringBuilder();
        for (int cell = from; cell < from + length; cell++) {
            int point = ScreenTerminal.cellCodePoint(cells[cell]);
            if (point != 0) { // 0 is the other half of a wide character
                line.appendCodePoint(point);
            }
        }
        return line.toString().stripTrailing();
    }
}
