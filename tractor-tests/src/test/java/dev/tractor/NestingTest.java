package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.TractorTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Nurseries in nurseries: closed in the wrong order, left open, hundreds deep. */
class NestingTest {

    @TractorTest
    void closingTheOuterNurseryFirstClosesTheInnerOneAndSaysSo() {
        var outer = Nursery.open(o -> o.name("outer"));
        var inner = Nursery.open(o -> o.name("inner"));
        inner.start("list", ArrayList<String>::new);

        var thrown = assertThrows(IllegalStateException.class, outer::close);
        inner.close();

        assertTrue(thrown.getMessage().contains("nursery inner"), thrown.getMessage());
        assertTrue(thrown.getMessage().contains("try-with-resources"), thrown.getMessage());
        assertEquals(0, inner.children().size());
    }

    @TractorTest
    void aFailureInANurseryThatWasClosedFromOutsideIsNotLost() {
        var broken = new IOException("broken");
        var outer = Nursery.open(o -> o.name("outer"));
        var inner = Nursery.open(o -> o.name("inner"));
        inner.fork(() -> {
            throw broken;
        });
        Foreign.until(() -> inner.cancelling() != null);

        var thrown = assertThrows(IllegalStateException.class, outer::close);

        assertTrue(Trees.reachable(thrown).contains(broken));
    }

    @TractorTest
    void aNurseryLeftOpenByATaskFailsTheTask() {
        try (var n = Nursery.open()) {
            var inside = new AtomicBoolean();
            n.fork("sloppy", () -> {
                var left = Nursery.open(o -> o.name("left"));
                left.fork(() -> {
                    inside.set(true);
                    Foreign.block();
                });
                Foreign.until(inside::get);
            });

            var thrown = assertThrows(NurseryException.class, n::join);

            assertTrue(
                    thrown.getCause().getMessage().contains("nursery left was left open by task sloppy"),
                    thrown.getCause().getMessage());
        }
    }

    @TractorTest
    void aNurseryLeftOpenInACancelScopeIsClosedWithTheScope() throws Exception {
        var open = new ArrayList<Nursery>();
        var around = Strand.current().scope();

        var thrown = assertThrows(
                IllegalStateException.class,
                () -> CancelScope.run(scope -> {
                    open.add(Nursery.open(o -> o.name("left")));
                    open.getFirst().fork(() -> Foreign.block());
                }));

        assertTrue(thrown.getMessage().contains("nursery left was left open"), thrown.getMessage());
        assertEquals(0, open.getFirst().children().size());
        assertSame(around, Strand.current().scope());
    }

    @TractorTest
    void closingANurseryInsideAScopeOpenedInItLeavesNeitherBehind() throws Exception {
        var strand = Strand.current();
        var before = strand.scope();
        var n = Nursery.open();

        CancelScope.run(scope -> n.close());

        assertSame(before, strand.scope());
    }

    @TractorTest
    void nurseriesNestFiveHundredDeep() throws Exception {
        assertEquals(500, nest(500));
    }

    private static int nest(int depth) throws InterruptedException {
        return depth == 0
                ? 0
                : Nursery.run(n -> {
                    var below = n.fork(() -> nest(depth - 1));
                    return 1 + below.join();
                });
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void aFailureFiveHundredDeepReachesTheTop() {
        var thrown = assertThrows(NurseryException.class, () -> nestAndFail(500, new CountDownLatch(0)));

        Throwable t = thrown;
        int depth = 0;
        while (t.getCause() != null) {
            t = t.getCause();
            depth++;
        }
        assertEquals(500, depth);
        assertEquals("deep", t.getMessage());
    }

    private static void nestAndFail(int depth, CountDownLatch go) throws Exception {
        if (depth == 0) {
            go.await();
            throw new IOException("deep");
        }
        try (var n = Nursery.open()) {
            n.fork(() -> nestAndFail(depth - 1, go));
            n.join();
        }
    }

    @TractorTest
    void aCancellationReachesFiveHundredDeep() throws Exception {
        var ready = new CountDownLatch(1);
        var finished = CancelScope.run(scope -> {
            try (var n = Nursery.open()) {
                n.fork(() -> nestAndSignal(500, ready));
                ready.await();
                scope.cancel("enough");
                n.join();
            }
        });
        assertFalse(finished);
    }

    private static void nestAndSignal(int depth, CountDownLatch ready) throws Exception {
        if (depth == 0) {
            ready.countDown();
            Foreign.block();
        }
        try (var n = Nursery.open()) {
            n.fork(() -> nestAndSignal(depth - 1, ready));
            n.join();
        }
    }

    @TractorTest(mode = TractorTest.Mode.REAL, timeout = "60s")
    void aCancellationReachesTheBottomOfThreeThousandLevelsOfTasks() throws Exception {
        var bottom = new CountDownLatch(1);
        var ended = new AtomicInteger();
        try (var n = Nursery.open()) {
            descend(n, 3000, bottom, ended);
            bottom.await();
            n.cancel("enough");
            n.join();
        }
        assertEquals(3000, ended.get());
    }

    private static void descend(Nursery n, int levels, CountDownLatch bottom, AtomicInteger ended) {
        n.fork(() -> {
            try {
                if (levels == 1) {
                    bottom.countDown();
                    Tractor.sleep(Foreign.LONG);
                }
                try (var below = Nursery.open()) {
                    descend(below, levels - 1, bottom, ended);
                    below.join();
                }
            } finally {
                ended.incrementAndGet();
            }
        });
    }

    @TractorTest(mode = TractorTest.Mode.REAL, timeout = "60s")
    void aCancellationReachesTheChildrenOfAThousandNestedNurseriesOfOneTask() throws Exception {
        var started = new CountDownLatch(1000);
        var ended = new AtomicInteger();
        CancelScope.run(scope -> {
            try (var n = Nursery.open()) {
                n.fork(() -> {
                    nest(1000, started, ended);
                });
                n.fork(() -> {
                    started.await();
                    scope.cancel("enough");
                });
                n.join();
            }
        });
        assertEquals(1000, ended.get());
    }

    private static void nest(int levels, CountDownLatch started, AtomicInteger ended) throws InterruptedException {
        if (levels == 0) {
            Tractor.sleep(Foreign.LONG);
        }
        try (var n = Nursery.open()) {
            n.fork(() -> {
                started.countDown();
                try {
                    Tractor.sleep(Foreign.LONG);
                } finally {
                    ended.incrementAndGet();
                }
            });
            nest(levels - 1, started, ended);
        }
    }
}
