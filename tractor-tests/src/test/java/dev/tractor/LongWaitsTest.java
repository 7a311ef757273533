package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.LogCapture;
import dev.tractor.test.ScriptedConsole;
import dev.tractor.test.Simulation;
import dev.tractor.test.TestRoot;
import dev.tractor.test.TractorTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A nursery that is waited for long says for whom, in virtual time. */
class LongWaitsTest {

    /** The reports of long waits: when, how serious, and what. */
    private static List<String> reports(LogCapture log) {
        return log.lines().stream()
                .filter(line -> line.message().contains(" waited for ")) // and not what the nudger says
                .map(line -> line.time().toSeconds() + "s " + line.level() + " " + line.message())
                .toList();
    }

    private static void sleepStubbornly(Duration time) throws InterruptedException {
        CancelScope.shield(() -> Tractor.sleep(time));
    }

    @TractorTest
    void aPlainJoinIsToldAfterTenMinutesAndThenAtDoublingIntervals(LogCapture log) throws Exception {
        try (var shop = Nursery.open(o -> o.name("shop"))) {
            var idle = shop.start("idle", Object::new);
            shop.fork("sleeper", () -> Tractor.sleep(Duration.ofMinutes(50)));
            shop.fork("closer", () -> {
                Tractor.sleep(Duration.ofMinutes(15));
                idle.stop();
            });
            shop.join();
        }
        assertEquals(
                List.of(
                        "600s INFO task test has waited for 10m for 3 children of nursery shop: /idle waits for messages;"
                                + " task sleeper waits for a sleep of 50m to end;"
                                + " task closer waits for a sleep of 15m to end",
                        "1200s INFO task test has waited for 20m for 1 child of nursery shop:"
                                + " task sleeper waits for a sleep of 50m to end",
                        "2400s INFO task test has waited for 40m for 1 child of nursery shop:"
                                + " task sleeper waits for a sleep of 50m to end"),
                reports(log));
    }

    @TractorTest
    void aBlockThatIsLeftIsToldAfterAMinute(LogCapture log, Simulation sim) throws Exception {
        try (var shop = Nursery.open(o -> o.name("shop"))) {
            shop.fork("stubborn", () -> sleepStubbornly(Duration.ofSeconds(150)));
            shop.fork("prompt", () -> Tractor.sleep(Duration.ofHours(1)));
            sim.settle(); // so that the stubborn one is behind its shield
            shop.cancel("no longer needed");
            Tractor.sleep(Duration.ofSeconds(20));
        }
        assertEquals(
                List.of(
                        "80s WARNING nursery shop was cancelled: no longer needed (by task test). task test has waited for"
                                + " 1m for 1 child of nursery shop: task stubborn waits for a sleep of 2m30s to end",
                        "140s WARNING nursery shop was cancelled: no longer needed (by task test). task test has waited for"
                                + " 2m for 1 child of nursery shop: task stubborn waits for a sleep of 2m30s to end"),
                reports(log));
    }

    @TractorTest
    void aJoinIsUrgentFromTheCancellationOn(LogCapture log) throws Exception {
        var failed = assertThrows(NurseryException.class, () -> {
            try (var shop = Nursery.open(o -> o.name("shop"))) {
                shop.fork("stubborn", () -> sleepStubbornly(Duration.ofSeconds(700)));
                shop.fork("failing", () -> {
                    Tractor.sleep(Duration.ofSeconds(620));
                    throw new IllegalStateException("planted");
                });
                shop.join();
            }
        });
        assertEquals("planted", failed.getCause().getMessage());
        assertEquals(
                List.of(
                        "600s INFO task test has waited for 10m for 2 children of nursery shop:"
                                + " task stubborn waits for a sleep of 11m40s to end;"
                                + " task failing waits for a sleep of 10m20s to end",
                        "680s WARNING nursery shop was cancelled: task failing failed:"
                                + " java.lang.IllegalStateException: planted (by task failing). task test has waited for 1m"
                                + " for 1 child of nursery shop: task stubborn waits for a sleep of 11m40s to end"),
                reports(log));
    }

    @TractorTest
    void anActorThatWaitsAtItsEndIsTold(Nursery n, LogCapture log, Simulation sim) throws Exception {
        var boss = n.start("boss", Object::new);
        boss.run(b -> Actor.current().nursery().fork("clerk", () -> sleepStubbornly(Duration.ofSeconds(90))));
        sim.settle();
        boss.stop();
        boss.join();
        assertEquals(
                List.of(
                        "60s WARNING nursery boss of /boss was cancelled: /boss has ended (by /boss). /boss has waited for 1m"
                                + " for 1 child of nursery boss of /boss: /boss (task clerk) waits for a sleep of 1m30s to end"),
                reports(log));
    }

    @TractorTest
    void aNurseryInsideAnActorsCodeIsFound(Nursery n, LogCapture log) throws Exception {
        n.start("worker", Object::new)
                .run(w -> Nursery.run(o -> o.name("batch"), batch -> {
                    batch.fork("item", () -> Tractor.sleep(Duration.ofMinutes(11)));
                }));
        assertEquals(
                List.of("600s INFO /worker has waited for 10m for 1 child of nursery batch of /worker:"
                        + " /worker (task item) waits for a sleep of 11m to end"),
                reports(log));
    }

