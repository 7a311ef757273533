package dev.tractor.test;

import dev.tractor.test.sim.Schedule;
import dev.tractor.test.sim.Schedule.Switch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a shorter schedule that fails in the same way: leaves out more and more of the switches, half of them at first,
 * single ones at last, as long as the failure stays.
 */
final class Shrinking {
    private static final int ATTEMPTS = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Runs a schedule; gives the switches it made when it fails in the same way, else null. */
    private final Function<Schedule, @Nullable List<Switch>> failing;

    private final long end = System.nanoTime() + PATIENCE.toNanos();
    private int attempts;

    Shrinking(Function<Schedule, @Nullable List<Switch>> failing) {
        this.failing = failing;
    }

    /** The shortest found; null when not even the same switches, written down, fail in the same way. */
    @Nullable
    Schedule shrink(Schedule schedule, List<Switch> switches) {
        var shortest = attempt(schedule.written(switches));
        if (shortest == null) {
            return null;
        }
        for (int chunk = Math.max(1, shortest.size()); chunk >= 1; chunk /= 2) {
            boolean shorter = true;
            while (shorter) {
                shorter = false;
                for (int from = 0; from < shortest.size() && !tired(); ) {
                    var rest = new ArrayList<>(shortest.subList(0, from));
                    rest.addAll(shortest.subList(Math.min(shortest.size(), from + chunk), shortest.size()));
                    var found = attempt(schedule.written(rest));
                    if (found != null && found.size() < shortest.size()) {
                        shortest = found;
                        shorter = true;
                    } else {
                        from += chunk;
                    }
                }
                shorter &= !tired();
            }
        }
        return schedule.written(shortest);
    }

    private @Nullable List<Switch> attempt(Schedule schedule) {
        attempts++;
        return failing.apply(schedule);
    }

    private boolean tired() {
        return attempts >= ATTEMPTS || System.nanoTime() > end;
    }
}
