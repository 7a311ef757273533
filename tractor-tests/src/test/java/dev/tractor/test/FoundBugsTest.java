package dev.tractor.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.Nursery;
import dev.tractor.Tractor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Planted bugs: each is found, reported with a line that replays it, and found again by that line alone. */
class FoundBugsTest {
    private static final Pattern REPLAY = Pattern.compile("-Dtractor\\.test\\.replay=(\\S+)");

    /** Looks for the bug; checks that the line in the report leads to the same failure. @return the report */
    private static String found(Class<?> planted, String expected) {
        var report = Planted.simulatedFailureOf(planted, Map.of(Settings.SCHEDULES, "200"))
                .getMessage();
        assertTrue(report.contains(expected), report);
        var line = REPLAY.matcher(report);
        assertTrue(line.find(), report);
        var again = Planted.simulatedFailureOf(planted, Map.of(Settings.REPLAY, line.group(1)))
                .getMessage();
        assertTrue(again.startsWith("run 1 of "), again);
        assertTrue(again.contains(expected), again);
        return report;
    }

    @Test
    void aRaceIsFoundAndItsScheduleIsShort() {
        var report = found(Race.class, "expected: <2> but was: <1>");
        assertTrue(report.contains("-Dtest='FoundBugsTest$Race#test'"), report);
        var line = REPLAY.matcher(report);
        assertTrue(line.find());
        assertTrue(line.group(1).startsWith("switches:"), report);
        assertTrue(line.group(1).split(",").length <= 2, report);
    }

    static class Race {
        private int count;

        @TractorTest
        void test(Nursery n) throws InterruptedException {
            for (int i = 0; i < 2; i++) {
                n.fork(() -> {
                    int before = count;
                    Tractor.checkpoint();
                    count = before + 1;
                });
            }
            n.join();
            assertEquals(2, count);
        }
    }

    @Test
    void aDeadlockIsFoundAndSaysWhoWaitsForWhat() {
        var report = found(Deadlock.class, "deadlock: nothing can run any more");
        assertTrue(report.contains("java.util.concurrent.locks.ReentrantLock$NonfairSync"), report);
        assertTrue(report.contains("task left"), report);
        assertTrue(report.contains("task right"), report);
    }

    static class Deadlock {
        @TractorTest
        void test(Nursery n) throws InterruptedException {
            var a = new ReentrantLock();
            var b = new ReentrantLock();
            n.fork("left", () -> both(a, b));
            n.fork("right", () -> both(b, a));
            n.join();
        }

        private static void both(ReentrantLock first, ReentrantLock second) throws InterruptedException {
            first.lock();
            try {
                Tractor.checkpoint();
                second.lock();
                second.unlock();
            } finally {
                first.unlock();
            }
        }
    }

    @Test
    void aLeakedThreadIsFound() {
        var report = found(Leak.class, "has left behind:");
        assertTrue(report.contains("thread \"forgotten\""), report);
    }

    static class Leak {
        @TractorTest
        void test(Nursery n) throws InterruptedException {
            var never = new CountDownLatch(1);
            var task = n.fork(() -> {
                Thread.ofVirtual().name("forgotten").start(() -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
            });
            task.join();
        }
    }

    @Test
    void aLostCancellationIsFound() {
        var report = found(LostCancel.class, "not at its end after 20000 steps");
        assertTrue(report.contains("thread \"task deaf\""), report);
    }

    /** A task that swallows what it is told, and then waits for something that never comes. */
    static class LostCancel {
        @TractorTest(steps = 20_000)
        void test(Nursery n) throws InterruptedException {
            var never = new ReentrantLock();
            never.lock();
            n.fork("deaf", () -> {
                try {
                    Tractor.sleep(Duration.ofHours(1));
                } catch (InterruptedException e) {
                    never.lock(); // not interruptible
                }
            });
            Tractor.sleep(Duration.ofSeconds(1));
        }
    }

    @Test
    void aLostMessageIsFound() {
        found(LostMessage.class, "expected: <[1, 2, 3]> but was: ");
    }

    /** A hand-made mailbox whose sender looks and then writes. */
    static class LostMessage {
        private List<Integer> mailbox = List.of();

        private void send(int message) throws InterruptedException {
            var longer = new ArrayList<>(mailbox);
            longer.add(message);
            Tractor.checkpoint();
            mailbox = longer;
        }

        @TractorTest
        void test(Nursery n) throws InterruptedException {
            for (int i = 1; i <= 3; i++) {
                int message = i;
                n.fork(() -> send(message));
            }
            n.join();
            assertEquals(List.of(1, 2, 3), mailbox.stream().sorted().toList());
        }
    }

    @Test
    void anObjectThatTwoActorsShareByMistakeIsFoundWhenMessagesAreCopied() {
        Planted.simulate(Shared.class, Map.of()).testEvents().assertStatistics(events -> events.succeeded(1));
        found(SharedInMessages.class, "expected: <[ann, bob]> but was: <[ann]>");
    }

    /** A caller that changes what it has sent. */
    static class Shared {
        static final class Desk {
            private List<String> names = List.of();

            List<String> names() {
                return List.copyOf(names);
            }
        }

        @TractorTest
        void test(Nursery n) throws InterruptedException {
            sendAndChange(n);
        }

        static void sendAndChange(Nursery n) throws InterruptedException {
            var desk = n.start("desk", Desk::new);
            var names = new ArrayList<>(List.of("ann"));
            desk.run(d -> d.names = names);
            names.add("bob");
            assertEquals(List.of("ann", "bob"), desk.ask(Desk::names));
        }
    }

    static class SharedInMessages {
        @TractorTest(copyMessages = true)
        void test(Nursery n) throws InterruptedException {
            Shared.sendAndChange(n);
        }
    }

    @Test
    void anEndlessLoopIsFound() {
        found(Endless.class, "not at its end after 5000 steps");
    }

    static class Endless {
        @TractorTest(steps = 5000)
        void test() throws InterruptedException {
            while (true) {
                Tractor.sleep(Duration.ofMillis(1));
            }
        }
    }

    @Test
    void aFailureThatDoesNotComeAgainIsCalledSo() {
        Once.runs = 0;
        var report = Planted.simulatedFailureOf(Once.class, Map.of()).getMessage();
        assertTrue(report.contains("It did NOT fail in the same way when it was run again: it passed"), report);
    }

    static class Once {
        static int runs;

        @TractorTest
        void test() {
            assertTrue(runs++ > 0);
        }
    }

    @Test
    void theReportShowsTheTreeTheTimeWhatHappenedAndTheLog() {
        var report = Planted.simulatedFailureOf(Report.class, Map.of()).getMessage();
        assertTrue(report.contains("virtual time 1h, "), report);
        assertTrue(report.contains("├── task waiter"), report);
        assertTrue(report.contains("task waiter blocked a sleep of 2h to end"), report);
        assertTrue(report.contains("1h warning shop: late"), report);
    }

    static class Report {
        @TractorTest
        void test(Nursery n) throws InterruptedException {
            n.fork("waiter", () -> Tractor.sleep(Duration.ofHours(2)));
            n.fork("other", () -> Tractor.sleep(Duration.ofHours(2)));
            Tractor.sleep(Duration.ofHours(1));
            System.getLogger("shop").log(System.Logger.Level.WARNING, "late");
            assertEquals(1, 2);
        }
    }
}
