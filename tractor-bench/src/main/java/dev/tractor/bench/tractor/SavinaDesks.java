package dev.tractor.bench.tractor;

import dev.tractor.Nursery;
import dev.tractor.Portal;
import dev.tractor.Reply;
import dev.tractor.Task;
import dev.tractor.bench.Savina;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Those programs of the suite in which many want something of one: tasks that ask an actor. An actor that cannot serve them
 * yet keeps their replies.
 */
final class SavinaDesks {
    private SavinaDesks() {}

    private static long sum(List<Task<Long>> tasks) throws InterruptedException {
        long sum = 0;
        for (var task : tasks) {
            sum += task.join();
        }
        return sum;
    }

    /** The state of the actor at which creatures meet. */
    private static final class Mall {
        /** What a creature is told that comes too late. */
        static final int CLOSED = -1;

        private int left;
        private int colour;
        private @Nullable Reply<Integer> waiting;

        Mall(int meetings) {
            left = meetings;
        }

        /** Replies with the colour of the creature that this one has met. */
        void meet(int ofWhoComes, Reply<Integer> reply) {
            if (left == 0) {
                reply.give(CLOSED);
            } else if (waiting == null) {
                waiting = reply;
                colour = ofWhoComes;
            } else {
                left--;
                waiting.give(ofWhoComes);
                waiting = null;
                reply.give(colour);
            }
        }
    }

    /** What a creature has come to. */
    private record Creature(int met, int colour) {
        static Creature live(Portal<Mall> mall, int born) throws InterruptedException {
            int met = 0;
            int colour = born;
            while (true) {
                int mine = colour;
                int other = mall.<Integer>ask((m, reply) -> m.meet(mine, reply));
                if (other == Mall.CLOSED) {
                    return new Creature(met, colour);
                }
                met++;
                colour = Savina.Chameneos.after(mine, other);
            }
        }
    }

    static long chameneos(Savina.Chameneos work) throws InterruptedException {
        try (var n = Nursery.open()) {
            var mall = n.start("mall", () -> new Mall(work.meetings()));
            var creatures = new ArrayList<Task<Creature>>(work.creatures());
            for (int i = 0; i < work.creatures(); i++) {
                int colour = i % Savina.Chameneos.COLOURS;
                creatures.add(n.fork(() -> Creature.live(mall, colour)));
            }
            long met = 0;
            long colours = 0;
            for (var creature : creatures) {
                met += creature.join().met;
                colours += creature.get().colour;
            }
            return Savina.Chameneos.result(met, colours);
        }
    }

    /** The state of the actor that holds the dictionary. */
    private static final class Book {
        private final Map<Integer, Integer> values = new HashMap<>();

        Book() {
            for (int key = 0; key < Savina.Dictionary.KEYS; key++) {
                values.put(key, key);
            }
        }

        int read(int key) {
            return values.getOrDefault(key, 0);
        }

        int write(int key, int value) {
            var before = values.put(key, value);
            return before == null ? 0 : before;
        }
    }

    static long dictionary(Savina.Dictionary work) throws InterruptedException {
        try (var n = Nursery.open()) {
            var book = n.start("dictionary", Book::new);
            var workers = new ArrayList<Task<Long>>(work.workers());
            for (int i = 0; i < work.workers(); i++) {
                int worker = i;
                workers.add(n.fork(() -> use(book, work, worker)));
            }
            return sum(workers);
        }
    }

    private static long use(Portal<Book> book, Savina.Dictionary work, int worker) throws InterruptedException {
        long sum = 0;
        for (int i = 0; i < work.each(); i++) {
            int key = work.key(worker, i);
            int value = work.value(worker, i);
            int before = work.isWrite(worker, i) ? book.ask(b -> b.write(key, value)) : book.ask(b -> b.read(key));
            sum += before % Savina.Dictionary.KEYS;
        }
        return sum;
    }

    /** The state of the actor that holds the buffer. */
    private static final class Buffer {
        private record Offer(int item, Reply<Boolean> reply) {}

        private final int capacity;
        private final Deque<Integer> items = new ArrayDeque<>();
        private final Deque<Offer> offers = new ArrayDeque<>();
        private final Deque<Reply<Integer>> takers = new ArrayDeque<>();

        Buffer(int capacity) {
            this.capacity = capacity;
        }

        void put(int item, Reply<Boolean> reply) {
            var taker = takers.poll();
            if (taker != null) {
                taker.give(item);
                reply.give(true);
            } else if (items.size() < capacity) {
                items.add(item);
                reply.give(true);
            } else {
                offers.add(new Offer(item, reply));
            }
        }

        void take(Reply<Integer> reply) {
            var item = items.poll();
            if (item == null) {
                takers.add(reply);
                return;
            }
            reply.give(item);
            var offer = offers.poll();
            if (offer != null) {
                items.add(offer.item);
                offer.reply.give(true);
            }
        }
    }

    static long boundedBuffer(Savina.BoundedBuffer work) throws InterruptedException {
        try (var n = Nursery.open()) {
            var buffer = n.start("buffer", () -> new Buffer(work.capacity()));
            var producers = new ArrayList<Task<?>>(work.producers());
            for (int i = 0; i < work.producers(); i++) {
                int producer = i;
                producers.add(n.fork(() -> {
                    for (int number = 0; number < work.each(); number++) {
                        int item = work.item(producer, number);
                        boolean _ = buffer.<Boolean>ask((b, reply) -> b.put(item, reply));
                    }
                }));
            }
            var consumers = new ArrayList<Task<Long>>(work.consumers());
            for (int i = 0; i < work.consumers(); i++) {
                consumers.add(n.fork(() -> {
                    long sum = 0;
                    for (int taken = 0; taken < work.share(); taken++) {
                        sum += Savina.work(buffer.<Integer>ask(Buffer::take));
                    }
                    return sum;
                }));
            }
            long sum = sum(consumers);
            for (var producer : producers) {
                var _ = producer.join();
            }
            return sum;
        }
    }

