package dev.tractor.examples;

import dev.tractor.Nursery;
import dev.tractor.NurseryException;
import dev.tractor.Portal;
import dev.tractor.Tractor;
import java.util.ArrayList;
import java.util.List;

/**
 * A till that stops where there is something to look at, and a printer that nobody has used yet: the program of the sessions
 * in {@code docs/debugging.md}.
 */
public final class Checkout {

    /**
     * What is in a basket.
     *
     * @param name of the article
     * @param cents what one costs
     * @param count how many
     */
    record Item(String name, int cents, int count) {}

    /** Adds up baskets. */
    static final class Till {
        private final Portal<Printer> printer;
        private final List<Integer> sales = new ArrayList<>();

        Till(Portal<Printer> printer) {
            this.printer = printer;
        }

        int sell(List<Item> basket, boolean member) {
            int discount = member ? 10 : 0;
            int total = 0;
            for (var item : basket) {
                total += price(item, discount);
            }
            sales.add(total);
            return total;
        }

        private int price(Item item, int discount) {
            int full = item.cents() * item.count();
            int price = full - full * discount / 100;
            if (item.count() > 2) {
                Tractor.breakpoint();
            }
            return price;
        }

        int close() {
            int sum = sales.stream().mapToInt(Integer::intValue).sum();
            Tractor.breakpoint("takings", sum);
            return sum;
        }
    }

    /** Prints as long as it has paper. It has none. */
    static final class Printer {
        private int sheets;

        void print(String line) {
            feed();
            System.out.println(line);
        }

        private void feed() {
            if (sheets == 0) {
                throw new IllegalStateException("out of paper");
            }
            sheets--;
        }
    }

    private Checkout() {}

    /**
     * Runs the example.
     *
     * @param args none
     * @throws InterruptedException when somebody interrupts the main thread
     */
    public static void main(String[] args) throws InterruptedException {
        var basket = List.of(new Item("pear", 80, 2), new Item("apple", 50, 6), new Item("plum", 20, 1));
        try (var n = Nursery.open(o -> o.name("shop").debug(true))) {
            var printer = n.start("printer", Printer::new);
            var till = n.start("till", () -> new Till(printer));
            int total = till.ask(t -> t.sell(basket, true));
            System.out.println("a basket of " + total + " cents");
            int takings = till.ask(Till::close);
            till.stop();
            printer.stop();
            n.join();
            System.out.println("takings of " + takings + " cents");
        } catch (NurseryException e) {
            System.out.println("The program catches: " + e.getCause().getMessage());
        }
    }
}
