package dev.tractor;

import dev.tractor.internal.StructuredScope;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The service thread of a nursery. Only the owner of a structured scope may fork into it, and the owner may sit in foreign
 * code; so the owner forks a keeper when it opens the nursery, and the keeper forks for everybody else, into a scope of its
 * own that is nested in the nursery's. It has the scoped values that were bound when the nursery was opened, and so have
 * the threads it forks. It also goes on with a cancellation that has to wait for the terminal.
 */
final class Keeper implements Callable<@Nullable Void>, Runnable {
    /** The nursery in words, as thread dumps show it. */
    final String nursery;

    private final ThreadFactory threads;
    private final ConcurrentLinkedQueue<Runnable> jobs = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Thread thread;
    private volatile boolean dismissed;

    /** Opened when first needed. Keeper's thread only. */
    private @Nullable StructuredScope scope;

    /** Why this keeper cannot fork. Written before its thread starts. */
    private @Nullable Throwable broken;

    Keeper(String nursery, ThreadFactory threads) {
        this.nursery = nursery;
        this.threads = threads;
    }

    @Override
    public @Nullable Void call() {
        run();
        return null;
    }

    @Override
    public void run() {
        var self = Thread.currentThread();
        thread = self;
        boolean named = false;
        while (true) {
            var job = jobs.poll();
            if (job != null) {
                job.run();
            } else if (dismissed) {
                break;
            } else if (!named) { // only when it lives long enough for anybody to see it
                self.setName("tractor-keeper of " + nursery);
                named = true;
            } else {
                LockSupport.park(this);
                Thread.interrupted(); // nobody has a reason to interrupt a keeper
            }
        }
        if (scope != null) {
            scope.close();
        }
    }

    /** Starts a thread for a child, soon; tells the child if that fails. */
    void fork(Child child) {
        start(child, child::neverStarted);
    }

    /** Starts the keeper of a nursery that belongs to one of our children, soon. */
    void host(Keeper guest) {
        start(guest, guest::runOnOwnThread);
    }

    private void start(Callable<?> body, Consumer<Throwable> otherwise) {
        submit(() -> {
            try {
                if (broken != null) {
                    throw broken;
                }
                if (scope == null) {
                    scope = StructuredScope.open(nursery, threads);
                }
                if (!scope.fork(body)) {
                    throw new IllegalStateException("the keeper's scoped values have changed");
                }
            } catch (Throwable t) {
                otherwise.accept(t);
            }
        });
    }

    /** No thread could be had in its place: refuses every child from a thread of its own, which contains none. */
    private void runOnOwnThread(Throwable why) {
        broken = why;
        threads.newThread(this).start();
    }

    /** Has the keeper's thread run something of core's own that may wait. */
    void submit(Runnable job) {
        jobs.add(job);
        LockSupport.unpark(thread);
    }

    /** Lets the keeper end once its jobs are done and the threads it forked have ended. Does not wait. */
    void dismiss() {
        dismissed = true;
        LockSupport.unpark(thread);
    }

    @Override
    public String toString() {
        return "keeper of " + nursery;
    }
}
