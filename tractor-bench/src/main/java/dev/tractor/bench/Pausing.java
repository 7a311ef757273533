package dev.tractor.bench;

import dev.tractor.Nursery;
import dev.tractor.Tractor;

/** A program that pauses at a breakpoint, in a task, as soon as it can. */
public final class Pausing {
    /** What it prints when it is about to pause. */
    static final String READY = "about to pause";

    /** Of a variable that is in scope there; its value is {@value #VALUE}. */
    static final String VARIABLE = "forty";

    static final int VALUE = 40;

    private Pausing() {}

    /**
     * Pauses once.
     *
     * @param arguments none
     * @throws InterruptedException never
     */
    public static void main(String[] arguments) throws InterruptedException {
        Nursery.run(n -> {
            n.fork(() -> pause(VALUE));
        });
    }

    private static void pause(int forty) {
        System.out.println(READY);
        System.out.flush();
        Tractor.breakpoint();
        System.out.println("went on with " + forty);
    }
}
