package dev.tractor.examples;

import dev.tractor.ActorGoneException;
import dev.tractor.Nursery;
import dev.tractor.Portal;

/** An actor is any object that one message at a time may touch: ask, run and tell. */
public final class Counting {

    /** The state of an actor: a plain class without a lock. */
    static final class Counter {
        private int total;

        int add(int by) {
            total += by;
            return total;
        }

        void reset() {
            total = 0;
        }
    }

    private Counting() {}

    /**
     * Runs the example.
     *
     * @param args none
     * @throws InterruptedException when somebody interrupts the main thread
     */
    public static void main(String[] args) throws InterruptedException {
        try (var n = Nursery.open()) {
            Portal<Counter> counter = n.start("counter", Counter::new);
            int three = counter.ask(c -> c.add(3));
            System.out.println("ask waits for the reply: " + three);
            counter.run(Counter::reset);
            Nursery.run(
                    tellers -> { // leaves when all its tasks have ended
                        for (int i = 0; i < 4; i++) {
                            tellers.fork(() -> {
                                for (int k = 0; k < 1000; k++) {
                                    counter.tell(c -> c.add(1));
                                }
                            });
                        }
                    });
            int total = counter.ask(c -> c.add(0));
            System.out.println("tell does not wait for it to run: " + total);
            counter.stop();
            counter.join();
            try {
                counter.tell(Counter::reset);
            } catch (ActorGoneException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
