package dev.tractor.test;

import dev.tractor.Action;
import dev.tractor.Tractor;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Forces an order on steps of several threads: they are numbered from 0, and each waits until those before it are done.
 *
 * <p>{@snippet :
 * n.fork(() -> {
 *     try (var _ = sequencer.step(0)) { account.deposit(5); }
 *     try (var _ = sequencer.step(2)) { account.deposit(7); }
 * });
 * n.fork(() -> {
 *     try (var _ = sequencer.step(1)) { account.close(); }
 * });
 * }
 *
 * <p><b>Waiting and cancellation.</b> {@code step} waits for the steps before it, as a checkpoint of the caller.
 *
 * <p><b>Failure.</b> When the code of {@link #step(int, Action)} fails, or the wait for a step is cancelled, the sequence is
 * broken: that step will never be done, so all that wait for it, and all steps taken later, fail and name it. The form with
 * {@code try} cannot see an error in its block, and lets the next step go.
 *
 * <p><b>Memory visibility.</b> What is done in a step happens-before the steps after it.
 *
 * <p>May be used by any thread.
 */
public final class Sequencer implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by the lock.
    private final TreeSet<Integer> taken = new TreeSet<>();
    private int next;
    private boolean closed;
    private @Nullable Break broken;

    /** Whether the step {@link #next} is under way. */
    private boolean underway;

    /**
     * What has broken the sequence.
     *
     * @param what which step, and how
     * @param inside whether that was in the step and not before it
     * @param why what was thrown there
     */
    private record Break(
            String what, boolean inside, @Nullable Throwable why) {}

    /** A sequence of which no step is done. */
    public Sequencer() {}

    /**
     * Waits until all steps before this one are done.
     *
     * @param number the number of the step, from 0
     * @return the step, which is done when it is closed
     * @throws IllegalStateException when this number was used before, or the sequence is broken or closed
     * @throws InterruptedException when the caller is cancelled or interrupted, which breaks the sequence
     */
    public Step step(int number) throws InterruptedException {
        Tractor.checkpoint();
        lock.lock();
        try {
            claim(number);
            while (broken == null && next < number) {
                changed.await();
            }
            refuseBroken(number);
            underway = true;
            return new Step(number);
        } catch (InterruptedException e) {
            breakOff(new Break("the wait for step " + number + " was cancelled", false, e));
            Tractor.checkpoint(); // throws the failure for whose sake the caller is cancelled, if that is it
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until all steps before this one are done, and runs {@code body} as this step. When it fails, the sequence is
     * broken.
     *
     * @param number the number of the step, from 0
     * @param body what to run
     * @param <X> what it throws
     * @throws IllegalStateException when this number was used before, or the sequence is broken or closed
     * @throws X what the body threw
     * @throws InterruptedException when the caller is cancelled or interrupted, which breaks the sequence
     */
    public <X extends Exception> void step(int number, Action<X> body) throws X, InterruptedException {
        try (var step = step(number)) {
            try {
                body.run();
            } catch (Throwable t) {
                step.failed(t);
                throw t;
            }
        }
    }

    private void claim(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("there is no step " + number + "; steps are numbered from 0");
        }
        if (closed) {
            throw new IllegalStateException("step " + number + " comes too late: the sequencer is closed");
        }
        refuseBroken(number);
        if (!taken.add(number)) {
            throw new IllegalStateException(
                    "step " + number + " is taken for the second time; give every step a number of its own (so far: "
                            + text(taken) + ")");
        }
    }

    private void refuseBroken(int number) {
        var why = broken;
        if (why != null) {
            throw new IllegalStateException("step " + number + " cannot be done: " + why.what(), why.why());
        }
    }

    private void breakOff(Break how) {
        if (broken == null) {
            broken = how;
            changed.signalAll();
        }
    }

    /** A step that is under way; closing it lets the next one go. */
    public final class Step implements AutoCloseable {
        private final int number;

        private Step(int number) {
            this.number = number;
        }

        private void failed(Throwable why) {
            lock.lock();
            try {
                breakOff(new Break("step " + number + " failed: " + why, true, why));
            } finally {
                lock.unlock();
            }
        }

        /** Ends the step. Does nothing the second time. */
        @Override
        public void close() {
            lock.lock();
            try {
                if (next == number) {
                    next++;
                    underway = false;
                    changed.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Ends the sequence: those that still wait for their step fail. Called by the kit after the test for a sequencer that
     * is a parameter of it. Does nothing the second time.
     *
     * @throws IllegalStateException when a number was skipped, or a step is still under way
     */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            var failedInside = broken != null && broken.inside();
            breakOff(new Break("the sequencer is closed", false, null));
            if (underway) {
                throw new IllegalStateException("the sequencer is closed while step " + next
                        + " is under way; close steps before, best by try-with-resources");
            }
            var skipped = skipped();
            if (!failedInside && !skipped.isEmpty()) {
                throw new IllegalStateException(
                        "nobody took " + steps(skipped) + ", so " + steps(taken.tailSet(skipped.getFirst()))
                                + " could not be done; number them without a gap, from 0");
            }
        } finally {
            lock.unlock();
        }
    }

    private List<Integer> skipped() {
        return taken.isEmpty()
                ? List.of()
                : IntStream.range(0, taken.last())
                        .boxed()
                        .filter(number -> !taken.contains(number))
                        .toList();
    }

    private static String steps(Collection<Integer> numbers) {
        return (numbers.size() == 1 ? "step " : "steps ") + text(numbers);
    }

    private static String text(Collection<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
