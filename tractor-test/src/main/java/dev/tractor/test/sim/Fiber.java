package dev.tractor.test.sim;

/** One simulated thread, as its machine keeps it. Touched by the machine's driver only, or by the thread while it runs. */
final class Fiber {
    final int number;
    final Thread thread;
    final Runnable step;

    /** Whether it can run, and since which step. */
    boolean ready;

    long readySince;

    /** Where it is in {@link Monitors}. */
    final Monitors.Place place = new Monitors.Place();

    /** For schedules that go by priorities; the highest runs. */
    long priority;

    /** The first time its priority is asked for, it gets one. */
    boolean ranked;

    Fiber(int number, Thread thread, Runnable step) {
        this.number = number;
        this.thread = thread;
        this.step = step;
    }

    String name() {
        var name = thread.getName();
        return name.isEmpty() ? "thread " + number : name;
    }
}
