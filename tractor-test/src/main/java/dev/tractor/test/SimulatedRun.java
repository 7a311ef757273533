package dev.tractor.test;

import dev.tractor.CancelScope;
import dev.tractor.Tractor;
import dev.tractor.spi.Listener;
import dev.tractor.spi.RootOptions;
import dev.tractor.test.sim.Dice;
import dev.tractor.test.sim.Machine;
import dev.tractor.test.sim.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One run of one test under one schedule, on the calling thread.
 *
 * <p>The test itself is a thread of the machine like any other. When it cannot come to its end, because nothing can run, the
 * steps are used up, or a check has failed, what is left is cancelled, then interrupted, then given up.
 */
final class SimulatedRun implements Stage {
    private static final int CLEANUP_STEPS = 50_000;
    private static final int INTERRUPTIONS = 3;
    private static final int LAST_STEPS = 25;

    /** What a test does in one run. */
    interface Scenario {
        /** Runs it all, set-up and tear-down too; {@code strike} goes around the test method alone. */
        void play(TestRun run, Around strike) throws Throwable;
    }

    /** Something that is put around the test method. */
    interface Around {
        void run(Body body) throws Throwable;
    }

    /** The test method. */
    interface Body {
        void run() throws Throwable;
    }

    /**
     * How a run went.
     *
     * @param replay what was run
     * @param failure why it failed; null when it passed
     * @param details for the report; empty when it passed
     * @param course which way it went
     * @param machine what it ran on
     * @param checkpoints how many checkpoints the test method and what it started came to
     */
    record Result(
            Replay replay,
            @Nullable Throwable failure,
            String details,
            Course course,
            Machine machine,
            int checkpoints) {}

    /**
     * Which way a run went, up to its failure; without the cleaning up that came after.
     *
     * @param fingerprint a number for who ran when
     * @param decisions how many there were
     * @param switches those that were not the ordinary one
     */
    record Course(long fingerprint, int decisions, List<Schedule.Switch> switches) {
        static Course of(Machine machine) {
            return new Course(machine.fingerprint(), machine.decisions(), machine.switches());
        }
    }

    private final String name;
    private final Settings settings;
    private final Replay replay;
    private final Scenario scenario;
    private final Machine machine;
    private final Simulation simulation;
    private final History history = new History();
    private final LogCapture log;
    private final Faults faults;
    private final Copies copies = new Copies();

    // By the threads of the machine, one at a time.
    private @Nullable TestRun run;
    private @Nullable Throwable failure;
    private boolean over;
    private String details = "";

    /** The scope around the test method, while it runs. */
    private @Nullable CancelScope struck;

    private boolean counting;
    private int checkpoints;
    private volatile boolean interrupted;
    private volatile @Nullable TimeoutException timeout;

    SimulatedRun(String name, Settings settings, Replay replay, boolean jdkTime, Scenario scenario) {
        this.name = name;
        this.settings = settings;
        this.replay = replay;
        this.scenario = scenario;
        this.machine = new Machine(replay.schedule(), jdkTime, settings.steps());
        this.simulation = new Simulation(machine, replay, history, jdkTime);
        this.log = LogCapture.begin(machine);
        this.faults = new Faults(machine, Dice.derive(replay.schedule().seed(), 3));
    }

    Machine machine() {
        return machine;
    }

    /** Runs it. */
    Result play() {
        var test = machine.threads().newThread(this::test);
        test.setName("test");
        test.start();
        var stop = machine.run();
        var course = Course.of(machine);
        var hopeless = hopeless(stop);
        if (hopeless != null) {
            fail(hopeless);
            cleanUp(hopeless);
        }
        log.end();
        machine.close();
        return new Result(replay, failure, details, course, machine, checkpoints);
    }

    // The thread of the test.

    private void test() {
        try {
            var begun = TestRun.begin(name, settings, this);
            try {
                scenario.play(begun, this::underStrike);
            } catch (Throwable t) {
                fail(begun.explain(t));
            }
            faults.end();
            begun.end();
        } catch (Throwable t) {
            fail(t);
        }
        over = true;
    }

    private void underStrike(Body body) throws Throwable {
        counting = true;
        try {
            if (replay.strike() == Replay.Strike.CANCEL) {
                var thrown = new AtomicReference<@Nullable Throwable>();
                CancelScope.run(scope -> {
                    struck = scope;
                    thrown.set(caught(body));
                    Tractor.checkpoint(); // so that the scope takes its cancellation up
                });
                throwUnlessAnswer(thrown.get());
            } else if (replay.strike() == Replay.Strike.INTERRUPT) {
                throwUnlessAnswer(caught(body));
            } else {
                body.run();
            }
        } finally {
            counting = false;
            struck = null;
        }
    }

    private static @Nullable Throwable caught(Body body) {
        try {
            body.run();
            return null;
        } catch (Throwable t) {
            return t;
        }
    }

    private void throwUnlessAnswer(@Nullable Throwable thrown) throws Throwable {
        if (thrown != null && !(checkpoints >= replay.checkpoint() && Answers.toInterruption(thrown))) {
            throw thrown;
        }
    }

    private void fail(Throwable thrown) {
        if (failure == null) {
            failure = thrown;
            details = describe();
        } else if (failure != thrown) {
            failure.addSuppressed(thrown);
        }
    }

    // What core asks for.

