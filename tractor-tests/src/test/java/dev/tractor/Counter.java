package dev.tractor;

import java.util.ArrayList;
import java.util.List;

/** The state of most actors in tests: a number and a list of what happened, neither of them guarded. */
final class Counter {
    int total;
    final List<String> log = new ArrayList<>();

    int add(int by) {
        total += by;
        return total;
    }

    void note(String what) {
        log.add(what);
    }

    List<String> notes() {
        return List.copyOf(log);
    }
}
