package stepped;

import dev.tractor.Dialog;
import dev.tractor.Event;
import dev.tractor.Nursery;
import dev.tractor.Portal;
import dev.tractor.Tractor;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Actors that wait for each other in the middle of what they do, one that runs, and a breakpoint in the root beside them. */
public final class Stall {

    record Fruit(String name, int cents) {
        @Override
        public String toString() {
            throw new AssertionError("the console runs no code of the user");
        }
    }

    /** Something that is done with each word. */
    private interface Each {
        int done(String word) throws Exception;
    }

    private static final class Baker {
        private final Event open;
        private final Places places;

        Baker(Event open, Places places) {
            this.open = open;
            this.places = places;
        }

        String bake(int count) throws InterruptedException {
            long a = count, b = a + 1, c = b + 1, d = c + 1, e = d + 1, f = e + 1, g = f + 1, h = g + 1;
            places.taken();
            open.await();
            return "bread " + (a + b + c + d + e + f + g + h);
        }
    }

    private static final class Desk {
        private final Portal<Baker> baker;
        private final Places places;
        private int sold;

        Desk(Portal<Baker> baker, Places places) {
            this.baker = baker;
            this.places = places;
        }

        int sell(Fruit fruit, int count) throws Exception {
            int unused = sold;
            long sum = fruit.cents() * (long) count;
            var other = new Helper();
            int letters = other.each(List.of("rye", "oat"), word -> {
                char first = word.charAt(0);
                places.taken();
                var bread = baker.ask(b -> b.bake(count));
                return bread.length() + first;
            });
            sold++;
            return letters + (int) sum;
        }

        int counts(Dialog<Integer, Integer, String> dialog, int from) throws InterruptedException {
            dialog.started(from);
            try (var stream = dialog.openStream()) {
                int twice = from * 2;
                places.taken();
                var got = stream.receive();
                return got + twice;
            }
        }

        void runs(CountDownLatch begun, Event open) {
            int rounds = 0;
            begun.countDown();
            while (!open.isSet()) {
                rounds++;
            }
            sold += rounds;
        }
    }

    private static final class Helper {
        int each(List<String> words, Each each) throws Exception {
            int sum = 0;
            for (var word : words) {
                sum += each.done(word);
            }
            return sum;
        }
    }

    /** Knows the threads that are going to wait. */
    private static final class Places {
        private final CountDownLatch all = new CountDownLatch(3);
        private final List<Thread> threads = new java.util.concurrent.CopyOnWriteArrayList<>();

        void taken() {
            threads.add(Thread.currentThread());
            all.countDown();
        }

        void await() throws InterruptedException {
            all.await();
            while (threads.stream().anyMatch(thread -> thread.getState() != Thread.State.WAITING)) {
                Thread.onSpinWait();
            }
        }
    }

    private Stall() {}

    public static void main(String[] args) throws Exception {
        try (var n = Nursery.open()) {
            open(n);
        }
    }

    /** Has everybody take his place, and stops. */
    public static void open(Nursery n) throws Exception {
        var open = new Event();
        var places = new Places();
        var begun = new CountDownLatch(1);
        var baker = n.start("baker", () -> new Baker(open, places));
        var desk = n.start("desk", () -> new Desk(baker, places));
        var talker = n.start("talker", () -> new Desk(baker, places));
        var runner = n.start("runner", () -> new Desk(baker, places));
        n.start("idle", () -> new Desk(baker, places));
        var customer = n.fork("customer", () -> desk.ask(d -> d.sell(new Fruit("pear", 80), 3)));
        runner.tell(d -> d.runs(begun, open));
        try (var context = talker.open(Desk::counts, 21)) {
            context.started();
            begun.await();
            try (var stream = context.openStream()) {
                places.await();
                Tractor.breakpoint();
                open.set();
                stream.send(4);
            }
            System.out.println(context.result() + " and " + customer.join());
        }
    }
}
