package dev.tractor.test.sim;

import java.util.ArrayList;
import java.util.List;

/** How often threads of a simulation were woken from outside, and the first of those times. For any thread. */
final class OutsideWakes {
    private static final int REMEMBERED = 5;

    // Guarded by this.
    private final List<Outsider> first = new ArrayList<>();

    // Written under the monitor.
    private volatile int count;

    synchronized void add(Thread woken, String by, Thread at) {
        count = count + 1;
        if (first.size() < REMEMBERED) {
            first.add(new Outsider(woken.getName(), by, List.of(at.getStackTrace())));
        }
    }

    int count() {
        return count;
    }

    synchronized List<Outsider> first() {
        return List.copyOf(first);
    }
}
