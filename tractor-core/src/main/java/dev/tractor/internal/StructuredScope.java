package dev.tractor.internal;

import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;

/**
 * The one adapter to {@code java.util.concurrent.StructuredTaskScope}: but for it and its {@link ScopeCalls} nobody knows
 * that. It contains threads and nothing more: errors, deadlines and cancellation are core's own.
 *
 * <p>The scope is a preview API in JDK 25 to 27. It is reached so that no class file is preview-marked and nobody needs
 * {@code --enable-preview}; the few members used are the same in all those versions but for one parameter type. What runs in
 * it must not throw, so the joiner never cancels and {@code join} never fails.
 *
 * <p>Belongs to the thread that opened it.
 */
public final class StructuredScope {
    private static final ScopeCalls CALLS = ScopeCalls.choose();

    private final Object scope;

    private StructuredScope(Object scope) {
        this.scope = scope;
    }

    /**
     * Opens a scope owned by the calling thread.
     *
     * @param name shown in thread dumps
     * @param threads makes its threads
     * @return the scope
     */
    public static StructuredScope open(String name, ThreadFactory threads) {
        return new StructuredScope(CALLS.open(name, threads));
    }

    /**
     * Starts a thread in this scope. Owner only.
     *
     * @param body what it runs; must not throw, and what it returns is dropped
     * @return whether it was started; not so when the owner has bound other scoped values since it opened the scope
     */
    public boolean fork(Callable<?> body) {
        return CALLS.fork(scope, body);
    }

    /** Waits until all threads of this scope have ended, and closes it; keeps an interrupt for later. Owner only. */
    public void close() {
        // an interrupted join would make the scope's close interrupt what still runs
        boolean interrupted = Thread.interrupted();
        try {
            try {
                CALLS.join(scope);
            } catch (InterruptedException e) {
                interrupted = true; // every thread has done its work by now; close waits for the last steps
            }
            CALLS.close(scope);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
