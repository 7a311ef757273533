package dev.tractor.test;

import dev.tractor.spi.RootOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Real threads and real time, watched from outside. */
final class RealStage implements Stage {
    /** For threads that have done their work to end. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** The same when there are leaks, whose threads will not end. */
    private static final Duration PATIENCE_WITH_LEAKS = Duration.ofSeconds(1);

    private final TestThreads threads = new TestThreads();
    private final Duration limit;
    private @Nullable Watchdog watchdog;

    RealStage(Duration limit) {
        this.limit = limit;
    }

    @Override
    public RootOptions furnish(RootOptions options) {
        return options.withThreads(threads);
    }

    @Override
    public void begun(TestRun run) {
        watchdog = Watchdog.arm(run.name(), limit, new Watched(run, Thread.currentThread()));
    }

    @Override
    public @Nullable TimeoutException timeout() {
        return watchdog().failure();
    }

    @Override
    public @Nullable TimeoutException over() {
        return watchdog().end();
    }

    @Override
    public void settle() {
        // there is no telling when real threads have
    }

    @Override
    public boolean hasInterrupted() {
        return timeout() != null;
    }

    @Override
    public List<String> threadsLeft(boolean patient) {
        try {
            return threads.awaitEnd(patient ? PATIENCE : PATIENCE_WITH_LEAKS);
        } catch (InterruptedException e) {
            return List.of("threads, perhaps: the wait for their end was interrupted");
        }
    }

    @Override
    public void timeOut() {
        watchdog().fire();
    }

    @Override
    public @Nullable SimulatedRun simulated() {
        return null;
    }

    private Watchdog watchdog() {
        return Objects.requireNonNull(watchdog, "the run has not begun");
    }

    private final class Watched implements Watchdog.Watched {
        private final TestRun run;
        private final Thread test;

        Watched(TestRun run, Thread test) {
            this.run = run;
            this.test = test;
        }

        @Override
        public String report() {
            var alive = new ArrayList<>(threads.alive());
            alive.addFirst(test);
            return run.describe() + "threads:\n" + ThreadDump.of(alive);
        }

        @Override
        public void cancel(TimeoutException why) {
            run.cancel(why);
        }

        @Override
        public void interrupt() {
            threads.alive().forEach(Thread::interrupt);
        }
    }
}
