package dev.tractor.test.agent;

/**
 * What rewritten code asks a simulator. Anything may ask, at any place, with any lock held, so an answer neither blocks
 * nor calls what could ask again: of the JDK it uses what reads no clock and never spins, and of others nothing that has
 * points. The JDK's internals are open only after {@link TimeAgent#install}, so what reaches into them is initialised
 * later, but before the first simulated thread runs.
 */
public interface Hooks {

    /**
     * Whether the calling thread is simulated. Asked of virtual threads only.
     *
     * @return true when its time is to be virtual
     */
    boolean simulated();

    /**
     * What {@link System#nanoTime} returns to a simulated caller.
     *
     * @return the virtual time in nanoseconds, since any fixed moment; not 0, which {@code FutureTask} takes for
     *     no time at all
     */
    long nanoTime();

    /**
     * What the wall clocks show to a simulated caller.
     *
     * @return the virtual time in nanoseconds since 1970-01-01T00:00:00Z
     */
    long epochNanos();

    /** Replaces {@link Thread#onSpinWait} of a simulated caller, which waits for another thread: lets others run. */
    void spin();

    /** A preemption point of a virtual thread, simulated or not. Nothing happens when it is not. */
    void point();
}
