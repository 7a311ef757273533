package dev.tractor.test;

import dev.tractor.test.Replay.Strike;
import dev.tractor.test.SimulatedRun.Result;
import dev.tractor.test.sim.Dice;
import dev.tractor.test.sim.Machine;
import dev.tractor.test.sim.Schedule;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.IncompleteExecutionException;

/**
 * Runs one test under many schedules, on the calling thread, until one fails; runs that one again to see whether it fails
 * again, shortens it, and reports.
 */
final class Exploration {
    /** How many switches a schedule may have that is written out in a report. */
    private static final int MOST_SWITCHES = 500;

    private final Simulated test;
    private final Settings settings;
    private final boolean jdkTime;
    private final Watchdog watchdog;

    private volatile @Nullable SimulatedRun running;
    private int runs;
    private int length = 100;
    private boolean outsidersTold;

    /**
     * A test as it is explored.
     *
     * @param name for reports
     * @param selector how to run this test alone, for {@code -Dtest}
     * @param scenario what it does
     */
    record Simulated(String name, String selector, SimulatedRun.Scenario scenario) {}

    Exploration(Simulated test, Settings settings, boolean jdkTime) {
        this.test = test;
        this.settings = settings;
        this.jdkTime = jdkTime;
        this.watchdog = Watchdog.arm(test.name, settings.timeout(), new Watched());
    }

    /** Runs them all. @throws Throwable the report of the first that fails */
    void explore() throws Throwable {
        try {
            var only = settings.replay();
            if (only != null) {
                check(play(only));
                return;
            }
            long seed = settings.seed(test.selector);
            var first = play(Replay.of(schedule(seed, 0)));
            check(first);
            length = Math.max(1, first.course().decisions());
            for (var strike : settings.sweeps()) {
                sweep(strike, seed, first.checkpoints());
            }
            for (int i = 1; i < settings.schedules(); i++) {
                var replay = Replay.of(schedule(seed, i));
                if (!settings.sweeps().isEmpty()) {
                    replay = strikingSomewhere(replay, first.checkpoints());
                }
                check(play(replay));
            }
        } finally {
            var _ = watchdog.end();
        }
    }

    /** Once for each checkpoint, under the plainest schedule. */
    private void sweep(Strike strike, long seed, int checkpoints) throws Throwable {
        int last = checkpoints;
        for (int k = 1; k <= last; k++) {
            var result = play(Replay.of(Schedule.fifo(seed)).striking(strike, k));
            check(result);
            last = Math.max(last, result.checkpoints()); // cleaning up may come to more
        }
    }

    private Replay strikingSomewhere(Replay replay, int checkpoints) {
        var dice = new Dice(Dice.derive(replay.schedule().seed(), 2));
        var strikes = List.copyOf(settings.sweeps());
        return replay.striking(strikes.get(dice.below(strikes.size())), 1 + dice.below(Math.max(1, checkpoints)));
    }

    private Schedule schedule(long base, int number) {
        long seed = Dice.derive(base, number) >>> 16; // short enough to be read out
        return switch (settings.strategy()) {
            case FIFO -> Schedule.fifo(seed);
            case RANDOM -> Schedule.random(seed);
            case PCT -> Schedule.pct(seed, 3, length);
            case MIXED ->
                number == 0
                        ? Schedule.fifo(seed)
                        : number % 2 == 1 ? Schedule.random(seed) : Schedule.pct(seed, 2 + number / 2 % 3, length);
        };
    }

    private Result play(Replay replay) {
        runs++;
        watchdog.restart();
        var run = new SimulatedRun(test.name, settings, replay, jdkTime, test.scenario);
        running = run;
        var result = run.play();
        running = null;
        return result;
    }

    private void check(Result result) throws Throwable {
        var failure = result.failure();
        if (failure == null) {
            tellOutsiders(result.machine()); // a report does by itself
            return;
        }
        if (failure instanceof IncompleteExecutionException) { // an assumption does not hold
            throw failure;
        }
        throw report(result, failure);
    }

    private void tellOutsiders(Machine machine) {
        if (machine.outsiderCount() > 0 && !outsidersTold) {
            outsidersTold = true;
            System.err.println(test.name + ": " + Outsiders.text(machine));
        }
    }

    // The report.

