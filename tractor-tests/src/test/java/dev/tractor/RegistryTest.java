package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.test.Probe;
import dev.tractor.test.TractorTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** Finding actors by name, and listing them. */
class RegistryTest {

    /** What a state may be looked for as. */
    interface Adder {
        int add(int by);
    }

    static final class Sum implements Adder {
        private int sum;

        @Override
        public int add(int by) {
            sum += by;
            return sum;
        }
    }

    /** Starts an actor and waits until it is registered. */
    private static <A> Portal<A> started(Nursery n, String name, ActorFactory<A> factory) throws InterruptedException {
        Portal<A> actor = n.start(name, factory);
        actor.run(state -> {});
        return actor;
    }

    private static List<String> listed() {
        return Registry.list().stream().map(Registry.Entry::path).toList();
    }

    @TractorTest
    @Scenario("R01")
    void anActorIsFoundByItsNameWhileItLives() throws Exception {
        try (var n = Nursery.open()) {
            var counter = started(n, "counter", Counter::new);
            assertEquals(Optional.of(counter), Registry.find("counter", Counter.class));
            assertEquals(1, (int)
                    Registry.find("counter", Counter.class).orElseThrow().ask(c -> c.add(1)));
        }
        assertEquals(Optional.empty(), Registry.find("counter", Counter.class));
    }

    @TractorTest
    void nobodyIsFoundUnderAnotherName(Nursery n) throws Exception {
        started(n, "counter", Counter::new);
        assertEquals(Optional.empty(), Registry.find("count", Counter.class));
    }

    @TractorTest
    void anActorBelowAnotherIsFoundByItsOwnName(Nursery n) throws Exception {
        var shop = started(n, "shop", Counter::new);
        var orders = shop.ask(s -> started(Actor.current().nursery(), "orders", Counter::new));
        var found = Registry.find("orders", Counter.class).orElseThrow();
        assertEquals(orders, found);
        assertEquals("/shop/orders", found.path());
    }

    @TractorTest
    @Scenario("S12")
    void anActorFindsItselfInItsFirstMessage(Nursery n) throws Exception {
        var counter = n.start("counter", Counter::new);
        assertEquals(
                Optional.of(counter),
                counter.ask(c -> Registry.find(Actor.current().name(), Counter.class)));
        assertEquals(counter, counter.ask(c -> Registry.await("counter", Counter.class)));
    }

    @TractorTest
    @Scenario("R11")
    void theOldestOfANameIsFoundAndThenTheNextOldest() throws Exception {
        try (var n = Nursery.open()) {
            var first = started(n, "worker", Counter::new);
            var second = started(n, "worker", Counter::new);
            var third = started(n, "worker", Counter::new);
            var fourth = started(n, "worker", Counter::new);
            assertEquals(Optional.of(first), Registry.find("worker", Counter.class));
            third.cancel();
            assertEquals(Optional.of(first), Registry.find("worker", Counter.class));
            first.stop();
            assertEquals(Optional.of(second), Registry.find("worker", Counter.class));
            second.cancel();
            assertEquals(Optional.of(fourth), Registry.find("worker", Counter.class));
            var fifth = started(n, "worker", Counter::new);
            fourth.stop();
            assertEquals(Optional.of(fifth), Registry.find("worker", Counter.class));
            n.cancel("both end");
            n.join();
            assertEquals(Optional.empty(), Registry.find("worker", Counter.class));
        }
    }

    @TractorTest
    void theOldestIsTheOneRegisteredFirstNotTheOneStartedFirst(Nursery n) throws Exception {
        var gate = new CountDownLatch(1);
        var slow = n.start("worker", () -> {
            gate.await();
            return new Counter();
        });
        var quick = started(n, "worker", Counter::new);
        gate.countDown();
        slow.run(c -> {});
        assertEquals(Optional.of(quick), Registry.find("worker", Counter.class));
        assertEquals(
                List.of(quick, slow),
                Registry.list().stream().map(Registry.Entry::portal).toList());
    }

    @TractorTest
    void anActorIsFoundByWhatItsStateExtendsOrImplements(Nursery n) throws Exception {
        started(n, "sum", Sum::new);
        Portal<Adder> adder = Registry.find("sum", Adder.class).orElseThrow();
        assertEquals(7, (int) adder.ask(a -> a.add(7)));
        assertTrue(Registry.find("sum", Object.class).isPresent());
    }

    @TractorTest
    void aProbeIsFoundByItsInterface(Probe<Adder> sum) throws Exception {
        sum.when(a -> a.add(1)).reply(5);
        Portal<Adder> found = Registry.await("sum", Adder.class);
        assertEquals(5, (int) found.ask(a -> a.add(1)));
    }

    @TractorTest
    void anotherClassIsAnErrorThatNamesBothAndThePath(Nursery n) throws Exception {
        var shop = started(n, "shop", Counter::new);
        shop.run(s -> started(Actor.current().nursery(), "orders", Sum::new));
        var message =
                "the state of actor /shop/orders is a dev.tractor.RegistryTest$Sum, not a dev.tractor.Counter; name its"
                        + " class, or one that it extends or implements";
        var thrown = assertThrows(ClassCastException.class, () -> Registry.find("orders", Counter.class));
        assertEquals(message, thrown.getMessage());
        thrown = assertThrows(ClassCastException.class, () -> Registry.await("orders", Counter.class));
        assertEquals(message, thrown.getMessage());
        var entry = Registry.list().getLast();
        thrown = assertThrows(ClassCastException.class, () -> entry.portal(Counter.class));
        assertEquals(message, thrown.getMessage());
    }

