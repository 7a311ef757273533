package stepped;

import dev.tractor.Nursery;
import dev.tractor.Tractor;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import sun.misc.Signal;

/** Actors that step while others want the terminal, or while nothing else may stand still. */
public final class Tills {
    private static final AtomicInteger TICKS = new AtomicInteger();

    private static final CountDownLatch GIVEN_UP = new CountDownLatch(1);
    private static final CountDownLatch OTHER = new CountDownLatch(1);

    private Tills() {}

    /** Has the other task ask its till, and waits until that waits for the terminal. */
    public static void startOther() {
        OTHER.countDown();
        while (!Tractor.tree().toString().contains("waits for the terminal")) {
            Thread.onSpinWait();
        }
    }

    static final class Till {
        int add(int price) {
            Tractor.breakpoint();
            int sum = price + 1;
            System.out.println("sum " + sum);
            return sum;
        }

        /** Waits in the innermost of some calls, and then adds. */
        int addLater(int price, int calls) throws InterruptedException {
            if (calls > 0) {
                return addLater(price, calls - 1);
            }
            Tractor.sleep(Duration.ofMillis(100));
            return add(price);
        }

        int pressed() throws InterruptedException {
            Tractor.breakpoint();
            press();
            System.out.println("went on");
            return 1;
        }

        int plain(int price) {
            System.out.println("plain " + price);
            return price;
        }
    }

    /** Presses ctrl-c, and waits until the console says that it has given the step up. */
    static void press() throws InterruptedException {
        Signal.raise(new Signal("INT"));
        GIVEN_UP.await();
    }

    /** Passes on what the console says, and looks for that. */
    private static PrintStream listening(PrintStream to) {
        return new PrintStream(to, true) {
            @Override
            public void println(String line) {
                super.println(line);
                if (line.contains("the step is given up")) {
                    GIVEN_UP.countDown();
                }
            }
        };
    }

    /** To be called before the console takes the standard streams. */
    static void listen() {
        System.setErr(listening(System.err));
    }

    /** Waits until another virtual thread has run. */
    public static int awaitTicks() {
        int before = TICKS.get();
        while (TICKS.get() < before + 3) {
            Thread.onSpinWait();
        }
        return TICKS.get() - before;
    }

    public static void main(String[] arguments) throws Exception {
        listen();
        try (var n = Nursery.open()) {
            switch (arguments[0]) {
                case "handler" -> {
                    var till = n.start("till", Till::new);
                    int first = till.ask(t -> t.add(1));
                    int second = till.ask(t -> t.plain(2));
                    System.out.println("asked " + first + " and " + second);
                }
                case "waited" -> {
                    var till = n.start("till", Till::new);
                    int first = till.ask(t -> t.addLater(1, 8));
                    int second = till.ask(t -> t.plain(2));
                    System.out.println("asked " + first + " and " + second);
                }
                case "others" -> {
                    n.fork("ticks", () -> {
                        while (true) {
                            TICKS.incrementAndGet();
                            Tractor.sleep(Duration.ofMillis(1));
                        }
                    });
                    var till = n.start("till", Till::new);
                    int sum = till.ask(t -> t.add(1));
                    System.out.println("asked " + sum);
                    n.cancel("enough");
                }
                case "ctrl-c" -> {
                    var till = n.start("till", Till::new);
                    int one = till.ask(Till::pressed);
                    System.out.println("asked " + one);
                }
                case "two" -> {
                    var alice = n.start("alice", Till::new);
                    var bob = n.start("bob", Till::new);
                    var one = n.fork("one", () -> alice.ask(t -> t.add(1)));
                    var two = n.fork("two", () -> {
                        OTHER.await();
                        return bob.ask(t -> t.add(10));
                    });
                    int sum = one.join() + two.join();
                    System.out.println("asked " + sum);
                }
                case "within" -> {
                    var bob = n.start("bob", Till::new);
                    var asks = n.fork("asks", () -> {
                        Tractor.breakpoint();
                        int sum = bob.ask(t -> t.add(1));
                        System.out.println("asked " + sum);
                        return sum;
                    });
                    asks.join();
                }
                case "slow" -> {
                    var bob = n.start("bob", Till::new);
                    var till = n.start("till", Till::new);
                    int sum = till.ask(_ -> {
                        Tractor.breakpoint();
                        return bob.ask(t -> t.add(1));
                    });
                    int next = till.ask(t -> t.plain(sum));
                    System.out.println("asked " + next);
                }
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        }
        System.out.println("done");
    }
}
