package dev.tractor.examples;

import dev.tractor.Nursery;
import dev.tractor.Tractor;

/** The smallest program with a breakpoint in it: two tasks that stop, one after the other. */
public final class Breakpoint {
    private Breakpoint() {}

    /**
     * Runs the example.
     *
     * @param args none
     * @throws InterruptedException when somebody interrupts the main thread
     */
    public static void main(String[] args) throws InterruptedException {
        try (var n = Nursery.open()) {
            n.fork("left", () -> stop("left"));
            n.fork("right", () -> stop("right"));
            n.join();
        }
    }

    private static void stop(String side) {
        Tractor.breakpoint();
        System.out.println(side + " goes on");
    }
}
