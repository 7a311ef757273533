package dev.tractor.test;

import dev.tractor.Nursery;
import dev.tractor.NurseryException;
import dev.tractor.Tractor;
import dev.tractor.spi.RootHandle;
import dev.tractor.spi.RootOptions;
import dev.tractor.spi.Roots;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of one test: its root, entered by the thread of the test from {@link #begin} to {@link #end}, and what stands
 * around it. Both are called by that thread.
 */
final class TestRun implements AutoCloseable {
    private final String name;
    private final Stage stage;
    private final ConsoleChoice console = new ConsoleChoice();
    private final RootHandle handle;
    private final RootHandle.Entry entry;
    private final Nursery nursery;
    private final TestRoot root;

    /** Whether the failure by timeout has been thrown already. */
    private boolean timeoutTold;

    private boolean ended;
    private @Nullable Sequencer sequencer;

    private TestRun(String name, Settings settings, Stage stage) {
        this.name = name;
        this.stage = stage;
        this.handle = Roots.open(stage.furnish(RootOptions.standard()
                .withName(name)
                .withConsole(console::attach)
                .withDebug(settings.debug())));
        this.entry = handle.enter();
        try {
            this.nursery = Nursery.open(options -> options.name("test"));
            this.root = new TestRoot(handle, stage::timeOut);
            stage.begun(this);
        } catch (Throwable t) {
            entry.close();
            handle.close();
            throw t;
        }
    }

    /** Begins a run on the calling thread. */
    static TestRun begin(String name, Settings settings, Stage stage) {
        return new TestRun(name, settings, stage);
    }

    /** One for the whole run. */
    Sequencer sequencer() {
        if (sequencer == null) {
            sequencer = new Sequencer();
        }
        return sequencer;
    }

    String name() {
        return name;
    }

    Stage stage() {
        return stage;
    }

    RootHandle handle() {
        return handle;
    }

    Nursery nursery() {
        return nursery;
    }

    TestRoot root() {
        return root;
    }

    ScriptedConsole console() {
        return console.scripted();
    }

    ScriptedTerminal terminal() {
        return console.terminal(handle);
    }

    /** What to report for an error that left the test: the cause, where the error is only what came of it. */
    Throwable explain(Throwable thrown) {
        var timeout = stage.timeout();
        if (timeout != null) {
            if (!comesOf(thrown, timeout)) {
                timeout.addSuppressed(thrown);
            }
            timeoutTold = true;
            return timeout;
        }
        if (thrown instanceof InterruptedException) {
            try {
                Tractor.checkpoint(); // throws the failure for whose sake the test was interrupted, if that was it
            } catch (NurseryException failed) {
                failed.addSuppressed(thrown);
                return failed;
            } catch (InterruptedException again) {
                return thrown; // says the same
            }
        }
        return thrown;
    }

    /** Ends what still runs, and fails with everything that is wrong then: the first is thrown, the others suppressed. */
    void end() throws Exception {
        if (ended) {
            return;
        }
        ended = true;
        var problems = new ArrayList<Throwable>();
        var leaks = new ArrayList<>(console.release());
        if (sequencer != null) {
            try {
                sequencer.close();
            } catch (Throwable failed) {
                problems.add(failed);
            }
        }
        nursery.cancel("the test is over");
        try {
            nursery.close();
        } catch (Throwable failed) {
            problems.add(failed);
        }
        var timeout = stage.over();
        if (timeout != null) {
            problems.removeIf(problem -> comesOf(problem, timeout));
            if (!timeoutTold) {
                problems.addFirst(timeout);
            }
        }
        if (Thread.interrupted() && !stage.hasInterrupted()) {
            leaks.add(
                    "an interrupt of the test's thread, which nothing has consumed: a cancelled scope that was left has not"
                            + " taken its own back, or the test has set it and must clear it with Thread.interrupted()");
        }
        entry.close();
        leaks.addAll(leaks());
        if (!leaks.isEmpty()) {
            problems.add(new AssertionError(name + " has left behind:\n  " + String.join("\n  ", leaks)));
        }
        throwAll(problems);
    }

    private List<String> leaks() {
        stage.settle();
        var leaks = new ArrayList<>(LeakCheck.below(handle));
        handle.close();
        leaks.addAll(stage.threadsLeft(leaks.isEmpty()));
        if (!leaks.isEmpty()) {
            handle.cancel(new IllegalStateException(name + ", which left this behind, has ended"));
        }
        return leaks;
    }

    private static void throwAll(List<Throwable> problems) throws Exception {
        if (problems.isEmpty()) {
            return;
        }
        var first = problems.getFirst();
        problems.stream().skip(1).forEach(first::addSuppressed);
        switch (first) {
            case Exception e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(first);
        }
    }

    /** Whether {@code thrown} tells of {@code cause} and of nothing else. */
    private static boolean comesOf(Throwable thrown, Throwable cause) {
        if (thrown.equals(cause)) {
            return true;
        }
        if (thrown instanceof NurseryException group) {
            return group.failures().stream().allMatch(failure -> comesOf(failure, cause));
        }
        return thrown.getCause() != null && comesOf(thrown.getCause(), cause);
    }

    /** For JUnit's store; does nothing after {@link #end}. */
    @Override
    public void close() {
        try {
            end();
        } catch (Exception e) {
            throw new IllegalStateException(name + " was given up before its end", e);
        }
    }

    // For those who watch it, on their threads.

    /** What is going on in it: the tree, who wants the terminal, and the timers. */
    String describe() {
        var text = new StringBuilder().append(handle.tree()).append('\n');
        section(text, "terminal", console.queue());
        section(text, "timers", handle.timers());
        return text.toString();
    }

    private static void section(StringBuilder text, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            text.append(title).append(":\n");
            lines.forEach(line -> text.append("  ").append(line).append('\n'));
        }
    }

    /** Ends it, with this as the failure. */
    void cancel(Throwable why) {
        var _ = console.release(); // the report has named them
        handle.cancel(why);
    }
}