    @TractorTest
    void whatWaitsInForeignCodeShowsItsLine(LogCapture log) throws Exception {
        var gate = new CountDownLatch(1);
        try (var shop = Nursery.open(o -> o.name("shop").reportJoinAfter(Duration.ofSeconds(1)))) {
            shop.fork("stuck", () -> gate.await());
            shop.fork("opener", () -> {
                Tractor.sleep(Duration.ofMillis(1500));
                gate.countDown();
            });
            shop.join();
        }
        var report = reports(log).getFirst();
        assertTrue(
                report.matches("1s INFO task test has waited for 1s for 2 children of nursery shop: task stuck waits at"
                        + " dev\\.tractor\\.LongWaitsTest\\.whatWaitsInForeignCodeShowsItsLine\\(LongWaitsTest\\.java:\\d+\\);"
                        + " task opener waits for a sleep of 1\\.5s to end"),
                report);
    }

    @TractorTest
    void moreThanTenChildrenAreCounted(LogCapture log) throws Exception {
        try (var shop = Nursery.open(o -> o.name("shop").reportJoinAfter(Duration.ofSeconds(5)))) {
            for (int i = 0; i < 13; i++) {
                shop.fork(() -> Tractor.sleep(Duration.ofSeconds(6)));
            }
            shop.join();
        }
        var report = reports(log).getFirst();
        assertTrue(report.startsWith("5s INFO task test has waited for 5s for 13 children of nursery shop: "), report);
        assertTrue(report.endsWith("; task task-10 waits for a sleep of 6s to end; and 3 more"), report);
    }

    @TractorTest
    void moreThanTenNurseriesAreCounted(Nursery n, LogCapture log) throws Exception {
        for (int i = 0; i < 12; i++) {
            n.fork(
                    "owner" + i,
                    () -> Nursery.run(inner -> {
                        inner.fork(() -> Tractor.sleep(Duration.ofMinutes(11)));
                    }));
        }
        Tractor.sleep(Duration.ofMinutes(12));
        n.join();
        var lines = log.lines().stream()
                .filter(line -> line.time().toSeconds() == 600)
                .map(LogCapture.Line::message)
                .toList();
        assertEquals(11, lines.size());
        assertTrue(lines.getFirst().startsWith("task owner0 has waited for 10m "), lines.getFirst());
        assertEquals("2 other nurseries have been waited for too long", lines.getLast());
    }

    @TractorTest
    void zeroMeansNever(LogCapture log) throws Exception {
        try (var shop =
                Nursery.open(o -> o.name("shop").reportJoinAfter(Duration.ZERO).reportEndAfter(Duration.ZERO))) {
            shop.fork("stubborn", () -> sleepStubbornly(Duration.ofHours(3)));
            CancelScope.moveOnAfter(Duration.ofHours(1), () -> shop.join());
        }
        assertEquals(List.of(), reports(log));
    }

    @TractorTest
    void aSoonerTimeThanAllOthersIsKept(LogCapture log) throws Exception {
        try (var slow = Nursery.open(o -> o.name("slow"))) {
            slow.fork("owner", () -> {
                Tractor.sleep(Duration.ofSeconds(1));
                Nursery.run(o -> o.name("quick").reportJoinAfter(Duration.ofSeconds(3)), quick -> {
                    quick.fork("child", () -> Tractor.sleep(Duration.ofSeconds(4)));
                });
            });
            slow.join();
        }
        assertEquals(
                List.of("4s INFO task owner has waited for 3s for 1 child of nursery quick:"
                        + " task child waits for a sleep of 4s to end"),
                reports(log));
    }

    @TractorTest
    void negativeTimesAreRefused() {
        for (var option : List.<java.util.function.Consumer<NurseryOptions>>of(
                o -> o.reportJoinAfter(Duration.ofSeconds(-1)), o -> o.reportEndAfter(Duration.ofSeconds(-1)))) {
            var refused = assertThrows(IllegalArgumentException.class, () -> Nursery.open(option));
            assertEquals(
                    "a wait cannot be reported after PT-1S; give a positive time, or zero for never",
                    refused.getMessage());
        }
    }

    @TractorTest
    void theWaitStandsStillWithTheTreesTime(Nursery n, ScriptedConsole console, LogCapture log, Simulation sim)
            throws Exception {
        n.fork(
                "owner",
                () -> Nursery.run(o -> o.name("shop"), shop -> {
                    shop.fork(
                            "child",
                            () -> CancelScope.moveOnAfter(Duration.ofMinutes(11), () -> new CountDownLatch(1).await()));
                }));
        Tractor.sleep(Duration.ofMinutes(1));
        n.fork("paused", () -> Tractor.breakpoint());
        var session = console.next();
        Tractor.sleep(Duration.ofHours(5));
        assertEquals(List.of(), reports(log));
        session.resume();
        n.join();
        var lines = log.lines().stream()
                .filter(line -> line.message().startsWith("task owner has waited"))
                .toList();
        assertEquals(1, lines.size());
        // asked now and then whether time goes on; a second late at most
        var late = lines.getFirst().time().minus(Duration.ofHours(5)).minus(Duration.ofMinutes(10));
        assertTrue(!late.isNegative() && late.toSeconds() <= 1, late::toString);
        assertTrue(sim.now().compareTo(Duration.ofHours(5).plusMinutes(11)) >= 0);
    }

    @TractorTest
    void theWatchIsNoLeak(TestRoot root) throws Exception {
        Nursery.run(n -> {
            n.fork(() -> Tractor.sleep(Duration.ofSeconds(1)));
        });
        assertEquals(1, root.leaks().size(), () -> root.leaks().toString()); // the nursery of the test
        assertEquals(List.of(), root.timers());
    }

    /** The one of these tests that needs nothing but core: what the options hold when nobody sets them. */
    @Test
    void theStandardIsTenMinutesAndOne() {
        assertEquals(new LongWaits.Limits(600_000_000_000L, 60_000_000_000L), LongWaits.Limits.STANDARD);
        assertFalse(LongWaits.Limits.STANDARD.join() == Look.NEVER);
    }
}
