package dev.tractor.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tractor.Nursery;
import dev.tractor.Portal;
import dev.tractor.test.TractorTest;
import dev.tractor.test.sim.Machine;
import org.jspecify.annotations.Nullable;

/** The tests of {@link SimulatedSchedules}. */
class SimulatedTests {
    private static final int CLIENTS = 3;
    private static final int ORDERS = 9;
    private static final int STOCK = 100;

    /** What simulated tests have run so far. Used by one thread at a time. */
    record Ran(long schedules, long steps, long decisions) {
        private static final Ran NOTHING = new Ran(0, 0, 0);
        private static Ran ended = NOTHING;

        /** Whose steps are not counted yet: the schedule has not ended. */
        private static @Nullable Machine running;

        /** A schedule begins, on this thread. */
        static void begin() {
            ended = all();
            running = Machine.current();
        }

        static void reset() {
            running = null;
            ended = NOTHING;
        }

        static Ran all() {
            var machine = running;
            return machine == null
                    ? ended
                    : new Ran(
                            ended.schedules + 1, ended.steps + machine.steps(), ended.decisions + machine.decisions());
        }
    }

    /** The state of an actor. */
    private static final class Stock {
        private int left = STOCK;

        int take() {
            return --left;
        }

        void giveBack() {
            left++;
        }
    }

    /** The state of an actor that needs another one. */
    private record Desk(Portal<Stock> stock) {

        int order() throws InterruptedException {
            return stock.ask(Stock::take);
        }

        void cancel() throws InterruptedException {
            stock.tell(Stock::giveBack);
        }

        int left() throws InterruptedException {
            return stock.ask(s -> s.left);
        }
    }

    @TractorTest
    void nothing() {
        Ran.begin();
    }

    @TractorTest
    void orders(Nursery n) throws InterruptedException {
        Ran.begin();
        var stock = n.start("stock", Stock::new);
        var desk = n.start("desk", () -> new Desk(stock));
        Nursery.run(clients -> {
            for (int i = 0; i < CLIENTS; i++) {
                clients.fork("client", () -> {
                    for (int order = 0; order < ORDERS; order++) {
                        int _ = desk.ask(Desk::order);
                        desk.tell(Desk::cancel);
                    }
                });
            }
        });
        int left = desk.ask(Desk::left); // served after the cancellations
        assertEquals(STOCK, left);
    }
}
