package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.TractorTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a JVM ends that was told to cancel everything first. Each program is ended by a real signal, or by itself. */
@Tag("slow")
class CancelOnExitTest {

    /** Much longer than anything here takes: one who waits for all of it has waited for somebody who never ends. */
    private static final Duration AGES = Duration.ofHours(1);

    static final class Desk implements AutoCloseable {
        void exit(int status) {
            System.exit(status);
        }

        void ignoreAll() {
            while (true) {
                Foreign.awaitStubbornly(new CountDownLatch(1));
            }
        }

        void stop() {
            Tractor.breakpoint();
        }

        @Override
        public void close() throws InterruptedException {
            throwIfInterrupted();
            System.out.println("desk closed");
        }
    }

    /** A resource that is opened around a block. */
    static final class Outer implements AutoCloseable {
        @Override
        public void close() throws InterruptedException {
            throwIfInterrupted();
            System.out.println("outer closed");
        }
    }

    private static void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("no cancellation belongs here");
        }
    }

    private static void work() throws InterruptedException {
        try {
            Tractor.sleep(AGES);
        } catch (CancelledException e) {
            System.out.println(e.getMessage());
            throw e;
        }
    }

    /** One block around one actor and one task; what happens in it is the argument. */
    static final class Program {
        private Program() {}

        public static void main(String[] how) throws Exception {
            if (!how[0].equals("unprepared")) {
                Tractor.cancelOnExit(how[0].equals("stubborn") ? Duration.ofMillis(300) : AGES);
            }
            try (var outer = new Outer();
                    var n = Nursery.open()) {
                var desk = n.start("desk", Desk::new);
                desk.run(d -> {});
                var working = n.fork("worker", CancelOnExitTest::work);
                Foreign.until(() -> Tractor.tree().toString().contains("task worker  waits"));
                System.out.println("ready");
                run(how[0], n, desk, working);
            }
            System.out.println("main goes on");
        }

        private static void run(String how, Nursery n, Portal<Desk> desk, Task<?> working) throws Exception {
            switch (how) {
                case "join", "unprepared" -> n.join();
                case "foreign wait" -> new CountDownLatch(1).await();
                case "stubborn" -> {
                    desk.tell(Desk::ignoreAll);
                    n.join();
                }
                case "exit in a task" -> {
                    n.fork("exiting", () -> System.exit(7));
                    n.join();
                }
                case "exit in a nested task" -> {
                    n.fork(
                            "outside",
                            () -> Nursery.run(inner -> {
                                inner.fork("exiting", () -> System.exit(7));
                            }));
                    n.join();
                }
                case "exit in an actor" -> {
                    var other = n.start("other", Desk::new);
                    other.run(o -> o.exit(7));
                }
                case "exit in main" -> System.exit(7);
                case "exit twice" -> {
                    n.fork("exiting", () -> System.exit(7));
                    System.exit(7);
                }
                case "exit elsewhere" -> {
                    Thread.ofVirtual().start(() -> System.exit(7));
                    n.join();
                }
                case "exit in a clean-up" -> {
                    n.fork("exiting", () -> System.exit(7));
                    n.fork("late", () -> {
                        try {
                            Tractor.sleep(AGES);
                        } finally {
                            System.exit(8);
                        }
                    });
                    n.join();
                }
                case "shielded" ->
                    CancelScope.shield(() -> {
                        System.out.println("in the shield");
                        Foreign.until(() -> Tractor.tree().toString().contains("the JVM exits"));
                        throwIfInterrupted();
                        System.out.println("out of the shield");
                    });
                case "failing" -> {
                    try (AutoCloseable bad = () -> {
                        throw new IllegalStateException("cannot be closed");
                    }) {
                        n.join();
                    }
                }
                case "console" -> {
                    desk.tell(Desk::stop);
                    n.join();
                }
                default -> throw new IllegalArgumentException(how);
            }
        }
    }

    /** A block in a shield, and before it one that is not: the youngest is cancelled first. */
    static final class ShieldedProgram {
        private ShieldedProgram() {}

        public static void main(String[] none) throws Exception {
            Tractor.cancelOnExit(AGES);
            var open = new CountDownLatch(1);
            var cancelled = new CountDownLatch(1);
            Thread.ofPlatform().daemon().start(() -> {
                try (var n = Nursery.open()) {
                    open.countDown();
                    Tractor.sleep(AGES);
                } catch (InterruptedException e) {
                    cancelled.countDown();
                }
            });
            open.await();
            CancelScope.shield(() -> Nursery.run(n -> {
                n.fork("worker", () -> {
                    System.out.println("ready");
                    cancelled.await();
                    Tractor.checkpoint();
                    System.out.println("worker done");
                });
            }));
        }
    }

    private static ChildJvm started(String how, String... flags) throws Exception {
        var child = new ChildJvm(List.of(flags), Program.class, how);
        child.await("ready");
        return child;
    }

    private static void assertInOrder(String text, String... parts) {
        int from = 0;
        for (var part : parts) {
            int at = text.indexOf(part, from);
            assertTrue(at >= 0, () -> "expected next: \"" + part + "\" in\n" + text);
            from = at + part.length();
        }
    }

    private static void assertNo(String part, String text) {
        assertFalse(text.contains(part), text);
    }

    /** Those that this JVM, and so its children, do not ignore; a job in the background ignores ctrl-c. */
    static List<String> signals() throws Exception {
        var signals = new ArrayList<>(List.of("TERM 143", "HUP 129", "INT 130"));
        var status = Path.of("/proc/self/status");
        if (Files.isReadable(status)) {
            for (var line : Files.readAllLines(status)) {
                if (line.startsWith("SigIgn:")) {
                    long ignored = Long.parseUnsignedLong(
                            line.substring("SigIgn:".length()).strip(), 16);
                    signals.removeIf(signal -> signal.startsWith("INT") && (ignored & 2) != 0);
                    signals.removeIf(signal -> signal.startsWith("HUP") && (ignored & 1) != 0);
                }
            }
        }
        return signals;
    }

    @ParameterizedTest
    @MethodSource("signals")
    void aSignalHasEverybodyCleanUpAndKeepsItsStatus(String signalAndStatus) throws Exception {
        var signal = signalAndStatus.split(" ", 2);
        try (var child = started("join")) {
            child.signal(signal[0]);
            var output = child.end(Integer.parseInt(signal[1]));
            assertInOrder(output, "task worker is cancelled: the JVM exits (by SIG" + signal[0] + ")", "desk closed");
            assertInOrder(output, "desk closed", "outer closed");
            assertNo("Exception", output); // a main that ends because of it is no news
            assertNo("main goes on", output);
        }
    }

    @Test
    void withoutItTheJvmEndsBetweenTwoInstructions() throws Exception {
        try (var child = started("unprepared")) {
            child.signal("TERM");
            assertEquals("ready", child.end(143).strip());
        }
    }

    @Test
    void aBodyInForeignCodeIsInterrupted() throws Exception {
        try (var child = started("foreign wait")) {
            child.signal("TERM");
            assertInOrder(child.end(143), "desk closed", "outer closed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit in a task", "exit in a nested task"})
    void aTaskThatExitsIsNotWaitedForNorAreThoseWhoWaitForIt(String how) throws Exception {
        try (var child = started(how)) {
            var output = child.end(7);
            assertInOrder(output, "System.exit was called (by task exiting)");
            assertInOrder(output, "desk closed");
            assertNo("outer closed", output); // its block can never be left
        }
    }

    @Test
    void anActorThatExitsIsNotWaitedFor() throws Exception {
        try (var child = started("exit in an actor")) {
            var output = child.end(7);
            assertInOrder(output, "task worker is cancelled: System.exit was called (by /other)");
            assertEquals(
                    1, output.split("desk closed", -1).length - 1, output); // of the two, the one that did not exit
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit in main", "exit twice"})
    void aMainThatExitsInItsBlockIsNotWaitedFor(String how) throws Exception {
        try (var child = started(how)) {
            var output = child.end(7);
            assertInOrder(output, "desk closed");
            assertNo("outer closed", output);
        }
    }

    @Test
    void anExitFromOutsideTheTreeIsLikeASignal() throws Exception {
        try (var child = started("exit elsewhere")) {
            assertInOrder(child.end(7), "task worker is cancelled: the JVM exits (by System.exit)", "outer closed");
        }
    }

    @Test
    void anExitDuringTheExitIsNotWaitedFor() throws Exception {
        try (var child = started("exit in a clean-up")) {
            assertInOrder(child.end(7), "desk closed");
        }
    }

    @Test
    void aTopLevelBlockInAShieldIsWaitedForAndNotCancelled() throws Exception {
        try (var child = new ChildJvm(List.of(), ShieldedProgram.class)) {
            child.await("ready");
            child.signal("TERM");
            assertInOrder(child.end(143), "worker done");
        }
    }

    @Test
    void aShieldIsWaitedFor() throws Exception {
        try (var child = started("shielded")) {
            child.await("in the shield");
            child.signal("TERM");
            assertInOrder(child.end(143), "out of the shield", "outer closed");
        }
    }

    @Test
    void whoHasNotEndedWithinTheGracePeriodIsNamed() throws Exception {
        try (var child = started("stubborn")) {
            child.await("ready");
            child.signal("TERM");
            var output = child.end(143);
            assertInOrder(
                    output,
                    "tractor: the JVM exits though its grace period was too short for these to end:\n",
                    "    task main waits for 1 child of nursery main\n",
                    "    /desk waits at dev.tractor.Foreign.awaitStubbornly(Foreign.java:");
        }
    }

    @Test
    void anErrorOfTheCleanUpIsStillPrinted() throws Exception {
        try (var child = started("failing")) {
            child.signal("TERM");
            assertInOrder(
                    child.end(143),
                    "Exception in thread \"main\" dev.tractor.CancelledException",
                    "Suppressed: java.lang.IllegalStateException: cannot be closed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void anOpenSessionEndsAndItsTaskCleansUp(String debug) throws Exception {
        try (var child = started("console", "-Dtractor.console=stdin", "-Dtractor.debug=" + debug)) {
            child.await("(tractor /desk) ");
            child.signal("TERM");
            assertInOrder(child.end(143), "/desk continued", "desk closed", "outer closed");
        }
    }

    /** The last thread that keeps the JVM alive ends while a nursery is open on a thread that does not. */
    static final class EndOfMain {
        private EndOfMain() {}

        public static void main(String[] arguments) throws Exception {
            Tractor.cancelOnExit(AGES);
            Tractor.cancelOnExit(AGES);
            var open = new CountDownLatch(1);
            Thread.ofVirtual().name("virtual").start(() -> {
                try (var n = Nursery.open()) {
                    n.start("desk", Desk::new).run(d -> {});
                    open.countDown();
                    n.join();
                } catch (InterruptedException e) {
                    System.out.println(e.getMessage());
                }
                try (var late = Nursery.open()) {
                    late.fork(() -> {});
                } catch (SpawnRefusedException e) {
                    System.out.println(e.getMessage());
                }
            });
            open.await();
        }
    }

    @Test
    void theEndOfTheLastThreadIsAnExitToo() throws Exception {
        try (var child = new ChildJvm(List.of(), EndOfMain.class)) {
            var output = child.end(0);
            assertInOrder(
                    output, "desk closed", "task virtual is cancelled: the JVM exits (by the end of its last thread)");
            assertEquals(1, output.split("desk closed", -1).length - 1, output);
        }
    }

    /** Leaves a nursery open at its end. */
    static final class Forgetful {
        private Forgetful() {}

        public static void main(String[] arguments) throws Exception {
            Tractor.cancelOnExit(AGES);
            var n = Nursery.open();
            n.start("desk", Desk::new).run(d -> {});
            System.out.println("ready");
        }
    }

    @Test
    void aThreadThatHasLeftItsNurseryOpenIsNotWaitedFor() throws Exception {
        try (var child = new ChildJvm(List.of(), Forgetful.class)) {
            child.await("ready");
            child.signal("TERM");
            assertInOrder(child.end(143), "desk closed");
        }
    }

    @TractorTest
    void insideOtherRootsItDoesNothing() {
        Tractor.cancelOnExit(AGES);
        assertFalse(ExitHook.installed());
    }

    @TractorTest
    void theGracePeriodIsPositive() {
        var refused = assertThrows(IllegalArgumentException.class, () -> Tractor.cancelOnExit(Duration.ZERO));
        assertEquals("the grace period of an exit is positive, not PT0S", refused.getMessage());
    }
}
