package dev.tractor.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.Nursery;
import dev.tractor.Tractor;
import dev.tractor.test.sim.Machine;
import dev.tractor.test.sim.Schedule;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes into a log, and what that does to those who log and those who listen. */
class LogCaptureTest {
    private static final String NAME = "dev.tractor.test.LogCaptureTest";
    private static final Logger ROOT = Logger.getLogger("");
    private static final Logger SHOP = Logger.getLogger(NAME + ".shop");
    private static final Logger DESK = Logger.getLogger(NAME + ".shop.desk");

    private final List<Run> runs = new ArrayList<>();
    private final List<Handler> consoles = new ArrayList<>();
    private final List<Handler> added = new ArrayList<>();

    @BeforeAll
    static void simulate() {
        assertTrue(Agent.canSimulate());
    }

    @BeforeEach
    void letInfoThroughAndShowNothing() {
        Logger.getLogger(NAME).setLevel(Level.INFO);
        for (var handler : ROOT.getHandlers()) {
            if (handler instanceof ConsoleHandler) {
                ROOT.removeHandler(handler);
                consoles.add(handler);
            }
        }
    }

    @AfterEach
    void restore() {
        runs.forEach(Run::end);
        for (var handler : added) {
            ROOT.removeHandler(handler);
            SHOP.removeHandler(handler);
        }
        consoles.forEach(ROOT::addHandler);
        SHOP.setLevel(null);
        SHOP.setUseParentHandlers(true);
    }

    // What is captured.

    @Test
    void bothKindsOfLoggersAreCaptured() {
        var run = new Run();
        run.does(() -> {
            SHOP.log(Level.INFO, "{0} sold", 3);
            System.getLogger(DESK.getName()).log(System.Logger.Level.WARNING, "sold out");
        });
        assertEquals(List.of("3 sold", "sold out"), run.messages());
        assertEquals(System.Logger.Level.WARNING, run.log.lines().getLast().level());
        assertEquals(DESK.getName(), run.log.lines().getLast().logger());
    }

    @Test
    void theLevelOfAHandlerCutsNothing() {
        addTo(ROOT, console(new ByteArrayOutputStream())).setLevel(Level.SEVERE);
        var run = new Run();
        run.does(() -> SHOP.info("sold"));
        assertEquals(List.of("sold"), run.messages());
    }

    @Test
    void aLineIsCapturedOnceHoweverManyHandlersThereAre() {
        addTo(ROOT, console(new ByteArrayOutputStream()));
        addTo(ROOT, console(new ByteArrayOutputStream()));
        addTo(ROOT, new Listener());
        var run = new Run();
        run.does(() -> SHOP.info("sold"));
        new Run();
        run.does(() -> SHOP.info("sold again"));
        assertEquals(List.of("sold", "sold again"), run.messages());
    }

    @Test
    void aRunIsCapturedAlsoAfterSomebodyHasRemovedAllHandlers() {
        new Run();
        var before = ROOT.getHandlers();
        for (var handler : before) {
            ROOT.removeHandler(handler);
        }
        var run = new Run();
        run.does(() -> SHOP.info("sold"));
        for (var handler : before) {
            ROOT.removeHandler(handler);
            ROOT.addHandler(handler);
        }
        assertEquals(List.of("sold"), run.messages());
    }

    @Test
    void aMessageIsAsItWasWhenItWasLogged() {
        var stock = new ArrayList<>(List.of("apple"));
        var run = new Run();
        run.does(() -> {
            SHOP.log(Level.INFO, "left: {0}", stock);
            stock.clear();
        });
        assertEquals(List.of("left: [apple]"), run.messages());
    }

    @Test
    void eachRunHasItsOwnLines() {
        var one = new Run();
        var other = new Run();
        one.does(() -> SHOP.info("one"));
        other.does(() -> SHOP.info("other"));
        SHOP.info("neither");
        assertEquals(List.of("one"), one.messages());
        assertEquals(List.of("other"), other.messages());
    }

