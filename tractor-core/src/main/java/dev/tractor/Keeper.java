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
 *
 * <p>A nursery for its owner's forks alone has its keeper begin with its first actor. Until then only such a cancellation
 * may want one; that has the keeper's work done by a thread of its own, which contains none, and the nursery waits for it.
 */
final class Keeper implements Callable<@Nullable Void>, Runnable {
    /** The nursery in words, as thread dumps show it. */
    final String nursery;

    private final ThreadFactory threads;
    private final ConcurrentLinkedQueue<Runnable> jobs = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Thread thread;
    private volatile boolean dismissed;

    /** Whether a thread was started for it, or is about to be. Written under the lock of this. */
    private volatile boolean begun;

    /** The thread that does its work though no scope contains it. Guarded by this. */
    @Nullable
    Thread ownThread;

    /** Opened when first needed. Keeper's thread only. */
    private @Nullable StructuredScope scope;

    /** Why this keeper cannot fork. Written before its thread starts. */
    private @Nullable Throwable broken;

    Keeper(String nursery, ThreadFactory threads) {
        this.nursery = nursery;
        this.threads = threads;
    }

    /** Starts its thread in the scope of its nursery, unless it has begun. Owner only. @return whether it has, see the scope */
    synchronized boolean begin(StructuredScope nursery) {
        begun = begun || nursery.fork(this);
        return begun;
    }

    boolean begun() {
        return begun;
    }

    /** It is begun by the nursery that its actor is in. */
    synchronized void beginElsewhere() {
        begun = true;
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
        if (!begun) {
            beginOnOwnThread();
        }
        LockSupport.unpark(thread);
    }

    private synchronized void beginOnOwnThread() {
        if (!begun) {
            var own = threads.newThread(this);
            own.start();
            ownThread = own;
            begun = true; // not before: when no thread can be had, the next job tries again
        }
    }

    /** Lets the keeper end once its jobs are done and the threads it forked have ended. Does not wait. */
    void dismiss() {
        dismissed = true;
        LockSupport.unpark(thread);
    }

    /** Waits for the thread that no scope contains, if there is one; keeps an interrupt for later. After the dismissal. */
    void awaitOwnThread() {
        Thread own;
        synchronized (this) {
            begun = true; // from now on nobody has a reason to begin
            own = ownThread;
        }
        boolean interrupted = false;
        while (own != null) {
            try {
                own.join();
                own = null;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "keeper of " + nursery;
    }
}
