package dev.tractor.test;

import dev.tractor.test.sim.Dice;
import dev.tractor.test.sim.Machine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The simulated machine a {@link TractorTest} runs on: a parameter of the test. Threads run one at a time, in an order the
 * seed decides. Time is virtual: it stands still while anything can run, and then jumps to the next deadline or sleep that
 * ends.
 *
 * <p>All methods are for threads of the test. None of them is a checkpoint: a cancelled caller is not disturbed.
 */
public final class Simulation {
    private static final Instant EPOCH = Instant.parse("2001-01-01T00:00:00Z");

    /** The time of day at which each run starts. */
    static final long EPOCH_NANOS = EPOCH.getEpochSecond() * 1_000_000_000L;

    private final Machine machine;
    private final Replay replay;
    private final History history;
    private final boolean jdkTime;
    private final Dice dice;
    private final List<Check> checks = new ArrayList<>();
    private @Nullable AssertionError broken;

    Simulation(Machine machine, Replay replay, History history, boolean jdkTime) {
        this.machine = machine;
        this.replay = replay;
        this.history = history;
        this.jdkTime = jdkTime;
        this.dice = new Dice(Dice.derive(replay.schedule().seed(), 1));
    }

    /** A condition that is watched. */
    private record Check(String name, BooleanSupplier condition) {}

    // Time.

    /** {@return how much virtual time has passed since the start of the run} */
    public Duration now() {
        return Duration.ofNanos(machine.nanoTime());
    }

    /** {@return the virtual time of day; each run starts at the same one} */
    public Instant instant() {
        return EPOCH.plusNanos(machine.nanoTime());
    }

    /**
     * Waits until no other thread can run. No time passes: deadlines and sleeps do not end meanwhile, and a message that a
     * fault delays does not arrive; one that it holds back does.
     */
    public void settle() {
        requireInside("settle");
        machine.settle();
    }

    /**
     * Lets virtual time pass, and waits until everything that was due by then has been done.
     *
     * @param time how much; not negative
     */
    public void advance(Duration time) {
        requireInside("advance");
        if (time.isNegative()) {
            throw new IllegalArgumentException("time does not go back: advance(" + Texts.of(time) + ")");
        }
        machine.advance(time.toNanos());
    }

    /**
     * Has something run when so much virtual time has passed, on a thread of its own that is no part of the tree.
     *
     * @param time from now
     * @param action what to run
     */
    public void after(Duration time, Runnable action) {
        requireInside("after");
        Objects.requireNonNull(action, "action");
        var thread = machine.threads().newThread(action);
        thread.setName("after " + Texts.of(time));
        machine.at(time.toNanos(), thread::start);
    }

    /**
     * Says whether time jumps by itself when nothing can run. It does, unless it is told not to; then only {@link #advance}
     * lets it pass.
     *
     * @param on whether
     */
    public void autojump(boolean on) {
        machine.autojump(on);
    }

    /** {@return whether the JDK's own timed waits are virtual too; if not, they take real time and cannot be replayed} */
    public boolean jdkTime() {
        return jdkTime;
    }

    // Chance.

    /** {@return the seed of this run} */
    public long seed() {
        return replay.schedule().seed();
    }

    /** {@return the line that replays this run, for {@code -Dtractor.test.replay}} */
    public String replay() {
        return replay.toString();
    }

    /** {@return numbers that depend on nothing but the seed} */
    public RandomGenerator random() {
        return dice::next;
    }

    /** A place where the calling thread may be made to let others run; for code that has no tractor call there. */
    public void point() {
        machine.point();
    }

    // Checks.

    /**
     * Watches a condition: it is asked after each step and at each point where a thread could be stopped, while the others
     * stand still, and the first time it does not hold the test fails.
     *
     * @param name what is true, for the message
     * @param condition must not wait, and takes no lock; an exception it throws fails the test, too
     */
    public void always(String name, BooleanSupplier condition) {
        var check = new Check(Objects.requireNonNull(name, "name"), Objects.requireNonNull(condition, "condition"));
        machine.check(() -> {
            if (broken == null) {
                try {
                    if (!check.condition.getAsBoolean()) {
                        fail("\"" + check.name + "\" does not hold", null);
                    }
                } catch (Throwable t) {
                    fail("\"" + check.name + "\" could not be checked", t);
                }
            }
        });
    }

    /**
     * Demands that a condition holds after some step before the run ends.
     *
     * @param name what becomes true, for the message
     * @param condition must not wait, and takes no lock
     */
    public void eventually(String name, BooleanSupplier condition) {
        var check = new Check(Objects.requireNonNull(name, "name"), Objects.requireNonNull(condition, "condition"));
        checks.add(check);
        machine.check(() -> {
            if (checks.contains(check) && check.condition.getAsBoolean()) {
                checks.remove(check);
            }
        });
    }

    /**
     * Demands that a condition holds after some step before so much virtual time has passed.
     *
     * @param name what becomes true, for the message
     * @param limit from now
     * @param condition must not wait, and takes no lock
     */
    public void eventually(String name, Duration limit, BooleanSupplier condition) {
        eventually(name, condition);
        var check = checks.getLast();
        machine.at(limit.toNanos(), () -> {
            if (checks.remove(check)) {
                fail("\"" + name + "\" has not come true within " + Texts.of(limit), null);
            }
        });
    }

    private void fail(String what, @Nullable Throwable cause) {
        broken = new AssertionError(
                what + " (step " + machine.steps() + ", virtual time " + Texts.of(now()) + ")", cause);
        machine.halt();
    }

    /** What was demanded and is not so; at the end of the run. */
    @Nullable
    AssertionError broken() {
        if (broken == null && !checks.isEmpty()) {
            var names = checks.stream().map(check -> "\"" + check.name + "\"").toList();
            broken = new AssertionError(String.join(", ", names) + " never came true");
        }
        return broken;
    }

    // Looking.

    /** {@return what has happened in the tree so far; the last of it when it was very much} */
    public List<Happening> events() {
        return history.all();
    }

    Machine machine() {
        return machine;
    }

    private void requireInside(String what) {
        if (!machine.runsCaller()) {
            throw new IllegalStateException(
                    "only a thread of the simulated test can " + what + ", and " + Thread.currentThread() + " is none");
        }
    }

    /** Names the run. */
    @Override
    public String toString() {
        return "simulation " + replay + " at " + Texts.of(now());
    }
}
