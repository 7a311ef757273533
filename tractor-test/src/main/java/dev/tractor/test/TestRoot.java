package dev.tractor.test;

import dev.tractor.ActorTree;
import dev.tractor.spi.RootHandle;
import java.util.List;
import java.util.concurrent.Callable;

/** The root that a {@link TractorTest} runs in, with all that hangs below it. Thread-safe. */
public final class TestRoot {
    private final RootHandle root;
    private final Runnable timeOut;

    TestRoot(RootHandle root, Runnable timeOut) {
        this.root = root;
        this.timeOut = timeOut;
    }

    /** {@return a snapshot of the tree; its {@code toString()} draws it} */
    public ActorTree tree() {
        return root.tree();
    }

    /** {@return the deadlines and other timers that are set, a line each} */
    public List<String> timers() {
        return root.timers();
    }

    /**
     * {@return what is alive below this root now, a line each: nurseries, tasks, actors, timers, requests for the terminal,
     * and what is in the registry} The test's own nursery is the first line. The same look is taken after the test, when nothing may be left.
     */
    public List<String> leaks() {
        return LeakCheck.below(root);
    }

    /**
     * Runs {@code body} on the calling thread as code of this root: nurseries opened in it are in this tree, beside the one
     * of the test. For threads that the test starts by itself.
     *
     * @param body what to run
     * @param <T> what it returns
     * @return what {@code body} returned
     * @throws Exception what {@code body} threw
     */
    public <T> T call(Callable<T> body) throws Exception {
        try (var entry = root.enter()) {
            return body.call();
        }
    }

    /** Acts as if the time limit had passed just now; for the tests of the kit. */
    void timeOut() {
        timeOut.run();
    }
}
