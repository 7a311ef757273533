package snippets;

import dev.tractor.*;
import dev.tractor.test.*;
import java.net.http.*;
import java.time.*;
import java.util.*;
import java.util.concurrent.*;

/** What the examples of the docs take for granted. Each is compiled as a subclass of this. */
abstract class Given {
    Nursery n;

    // Clients of something.
    String url = "https://example.org";
    String mirrorA = url;
    String mirrorB = url;
    List<String> urls = List.of(url);
    String address = "localhost";
    HttpClient client;
    HttpRequest request;
    HttpResponse.BodyHandler<Page> handler;
    CompletionStage<String> completionStage;
    List<Integer> prices = List.of();
    Throwable error;

    String fetch(String url) {
        return url;
    }

    AutoCloseable connect(String address) {
        return () -> {};
    }

    AutoCloseable connect() {
        return connect(address);
    }

    void use(Object value) {}

    void warmUp() {}

    void flush() {}

    void load() {}

    void ping() {}

    int work() {
        return 1;
    }

    void report(String path, Throwable failure) {}

    record Page(String text) {}

    // Actors.
    static class Counter {
        private int total;

        int add(int by) {
            return total += by;
        }

        void reset() {
            total = 0;
        }
    }

    Portal<Counter> counter;

    static class Clock {
        int countdown(Dialog<Integer, String, Integer> d, int from) throws InterruptedException {
            return from;
        }
    }

    Portal<Clock> clock;

    static class Exchange {
        int trade(Dialog<String, Integer, String> d) throws InterruptedException {
            return 0;
        }
    }

    Portal<Exchange> exchange;

    static class Desk {
        void next(Reply<String> reply) {}
    }

    Portal<Desk> desk;

    static class Cache {
        void fetch(String key, Reply<String> reply) {}
    }

    Portal<Cache> cache;

    static class Shop {
        int price(String item) {
            return 1;
        }

        void restock(String item) {}
    }

    Portal<Shop> shop;

    interface Database extends AutoCloseable {
        static Database open() {
            throw new UnsupportedOperationException();
        }

        @Override
        void close();
    }

    record Orders(Database db) {}

    static class Worker {
        String crunch(String data) {
            return data.strip();
        }
    }

    Set<Portal<Worker>> workers = new LinkedHashSet<>();

    MessageStream<String, Integer> stream;
    dev.tractor.Semaphore connections = new dev.tractor.Semaphore(8);

    // Tests.
    interface Shipping {
        int price(String item);

        void ship(String item, int price);
    }

    static class OrderDesk {
        OrderDesk(Portal<Shipping> shipping) {}

        void order(String item) {}
    }

    static class Till {
        private final Set<String> paid = new HashSet<>();

        void pay(String order) {
            paid.add(order);
        }

        int payments() {
            return paid.size();
        }
    }

    static class Account {
        void deposit(int amount) {}

        void close() {}
    }

    Account account;
    Sequencer sequencer;
    int permits = 3;
}
