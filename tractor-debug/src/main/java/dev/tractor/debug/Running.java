package dev.tractor.debug;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The evaluation that a session is at, for ctrl-c, which comes on another thread. Thread-safe. */
final class Running {
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by lock.
    private @Nullable Thread thread;
    private String text = "";
    private int interrupts;
    private Runnable stop = () -> {};

    /** An evaluation begins on the calling thread. @param ends has it end, beside the interrupt; called on any thread */
    void begin(String what, Runnable ends) {
        lock.lock();
        try {
            begin(what);
            stop = ends;
        } finally {
            lock.unlock();
        }
    }

    /** An evaluation begins on the calling thread. */
    void begin(String what) {
        lock.lock();
        try {
            thread = Thread.currentThread();
            text = what;
            interrupts = 0;
            stop = () -> {};
        } finally {
            lock.unlock();
        }
    }

    /** {@return whether it was interrupted from here} It has ended; there will be no more interrupts. */
    boolean end() {
        lock.lock();
        try {
            thread = null;
            return interrupts > 0;
        } finally {
            lock.unlock();
        }
    }

    /** {@return whether there is one} */
    boolean isOn() {
        lock.lock();
        try {
            return thread != null;
        } finally {
            lock.unlock();
        }
    }

    /** {@return what to tell the user, after the evaluation was interrupted; null when there is none} */
    @Nullable
    String interrupt() {
        lock.lock();
        try {
            var at = thread;
            if (at == null) {
                return null;
            }
            stop.run();
            at.interrupt();
            if (++interrupts == 1) {
                return "ctrl-c: interrupted the evaluation; again shows where it is";
            }
            var stack = at.getStackTrace();
            var first = text.strip().lines().findFirst().orElse("");
            return "ctrl-c: \"" + first + "\" still runs and was interrupted again; it is at "
                    + (stack.length == 0 ? "no known place" : stack[0])
                    + caller(stack);
        } finally {
            lock.unlock();
        }
    }

    /** The JDK's frames say little about whose call it is. */
    private static String caller(StackTraceElement[] stack) {
        for (var frame : stack) {
            if (!frame.getClassName().startsWith("java.")
                    && !frame.getClassName().startsWith("jdk.")) {
                return frame == stack[0] ? "" : ", called from " + frame;
            }
        }
        return "";
    }
}
