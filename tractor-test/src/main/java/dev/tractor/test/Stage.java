package dev.tractor.test;

import dev.tractor.spi.RootOptions;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What a run of a test stands on: where its threads come from, what time it is, and who ends it when it takes too long. */
interface Stage {

    /** Puts the stage's own things into the options of the run's root. */
    RootOptions furnish(RootOptions options);

    /** The run has begun, on the calling thread. */
    void begun(TestRun run);

    /** The failure of a run whose time was up; null while it is not. */
    @Nullable
    TimeoutException timeout();

    /** The run is over. @return its failure if its time was up */
    @Nullable
    TimeoutException over();

    /** Lets core's own threads finish what they are doing, such as taking a timer back. */
    void settle();

    /** Whether it has interrupted threads of the test by itself: as a fault, or to bring it to its end. */
    boolean hasInterrupted();

    /** Threads that are left though the root is closed, a line each; waits for them when {@code patient}. */
    List<String> threadsLeft(boolean patient);

    /** Acts as if the time were up. */
    void timeOut();

    /** This, when it is a simulation; null when the threads are real. */
    @Nullable
    SimulatedRun simulated();
}
