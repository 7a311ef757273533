package dev.tractor.spi;

import dev.tractor.ActorTree;
import dev.tractor.Nursery;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * One root with all that hangs below it, as the console and the test kit see it. Thread-safe.
 */
public interface RootHandle {

    /** {@return a snapshot of the tree} */
    ActorTree tree();

    /** {@return who holds the terminal (first, when anyone does) and who waits for it, in the order they will get it} */
    List<TtyWaiter> terminalQueue();

    /**
     * Cancels everything below this root as a failure would: the open top-level nurseries fail with {@code why}.
     * Returns at once; while somebody holds or waits for the terminal, each child is left alone until the terminal is free.
     *
     * @param why the failure the owners of the top-level nurseries will see
     */
    void cancel(Throwable why);

    /**
     * Runs {@code body} on the calling thread as this root's own code: nurseries opened in it are children of this root.
     *
     * @param body what to run
     * @param <T> what it returns
     * @return what {@code body} returned
     * @throws Exception what {@code body} threw
     */
    <T> T call(Callable<T> body) throws Exception;

    /**
     * Makes the calling thread run this root's own code until the entry is closed, for callers that cannot wrap that code
     * in {@link #call}.
     *
     * @return to be closed by the same thread, when every nursery opened meanwhile has been closed
     */
    Entry enter();

    /** A stay of one thread in the code of a root. */
    interface Entry extends AutoCloseable {

        /** Gives the thread back to what it ran before. */
        @Override
        void close();
    }

    /** {@return the open top-level nurseries, oldest first} */
    List<Nursery> nurseries();

    /** {@return the deadlines and other timers that are set, each described by one line} */
    List<String> timers();

    /** Ends this root's own timer thread. Everything below the root must have ended before. */
    void close();
}
