package dev.tractor.bench.pekko;

import dev.tractor.bench.Savina;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * Those programs of the suite in which many want something of one. An actor that cannot serve them yet keeps the references
 * they want the reply to.
 */
final class SavinaDesks {
    private SavinaDesks() {}

    private sealed interface MallMessage {
        record Meet(int colour, ActorRef<Met> replyTo) implements MallMessage {}

        /** What a creature says before it goes. */
        record Gone(int met, int colour) implements MallMessage {}
    }

    private sealed interface Met {
        record Other(int colour) implements Met {}

        /** It came too late. */
        enum Nobody implements Met {
            INSTANCE
        }
    }

    /** Where creatures meet; it stops when all are gone. */
    private static final class Mall {
        private final CompletableFuture<Long> result;

        private int left;
        private int creatures;
        private long met;
        private long colours;
        private MallMessage.@Nullable Meet waiting;

        Mall(Savina.Chameneos work, CompletableFuture<Long> result) {
            this.result = result;
            left = work.meetings();
            creatures = work.creatures();
        }

        Behavior<MallMessage> receive(MallMessage message) {
            switch (message) {
                case MallMessage.Meet meet -> meet(meet);
                case MallMessage.Gone gone -> {
                    met += gone.met;
                    colours += gone.colour;
                    creatures--;
                }
            }
            if (creatures > 0) {
                return Behaviors.same();
            }
            result.complete(Savina.Chameneos.result(met, colours));
            return Behaviors.stopped();
        }

        private void meet(MallMessage.Meet meet) {
            if (left == 0) {
                meet.replyTo.tell(Met.Nobody.INSTANCE);
            } else if (waiting == null) {
                waiting = meet;
            } else {
                left--;
                waiting.replyTo.tell(new Met.Other(meet.colour));
                meet.replyTo.tell(new Met.Other(waiting.colour));
                waiting = null;
            }
        }
    }

    /** Meets others until it comes too late. */
    private static final class Creature {
        private final ActorRef<MallMessage> mall;
        private final ActorRef<Met> self;

        private int met;
        private int colour;

        Creature(ActorRef<MallMessage> mall, ActorRef<Met> self, int colour) {
            this.mall = mall;
            this.self = self;
            this.colour = colour;
            go();
        }

        private void go() {
            mall.tell(new MallMessage.Meet(colour, self));
        }

        Behavior<Met> receive(Met message) {
            switch (message) {
                case Met.Other(int other) -> {
                    met++;
                    colour = Savina.Chameneos.after(colour, other);
                    go();
                    return Behaviors.same();
                }
                case Met.Nobody _ -> {
                    mall.tell(new MallMessage.Gone(met, colour));
                    return Behaviors.stopped();
                }
            }
        }
    }

    static Behavior<MallMessage> chameneos(Savina.Chameneos work, CompletableFuture<Long> result) {
        return Behaviors.setup(context -> {
            for (int i = 0; i < work.creatures(); i++) {
                int colour = i % Savina.Chameneos.COLOURS;
                var _ = context.spawnAnonymous(Behaviors.<Met>setup(child ->
                        Behaviors.receiveMessage(new Creature(context.getSelf(), child.getSelf(), colour)::receive)));
            }
            return Behaviors.receiveMessage(new Mall(work, result)::receive);
        });
    }

    private sealed interface BookMessage {
        record Read(int key, ActorRef<Integer> replyTo) implements BookMessage {}

        record Write(int key, int value, ActorRef<Integer> replyTo) implements BookMessage {}
    }

    /** Holds the dictionary. */
    private static final class Book {
        private final Map<Integer, Integer> values = new HashMap<>();

        Book() {
            for (int key = 0; key < Savina.Dictionary.KEYS; key++) {
                values.put(key, key);
            }
        }

        Behavior<BookMessage> receive(BookMessage message) {
            switch (message) {
                case BookMessage.Read(int key, var replyTo) -> replyTo.tell(values.getOrDefault(key, 0));
                case BookMessage.Write(int key, int value, var replyTo) -> {
                    var before = values.put(key, value);
                    replyTo.tell(before == null ? 0 : before);
                }
            }
            return Behaviors.same();
        }
    }

    /** Reads and writes, and tells the sum in the end. */
    private static final class Reader {
        private final Savina.Dictionary work;
        private final int number;
        private final ActorRef<BookMessage> book;
        private final ActorRef<Long> end;
        private final ActorRef<Integer> self;

        private int done;
        private long sum;

        Reader(
                Savina.Dictionary work,
                int number,
                ActorRef<BookMessage> book,
                ActorRef<Long> end,
                ActorRef<Integer> self) {
            this.work = work;
            this.number = number;
            this.book = book;
            this.end = end;
            this.self = self;
            next();
        }

        private void next() {
            int key = work.key(number, done);
            int value = work.value(number, done);
            book.tell(
                    work.isWrite(number, done)
                            ? new BookMessage.Write(key, value, self)
                            : new BookMessage.Read(key, self));
        }

