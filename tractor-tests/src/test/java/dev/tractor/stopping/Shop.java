package dev.tractor.stopping;

import dev.tractor.ActorFailedException;
import dev.tractor.CancelScope;
import dev.tractor.Nursery;
import dev.tractor.NurseryException;
import dev.tractor.Spawn;
import dev.tractor.Tractor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** What the tests of stops run in a JVM of its own: a program with a part for each of them. */
public final class Shop {
    private int sold;

    private Shop() {}

    /** Runs the part that is named. */
    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "nested" -> nested();
            case "caught" -> caught();
            case "resources" -> resources();
            case "cancelled" -> cancelled();
            case "jdk" -> jdk();
            case "quiet" -> quiet();
            case "replaced" -> replacing();
            case "one" -> one();
            case "loop" -> loop();
            case "hot" -> hot();
            case "later" -> later();
            case "two" -> two();
            case "steps" -> steps();
            case "passed" -> passed();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.out.println("the end");
    }

    // Errors.

    int order(String name, int count) {
        int price = 7 * count;
        List<String> log = new ArrayList<>();
        try {
            log.add(name);
            return check(price, count);
        } finally {
            log.add("checked");
        }
    }

    private int check(int price, int limit) {
        int left = limit - price;
        if (left < 0) {
            throw new IllegalStateException("too dear: " + price);
        }
        return left;
    }

    private static void nested() throws Exception {
        try {
            Nursery.run(o -> o.debug(true), n -> {
                var bob = n.start("bob", Shop::new);
                bob.ask(shop -> shop.order("apples", 3));
            });
        } catch (ActorFailedException e) {
            System.out.println("failed: " + e.getCause().getMessage());
        }
    }

    private static void caught() throws Exception {
        Nursery.run(o -> o.debug(true), n -> {
            n.fork("counter", () -> {
                int missed = 0;
                for (int i = 0; i < 1000; i++) {
                    try {
                        Class.forName("no.such.Type");
                    } catch (ClassNotFoundException e) {
                        missed++;
                    }
                }
                System.out.println("missed " + missed + ", looked at by " + threadsOfStops());
                int caught = 0;
                for (int i = 0; i < 1000; i++) {
                    try {
                        new Shop().order("apples", i + 1);
                    } catch (IllegalStateException e) {
                        caught++;
                    }
                }
                System.out.println("caught " + caught);
            });
        });
    }

    /** How many threads the debugger has for stops: there are some as soon as it looks at one error. */
    private static long threadsOfStops() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("tractor-stop-"))
                .count();
    }

    @SuppressWarnings("try")
    private static void resources() throws Exception {
        try {
            Nursery.run(o -> o.debug(true), n -> {
                n.fork("buyer", () -> {
                    int amount = 5;
                    try (var inner = Nursery.open()) {
                        inner.start("helper", Shop::new);
                        new Shop().order("pears", amount);
                    }
                });
            });
        } catch (NurseryException e) {
            System.out.println("failed: " + e.failures().getFirst().getMessage());
        }
    }

    private static void cancelled() throws Exception {
        var waiting = new CountDownLatch(1);
        try (var n = Nursery.open(o -> o.debug(true))) {
            var sleeper = n.fork("sleeper", () -> {
                try {
                    waiting.countDown();
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    System.out.println("interrupted");
                    throw e;
                }
            });
            waiting.await();
            sleeper.cancel();
        }
    }

    private static void jdk() throws Exception {
        try {
            Nursery.run(o -> o.debug(true), n -> {
                var bob = n.start("bob", Shop::new);
                bob.ask(shop -> shop.parse("12x"));
            });
        } catch (ActorFailedException e) {
            System.out.println("failed: " + e.getCause().getMessage());
        }
    }

    private int parse(String text) {
        int base = 10;
        return Integer.parseInt(text, base);
    }

    private static void quiet() throws Exception {
        try {
            Nursery.run(n -> {
                var bob = n.start("bob", Shop::new);
                bob.ask(shop -> shop.order("apples", 3));
            });
        } catch (ActorFailedException e) {
            System.out.println("failed: " + e.getCause().getMessage());
        }
    }

    private int replaced(int amount) {
        try {
            return order("apples", amount);
        } catch (IllegalStateException e) {
            throw new IllegalArgumentException("no apples", e);
        }
    }

    private static void replacing() throws Exception {
        try {
            Nursery.run(o -> o.debug(true), n -> {
                var bob = n.start("bob", Shop::new);
                bob.ask(shop -> shop.replaced(3));
            });
        } catch (ActorFailedException e) {
            System.out.println("failed: " + e.getCause().getMessage());
        }
    }

    private static void one() {
        try (var n = Nursery.open()) {
            for (var name : List.of("ann", "bob")) {
                var actor = n.start(name, Shop::new, Spawn.local().withDebug(name.equals("bob")));
                try {
                    actor.ask(shop -> shop.order(name, 3));
                } catch (ActorFailedException e) {
                    System.out.println("failed: " + e.path());
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    // Lines.

    private void sell(int count) {
        sold += count; // here it is sold
    }

    private static void loop() {
        Tractor.breakpoint();
        var shop = new Shop();
        for (int i = 0; i < 10; i++) {
            shop.sell(i);
        }
        System.out.println("sold " + shop.sold);
    }

    private static void hot() {
        Tractor.breakpoint();
        var shop = new Shop();
        for (int i = 0; i < 2000; i++) {
            shop.sell(i);
        }
        System.out.println("sold " + shop.sold);
    }

    private static void later() {
        Tractor.breakpoint();
        System.out.println("weighed " + new Scales().weigh(4));
    }

    private static void two() throws Exception {
        Tractor.breakpoint();
        try (var n = Nursery.open()) {
            var ann = n.start("ann", Shop::new);
            var bob = n.start("bob", Shop::new);
            ann.tell(shop -> shop.sell(1));
            bob.tell(shop -> shop.sell(2));
            ann.stop();
            bob.stop();
            n.join();
        }
    }

    private static void steps() {
        Tractor.breakpoint();
        int a = 1;
        int b = a + 1; // a breakpoint comes here
        int c = b + 1;
        System.out.println("sum " + (a + b + c));
    }

    private static void passed() throws Exception {
        Tractor.breakpoint();
        CancelScope.run(scope -> {
            scope.cancel("enough");
            new Shop().sell(1);
        });
        System.out.println("passed");
    }
}
