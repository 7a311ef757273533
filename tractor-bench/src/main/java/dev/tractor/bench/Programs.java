package dev.tractor.bench;

import java.util.Optional;

/** The programs of one system. */
public interface Programs {

    /**
     * Makes the program for a workload, ready to run.
     *
     * @param workload what it does
     * @return the program; empty when the system has nothing that would be the same work
     * @throws Exception when it cannot be made
     */
    Optional<Program> program(Workload workload) throws Exception;
}