    @TractorTest
    void theClassOfTheOldestCountsThoughAYoungerOneWouldFit(Nursery n) throws Exception {
        var sum = started(n, "worker", Sum::new);
        var counter = started(n, "worker", Counter::new);
        assertThrows(ClassCastException.class, () -> Registry.find("worker", Counter.class));
        sum.stop();
        assertEquals(Optional.of(counter), Registry.find("worker", Counter.class));
    }

    @TractorTest
    void aPathIsRefusedWithTheNameToLookFor() {
        var message =
                "\"/shop/orders\" is a path, and the registry knows actors by their names: look for \"orders\", or"
                        + " search Registry.list() for the path";
        for (var call : List.<Action<InterruptedException>>of(
                () -> Registry.find("/shop/orders", Counter.class),
                () -> Registry.await("/shop/orders", Counter.class),
                () -> Registry.openWatch("/shop/orders"))) {
            assertEquals(
                    message,
                    assertThrows(IllegalArgumentException.class, call::run).getMessage());
        }
    }

    @TractorTest
    void aNameThatNoActorCanHaveIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Registry.find(" ", Counter.class));
        assertThrows(IllegalArgumentException.class, () -> Registry.openWatch(""));
        assertThrows(IllegalArgumentException.class, () -> Registry.await("a\nb", Counter.class));
    }

    @TractorTest
    void theListIsInTheOrderOfRegistration(Nursery n) throws Exception {
        var b = started(n, "b", Counter::new);
        var a = started(n, "a", Counter::new);
        a.run(c -> started(Actor.current().nursery(), "c", Counter::new));
        started(n, "b", Sum::new);
        assertEquals(List.of("/b", "/a", "/a/c", "/b"), listed());
        b.stop();
        assertEquals(List.of("/a", "/a/c", "/b"), listed());
        started(n, "d", Counter::new);
        a.cancel();
        assertEquals(List.of("/b", "/d"), listed());
    }

    @TractorTest
    void anEntrySaysWhoItIs(Nursery n) throws Exception {
        var shop = started(n, "shop", Counter::new);
        var orders = shop.ask(s -> started(Actor.current().nursery(), "orders", Sum::new));
        var entry = Registry.list().getLast();
        assertEquals("orders", entry.name());
        assertEquals("/shop/orders", entry.path());
        assertEquals(Sum.class, entry.type());
        assertEquals(orders, entry.portal());
        assertEquals(3, (int) entry.portal(Adder.class).ask(a -> a.add(3)));
        assertEquals("/shop/orders (dev.tractor.RegistryTest$Sum)", entry.toString());
        assertEquals(entry, Registry.list().getLast());
    }

    @TractorTest
    @Scenario("S13")
    void aTaskInTheCodeOfAnActorFindsTheSame(Nursery n) throws Exception {
        var counter = started(n, "counter", Counter::new);
        var found = counter.ask(c -> Nursery.run(inner -> {
            return inner.fork(() -> Registry.find("counter", Counter.class)).join();
        }));
        assertEquals(Optional.of(counter), found);
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void anotherRootHasARegistryOfItsOwn(Nursery n) throws Exception {
        started(n, "only-here", Counter::new);
        var found = new AtomicReference<Optional<Portal<Counter>>>();
        Thread.ofPlatform()
                .start(() -> found.set(Registry.find("only-here", Counter.class)))
                .join();
        assertEquals(Optional.empty(), found.get());
    }

    @TractorTest
    void aCancelledCallerMayFindAndList(Nursery n) throws Exception {
        var counter = started(n, "counter", Counter::new);
        var found = new ArrayList<Object>();
        CancelScope.run(scope -> {
            scope.cancel("enough");
            found.add(Registry.find("counter", Counter.class).orElseThrow());
            found.add(Registry.list().getFirst().portal());
        });
        assertEquals(List.of(counter, counter), found);
    }

    /** Waits for another, calls it, and says what that said. */
    static final class OneShot {
        private final String name;

        OneShot(String name) {
            this.name = name;
        }

        String hello(String from) {
            return name + " greets " + from;
        }

        Task<String> call(String other) {
            return Actor.current()
                    .nursery()
                    .fork(() -> Registry.await(other, OneShot.class).ask(o -> o.hello(name)));
        }
    }

    @TractorTest(cancelEverywhere = true)
    @Scenario("R03")
    void twoActorsWaitForAndCallEachOther() throws Exception {
        try (var n = Nursery.open()) {
            var donny = n.start("donny", () -> new OneShot("donny"));
            var toGretchen = donny.ask(d -> d.call("gretchen"));
            var gretchen = n.start("gretchen", () -> new OneShot("gretchen"));
            var toDonny = gretchen.ask(g -> g.call("donny"));
            assertEquals("gretchen greets donny", toGretchen.join());
            assertEquals("donny greets gretchen", toDonny.join());
        }
    }
}
