package dev.tractor.examples;

import dev.tractor.Nursery;
import dev.tractor.Portal;
import dev.tractor.Registry;
import java.util.Optional;

/** Actors are found by name wherever they are in the tree: find, await, list, and watch. */
public final class Discovery {

    /** What clients know of a service. */
    interface Prices {
        int of(String item);
    }

    /** One of them. */
    static final class Catalogue implements Prices {
        @Override
        public int of(String item) {
            return item.length();
        }
    }

    private Discovery() {}

    /**
     * Runs the example.
     *
     * @param args none
     * @throws InterruptedException when somebody interrupts the main thread
     */
    public static void main(String[] args) throws InterruptedException {
        try (var n = Nursery.open();
                var watch = Registry.openWatch("prices")) {
            var client = n.fork("client", () -> {
                Portal<Prices> prices = Registry.await("prices", Prices.class); // it has not been started yet
                return prices.ask(p -> p.of("apple"));
            });
            var first = n.start("prices", Catalogue::new);
            System.out.println("await: an apple costs " + client.join());
            tell(watch.next());

            n.start("prices", Catalogue::new);
            tell(watch.next()); // waits until the second one is there
            Optional<Portal<Prices>> found = Registry.find("prices", Prices.class);
            System.out.println("find: the oldest, " + found.map(first::equals).orElse(false));
            System.out.println("list: " + Registry.list());
            first.stop();
            tell(watch.next());
            found = Registry.find("prices", Prices.class);
            System.out.println("find: then the next oldest, " + found.isPresent());
        }
        System.out.println("find: after their block, " + Registry.find("prices", Prices.class));
    }

    private static void tell(Registry.Change change) {
        switch (change) {
            case Registry.Arrival(var entry) -> System.out.println("watch: " + entry.path() + " has arrived");
            case Registry.Departure(var entry) -> System.out.println("watch: " + entry.path() + " has departed");
        }
    }
}
