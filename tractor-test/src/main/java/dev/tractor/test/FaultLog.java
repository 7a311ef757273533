package dev.tractor.test;

import dev.tractor.test.sim.Machine;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What the faults of a run have done to it: the last of it when it was very much. */
final class FaultLog {
    private static final int REMEMBERED = 200;

    private final Machine machine;
    private final Deque<String> lines = new ArrayDeque<>();
    private long forgotten;

    FaultLog(Machine machine) {
        this.machine = machine;
    }

    void add(String what) {
        if (lines.size() == REMEMBERED) {
            lines.removeFirst();
            forgotten++;
        }
        lines.add("at " + Texts.of(Duration.ofNanos(machine.nanoTime())) + ", step " + machine.steps() + ": " + what);
    }

    List<String> lines() {
        var all = new ArrayList<String>(lines.size() + 1);
        if (forgotten > 0) {
            all.add("(" + Texts.count(forgotten, "fault") + " before these)");
        }
        all.addAll(lines);
        return all;
    }
}
