package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tractor.build.Scenario;
import dev.tractor.test.Simulation;
import dev.tractor.test.TractorTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** What an error says of its way through the actors. */
class RelayPathTest {

    /** A chain of actors each of which asks the next; the last throws. */
    private static void askThrough(List<Portal<Counter>> chain, Exception error) throws Exception {
        if (chain.isEmpty()) {
            throw error;
        }
        chain.getFirst().run(c -> askThrough(chain.subList(1, chain.size()), error));
    }

    @TractorTest
    void anErrorKeepsItsTypeAndItsSourceThroughOneThreeAndSixActors() throws Exception {
        for (int hops : new int[] {1, 3, 6}) {
            try (var n = Nursery.open()) {
                var chain = new ArrayList<Portal<Counter>>();
                for (int i = hops; i > 0; i--) {
                    chain.add(n.start("a" + i, Counter::new));
                }
                var error = new IOException("no disk");
                var thrown = assertThrows(ActorFailedException.class, () -> askThrough(chain, error));

                assertSame(ActorFailedException.class, thrown.getClass());
                assertSame(error, thrown.getCause()); // never boxed twice
                assertEquals("/a1", thrown.source());
                assertEquals(chain.reversed().stream().map(Portal::path).toList(), thrown.path());
            }
        }
    }

    @TractorTest
    @Scenario("I12")
    void thePathListsEachActorInOrderWhateverTheWay(Simulation simulation) {
        var way = new Way(simulation.random());
        var thrown = assertThrows(NurseryException.class, () -> way.from("", 1 + way.random.nextInt(6)));

        assertEquals(1, thrown.failures().size());
        var failure = assertInstanceOf(ActorFailedException.class, thrown.getCause());
        assertEquals(way.path, failure.path(), way.hops::toString);
        assertEquals(way.path.getFirst(), failure.source());
        Throwable origin = failure;
        while (origin.getCause() != null) {
            origin = origin.getCause(); // the innermost actor may have it from a task
        }
        assertSame(way.error, origin);
    }

    /** Some way down through actors, at random. */
    private static final class Way {
        final RandomGenerator random;
        final Exception error = new IOException("no disk");
        final List<String> hops = new ArrayList<>();

        /** What the error will say. */
        final List<String> path = new ArrayList<>();

        Way(RandomGenerator random) {
            this.random = random;
        }

        /** Goes down so many actors more, in the code of {@code actor}, in a nursery of its own. */
        void from(String actor, int depth) throws Exception {
            if (depth == 0) {
                throw error;
            }
            var name = "a" + depth;
            path.addFirst(actor + "/" + name);
            ActorAction<Counter> on = c -> from(actor + "/" + name, depth - 1);
            int how = random.nextInt(6);
            hops.add(name + " by " + how);
            Nursery.run(n -> {
                switch (how) {
                    case 0 -> n.start(name, Counter::new).tell(on);
                    case 1 -> {
                        var next = n.start(name, Counter::new);
                        n.fork(() -> next.run(on));
                    }
                    case 2 ->
                        n.start(name, () -> {
                            on.accept(new Counter());
                            return "never made";
                        });
                    case 3 -> {
                        var next = n.start(name, Counter::new);
                        next.tell(c -> Nursery.run(inner -> {
                            inner.fork(() -> on.accept(c));
                        }));
                    }
                    case 4 -> {
                        var next = n.start(name, Counter::new);
                        next.tell(c -> Actor.current().nursery().fork(() -> on.accept(c)));
                    }
                    default ->
                        n.start(name, () -> (AutoCloseable) () -> on.accept(new Counter()))
                                .stop();
                }
            });
        }
    }
}
