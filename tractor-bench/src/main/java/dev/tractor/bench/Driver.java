package dev.tractor.bench;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The virtual thread that a {@link Program} lives on; whoever calls waits for it. */
@SuppressWarnings("try") // closing may be interrupted
final class Driver implements AutoCloseable {
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("driver").factory());

    private final Workload workload;

    /** Reckoned once, because some take a while, and a run is measured. */
    private final long expected;

    private final Program program;

    /** @throws IllegalArgumentException when the system has no program for it */
    Driver(Contender contender, Workload workload) throws Exception {
        this(contender.programs(), contender.title(), workload);
    }

    Driver(Programs programs, String system, Workload workload) throws Exception {
        this.workload = workload;
        this.expected = workload.checksum();
        try {
            program = call(() -> programs.program(workload)
                    .orElseThrow(() ->
                            new IllegalArgumentException(system + " has no program for the workload " + workload)));
        } catch (Throwable t) {
            thread.shutdown();
            throw t;
        }
    }

    void before() throws Exception {
        call(() -> {
            program.before();
            return true;
        });
    }

    /** @throws IllegalStateException when it has not done the work */
    long run() throws Exception {
        long checksum = call(program::run);
        if (checksum != expected) {
            throw new IllegalStateException("a run of " + workload + " comes to " + expected + ", but this one came to "
                    + checksum + ": the program has not done the work");
        }
        return checksum;
    }

    void after() throws Exception {
        call(() -> {
            program.after();
            return true;
        });
    }

    Program program() {
        return program;
    }

    @Override
    public void close() throws Exception {
        try (thread) {
            call(() -> {
                program.close();
                return true;
            });
        }
    }

    private <T> T call(Callable<T> body) throws Exception {
        try {
            return thread.submit(body).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                cause.addSuppressed(e);
                throw cause;
            }
            throw e;
        }
    }
}
