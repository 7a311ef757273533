package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.Registry.Arrival;
import dev.tractor.Registry.Change;
import dev.tractor.Registry.Departure;
import dev.tractor.Registry.Entry;
import dev.tractor.test.Simulation;
import dev.tractor.test.TractorTest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;

/** The registry against a model of it, over random starts and ends. */
class RegistryModelTest {
    private static final List<String> NAMES = List.of("a", "b", "c");

    @TractorTest
    void oneAfterTheOtherEverythingIsAsInTheModel(Simulation simulation) throws Exception {
        new Model(new SplittableRandom(simulation.seed())).run(60);
    }

    @Tag("slow")
    @TractorTest(mode = TractorTest.Mode.REAL)
    void soItIsOnRealThreads() throws Exception {
        for (long seed = 0; seed < 100; seed++) {
            new Model(new SplittableRandom(seed)).run(60);
        }
    }

    /** A list of actors, and for each watch a list of changes; all done by one task. */
    private static final class Model {
        private final SplittableRandom random;
        private final List<Portal<Counter>> live = new ArrayList<>();
        private final List<Watched> watched = new ArrayList<>();

        /** A watch, and what it has still to tell. */
        private record Watched(String name, RegistryWatch watch, List<Change> pending) {

            static Watched open(String name, List<Portal<Counter>> live) {
                var watch = name.isEmpty() ? Registry.openWatch() : Registry.openWatch(name);
                var opened = new Watched(name, watch, new ArrayList<>());
                live.forEach(actor -> opened.happened(new Arrival(new Entry(actor, Counter.class))));
                return opened;
            }

            void happened(Change change) {
                if (name.isEmpty() || name.equals(change.entry().name())) {
                    if (!(change instanceof Departure && pending.remove(new Arrival(change.entry())))) {
                        pending.add(change);
                    }
                }
            }
        }

        Model(SplittableRandom random) {
            this.random = random;
        }

        void run(int steps) throws Exception {
            try (var n = Nursery.open()) {
                for (int i = 0; i < steps; i++) {
                    step(n);
                    look();
                }
                n.cancel("the end");
                n.join();
                List.copyOf(live).reversed().forEach(this::departed); // in the order in which a nursery cancels
                look();
                for (var one : watched) {
                    take(one, Integer.MAX_VALUE);
                    one.watch.close();
                }
            }
            assertEquals(List.of(), Strand.current().root.registry());
        }

        private void step(Nursery n) throws InterruptedException {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> {
                    var actor = n.start(name(), Counter::new);
                    actor.run(c -> {});
                    live.add(actor);
                    watched.forEach(one -> one.happened(new Arrival(new Entry(actor, Counter.class))));
                }
                case 3 -> end(Portal::stop);
                case 4 -> end(Portal::cancel);
                case 5 -> {
                    if (watched.size() < 5) {
                        watched.add(Watched.open(random.nextBoolean() ? "" : name(), live));
                    }
                }
                case 6 -> {
                    if (!watched.isEmpty() && random.nextInt(3) == 0) {
                        watched.remove(random.nextInt(watched.size())).watch.close();
                    }
                }
                default -> {
                    if (!watched.isEmpty()) {
                        take(watched.get(random.nextInt(watched.size())), random.nextInt(4));
                    }
                }
            }
        }

        private String name() {
            return NAMES.get(random.nextInt(NAMES.size()));
        }

        private void end(ActorAction<Portal<Counter>> how) throws InterruptedException {
            if (!live.isEmpty()) {
                var actor = live.get(random.nextInt(live.size()));
                try {
                    how.accept(actor);
                } catch (InterruptedException | RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                departed(actor);
            }
        }

        private void departed(Portal<Counter> actor) {
            live.remove(actor);
            watched.forEach(one -> one.happened(new Departure(new Entry(actor, Counter.class))));
        }

        private void look() {
            assertEquals(live, Registry.list().stream().map(Entry::portal).toList());
            for (var name : NAMES) {
                assertEquals(
                        live.stream().filter(actor -> actor.name().equals(name)).findFirst(),
                        Registry.find(name, Counter.class));
            }
        }

        private static void take(Watched one, int most) {
            for (int i = 0; i < most; i++) {
                var expected =
                        one.pending.isEmpty() ? Optional.<Change>empty() : Optional.of(one.pending.removeFirst());
                assertEquals(expected, one.watch.tryNext());
                if (expected.isEmpty()) {
                    return;
                }
            }
        }
    }

