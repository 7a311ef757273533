package dev.tractor.examples;

import dev.tractor.ActorFailedException;
import dev.tractor.Nursery;
import dev.tractor.Portal;
import dev.tractor.Tractor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A shop that takes orders, charges for them, and ships them, with a bug: some orders fail. The page {@code
 * docs/debugging-story.md} finds it at the console, and {@code Orders repaired} runs without it.
 */
public final class Orders {

    /** How an order is paid for. */
    enum Payment {
        VOUCHER,
        CARD
    }

    /**
     * What a customer wants.
     *
     * @param number tells orders apart
     * @param article what
     * @param count how much of it
     * @param payment how it is paid for
     */
    record Order(int number, String article, int count, Payment payment) {}

    /**
     * What a customer gets.
     *
     * @param order the number of the order
     * @param article what
     * @param count how much of it
     */
    record Parcel(int order, String article, int count) {}

    /** Knows what is on the shelf, and for whom it is put aside. */
    static final class Stock {
        private final Map<String, Integer> shelf = new TreeMap<>(Map.of("lamp", 12, "chair", 8, "table", 2));
        private final Map<Integer, Order> reserved = new TreeMap<>();

        /** Puts something aside for an order that is paid for. */
        void reserve(Order order) {
            int left = shelf.getOrDefault(order.article(), 0) - order.count();
            if (left < 0) {
                throw new IllegalStateException("not enough of " + order.article() + " for order " + order.number());
            }
            shelf.put(order.article(), left);
            reserved.put(order.number(), order);
        }

        @SuppressWarnings("NullAway") // takes what was put aside for an order, and takes for granted that it was
        Parcel pick(int number) {
            var order = reserved.remove(number);
            return new Parcel(number, order.article(), order.count());
        }

        /** What nobody has picked. */
        List<Order> leftOver() {
            return List.copyOf(reserved.values());
        }
    }

    /** Takes money. */
    static final class Payments {
        private static final Duration BANK = Duration.ofMillis(300);

        private final Portal<Stock> stock;
        private final List<Integer> charged = new ArrayList<>();

        Payments(Portal<Stock> stock) {
            this.stock = stock;
        }

        /** Charges for an order, and has it put aside. */
        void charge(Order order) throws InterruptedException {
            if (order.payment() == Payment.CARD) {
                askBank();
            }
            charged.add(order.number());
            stock.tell(s -> s.reserve(order));
        }

        private void askBank() throws InterruptedException {
            Tractor.sleep(BANK); // as long as a bank takes to answer
        }
    }

    /** Sends parcels. */
    static final class Shipping {
        private final Portal<Stock> stock;
        private int sent;

        Shipping(Portal<Stock> stock) {
            this.stock = stock;
        }

        /** Sends what was put aside for an order. */
        Parcel ship(int number) throws InterruptedException {
            var parcel = stock.ask(s -> s.pick(number));
            sent++;
            return parcel;
        }

        int sent() {
            return sent;
        }
    }

    /** Where customers come to. */
    static final class Desk {
        private final Portal<Payments> payments;
        private final Portal<Shipping> shipping;
        private final boolean repaired;

        Desk(Portal<Payments> payments, Portal<Shipping> shipping, boolean repaired) {
            this.payments = payments;
            this.shipping = shipping;
            this.repaired = repaired;
        }

        /** Deals with an order. */
        Parcel place(Order order) throws InterruptedException {
            pay(order);
            return shipping.ask(s -> s.ship(order.number()));
        }

        private void pay(Order order) throws InterruptedException {
            if (order.payment() == Payment.VOUCHER || repaired) {
                payments.run(p -> p.charge(order));
            } else {
                payments.tell(p -> p.charge(order)); // a bank is slow: do not let the customer wait for it
            }
        }
    }

    private Orders() {}

    /**
     * Runs the example.
     *
     * @param args {@code repaired} to run it without its bug
     * @throws InterruptedException when somebody interrupts the main thread
     */
    public static void main(String[] args) throws InterruptedException {
        boolean repaired = List.of(args).contains("repaired");
        var orders = List.of(
                new Order(1, "lamp", 2, Payment.VOUCHER),
                new Order(2, "chair", 4, Payment.CARD),
                new Order(3, "lamp", 1, Payment.VOUCHER));
        try (var n = Nursery.open(o -> o.name("shop").debug(true))) {
            var stock = n.start("stock", Stock::new);
            var payments = n.start("payments", () -> new Payments(stock));
            var shipping = n.start("shipping", () -> new Shipping(stock));
            var desk = n.start("desk", () -> new Desk(payments, shipping, repaired));
            for (var order : orders) {
                place(desk, order);
            }
            payments.run(p -> {}); // has charged for all of them now
            System.out.println("sent: " + shipping.ask(Shipping::sent) + ", left over: " + stock.ask(Stock::leftOver));
        }
    }

    private static void place(Portal<Desk> desk, Order order) throws InterruptedException {
        try {
            System.out.println("order " + order.number() + ": " + desk.ask(d -> d.place(order)));
        } catch (ActorFailedException e) {
            System.out.println(
                    "order " + order.number() + " failed in " + e.source() + ", on the way through " + e.path() + ": "
                            + java.util.Objects.requireNonNull(e.getCause()).getMessage());
        }
    }
}
