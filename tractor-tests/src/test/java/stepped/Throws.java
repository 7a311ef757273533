package stepped;

import dev.tractor.Nursery;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Errors that leave their task, on several ways. */
public final class Throws {
    private static final Object LOCK = new Object();
    private static final IllegalStateException SAME = new IllegalStateException("always the same");

    private static int limit = 10;

    private Throws() {}

    static int check(int amount) {
        int left = limit - amount;
        if (left < 0) {
            throw new IllegalStateException("too much: " + amount);
        }
        return left;
    }

    static int order(int amount) {
        List<String> log = new ArrayList<>();
        try {
            return check(amount);
        } finally {
            log.add("order");
            System.out.println("ordered " + amount);
        }
    }

    static int rethrows(int amount) {
        try {
            int left = order(amount);
            return left + 1;
        } catch (IllegalStateException e) {
            System.out.println("caught");
            throw e;
        }
    }

    static int replaces(int amount) {
        try {
            return check(amount);
        } finally {
            System.out.println("replaces");
            if (limit < amount) {
                fail("not even this");
            }
        }
    }

    static void fail(String why) {
        throw new IllegalArgumentException(why);
    }

    static String text(String amount) {
        int parsed = Integer.parseInt(amount);
        return "text " + parsed;
    }

    static int each(List<Integer> amounts) {
        amounts.forEach(amount -> {
            int left = check(amount);
            System.out.println("each " + left);
        });
        return amounts.size();
    }

    static int presses(int amount) throws InterruptedException {
        try {
            return check(amount);
        } finally {
            Tills.press();
            System.out.println("went on");
        }
    }

    static int here(int amount) {
        try {
            if (amount > limit) {
                throw new IllegalStateException("too much: " + amount);
            }
            return amount;
        } finally {
            System.out.println("here " + amount);
            limit--;
            System.out.println("limit " + limit);
        }
    }

    /** Waits until another thread has seen that it waits, so its frame and those around are off the stack by then. */
    static int waits(int amount) throws InterruptedException {
        var waiting = Thread.currentThread();
        var seen = new CountDownLatch(1);
        Thread.ofPlatform().daemon().start(() -> {
            while (waiting.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            seen.countDown();
        });
        seen.await();
        return check(amount);
    }

    static int same(int amount) {
        if (amount > limit) {
            throw SAME;
        }
        return amount;
    }

    static int block(int amount) {
        try (var n = Nursery.open(o -> o.debug(true))) {
            var fails = n.fork("fails", () -> fail("besides"));
            while (!fails.isDone()) {
                Thread.onSpinWait();
            }
            return check(amount);
        }
    }

    static synchronized int locked(int amount) {
        synchronized (LOCK) {
            return check(amount);
        }
    }

    static final class Store {
        private int sold;

        int sell(int amount) {
            int left = check(amount);
            sold += amount;
            return left;
        }

        int again(int amount) {
            sold++;
            return check(amount) + sold;
        }
    }

    private static void work(String way) throws Exception {
        switch (way) {
            case "order" -> System.out.println("left " + order(12));
            case "rethrows" -> System.out.println("left " + rethrows(12));
            case "replaces" -> System.out.println("left " + replaces(12));
            case "fail" -> {
                fail("nothing");
                System.out.println("did not fail");
                fail("later");
            }
            case "text" -> System.out.println(text("12x"));
            case "each" -> System.out.println("each of " + each(List.of(5, 12)));
            case "presses" -> System.out.println("left " + presses(12));
            case "here" -> System.out.println("left " + here(12));
            case "waits" -> System.out.println("left " + waits(12));
            case "same" -> System.out.println("left " + same(12));
            case "block" -> System.out.println("left " + block(12));
            case "locked" -> {
                int left = locked(12);
                System.out.println("left " + left + ", locked " + Thread.holdsLock(LOCK));
            }
            default -> throw new AssertionError(way);
        }
    }

    public static void main(String[] arguments) throws Exception {
        Tills.listen();
        try {
            Nursery.run(o -> o.debug(true), n -> {
                if (arguments[0].equals("actor")) {
                    var store = n.start("store", Store::new);
                    int first = store.ask(s -> s.sell(12));
                    System.out.println("sold, left " + first);
                    int second = store.ask(s -> s.again(20));
                    System.out.println("again " + second);
                    store.stop();
                } else if (arguments[0].equals("body")) {
                    System.out.println("left " + check(12));
                } else {
                    n.fork("work", () -> work(arguments[0]));
                }
            });
            System.out.println("all went well");
        } catch (Exception e) {
            System.out.println("failed: " + e.getMessage());
        }
        System.out.println("done");
    }
}