    // Many at once.

    @TractorTest
    void manyAtOnceAddUpForEveryWatcher(Simulation simulation) throws Exception {
        crowd(simulation.seed(), 3, 6);
    }

    @Tag("stress")
    @TractorTest(mode = TractorTest.Mode.REAL)
    void manyAtOnceAddUpOnRealThreads() throws Exception {
        for (long seed = 0; seed < 10; seed++) {
            crowd(seed, 8, 200);
        }
    }

    /** Tasks start, find and end actors, while others keep views of them by watches. At last one of each name is a marker. */
    private static void crowd(long seed, int size, int rounds) throws Exception {
        var random = new SplittableRandom(seed);
        try (var n = Nursery.open()) {
            var watched = List.of("", "a", "", "b");
            var watchers = new ArrayList<Task<Set<Entry>>>();
            for (var name : watched) {
                watchers.add(n.fork(() -> view(name)));
            }
            var busy = new ArrayList<Task<?>>();
            for (int i = 0; i < size; i++) {
                var own = random.split();
                busy.add(n.fork(() -> startFindAndEnd(n, own, rounds)));
            }
            for (var task : busy) {
                task.join();
            }
            for (var name : NAMES) {
                n.start(name, () -> "marker");
            }
            for (int i = 0; i < watched.size(); i++) {
                var seen = List.copyOf(watchers.get(i).join());
                var name = watched.get(i);
                var there =
                        Registry.list().stream().filter(entry -> entry.name().contains(name));
                assertEquals(there.toList(), seen);
            }
            n.cancel("the end");
        } finally {
            assertEquals(List.of(), Strand.current().root.registry());
        }
    }

    /** What there is, by all changes up to the last marker. */
    private static Set<Entry> view(String name) throws InterruptedException {
        var view = new LinkedHashSet<Entry>();
        int markers = name.isEmpty() ? NAMES.size() : 1;
        try (var watch = name.isEmpty() ? Registry.openWatch() : Registry.openWatch(name)) {
            while (markers > 0) {
                switch (watch.next()) {
                    case Arrival(var entry) -> {
                        assertTrue(view.add(entry), () -> "arrived twice: " + entry);
                        markers -= entry.type() == String.class ? 1 : 0;
                    }
                    case Departure(var entry) -> assertTrue(view.remove(entry), () -> "never arrived: " + entry);
                }
            }
        }
        return view;
    }

    private static void startFindAndEnd(Nursery n, SplittableRandom random, int rounds) throws InterruptedException {
        var own = new ArrayList<Portal<Counter>>();
        for (int i = 0; i < rounds; i++) {
            var name = NAMES.get(random.nextInt(NAMES.size()));
            switch (random.nextInt(6)) {
                case 0 -> fail(name);
                case 1 -> {
                    if (!own.isEmpty()) {
                        own.remove(random.nextInt(own.size())).stop();
                    }
                }
                case 2 -> {
                    if (!own.isEmpty()) {
                        own.remove(random.nextInt(own.size())).cancel();
                    }
                }
                case 3 -> {
                    var found = Registry.find(name, Counter.class);
                    if (found.isPresent()) {
                        ask(found.get());
                    }
                }
                default -> own.add(n.start(name, Counter::new));
            }
        }
        for (var actor : own) {
            ask(actor); // so that it is registered
        }
    }

    private static void ask(Portal<Counter> found) throws InterruptedException {
        try {
            found.run(c -> c.add(1));
        } catch (ActorGoneException | ActorCancelledException e) {
            assertTrue(
                    Registry.list().stream().noneMatch(entry -> entry.portal().equals(found)),
                    () -> found + " is gone");
        }
    }

    private static void fail(String name) throws InterruptedException {
        try {
            Nursery.run(inner -> {
                inner.start(name, Counter::new).tell(c -> {
                    throw new IllegalStateException("at random");
                });
            });
        } catch (NurseryException e) {
            assertEquals("at random", e.getCause().getCause().getMessage());
        }
    }
}