    @Override
    public RootOptions furnish(RootOptions options) {
        return options.withThreads(machine.threads())
                .withClock(new SimulatedClock(machine))
                .withListener(this::happened)
                .withLink(settings.copies() ? copies.over(faults.link()) : faults.link());
    }

    private void happened(Listener.Event event, Object who, @Nullable Object what) {
        if (!machine.runsCaller()) {
            return;
        }
        history.add(machine.nanoTime(), machine.steps(), event, who, what);
        if (counting && (event == Listener.Event.CHECKPOINT || event == Listener.Event.BLOCKED)) {
            checkpoints++;
            if (checkpoints == replay.checkpoint()) {
                strike();
            }
        }
        if (event == Listener.Event.RECEIVED) {
            faults.received(who);
        }
        machine.point();
    }

    private void strike() {
        var scope = struck;
        if (replay.strike() == Replay.Strike.INTERRUPT) {
            interrupted = true;
            Thread.currentThread().interrupt();
        } else if (scope != null) {
            scope.cancel("the test kit cancelled the test at checkpoint " + checkpoints);
        }
    }

    @Override
    public void begun(TestRun run) {
        this.run = run;
        faults.attach(run.handle());
    }

    @Override
    public @Nullable TimeoutException timeout() {
        return timeout;
    }

    @Override
    public @Nullable TimeoutException over() {
        return timeout;
    }

    @Override
    public void settle() {
        machine.settle();
    }

    @Override
    public boolean hasInterrupted() {
        return interrupted;
    }

    @Override
    public List<String> threadsLeft(boolean patient) {
        return List.of(); // known when the machine has come to its end
    }

    @Override
    public void timeOut() {
        throw new UnsupportedOperationException("the time limit of a simulated test is real time");
    }

    @Override
    public SimulatedRun simulated() {
        return this;
    }

    Simulation simulation() {
        return simulation;
    }

    Faults faults() {
        return faults;
    }

    LogCapture log() {
        return log;
    }

    // When it does not come to its end.

    /** Ends it from outside, because it takes too much real time. For any thread. */
    void giveUp(TimeoutException why) {
        timeout = why;
        machine.halt();
    }

    private @Nullable Throwable hopeless(Machine.Stop stop) {
        var tooLong = timeout;
        if (tooLong != null) {
            return tooLong;
        }
        return switch (stop) {
            case ENDED -> over ? simulation.broken() : new AssertionError("the thread of the test has vanished");
            case HALTED -> simulation.broken();
            case LIMIT ->
                new AssertionError("not at its end after " + Texts.count(machine.steps(), "step")
                        + "; if that is not an endless loop, allow more with @TractorTest(steps = ...)\n  "
                        + String.join("\n  ", waiting()));
            case STUCK ->
                over
                        ? new AssertionError(name + " has left behind:\n  " + String.join("\n  ", waiting()))
                        : new AssertionError("deadlock: nothing can run any more\n  " + String.join("\n  ", waiting()));
        };
    }

    /** The threads that are left, and what each waits for. */
    private List<String> waiting() {
        var lines = new ArrayList<String>();
        for (var thread : machine.alive()) {
            var blocker = LockSupport.getBlocker(thread);
            var frames = List.of(thread.getStackTrace()).stream()
                    .map(Object::toString)
                    .toList();
            lines.add("thread " + ThreadDump.name(thread.getName(), thread.threadId()) + " ("
                    + thread.getState().name().toLowerCase(java.util.Locale.ROOT) + ")"
                    + (blocker == null ? "" : " waits for " + blocker)
                    + ThreadDump.firstOfInterest(frames)
                            .map(frame -> " at " + frame)
                            .orElse(""));
        }
        return lines;
    }

    private void cleanUp(Throwable why) {
        machine.endChecks();
        machine.goOn(CLEANUP_STEPS);
        runAside(() -> {
            var left = run;
            if (left != null) {
                details = describe();
                left.cancel(why);
            }
        });
        for (int i = 0; i < INTERRUPTIONS && !machine.alive().isEmpty(); i++) {
            machine.goOn(CLEANUP_STEPS);
            interrupted = true;
            runAside(() -> machine.alive().forEach(Thread::interrupt));
        }
    }

    private void runAside(Runnable body) {
        var thread = machine.threads().newThread(() -> machine.withoutPoints(body));
        thread.setName("clean-up");
        thread.start();
        var _ = machine.run();
    }

    /** What the report shows, as it is now. */
    private String describe() {
        var text = new StringBuilder("virtual time ")
                .append(Texts.of(simulation.now()))
                .append(", ")
                .append(Texts.count(machine.steps(), "step"))
                .append('\n');
        var described = run;
        if (described != null) {
            machine.withoutPoints(() -> text.append(described.describe()));
        }
        var last = history.last(LAST_STEPS);
        if (!last.isEmpty()) {
            text.append("what happened last:\n");
            last.forEach(happening -> text.append("  ").append(happening).append('\n'));
        }
        var struck = faults.applied();
        if (!struck.isEmpty()) {
            text.append("faults:\n");
            struck.forEach(fault -> text.append("  ").append(fault).append('\n'));
        }
        var shared = copies.shared();
        if (!shared.isEmpty()) {
            text.append("not copied: ").append(String.join(", ", shared)).append('\n');
        }
        return text.append(log.text()).toString();
    }
}
