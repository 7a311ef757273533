package dev.tractor.spi;

import dev.tractor.ActorTree;
import java.util.List;

/**
 * One root with all that hangs below it, as the console and the test kit see it. Thread-safe.
 */
public interface RootHandle {

    /** {@return a snapshot of the tree} */
    ActorTree tree();

    /** {@return who holds the terminal (first, when anyone does) and who waits for it, in the order they will get it} */
    List<TtyWaiter> terminalQueue();

    /**
     * Takes the terminal from a task that was told to step and has not stopped again yet; the task goes on. Returns at once.
     *
     * @return whether there was such a task
     */
    boolean endStep();

    /**
     * Cancels everything below this root as a failure would: the open top-level nurseries fail with {@code why}.
     * Returns at once; while somebody holds or waits for the terminal, each child is left alone until the terminal is free.
     *
     * @param why the failure the owners of the top-level nurseries will see
     */
    void cancel(Throwable why);

    /**
     * Fails an actor from outside, as if its code had thrown {@code why}. Returns at once.
     *
     * @param path the path of the actor; the oldest one alive, when several have it
     * @param why the failure
     * @return whether there is such an actor
     */
    boolean kill(String path, Throwable why);

    /**
     * Makes the calling thread run this root's own code until the entry is closed: nurseries it opens are children of this
     * root.
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

    /** {@return the deadlines and other timers that are set, each described by one line} */
    List<String> timers();

    /** {@return what is in the registry: the paths of the actors, oldest first, then the open watches, a line each} */
    List<String> registry();

    /** Ends this root's own timer thread. Everything below the root must have ended before. */
    void close();
}