        Behavior<Integer> receive(Integer before) {
            sum += before % Savina.Dictionary.KEYS;
            done++;
            if (done == work.each()) {
                end.tell(sum);
                return Behaviors.stopped();
            }
            next();
            return Behaviors.same();
        }
    }

    static Behavior<Long> dictionary(Savina.Dictionary work, CompletableFuture<Long> result) {
        return Behaviors.setup(context -> {
            ActorRef<BookMessage> book = context.spawnAnonymous(Behaviors.receiveMessage(new Book()::receive));
            for (int i = 0; i < work.workers(); i++) {
                int number = i;
                var _ = context.spawnAnonymous(Behaviors.<Integer>setup(child -> Behaviors.receiveMessage(
                        new Reader(work, number, book, context.getSelf(), child.getSelf())::receive)));
            }
            return Totals.of(work.workers(), result);
        });
    }

    private sealed interface BufferMessage {
        record Put(int item, ActorRef<Accepted> replyTo) implements BufferMessage {}

        record Take(ActorRef<Item> replyTo) implements BufferMessage {}
    }

    /** To a producer: it may make the next. */
    private enum Accepted {
        INSTANCE
    }

    private record Item(int item) {}

    /** Holds the buffer. */
    private static final class Buffer {
        private final int capacity;
        private final Deque<Integer> items = new ArrayDeque<>();
        private final Deque<BufferMessage.Put> offers = new ArrayDeque<>();
        private final Deque<ActorRef<Item>> takers = new ArrayDeque<>();

        Buffer(int capacity) {
            this.capacity = capacity;
        }

        Behavior<BufferMessage> receive(BufferMessage message) {
            switch (message) {
                case BufferMessage.Put put -> put(put);
                case BufferMessage.Take(var replyTo) -> take(replyTo);
            }
            return Behaviors.same();
        }

        private void put(BufferMessage.Put put) {
            var taker = takers.poll();
            if (taker != null) {
                taker.tell(new Item(put.item));
                put.replyTo.tell(Accepted.INSTANCE);
            } else if (items.size() < capacity) {
                items.add(put.item);
                put.replyTo.tell(Accepted.INSTANCE);
            } else {
                offers.add(put);
            }
        }

        private void take(ActorRef<Item> replyTo) {
            var item = items.poll();
            if (item == null) {
                takers.add(replyTo);
                return;
            }
            replyTo.tell(new Item(item));
            var offer = offers.poll();
            if (offer != null) {
                items.add(offer.item);
                offer.replyTo.tell(Accepted.INSTANCE);
            }
        }
    }

    /** Makes items, each when the one before is accepted. */
    private static final class Producer {
        private final Savina.BoundedBuffer work;
        private final int number;
        private final ActorRef<BufferMessage> buffer;
        private final ActorRef<Accepted> self;

        private int made;

        Producer(Savina.BoundedBuffer work, int number, ActorRef<BufferMessage> buffer, ActorRef<Accepted> self) {
            this.work = work;
            this.number = number;
            this.buffer = buffer;
            this.self = self;
            make();
        }

        private void make() {
            buffer.tell(new BufferMessage.Put(work.item(number, made), self));
            made++;
        }

        Behavior<Accepted> receive(Accepted message) {
            if (made == work.each()) {
                return Behaviors.stopped();
            }
            make();
            return Behaviors.same();
        }
    }

    /** Uses its share of items, and tells the sum in the end. */
    private static final class Consumer {
        private final Savina.BoundedBuffer work;
        private final ActorRef<BufferMessage> buffer;
        private final ActorRef<Long> end;
        private final ActorRef<Item> self;

        private int used;
        private long sum;

        Consumer(Savina.BoundedBuffer work, ActorRef<BufferMessage> buffer, ActorRef<Long> end, ActorRef<Item> self) {
            this.work = work;
            this.buffer = buffer;
            this.end = end;
            this.self = self;
            buffer.tell(new BufferMessage.Take(self));
        }

        Behavior<Item> receive(Item message) {
            sum += Savina.work(message.item);
            used++;
            if (used == work.share()) {
                end.tell(sum);
                return Behaviors.stopped();
            }
            buffer.tell(new BufferMessage.Take(self));
            return Behaviors.same();
        }
    }

    static Behavior<Long> boundedBuffer(Savina.BoundedBuffer work, CompletableFuture<Long> result) {
        return Behaviors.setup(context -> {
            ActorRef<BufferMessage> buffer =
                    context.spawnAnonymous(Behaviors.receiveMessage(new Buffer(work.capacity())::receive));
            for (int i = 0; i < work.producers(); i++) {
                int number = i;
                var _ = context.spawnAnonymous(Behaviors.<Accepted>setup(child ->
                        Behaviors.receiveMessage(new Producer(work, number, buffer, child.getSelf())::receive)));
            }
            for (int i = 0; i < work.consumers(); i++) {
                var _ = context.spawnAnonymous(Behaviors.<Item>setup(child -> Behaviors.receiveMessage(
                        new Consumer(work, buffer, context.getSelf(), child.getSelf())::receive)));
            }
            return Totals.of(work.consumers(), result);
        });
    }
}
