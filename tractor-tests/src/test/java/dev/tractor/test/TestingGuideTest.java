package dev.tractor.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.ActorGoneException;
import dev.tractor.CancelScope;
import dev.tractor.Nursery;
import dev.tractor.Portal;
import dev.tractor.Semaphore;
import dev.tractor.Tractor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every example of docs/testing.md, and that the guide shows nothing else. */
class TestingGuideTest {
    private static final Pattern BLOCK = Pattern.compile("(?m)^```(java|text|xml)\\n(.*?)^```$", Pattern.DOTALL);
    private static final Path ROOT = Files.exists(Path.of("docs")) ? Path.of("") : Path.of("..");

    static class Counter {
        private int total;

        int add(int by) {
            return total += by;
        }
    }

    static class CounterTest {
        @TractorTest
        void countsUp(Nursery n) throws Exception {
            Portal<Counter> counter = n.start("counter", Counter::new);
            counter.tell(c -> c.add(3));
            int total = counter.ask(c -> c.add(4));
            assertEquals(7, total);
        }
    }

    static class StockTest {
        private int stock = 1;

        @TractorTest
        void nothingIsSoldTwice(Nursery n) throws Exception {
            for (int i = 0; i < 2; i++) {
                n.fork("seller", () -> {
                    if (stock > 0) {
                        Tractor.checkpoint(); // any tractor call, any wait, any yield
                        stock--;
                    }
                });
            }
            n.join();
            assertEquals(0, stock);
        }
    }

    static class TimeTest {
        @TractorTest
        void aSlowReplyTimesOut(Nursery n, Simulation sim) throws Exception {
            var desk = n.start("desk", Object::new);
            assertThrows(
                    TimeoutException.class,
                    () -> CancelScope.failAfter(
                            Duration.ofMinutes(5), () -> desk.run(d -> Thread.sleep(Duration.ofHours(1)))));
            assertEquals(Duration.ofMinutes(5), sim.now());
        }

        @TractorTest
        void timeStandsStillUntilItIsAdvanced(Nursery n, Simulation sim) throws Exception {
            sim.autojump(false);
            var rung = new ArrayList<Instant>();
            n.fork("alarm", () -> {
                Tractor.sleep(Duration.ofHours(8));
                rung.add(sim.instant());
            });
            sim.settle(); // everybody has done what can be done now
            sim.advance(Duration.ofHours(7));
            assertEquals(List.of(), rung);
            sim.advance(Duration.ofHours(1));
            assertEquals(1, rung.size());
        }
    }

    static class ChecksTest {
        private int permits = 3;

        @TractorTest
        void permitsStayInBounds(Nursery n, Simulation sim) throws Exception {
            sim.always("no more permits than there are", () -> permits <= 3);
            sim.eventually("somebody has had one", () -> permits < 3);
            for (int i = 0; i < 3; i++) {
                n.fork(() -> {
                    permits--;
                    Tractor.checkpoint();
                    permits++;
                });
            }
            n.join();
        }
    }

    static class SweepTest {
        @TractorTest(cancelEverywhere = true)
        void aPermitIsAlwaysGivenBack(Simulation sim) throws Exception {
            var permits = new Semaphore(1);
            sim.eventually("the permit is back", () -> permits.available() == 1);
            permits.acquire();
            try {
                Tractor.sleep(Duration.ofSeconds(1));
            } finally {
                permits.release();
            }
        }
    }

    interface Shipping {
        int price(String item);

        void ship(String item, int paid);
    }

    static class OrderDesk {
        private final Portal<Shipping> shipping;

        OrderDesk(Portal<Shipping> shipping) {
            this.shipping = shipping;
        }

        void order(String item) throws InterruptedException {
            int price = shipping.ask(s -> s.price(item));
            shipping.tell(s -> s.ship(item, price));
        }
    }

    static class OrderDeskTest {
        @TractorTest
        void anOrderIsShipped(Nursery n, Probe<Shipping> shipping) throws Exception {
            shipping.when(s -> s.price("apple")).reply(5);
            var desk = n.start("desk", () -> new OrderDesk(shipping.portal()));
            desk.tell(d -> d.order("apple"));
            shipping.expect(s -> s.price("apple"));
            shipping.expect(s -> s.ship("apple", 5));
            shipping.expectNothing();
        }
    }

