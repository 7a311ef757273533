package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A program in a JVM of its own, whose output is read as it comes and which may be sent signals. */
final class ChildJvm implements AutoCloseable {
    private static final long LIMIT_SECONDS = 120;

    private final Process process;
    private final Thread reader;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();

    // Guarded by the lock.
    private final StringBuilder output = new StringBuilder();
    private boolean ended;

    /** Runs the {@code main} of a class with the class path of the tests. */
    ChildJvm(List<String> flags, Class<?> program, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        reader = Thread.ofPlatform().daemon().start(this::read);
    }

    private void read() {
        try (var in = process.inputReader()) {
            for (int next = in.read(); next >= 0; next = in.read()) {
                add((char) next);
            }
        } catch (IOException e) {
            // it is gone
        }
        lock.lock();
        try {
            ended = true;
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void add(char next) {
        lock.lock();
        try {
            output.append(next);
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until it has printed this. */
    void await(String text) throws InterruptedException {
        long left = TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        lock.lock();
        try {
            while (output.indexOf(text) < 0 && !ended && left > 0) {
                left = more.awaitNanos(left);
            }
            assertTrue(output.indexOf(text) >= 0, () -> "no \"" + text + "\" in: " + output);
        } finally {
            lock.unlock();
        }
    }

    /** Sends it a signal, such as TERM. */
    void signal(String name) throws Exception {
        var kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
        assertEquals(0, kill.waitFor());
    }

    /** Waits for its end. @return all that it has printed */
    String end(int status) throws InterruptedException {
        assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), () -> "it does not end: " + output());
        reader.join();
        var printed = output();
        assertEquals(status, process.exitValue(), printed);
        return printed;
    }

    private String output() {
        lock.lock();
        try {
            return output.toString();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
