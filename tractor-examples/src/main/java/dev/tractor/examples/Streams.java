package dev.tractor.examples;

import dev.tractor.Dialog;
import dev.tractor.Nursery;
import dev.tractor.StreamOptions;

/** Contexts link a task here to a task in an actor: a start value, messages both ways, one outcome. */
public final class Streams {

    /** An actor whose methods with a dialog are endpoints of contexts. */
    static final class Exchange {
        private double price = 100;
        private int trades;

        /** Sends the price whenever somebody has traded; several may listen at once, each in a context of its own. */
        void ticker(Dialog<Double, Void, Double> d, int count) throws InterruptedException {
            d.started(price);
            try (var s = d.openStream()) {
                for (int i = 0; i < count; i++) {
                    s.send(price + i); // waits while the listener's buffer is full; the actor serves others meanwhile
                }
            }
        }

        /** Takes orders until there are no more, and answers each. */
        int trade(Dialog<String, Integer, String> d) throws InterruptedException {
            d.started("open for business");
            int mine = 0;
            try (var s = d.openStream()) {
                for (int amount : s) { // gives the turn up while it waits, and has it back here: no lock for the state
                    price += amount;
                    trades++;
                    mine++;
                    s.send("bought " + amount + ", the price is " + price);
                }
            }
            return mine;
        }

        int trades() {
            return trades;
        }
    }

    private Streams() {}

    /**
     * Runs the example.
     *
     * @param args none
     * @throws InterruptedException when somebody interrupts the main thread
     */
    public static void main(String[] args) throws InterruptedException {
        try (var n = Nursery.open()) {
            var exchange = n.start("exchange", Exchange::new);

            try (var ctx = exchange.open(Exchange::trade)) {
                System.out.println("started: " + ctx.started());
                try (var s = ctx.openStream()) {
                    for (int amount : new int[] {5, 3}) {
                        s.send(amount);
                        System.out.println("reply:   " + s.receive());
                    }
                } // closing the stream ends the iteration over there, and leaves the context alive
                int trades = ctx.result();
                System.out.println("result:  " + trades);
            }

            try (var ctx = exchange.open(Exchange::ticker, 100)) {
                double first = ctx.started();
                System.out.println("the ticker starts at " + first);
                int seen = 0;
                for (double _ : ctx.openStream(StreamOptions.blocking(4))) {
                    if (++seen == 3) {
                        break;
                    }
                }
                System.out.println("seen " + seen + ", and that is enough");
            } // leaving the block cancels the ticker, and waits until it has ended

            int trades = exchange.ask(Exchange::trades);
            System.out.println("the actor lives on, with " + trades + " trades");
        }
    }
}