    static class FaultsTest {
        @TractorTest
        void aLostReplyIsNoticed(Nursery n, Faults faults) throws Exception {
            var counter = n.start("counter", Counter::new);
            faults.drop(Messages.replies().from("/counter")).once();
            assertThrows(
                    TimeoutException.class,
                    () -> CancelScope.failAfter(Duration.ofSeconds(1), () -> counter.run(c -> c.add(1))));
            int total = counter.ask(c -> c.add(1));
            assertEquals(2, total); // it was done all the same
        }

        @TractorTest
        void anActorMayCrash(Nursery n, Faults faults) throws Exception {
            assertThrows(
                    ActorGoneException.class,
                    () -> Nursery.run(inner -> {
                        var counter = inner.start("counter", Counter::new);
                        faults.breakLink("/", "/counter");
                        counter.run(c -> c.add(1));
                    }));
        }
    }

    static class OrderTest {
        @TractorTest
        void theSecondComesFirst(Nursery n, Sequencer order) throws Exception {
            var seen = new ArrayList<String>();
            n.fork(() -> order.step(1, () -> seen.add("first fork")));
            n.fork(() -> order.step(0, () -> seen.add("second fork")));
            n.join();
            assertEquals(List.of("second fork", "first fork"), seen);
        }
    }

    static class LogTest {
        @TractorTest
        void aWarningIsLogged(LogCapture log) {
            System.getLogger("shop").log(System.Logger.Level.WARNING, "sold out");
            log.expect(System.Logger.Level.WARNING, "sold out");
            log.expectNone(System.Logger.Level.ERROR);
        }

        @TractorTest
        void debugLinesAreKeptOnRequest(LogCapture log) {
            log.level("shop", System.Logger.Level.DEBUG);
            System.getLogger("shop.till").log(System.Logger.Level.DEBUG, "opened");
            log.expect(System.Logger.Level.DEBUG, "opened");
        }
    }

    static class ConsoleTest {
        @TractorTest
        void aBreakpointHoldsItsTask(Nursery n, ScriptedConsole console) throws Exception {
            var task = n.fork("careful", () -> Tractor.breakpoint());
            var session = console.next();
            assertEquals("careful", session.task());
            session.resume();
            task.join();
        }
    }

    @Test
    void theExamplesPass() {
        for (var example : List.of(
                CounterTest.class,
                TimeTest.class,
                ChecksTest.class,
                SweepTest.class,
                OrderDeskTest.class,
                FaultsTest.class,
                OrderTest.class,
                LogTest.class,
                ConsoleTest.class)) {
            var events =
                    Planted.simulate(example, Map.of(Settings.SCHEDULES, "100")).testEvents();
            assertEquals(List.of(), events.failed().list(), example::getSimpleName);
            assertTrue(events.succeeded().count() > 0, example::getSimpleName);
        }
    }

    @Test
    void everyExampleOfTheGuideIsOneOfThese() throws Exception {
        var guide = Files.readString(ROOT.resolve("docs/testing.md"));
        var here = stripped(
                Files.readString(ROOT.resolve("tractor-tests/src/test/java/dev/tractor/test/TestingGuideTest.java")));
        int examples = 0;
        for (Matcher block = BLOCK.matcher(guide); block.find(); ) {
            if (block.group(1).equals("java")) {
                examples++;
                var code = stripped(block.group(2)).replace("class CounterTest", "static class CounterTest");
                assertTrue(here.contains(code), () -> "not an example that is run:\n" + code);
            } else if (block.group(1).equals("xml")) {
                assertTrue(guide.contains("<argLine>" + Agent.FLAGS + "</argLine>"), block.group(2));
            }
        }
        assertTrue(examples >= 10, "only " + examples + " examples found");
    }

    @Test
    void theReportInTheGuideIsWhatIsReported() throws Exception {
        var guide = Files.readString(ROOT.resolve("docs/testing.md"));
        var report = Planted.simulatedFailureOf(StockTest.class, Map.of()).getMessage();
        assertTrue(guide.contains("```text\n" + report.strip() + "\n```"), report);
    }

    /** Lines without what comes before and after them, so that an example may stand anywhere. */
    private static String stripped(String code) {
        return String.join(
                "\n",
                code.lines().map(String::strip).filter(line -> !line.isEmpty()).toList());
    }
}