    private Throwable report(Result failed, Throwable failure) {
        int number = runs;
        if (failure instanceof TimeoutException && failure == watchdog.failureOrNull()) {
            return failure;
        }
        var again = play(failed.replay());
        var same = again.failure() != null
                && Failure.same(again.failure(), failure)
                && again.course().fingerprint() == failed.course().fingerprint();
        var shortest = same && failed.course().switches().size() > 0 ? shorten(failed, failure) : null;
        if (shortest != null && shortest.switches().size() > MOST_SWITCHES) {
            shortest = null; // nobody could read it, or give it to a shell: the seed says the same in a word
        }
        var replay = shortest == null ? failed.replay() : failed.replay().with(shortest);
        var text = new StringBuilder("run ")
                .append(number)
                .append(" of ")
                .append(test.name)
                .append(" failed: ")
                .append(Failure.text(failure))
                .append("\nreplay: -Dtest=")
                .append(test.selector)
                .append(" -D")
                .append(Settings.REPLAY)
                .append('=')
                .append(replay)
                .append(Agent.points())
                .append('\n');
        if (!same) {
            text.append("It did NOT fail in the same way when it was run again: ")
                    .append(
                            again.failure() == null
                                    ? "it passed"
                                    : "it failed with: " + Failure.summary(again.failure()))
                    .append(
                            ". Something outside the simulation decides, such as a clock, a hash code or a shared field.\n");
        } else if (shortest != null && !shortest.equals(failed.replay().schedule())) {
            text.append("That is the shortest schedule found, with ")
                    .append(Texts.count(shortest.switches().size(), "switch").replace("switchs", "switches"))
                    .append("; it was found as ")
                    .append(failed.replay())
                    .append('\n');
        }
        if (failed.machine().outsiderCount() > 0) {
            text.append(Outsiders.text(failed.machine())).append('\n');
        }
        return Failure.with(text + failed.details(), failure);
    }

    private @Nullable Schedule shorten(Result failed, Throwable failure) {
        return new Shrinking(schedule -> {
                    var result = play(failed.replay().with(schedule));
                    return result.failure() != null && Failure.same(result.failure(), failure)
                            ? result.course().switches()
                            : null;
                })
                .shrink(failed.replay().schedule(), failed.course().switches());
    }

    /** The watchdog's side: real time. */
    private final class Watched implements Watchdog.Watched {
        @Override
        public String report() {
            var run = running;
            if (run == null) {
                return "between two runs";
            }
            var thread = run.machine().runningThread();
            return "in run " + runs + " (replay: " + run.simulation().replay() + ")"
                    + (thread == null
                            ? ""
                            : "\nthis thread runs and does not let others run:\n" + ThreadDump.of(List.of(thread)));
        }

        @Override
        public void cancel(TimeoutException why) {
            var run = running;
            if (run != null) {
                run.giveUp(why);
            }
        }

        @Override
        public void interrupt() {
            var run = running;
            var thread = run == null ? null : run.machine().runningThread();
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    /** Comparing and wrapping failures. */
    private static final class Failure {
        private Failure() {}

        /** What was thrown, and its message; an assertion's message says enough. */
        static String text(Throwable failure) {
            var message = Objects.requireNonNullElse(failure.getMessage(), "");
            var name = failure.getClass().getSimpleName();
            return failure instanceof AssertionError && !message.isEmpty()
                    ? message
                    : name + (message.isEmpty() ? "" : ": " + message);
        }

        static String summary(Throwable failure) {
            return text(failure).lines().findFirst().orElse("");
        }

        /** Whether two failures are the same as far as a reader cares: what was thrown, and where. */
        static boolean same(@Nullable Throwable one, Throwable other) {
            return one != null && key(one).equals(key(other));
        }

        private static String key(Throwable failure) {
            var cause = failure;
            while (cause.getCause() != null && cause.getCause() != cause) {
                cause = cause.getCause();
            }
            var frames = java.util.Arrays.stream(cause.getStackTrace())
                    .map(Object::toString)
                    .toList();
            return failure.getClass().getName() + " " + cause.getClass().getName() + " "
                    + ThreadDump.firstOfInterest(frames).orElse("")
                    + (cause.getStackTrace().length == 0 || cause.getClass() == AssertionError.class
                            ? summary(cause).replaceAll("\\d+", "#")
                            : "");
        }

        /** The report, thrown where the failure was: that is the line a reader wants to be led to. */
        static AssertionFailedError with(String report, Throwable failure) {
            var thrown = failure instanceof AssertionFailedError assertion
                            && assertion.isExpectedDefined()
                            && assertion.isActualDefined()
                    ? new AssertionFailedError(report, assertion.getExpected(), assertion.getActual(), failure)
                    : new AssertionFailedError(report, failure);
            thrown.setStackTrace(failure.getStackTrace());
            return thrown;
        }
    }
}
