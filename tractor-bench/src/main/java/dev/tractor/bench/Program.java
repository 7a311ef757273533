package dev.tractor.bench;

import java.util.List;

/**
 * A {@link Workload} written for one system, as its users would write it. One virtual thread makes it, calls all of its
 * methods, and closes it, so a program may keep open what belongs to a thread.
 */
public interface Program {

    /**
     * Makes ready for one run. Not measured.
     *
     * @throws Exception when the program is broken
     */
    default void before() throws Exception {}

    /**
     * Does the work once. Measured.
     *
     * @return the {@linkplain Workload#checksum() checksum} of the work, counted where it was done
     * @throws Exception when the program is broken
     */
    long run() throws Exception;

    /**
     * Ends what the run has left. Not measured.
     *
     * @throws Exception when the program is broken
     */
    default void after() throws Exception {}

    /**
     * Ends the program.
     *
     * @throws Exception when the program is broken
     */
    default void close() throws Exception {}

    /** A program that takes the time of each of its operations. */
    interface Timed extends Program {

        /** {@return the times of the last run, one list for each client} */
        List<Laps> laps();
    }
}
