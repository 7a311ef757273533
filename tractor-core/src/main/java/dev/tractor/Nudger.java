package dev.tractor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Follows up one cancellation: a strand that consumed its interrupt and waits in foreign code again is interrupted again,
 * after 100 ms, doubling to 5 s; at the third time it is reported with its stack. A strand that runs is never interrupted
 * again, but reported too, after some seconds. Stands still while a console session is open.
 */
final class Nudger {
    private static final long FIRST = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(5);

    /** How many strands that are found late together are reported one by one. */
    private static final int DETAILED = 10;

    private final Root root;
    private final Consumer<Consumer<Strand>> strands;
    private final Cancellation why;

    // Guarded by this.
    private long period = FIRST;
    private long waited;
    private boolean stopped;
    private Deadlines.@Nullable Timer timer;

    private Nudger(Root root, Consumer<Consumer<Strand>> strands, Cancellation why) {
        this.root = root;
        this.strands = strands;
        this.why = why;
    }

    /** Follows up the cancellation of one strand, until stopped. */
    static Nudger watch(Strand strand, Cancellation why) {
        return watch(strand.root, visitor -> visitor.accept(strand), why);
    }

    /** Follows up the cancellation of many strands, those that {@code strands} visits at the time, until stopped. */
    static Nudger watch(Root root, Consumer<Consumer<Strand>> strands, Cancellation why) {
        var nudger = new Nudger(root, strands, why);
        synchronized (nudger) {
            nudger.timer = nudger.schedule();
        }
        return nudger;
    }

    synchronized void stop() {
        stopped = true;
        if (timer != null) {
            timer.cancel();
        }
    }

    private Deadlines.Timer schedule() {
        return root.deadlines.schedule(period, "reminder of a cancellation: " + why, this::remind);
    }

    private void remind() {
        synchronized (this) {
            if (stopped) {
                return;
            }
            waited += period;
            period = Math.min(LONGEST, 2 * period);
            timer = schedule();
        }
        var late = new ArrayList<Strand>();
        var stubborn = new ArrayList<Strand>();
        strands.accept(strand -> {
            if (strand.remind()) {
                late.add(strand);
            }
            if (strand.stubborn()) {
                stubborn.add(strand);
            }
        });
        late.stream().limit(DETAILED).forEach(this::report);
        // each time: the interrupt of the reminder may still be keeping it from where it waits
        stubborn.forEach(strand -> LeftBehind.release(strand, why));
        if (late.size() > DETAILED) { // many at once are short of processors rather than stubborn
            Log.warn(
                    late.size() - DETAILED + " others have not answered their cancellation either (" + why + ")", null);
        }
    }

    private void report(Strand strand) {
        var thread = strand.thread();
        if (thread != null) {
            Log.warn(() -> strand + " has not answered its cancellation for "
                    + Duration.ofNanos(waited).toMillis()
                    + " ms (" + why + "); its nursery waits for it. It is " + thread.getState() + " at\n"
                    + Arrays.stream(thread.getStackTrace())
                            .map(frame -> "    " + frame)
                            .collect(Collectors.joining("\n")));
        }
    }
}
