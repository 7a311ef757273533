package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.test.TractorTest;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An actor has another start a third, and both the actor and the root talk with it. */
class PeersTest {

    /** Starts services for whoever asks. */
    static final class Spawner {
        Portal<Service> spawn(String name) {
            return Actor.current().nursery().start(name, Service::new);
        }
    }

    /** Echoes what it is sent, to any number of peers. */
    static final class Service {
        private int conversations;

        int echo(Dialog<Integer, Integer, Integer> d) throws InterruptedException {
            d.started(++conversations);
            int count = 0;
            try (var s = d.openStream()) {
                for (int message : s) {
                    if (message < 0) {
                        throw new IllegalArgumentException("no negative numbers");
                    }
                    s.send(message);
                    count++;
                }
                return count;
            } finally {
                conversations--;
            }
        }

        int conversations() {
            return conversations;
        }
    }

    /** Has a service started for it, and talks with that. */
    static final class Client {
        private @Nullable Portal<Service> service;

        Portal<Service> order(Portal<Spawner> spawner) throws InterruptedException {
            service = spawner.ask(s -> s.spawn("service"));
            return service;
        }

        /** Talks without end. @param talking set when it has its first echo */
        void talk(Event talking) throws InterruptedException {
            try (var ctx = service.open(Service::echo);
                    var s = ctx.openStream()) {
                for (int i = 0; ; i++) {
                    s.send(i);
                    int back = s.receive();
                    assertEquals(i, back);
                    talking.set();
                    Tractor.sleep(Duration.ofMillis(1)); // there are schedules in which nobody else would get on
                }
            }
        }

        int talkOf(int number) throws InterruptedException {
            try (var ctx = service.open(Service::echo);
                    var s = ctx.openStream()) {
                s.send(number);
                return s.receive();
            }
        }
    }

    private static void exchange(MessageStream<Integer, Integer> s) throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            s.send(i);
            int back = s.receive();
            assertEquals(i, back);
        }
    }

    @TractorTest
    @Scenario("P03")
    void aPeerIsCancelledAndTheOtherTalksOnWithTheService(Nursery n) throws Exception {
        var spawner = n.start("spawner", Spawner::new);
        var client = n.start("client", Client::new);
        var service = client.ask(c -> c.order(spawner));
        assertEquals("/spawner/service", service.path());
        try (var ctx = service.open(Service::echo);
                var s = ctx.openStream()) {
            exchange(s);
            var talking = new Event();
            client.tell(c -> c.talk(talking));
            talking.await();
            exchange(s);
            assertTrue(client.cancel("not needed any more"));
            int conversations = service.ask(Service::conversations);
            assertEquals(1, conversations);
            exchange(s);
            s.close();
            int count = ctx.result();
            assertEquals(9, count);
        }
        assertFalse(client.isAlive());
        assertTrue(spawner.isAlive());
        assertTrue(spawner.cancel());
        assertFalse(service.isAlive());
    }

    @TractorTest
    @Scenario("P03")
    void anErrorOfTheServiceTellsItsWayThroughThePeer(Nursery n) throws Exception {
        var spawner = n.start("spawner", Spawner::new);
        var client = n.start("client", Client::new);
        var service = client.ask(c -> c.order(spawner));
        try (var ctx = service.open(Service::echo);
                var s = ctx.openStream()) {
            exchange(s);
            var thrown = assertThrows(ActorFailedException.class, () -> client.ask(c -> c.talkOf(-1)));
            assertEquals("/spawner/service", thrown.source());
            assertEquals(List.of("/spawner/service", "/client"), thrown.path());
            assertInstanceOf(IllegalArgumentException.class, thrown.getCause());
            int conversations = service.ask(Service::conversations);
            assertEquals(1, conversations);
            exchange(s); // what went wrong between the two concerns nobody else
        }
    }

    @TractorTest
    @Scenario("P03")
    void theServiceFailsAndAllWhoTalkWithItAreTold() {
        var broken = new IllegalStateException("broken");
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    var spawner = n.start("spawner", Spawner::new);
                    var client = n.start("client", Client::new);
                    var service = client.ask(c -> c.order(spawner));
                    var talking = new Event();
                    client.tell(c -> c.talk(talking));
                    talking.await();
                    service.tell(s -> {
                        throw broken;
                    });
                    n.join();
                }));
        var ways = thrown.failures().stream()
                .map(failure -> assertInstanceOf(ActorFailedException.class, failure))
                .toList();
        for (var way : ways) {
            assertEquals("/spawner/service", way.source());
            assertSame(broken, way.getCause());
        }
        assertTrue(
                ways.stream().anyMatch(way -> way.path().equals(List.of("/spawner/service", "/spawner"))),
                ways::toString);
    }
}
