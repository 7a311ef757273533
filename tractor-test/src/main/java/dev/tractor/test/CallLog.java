package dev.tractor.test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The calls that a probe has seen, in order, of which the test takes one after another. Thread-safe. */
final class CallLog {
    /** How many calls a message shows, the latest ones. */
    private static final int SHOWN = 30;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();

    // Guarded by the lock.
    private final List<Call> calls = new ArrayList<>();
    private int taken;

    /**
     * A call and its place.
     *
     * @param number its place, from 1
     * @param call the call
     */
    record Entry(int number, Call call) {}

    void add(Call call) {
        lock.lock();
        try {
            calls.add(call);
            added.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes the first call that was not taken yet; waits until there is one. */
    Entry take() throws InterruptedException {
        lock.lock();
        try {
            awaitMore();
            taken++;
            return new Entry(taken, calls.get(taken - 1));
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is a call to take, and leaves it there. */
    void await() throws InterruptedException {
        lock.lock();
        try {
            awaitMore();
        } finally {
            lock.unlock();
        }
    }

    private void awaitMore() throws InterruptedException {
        while (taken == calls.size()) {
            added.await();
        }
    }

    /** The call that is to be taken next, if it is there. */
    @Nullable
    Entry peek() {
        lock.lock();
        try {
            return taken == calls.size() ? null : new Entry(taken + 1, calls.get(taken));
        } finally {
            lock.unlock();
        }
    }

    List<Call> all() {
        lock.lock();
        try {
            return List.copyOf(calls);
        } finally {
            lock.unlock();
        }
    }

    /** Lists the calls for messages. */
    String show() {
        List<Call> all;
        int looked;
        lock.lock();
        try {
            all = List.copyOf(calls);
            looked = taken;
        } finally {
            lock.unlock();
        }
        var text = new StringBuilder("calls so far:");
        if (all.isEmpty()) {
            return text.append(" none").toString();
        }
        int first = Math.max(0, all.size() - SHOWN);
        if (first > 0) {
            text.append("\n  ... ").append(first).append(" before");
        }
        for (int i = first; i < all.size(); i++) {
            text.append("\n  ")
                    .append(i + 1)
                    .append(". ")
                    .append(all.get(i))
                    .append(i < looked ? "" : ", not taken yet");
        }
        return text.toString();
    }
}
