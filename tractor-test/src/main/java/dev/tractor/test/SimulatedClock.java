package dev.tractor.test;

import dev.tractor.spi.Clock;
import dev.tractor.test.sim.Machine;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;

/** The clock of a machine, as core wants it. */
record SimulatedClock(Machine machine) implements Clock {

    @Override
    public long nanoTime() {
        return machine.nanoTime();
    }

    @Override
    public Runnable later(long nanos, ThreadFactory threads, Runnable look) {
        return machine.aside(nanos, () -> {
            var thread = threads.newThread(look);
            thread.setName("tractor-watch");
            thread.start();
        });
    }

    @Override
    public void park(Object blocker, long nanos) {
        if (nanos == Long.MAX_VALUE) {
            LockSupport.park(blocker);
        } else if (machine.runsCaller()) {
            machine.park(blocker, nanos);
        } else {
            LockSupport.parkNanos(blocker, nanos); // a thread from outside cannot wait for virtual time
        }
    }
}
