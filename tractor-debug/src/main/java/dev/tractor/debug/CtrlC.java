package dev.tractor.debug;

import dev.tractor.spi.RootHandle;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What ctrl-c does outside a prompt.
 *
 * <p>While a session evaluates something, that is interrupted; a task that was told to step and has not stopped again is let
 * go. Else, while any task holds or waits for the terminal, nothing. Otherwise the first cancels the roots as a failure would,
 * and a second one within two seconds prints their trees and ends the JVM. Where nothing is open below any root there is
 * nothing to cancel, and the first ends the JVM.
 */
final class CtrlC {
    static final int EXIT_CODE = 130;
    private static final long AGAIN_NANOS = Duration.ofSeconds(2).toNanos();

    private final Supplier<List<RootHandle>> roots;
    private final LongSupplier nanoTime;
    private final Consumer<String> print;
    private final IntConsumer exit;
    private final BooleanSupplier evaluation;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by lock.
    private boolean pressed;
    private long pressedAt;

    CtrlC(Supplier<List<RootHandle>> roots, LongSupplier nanoTime, Consumer<String> print, IntConsumer exit) {
        this(roots, nanoTime, print, exit, () -> false);
    }

    /**
     * @param evaluation interrupts the evaluation that runs in a session, or ends a step; says whether there was one
     */
    CtrlC(
            Supplier<List<RootHandle>> roots,
            LongSupplier nanoTime,
            Consumer<String> print,
            IntConsumer exit,
            BooleanSupplier evaluation) {
        this.evaluation = evaluation;
        this.roots = roots;
        this.nanoTime = nanoTime;
        this.print = print;
        this.exit = exit;
    }

    /** The user pressed it. Called on any thread. */
    void press() {
        if (interruptEvaluation() || terminalWanted()) {
            return;
        }
        var all = roots.get();
        if (again()) {
            all.forEach(root -> print.accept(root.tree().toString()));
            exit.accept(EXIT_CODE);
        } else if (all.stream().allMatch(root -> root.tree().children().isEmpty())) {
            exit.accept(EXIT_CODE);
        } else {
            print.accept("ctrl-c: cancelling everything; again within 2 seconds: show the tree and exit");
            all.forEach(root -> root.cancel(new InterruptedByUserException()));
        }
    }

    /** {@return whether an evaluation ran, which is interrupted then} */
    boolean interruptEvaluation() {
        return evaluation.getAsBoolean();
    }

    /** {@return whether any task holds or waits for the terminal} */
    boolean terminalWanted() {
        return roots.get().stream().anyMatch(root -> !root.terminalQueue().isEmpty());
    }

    private boolean again() {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            boolean again = pressed && now - pressedAt <= AGAIN_NANOS;
            pressed = true;
            pressedAt = now;
            return again;
        } finally {
            lock.unlock();
        }
    }
}