    @Test
    void whatIsLoggedIsShownWhenTheTestFails() {
        var report = Planted.simulatedFailureOf(Failing.class, Map.of()).getMessage();
        assertTrue(report.contains("log:\n  0s warning " + SHOP.getName() + ": sold out\n"), report);
    }

    static class Failing {
        @TractorTest
        void test(Nursery n) throws InterruptedException {
            n.fork(() -> SHOP.warning("sold out")).join();
            throw new AssertionError("planted");
        }
    }

    // Who else sees it.

    @Test
    void theConsoleShowsWhatNoTestHasLogged() {
        var shown = new ByteArrayOutputStream();
        addTo(ROOT, console(shown));
        var run = new Run();
        run.does(() -> SHOP.info("inside"));
        SHOP.info("outside");
        run.end();
        assertFalse(text(shown).contains("inside"), text(shown));
        assertTrue(text(shown).contains("outside"), text(shown));
    }

    @Test
    void aConsoleKeepsItsFilter() {
        var shown = new ByteArrayOutputStream();
        addTo(ROOT, console(shown)).setFilter(entry -> entry.getMessage().contains("important"));
        new Run();
        SHOP.info("important");
        SHOP.info("nonsense");
        assertTrue(text(shown).contains("important"), text(shown));
        assertFalse(text(shown).contains("nonsense"), text(shown));
    }

    @Test
    void otherHandlersSeeWhatATestLogsWhereverAndWheneverTheyWereAdded() {
        var ofRoot = addTo(ROOT, new Listener());
        var ofLogger = addTo(SHOP, new Listener());
        var run = new Run();
        var late = addTo(ROOT, new Listener());
        run.does(() -> SHOP.info("sold"));
        assertEquals(List.of("sold"), ofRoot.seen);
        assertEquals(List.of("sold"), ofLogger.seen);
        assertEquals(List.of("sold"), late.seen);
        assertEquals(List.of("sold"), run.messages());
    }

    // Levels.

    @Test
    void finerLinesAreKeptWhenTheyAreAskedForAndTheLevelComesBack() {
        var run = new Run();
        run.does(() -> {
            SHOP.fine("not asked for");
            run.log.level(SHOP.getName(), System.Logger.Level.DEBUG);
            SHOP.fine("asked for");
            DESK.fine("below it");
            SHOP.finer("finer still");
        });
        assertEquals(List.of("asked for", "below it"), run.messages());
        run.end();
        assertNull(SHOP.getLevel());
        assertFalse(SHOP.isLoggable(Level.FINE));
    }

    @Test
    void theDebugLinesOfCoreCanBeAskedFor() {
        Planted.simulate(Debugging.class, Map.of(Settings.SCHEDULES, "5"))
                .testEvents()
                .assertStatistics(s -> s.succeeded(1));
    }

    static class Debugging {
        @TractorTest
        void test(LogCapture log) throws InterruptedException {
            log.level("tractor.runtime", System.Logger.Level.DEBUG);
            try (var n = Nursery.open()) {
                var started = new CountDownLatch(1);
                n.fork("careful", () -> {
                    started.countDown();
                    Tractor.sleep(Duration.ofHours(1));
                });
                started.await();
                n.cancel("enough");
            }
            log.expect(System.Logger.Level.DEBUG, "task careful answered its cancellation");
        }
    }

    @Test
    void lessCanBeAskedForToo() {
        SHOP.setLevel(Level.FINE);
        var run = new Run();
        run.does(() -> {
            run.log.level(SHOP.getName(), System.Logger.Level.ERROR);
            SHOP.info("too much");
            SHOP.severe("just right");
            run.log.level(SHOP.getName(), System.Logger.Level.OFF);
            SHOP.severe("too much now");
        });
        assertEquals(List.of("just right"), run.messages());
        run.end();
        assertEquals(Level.FINE, SHOP.getLevel());
    }

    @Test
    void theFinestLevelsAreTraces() {
        var run = new Run();
        run.does(() -> {
            run.log.level(SHOP.getName(), System.Logger.Level.ALL);
            SHOP.finest("finest");
            SHOP.finer("finer");
            SHOP.config("config");
        });
        assertEquals(
                List.of(System.Logger.Level.TRACE, System.Logger.Level.TRACE, System.Logger.Level.DEBUG),
                run.log.lines().stream().map(LogCapture.Line::level).toList());
    }

