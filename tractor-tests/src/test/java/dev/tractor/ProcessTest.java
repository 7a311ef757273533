package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.TractorTest;
import dev.tractor.test.TractorTest.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** Actors in a child JVM: calls, errors and ends. */
@Tag("slow")
class ProcessTest {
    private static final Duration AGE = Duration.ofMinutes(1);

    /** What needs no second to start. */
    private static final ProcessOptions OPTIONS =
            ProcessOptions.standard().withJvmArguments("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final Spawn QUICK = Spawn.process(OPTIONS);

    @TempDir
    Path scratch;

    /** What tests have run in a child JVM. Its static fields are the child's. */
    static class Worker implements AutoCloseable {
        private final List<String> log = new ArrayList<>();
        private String closed = "";
        private final List<Reply<String>> replies = new ArrayList<>();

        long pid() {
            return ProcessHandle.current().pid();
        }

        void note(String what) {
            log.add(what);
        }

        List<String> log() {
            return log;
        }

        int fail(String why) {
            throw new IllegalStateException(why);
        }

        void sayWhenClosed(String file) {
            closed = file;
        }

        boolean sleep(String file) throws InterruptedException, IOException {
            Files.createFile(Path.of(file));
            try {
                Tractor.sleep(AGE);
                return true;
            } catch (InterruptedException e) {
                log.add("interrupted");
                throw e;
            }
        }

        /** Ignores every cancellation. */
        void sulk(String file) throws IOException {
            Files.createFile(Path.of(file));
            while (true) {
                LockSupport.parkNanos(1_000_000);
                Thread.interrupted();
            }
        }

        void keep(Reply<String> reply) {
            replies.add(reply);
        }

        boolean waits() {
            return !replies.isEmpty() && replies.getLast().isWanted();
        }

        void answer(String with) {
            replies.getLast().give(with);
        }

        @Override
        public void close() throws IOException {
            if (!closed.isEmpty()) {
                Files.createFile(Path.of(closed));
            }
        }
    }

    private String file(String name) {
        return scratch.resolve(name).toString();
    }

    private static void awaitFile(String file) throws Exception {
        CancelScope.failAfter(AGE, () -> {
            while (!Files.exists(Path.of(file))) {
                Tractor.sleep(Duration.ofMillis(5));
            }
        });
    }

    /** What this JVM logs while {@code body} runs, a line each. */
    private static List<String> logged(Action<Exception> body) throws Exception {
        var lines = new CopyOnWriteArrayList<String>();
        var handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        var logger = Logger.getLogger("tractor.runtime");
        logger.addHandler(handler);
        try {
            body.run();
        } finally {
            logger.removeHandler(handler);
        }
        return lines;
    }

    private static boolean alive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    @TractorTest(mode = Mode.REAL)
    void itServesWhatItIsSentInOrderInAnotherJvm() throws Exception {
        var closed = file("closed");
        long pid;
        try (var n = Nursery.open()) {
            Portal<Worker> w = n.start("worker", Worker::new, QUICK);
            pid = w.ask(Worker::pid);
            assertNotEquals(ProcessHandle.current().pid(), pid);
            w.run(x -> x.sayWhenClosed(closed));
            w.tell(x -> x.note("a"));
            w.run(x -> x.note("b"));
            w.tell(x -> x.note("c"));
            assertEquals(List.of("a", "b", "c"), w.ask(Worker::log));
            Watch.untilActor("/worker", "in process " + pid + ", waits for messages");
            new ProcessBuilder("kill", "-INT", String.valueOf(pid)).start().waitFor(); // what ctrl-c does to it
            assertEquals(w, Registry.find("worker", Worker.class).orElseThrow());
            var wrong = assertThrows(ClassCastException.class, () -> Registry.find("worker", Counter.class));
            assertTrue(wrong.getMessage().contains(Worker.class.getName()), wrong.getMessage());
            w.tell(x -> x.note("d"));
            w.stop();
            n.join();
        }
        assertTrue(Files.exists(Path.of(closed)));
        assertFalse(alive(pid));
    }

    @TractorTest(mode = Mode.REAL)
    void itsErrorsComeBack() throws Exception {
        try (var n = Nursery.open()) {
            Portal<Worker> w = n.start("worker", Worker::new, QUICK);
            var failed = assertThrows(ActorFailedException.class, () -> w.ask(x -> x.fail("no")));
            assertEquals("actor /worker failed: java.lang.IllegalStateException: no", failed.getMessage());
            assertEquals(List.of("/worker"), failed.path());
            assertInstanceOf(IllegalStateException.class, failed.getCause());
            assertEquals("fail", failed.getCause().getStackTrace()[0].getMethodName());

            var odd = assertThrows(
                    ActorFailedException.class,
                    () -> w.run(x -> {
                        throw new Odd(new IOException("below"));
                    }));
            var standIn = assertInstanceOf(StandInException.class, odd.getCause());
            assertEquals(Odd.class.getName(), standIn.originalClass());
            assertEquals("actor /worker failed: " + Odd.class.getName() + ": odd", odd.getMessage());
            assertInstanceOf(IOException.class, standIn.getCause());
            assertEquals("below", standIn.getCause().getMessage());
            assertTrue(standIn.getStackTrace()[0].toString().contains("ProcessTest"));

            var unfit = assertThrows(ActorFailedException.class, () -> w.ask(x -> Thread.currentThread()));
            assertTrue(
                    unfit.getMessage().contains("the reply of actor /worker cannot be carried to another JVM"),
                    unfit.getMessage());

            var nested = assertThrows(
                    ActorFailedException.class,
                    () -> w.ask(x -> Actor.ask("below", Worker::new, below -> below.fail("deep"))));
            assertEquals(List.of("/worker/below", "/worker"), nested.path());
            assertEquals(
                    "actor /worker/below failed: java.lang.IllegalStateException: deep (passed through /worker)",
                    nested.getMessage());
        }
    }

    private static class Odd extends RuntimeException {
        final Thread unfit = Thread.currentThread();

        Odd(Throwable cause) {
            super("odd", cause);
        }
    }

    @TractorTest(mode = Mode.REAL)
    void whatCannotBeCarriedIsRefusedWhereItIsSent() throws Exception {
        try (var n = Nursery.open()) {
            Portal<Worker> w = n.start("worker", Worker::new, QUICK);
            var thread = Thread.currentThread();
            var refused = assertThrows(IllegalArgumentException.class, () -> w.run(x -> x.note(thread.getName())));
            assertEquals(
                    "what was sent to actor /worker cannot be carried to another JVM: it holds a java.lang.Thread, which"
                            + " is not serializable. Let that class implement java.io.Serializable, or copy what is needed"
                            + " of it into variables before, so that nothing else is captured"
                            + " (-Dsun.io.serialization.extendedDebugInfo=true names the field)",
                    refused.getMessage());
            var handle = assertThrows(IllegalArgumentException.class, () -> w.tell(x -> w.name()));
            assertTrue(handle.getMessage().contains("it holds a Portal, which means something"), handle.getMessage());
            assertThrows(IllegalArgumentException.class, () -> n.start("other", () -> new Held(thread), QUICK));
            w.run(x -> x.note("it lives on"));
        }
    }

    record Held(Thread thread) {}

    @TractorTest(mode = Mode.REAL)
    void aTellThatFailsFailsTheActor() throws Exception {
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    Portal<Worker> w = n.start("worker", Worker::new, QUICK);
                    w.tell(x -> x.fail("told"));
                    w.join();
                }));
        var failed = assertInstanceOf(ActorFailedException.class, thrown.getCause());
        assertEquals("actor /worker failed: java.lang.IllegalStateException: told", failed.getMessage());
        assertEquals(0, failed.getSuppressed().length);
    }

    static class Unmade {
        Unmade() {
            throw new IllegalStateException("cannot be made");
        }
    }

    @TractorTest(mode = Mode.REAL)
    void aConstructorThatFailsFailsTheActor() throws Exception {
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    Portal<Unmade> w = n.start("unmade", Unmade::new, QUICK);
                    w.join();
                }));
        assertEquals(1, thrown.failures().size());
        assertEquals(
                "actor /unmade failed: java.lang.IllegalStateException: cannot be made",
                thrown.getCause().getMessage());
        assertEquals(0, thrown.getCause().getSuppressed().length);
    }

    @TractorTest(mode = Mode.REAL)
    void anAskThatIsGivenUpIsCancelledThere() throws Exception {
        try (var n = Nursery.open()) {
            Portal<Worker> w = n.start("worker", Worker::new, QUICK);
            var begun = file("begun");
            var ask = n.fork(() -> w.ask(x -> x.sleep(begun)));
            awaitFile(begun);
            assertTrue(ask.cancel());
            assertEquals(List.of("interrupted"), w.ask(Worker::log));
            var again = file("again");
            assertThrows(TimeoutException.class, () -> w.ask(Duration.ofMillis(200), x -> x.sleep(again)));
            assertEquals(List.of("interrupted", "interrupted"), w.ask(Worker::log));
            assertFalse(Thread.currentThread().isInterrupted());
        }
    }

    @TractorTest(mode = Mode.REAL)
    void aReplyMayBeGivenLater() throws Exception {
        try (var n = Nursery.open()) {
            Portal<Worker> w = n.start("worker", Worker::new, QUICK);
            var waiting = n.fork(() -> w.<String>ask((x, reply) -> x.keep(reply)));
            CancelScope.failAfter(AGE, () -> {
                while (!w.ask(x -> x.waits())) {
                    Tractor.checkpoint();
                }
            });
            w.run(x -> x.answer("late"));
            assertEquals("late", waiting.join());
            assertEquals("at once", w.<String>ask((x, reply) -> reply.give("at once")));
            assertThrows(
                    TimeoutException.class, () -> w.<String>ask(Duration.ofMillis(50), (x, reply) -> x.keep(reply)));
            CancelScope.failAfter(AGE, () -> {
                while (w.ask(Worker::waits)) {
                    Tractor.checkpoint();
                }
            });
        }
    }

    @TractorTest(mode = Mode.REAL)
    void cancellingItInterruptsWhatItRuns() throws Exception {
        try (var n = Nursery.open()) {
            Portal<Worker> w = n.start("worker", Worker::new, QUICK);
            long pid = w.ask(Worker::pid);
            var begun = file("begun");
            var ask = n.fork(() -> assertThrows(ActorCancelledException.class, () -> w.ask(x -> x.sleep(begun))));
            awaitFile(begun);
            assertTrue(w.cancel("enough"));
            assertFalse(alive(pid));
            assertTrue(ask.join().getMessage().contains("enough"), ask.join().getMessage());
            assertThrows(ActorGoneException.class, () -> w.ask(Worker::pid));
        }
    }

    @TractorTest(mode = Mode.REAL)
    void oneThatIgnoresItsCancellationIsReportedAndKilledAfterTheGracePeriod() throws Exception {
        var pid = new long[1];
        var logged = logged(() -> {
            try (var n = Nursery.open()) {
                var options = OPTIONS.withGrace(Duration.ofSeconds(1));
                Portal<Worker> w = n.start("worker", Worker::new, Spawn.process(options));
                pid[0] = w.ask(Worker::pid);
                var begun = file("begun");
                w.tell(x -> x.sulk(begun));
                awaitFile(begun);
                assertTrue(w.cancel());
                assertFalse(alive(pid[0]));
            }
        });
        var report = logged.stream()
                .filter(line -> line.contains("is killed"))
                .findFirst()
                .orElseThrow();
        assertTrue(
                report.startsWith(
                        "the child JVM of actor /worker (process " + pid[0] + ") has not ended within 1s and is"
                                + " killed: it was cancelled: its portal was told to (by task main); it still runs\n  /worker\n"),
                report);
        assertTrue(report.contains("Worker.sulk"), report);
    }

    @TractorTest(mode = Mode.REAL)
    void oneThatIsKilledFailsTheActor() throws Exception {
        long[] pid = new long[1];
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    Portal<Worker> w = n.start("worker", Worker::new, QUICK);
                    pid[0] = w.ask(Worker::pid);
                    var begun = file("begun");
                    var ask = n.fork(() -> {
                        var failed = assertThrows(ActorFailedException.class, () -> w.ask(x -> x.sleep(begun)));
                        assertInstanceOf(ProcessDiedException.class, failed.getCause());
                    });
                    awaitFile(begun);
                    new ProcessBuilder("kill", "-9", String.valueOf(pid[0])).start();
                    ask.join();
                }));
        assertEquals(1, thrown.failures().size(), thrown::toString);
        assertEquals(
                "actor /worker failed: dev.tractor.ProcessDiedException: the child JVM of actor /worker (process "
                        + pid[0]
                        + ") has ended with exit code 137, as one does that signal 9 has ended (kill -9, or the system was"
                        + " out of memory)",
                thrown.getCause().getMessage());
        var died =
                assertInstanceOf(ProcessDiedException.class, thrown.getCause().getCause());
        assertEquals(pid[0], died.pid());
        assertEquals(137, died.exitCode());
    }

    @TractorTest(mode = Mode.REAL)
    void oneThatExitsFailsTheActor() throws Exception {
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    Portal<Worker> w = n.start("worker", Worker::new, QUICK);
                    w.tell(x -> System.exit(3));
                    w.join();
                }));
        var died =
                assertInstanceOf(ProcessDiedException.class, thrown.getCause().getCause());
        assertEquals(3, died.exitCode());
        assertEquals(0, thrown.getCause().getSuppressed().length);
    }

    @TractorTest(mode = Mode.REAL)
    void aJvmThatCannotBeStartedFailsTheActor() throws Exception {
        var options = OPTIONS.withJvmArguments("-XX:NoSuchFlag");
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    n.start("worker", Worker::new, Spawn.process(options)).join();
                }));
        var died =
                assertInstanceOf(ProcessDiedException.class, thrown.getCause().getCause());
        assertEquals(1, died.exitCode());
        assertThrows(IllegalArgumentException.class, () -> options.withGrace(Duration.ZERO));
    }

    @TractorTest(mode = Mode.REAL)
    void aFailureInItsOwnNurseryFailsTheActor() throws Exception {
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    Portal<Worker> w = n.start("worker", Worker::new, QUICK);
                    w.run(x -> Actor.current()
                            .nursery()
                            .start("below", Worker::new)
                            .tell(y -> y.fail("deep")));
                    w.join();
                }));
        var failed = assertInstanceOf(ActorFailedException.class, thrown.getCause());
        assertEquals(List.of("/worker/below", "/worker"), failed.path());
        assertEquals(
                "actor /worker/below failed: java.lang.IllegalStateException: deep (passed through /worker)",
                failed.getMessage());
    }

    @TractorTest(mode = Mode.REAL)
    void twoLiveBesideEachOtherAndBelowAnother() throws Exception {
        try (var n = Nursery.open()) {
            Portal<Worker> a = n.start("a", Worker::new, QUICK);
            Portal<Worker> b = n.start("b", Worker::new, QUICK);
            long below = a.ask(x -> {
                Portal<Worker> c = Actor.current().nursery().start("c", Worker::new, QUICK);
                assertEquals("/a/c", c.ask(y -> Actor.current().path()));
                return c.ask(Worker::pid);
            });
            assertEquals(
                    3,
                    List.of(a.ask(Worker::pid), b.ask(Worker::pid), below).stream()
                            .distinct()
                            .count());
            assertTrue(a.cancel());
            assertFalse(alive(below));
            assertTrue(b.isAlive());
        }
    }

    @TractorTest(mode = Mode.REAL)
    void aBlockThatIsLeftAtOnceLeavesNoProcess() throws Exception {
        try (var n = Nursery.open()) {
            n.start("worker", Worker::new, QUICK);
        }
        assertEquals(0, ProcessHandle.current().children().count());
    }

    @TractorTest(mode = Mode.REAL)
    void oneThatEndsItselfHasEnded() throws Exception {
        Nursery.run(n -> {
            Portal<Worker> w = n.start("worker", Worker::new, QUICK);
            w.tell(x -> Actor.current().self().stop());
            w.join();
            assertThrows(ActorGoneException.class, () -> w.ask(Worker::pid));
            Portal<Worker> v = n.start("other", Worker::new, QUICK);
            var cancelled = assertThrows(
                    ActorCancelledException.class,
                    () -> v.run(x -> {
                        Actor.current().self().cancel("by itself");
                        Tractor.checkpoint();
                    }));
            assertTrue(cancelled.getMessage().contains("by itself"), cancelled.getMessage());
            v.join();
        });
    }

    @TractorTest(mode = Mode.REAL)
    void aBreakpointThereIsPassedOver() throws Exception {
        var lines = Actor.ask("worker", Worker::new, QUICK, x -> new ArrayList<>(logged(Tractor::breakpoint)));
        assertEquals(1, lines.size(), lines::toString);
        assertTrue(
                lines.getFirst().startsWith("breakpoint in /worker at ")
                        && lines.getFirst()
                                .endsWith(
                                        " passed over: the topmost JVM has no terminal; run it with one, or give commands"
                                                + " on its standard input with -Dtractor.console=stdin"),
                lines.getFirst());
    }

    @TractorTest(mode = Mode.REAL)
    void longWaitsSayWhichProcess() throws Exception {
        var pid = new long[1];
        var logged = logged(() -> {
            try (var n = Nursery.open(o -> o.reportJoinAfter(Duration.ofMillis(50)))) {
                Portal<Worker> w = n.start("worker", Worker::new, QUICK);
                pid[0] = w.ask(Worker::pid);
                n.fork(() -> {
                    Tractor.sleep(Duration.ofMillis(200));
                    w.stop();
                });
                n.join();
            }
        });
        assertTrue(
                logged.stream().anyMatch(line -> line.contains("/worker in process " + pid[0] + " waits for messages")),
                logged::toString);
    }
}
