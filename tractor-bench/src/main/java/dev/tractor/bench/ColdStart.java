package dev.tractor.bench;

import dev.tractor.Nursery;

/** The program of a fresh JVM that does next to nothing: with a nursery, or without. */
public final class ColdStart {
    private ColdStart() {}

    /**
     * Says hello.
     *
     * @param arguments the contender: with tractor, two tasks in a nursery do it
     * @throws InterruptedException never
     */
    public static void main(String[] arguments) throws InterruptedException {
        if (arguments[0].equals(Contender.TRACTOR.name())) {
            Nursery.run(n -> {
                n.fork(() -> System.out.println("hello"));
                n.fork(() -> System.out.println("hello"));
            });
        } else {
            System.out.println("hello");
            System.out.println("hello");
        }
    }
}