    /** The state of the actor that gives out the forks. */
    private static final class Table {
        /** A place, and the fork on its left; the one on its right is the next place's. */
        private static final class Place {
            private boolean forkTaken;
            private @Nullable Reply<Boolean> hungry;
        }

        private final List<Place> places = new ArrayList<>();
        private long sum;

        Table(int philosophers) {
            for (int i = 0; i < philosophers; i++) {
                places.add(new Place());
            }
        }

        private Place place(int number) {
            return places.get((number + places.size()) % places.size());
        }

        void hungry(int who, Reply<Boolean> reply) {
            place(who).hungry = reply;
            serve(who);
        }

        private void serve(int who) {
            var place = place(who);
            var right = place(who + 1);
            if (place.hungry != null && !place.forkTaken && !right.forkTaken) {
                place.forkTaken = true;
                right.forkTaken = true;
                place.hungry.give(true);
                place.hungry = null;
            }
        }

        void eaten(int who) {
            sum += who + 1;
            place(who).forkTaken = false;
            place(who + 1).forkTaken = false;
            serve(who - 1);
            serve(who + 1);
        }

        long sum() {
            return sum;
        }
    }

    static long philosophers(Savina.Philosophers work) throws InterruptedException {
        try (var n = Nursery.open()) {
            var table = n.start("table", () -> new Table(work.philosophers()));
            Nursery.run(philosophers -> {
                for (int i = 0; i < work.philosophers(); i++) {
                    int who = i;
                    philosophers.fork(() -> {
                        for (int meal = 0; meal < work.meals(); meal++) {
                            boolean _ = table.<Boolean>ask((t, reply) -> t.hungry(who, reply));
                            table.tell(t -> t.eaten(who));
                        }
                    });
                }
            });
            return table.ask(Table::sum);
        }
    }

    /** Who waits for a haircut. */
    private record Customer(int number, Reply<OptionalInt> reply) {}

    /** The state of the actor that is the waiting room. */
    private static final class Room {
        private final int seats;
        private final Deque<Customer> customers = new ArrayDeque<>();
        private @Nullable Reply<Customer> barber;

        Room(int seats) {
            this.seats = seats;
        }

        /** Replies with nothing when no seat is free, and when the barber is done otherwise. */
        void enter(int number, Reply<OptionalInt> reply) {
            var customer = new Customer(number, reply);
            if (barber != null) {
                barber.give(customer);
                barber = null;
            } else if (customers.size() < seats) {
                customers.add(customer);
            } else {
                reply.give(OptionalInt.empty());
            }
        }

        void next(Reply<Customer> reply) {
            var customer = customers.poll();
            if (customer != null) {
                reply.give(customer);
            } else {
                barber = reply;
            }
        }
    }

    static long barber(Savina.Barber work) throws InterruptedException {
        try (var n = Nursery.open()) {
            var room = n.start("room", () -> new Room(work.seats()));
            var barber = n.fork(() -> {
                for (int cut = 0; cut < work.operations(); cut++) {
                    Customer customer = room.ask(Room::next);
                    customer.reply.give(OptionalInt.of(Savina.work(customer.number)));
                }
            });
            var customers = new ArrayList<Task<Long>>(work.customers());
            for (int i = 0; i < work.customers(); i++) {
                int number = i;
                customers.add(n.fork(() -> {
                    long sum = 0;
                    for (int cut = 0; cut < work.cuts(); cut++) {
                        sum += haircut(room, number);
                    }
                    return sum;
                }));
            }
            long sum = sum(customers);
            var _ = barber.join();
            return sum;
        }
    }

    private static int haircut(Portal<Room> room, int number) throws InterruptedException {
        while (true) {
            var hair = room.<OptionalInt>ask((r, reply) -> r.enter(number, reply));
            if (hair.isPresent()) {
                return hair.getAsInt();
            }
        }
    }

    /** The state of an account. */
    private static final class Account {
        private long balance;

        /** Waits in its turn for the other, so nobody else is served; the numbers go up, so nobody waits in a circle. */
        void transfer(int amount, Portal<Account> to) throws InterruptedException {
            balance -= amount;
            to.run(account -> account.credit(amount));
        }

        void credit(int amount) {
            balance += amount;
        }

        long balance() {
            return balance;
        }
    }

    static long banking(Savina.Banking work) throws InterruptedException {
        try (var n = Nursery.open()) {
            var accounts = new ArrayList<Portal<Account>>(work.accounts());
            for (int i = 0; i < work.accounts(); i++) {
                accounts.add(n.start("account", Account::new));
            }
            return n.fork(() -> {
                        for (int i = 0; i < work.transfers(); i++) {
                            int amount = work.amount(i);
                            var to = accounts.get(work.to(i));
                            accounts.get(work.from(i)).tell(account -> account.transfer(amount, to));
                        }
                        // Upwards: only those below pay an account, and they have answered, so all they owe is paid.
                        long sum = 0;
                        for (int i = 0; i < work.accounts(); i++) {
                            sum += i * accounts.get(i).ask(Account::balance);
                        }
                        return sum;
                    })
                    .join();
        }
    }
}
