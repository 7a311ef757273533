package dev.tractor.examples;

import dev.tractor.ActorFailedException;
import dev.tractor.Nursery;
import dev.tractor.NurseryException;
import dev.tractor.Portal;

/** Errors that cross actors say where they were raised, and through which actors they passed. */
public final class Errors {

    /** Knows where things are, mostly. */
    static final class Shelf {
        String find(String title) {
            throw new IllegalArgumentException("no book called " + title);
        }
    }

    /** Asks the shelf. */
    static final class Desk {
        private final Portal<Shelf> shelf;

        Desk(Portal<Shelf> shelf) {
            this.shelf = shelf;
        }

        String lend(String title) throws InterruptedException {
            return shelf.ask(s -> s.find(title));
        }
    }

    private Errors() {}

    /**
     * Runs the example.
     *
     * @param args none
     * @throws InterruptedException when somebody interrupts the main thread
     */
    public static void main(String[] args) throws InterruptedException {
        try (var n = Nursery.open()) {
            var shelf = n.start("shelf", Shelf::new);
            var desk = n.start("desk", () -> new Desk(shelf));
            try {
                desk.ask(d -> d.lend("Dune"));
            } catch (ActorFailedException e) {
                System.out.println("asked: raised in " + e.source() + ", passed through " + e.path());
                System.out.println("       " + e.getCause());
            }
            System.out.println("both actors live on: " + shelf.isAlive() + ", " + desk.isAlive());
            desk.tell(d -> d.lend("Emma")); // nobody waits for this one, so its error is the actor's own
            n.join();
        } catch (NurseryException e) {
            System.out.println("told:  " + e.getCause().getMessage());
        }
    }
}