    @Test
    void whatOneTestAsksForDoesNotReachTheOthers() {
        var shown = new ByteArrayOutputStream();
        addTo(ROOT, console(shown)).setLevel(Level.ALL);
        var one = new Run();
        var other = new Run();
        one.log.level(SHOP.getName(), System.Logger.Level.DEBUG);
        one.does(() -> SHOP.fine("one"));
        other.does(() -> SHOP.fine("other"));
        SHOP.fine("neither");
        SHOP.info("neither");
        assertEquals(List.of("one"), one.messages());
        assertEquals(List.of(), other.messages());
        assertEquals(1, text(shown).split("neither", -1).length - 1, text(shown));
    }

    @Test
    void aLevelIsAsFineAsTheFinestThatIsStillAskedFor() {
        var one = new Run();
        var other = new Run();
        one.log.level(SHOP.getName(), System.Logger.Level.TRACE);
        other.log.level(SHOP.getName(), System.Logger.Level.DEBUG);
        one.end();
        assertEquals(Level.FINE, SHOP.getLevel());
        other.does(() -> SHOP.fine("still"));
        assertEquals(List.of("still"), other.messages());
        other.end();
        assertNull(SHOP.getLevel());
    }

    @Test
    void aLevelThatTheTestedCodeHasSetStays() {
        var run = new Run();
        run.log.level(SHOP.getName(), System.Logger.Level.DEBUG);
        SHOP.setLevel(Level.FINER);
        run.end();
        assertEquals(Level.FINER, SHOP.getLevel());
    }

    @Test
    void aLoggerThatKeepsToItselfIsCapturedOnceWhenItIsAskedFor() {
        SHOP.setUseParentHandlers(false);
        var mine = addTo(SHOP, new Listener());
        var run = new Run();
        run.does(() -> {
            SHOP.info("before");
            run.log.level(DESK.getName(), System.Logger.Level.INFO);
            DESK.info("desk");
            SHOP.setUseParentHandlers(true);
            DESK.info("to all");
        });
        assertEquals(List.of("desk", "to all"), run.messages());
        assertEquals(List.of("before", "desk", "to all"), mine.seen);
        run.end();
        assertEquals(List.of(mine), List.of(SHOP.getHandlers()));
    }

    private <H extends Handler> H addTo(Logger logger, H handler) {
        added.add(handler);
        logger.addHandler(handler);
        return handler;
    }

    /** A console handler writes to the standard error of its birth. */
    private static ConsoleHandler console(ByteArrayOutputStream target) {
        var before = System.err;
        System.setErr(new PrintStream(target, true, StandardCharsets.UTF_8));
        try {
            return new ConsoleHandler();
        } finally {
            System.setErr(before);
        }
    }

    private static String text(ByteArrayOutputStream shown) {
        return shown.toString(StandardCharsets.UTF_8);
    }

    /** A run by hand, so that several can be under way. */
    private final class Run {
        private final Machine machine = new Machine(Schedule.fifo(0), false, 10_000);
        private final LogCapture log = LogCapture.begin(machine);

        Run() {
            runs.add(this);
        }

        void does(Runnable body) {
            var thrown = new AtomicReference<@Nullable Throwable>();
            var thread = machine.threads().newThread(body);
            thread.setUncaughtExceptionHandler((_, t) -> thrown.set(t));
            thread.start();
            assertEquals(Machine.Stop.ENDED, machine.run());
            assertNull(thrown.get());
        }

        List<String> messages() {
            return log.lines().stream().map(LogCapture.Line::message).toList();
        }

        void end() {
            log.end();
            machine.close();
        }
    }

    /** A handler of the user's. */
    private static final class Listener extends Handler {
        private final List<String> seen = new ArrayList<>();

        @Override
        public void publish(LogRecord entry) {
            if (entry.getLoggerName().startsWith(NAME)) {
                seen.add(entry.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
