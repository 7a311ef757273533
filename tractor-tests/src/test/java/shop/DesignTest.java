package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.*;
import dev.tractor.test.TractorTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** What a user's program looks like, line by line; it compiles and runs. */
class DesignTest {
    private final List<Object> used = new ArrayList<>();
    private final AtomicInteger flushed = new AtomicInteger();

    private static int fetch(String what) {
        return what.length();
    }

    private void use(Object what) {
        used.add(what);
    }

    static class Counter {
        private int total;

        int add(int by) {
            return total += by;
        }

        void reset() {
            total = 0;
        }
    }

    static class Clock {
        int countdown(Dialog<Integer, String, Integer> d, int from) throws InterruptedException {
            d.started(from);
            try (var s = d.openStream()) {
                for (int i = from; i > 0; i--) s.send(i);
                return from;
            }
        }
    }

    static class Self {
        String path() {
            return Actor.current().path();
        }

        int below() throws InterruptedException {
            return Actor.current().nursery().fork(() -> 5).join();
        }
    }

    @TractorTest
    void tasks() throws Exception {
        try (var n = Nursery.open()) {
            Task<Integer> a = n.fork(() -> fetch("a"));
            Task<Integer> b = n.fork(() -> fetch("b"));
            n.join();
            use(a.get() + b.get());
        }
        assertEquals(List.of(2), used);
    }

    @TractorTest
    void actors() throws Exception {
        try (var n = Nursery.open()) {
            Portal<Counter> counter = n.start("counter", Counter::new);
            int now = counter.ask(c -> c.add(3));
            assertEquals(3, now);
            counter.run(c -> c.reset());
            counter.tell(c -> c.add(1));
            assertEquals(2, (int) counter.ask(c -> c.add(1)));
            assertTrue(counter.cancel());
        }
    }

    @TractorTest
    void contextsAndStreams() throws Exception {
        try (var n = Nursery.open()) {
            var clock = n.start("clock", Clock::new);
            try (var ctx = clock.open(Clock::countdown, 10)) {
                int from = ctx.started();
                assertEquals(10, from);
                try (var s = ctx.openStream()) {
                    for (int tick : s) use(tick);
                }
                int result = ctx.result();
                assertEquals(10, result);
            }
        }
        assertEquals(List.of(10, 9, 8, 7, 6, 5, 4, 3, 2, 1), used);
    }

    @TractorTest
    void cancelScopes() throws Exception {
        int page = CancelScope.failAfter(Duration.ofSeconds(2), () -> fetch("page"));
        assertEquals(4, page);
        assertThrows(
                TimeoutException.class,
                () -> CancelScope.failAfter(Duration.ofSeconds(2), () -> Tractor.sleep(Duration.ofDays(1))));
        boolean done = CancelScope.moveOnAfter(Duration.ofSeconds(2), () -> Tractor.sleep(Duration.ofDays(1)));
        assertEquals(false, done);
        CancelScope.shield(() -> flushed.incrementAndGet());
        CancelScope.run(scope -> {
            scope.cancel("enough");
            Tractor.checkpoint();
        });
        Tractor.sleep(Duration.ofMillis(10));
        Tractor.checkpoint();
        var reply = Tractor.await(CompletableFuture.completedStage("reply"));
        assertEquals("reply", reply);
        assertEquals(1, flushed.get());
    }

    @TractorTest
    void discovery() throws Exception {
        try (var n = Nursery.open()) {
            n.start("counter", Counter::new);
            Portal<Counter> soon = Registry.await("counter", Counter.class);
            Optional<Portal<Counter>> found = Registry.find("counter", Counter.class);
            assertEquals(Optional.of(soon), found);
        }
    }

    @TractorTest
    void insideAnActor() throws Exception {
        try (var n = Nursery.open()) {
            var self = n.start("self", Self::new);
            assertEquals("/self", self.ask(Self::path));
            assertEquals(5, (int) self.ask(Self::below));
        }
    }

    static class Worker {
        long process() {
            return ProcessHandle.current().pid();
        }
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void anActorInAChildJvm() throws Exception {
        try (var n = Nursery.open()) {
            Portal<Worker> w = n.start("worker", Worker::new, Spawn.process());
            assertNotEquals(ProcessHandle.current().pid(), (long) w.ask(Worker::process));
        }
    }

    @TractorTest
    void lambdaForms() throws Exception {
        int sum = Nursery.run(n -> {
            var x = n.fork(() -> 1);
            return x.join() + 1;
        });
        assertEquals(2, sum);
        Nursery.run(n -> {
            n.fork(() -> use("forked"));
        });
        assertEquals(List.of("forked"), used);
    }

    @TractorTest
    void theConsole() throws Exception {
        Tractor.breakpoint();
        Tractor.breakpoint("before the block", used);
        Tractor.postMortem(new IllegalStateException("caught"));
        int length = Tractor.crashConsole(() -> fetch("page"));
        assertEquals(4, length);
        Optional<Throwable> crash = Tractor.keepCrash(() -> {
            throw new TimeoutException("page");
        });
        assertEquals("page", crash.orElseThrow().getMessage());
        try (var n = Nursery.open(o -> o.debug(true))) {
            n.fork(() -> use("debug"));
            n.join();
        }
    }
}
