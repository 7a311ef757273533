package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.TractorTest;
import dev.tractor.test.TractorTest.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;

/** Contexts with actors in a child JVM. */
@Tag("slow")
class ProcessContextTest {
    private static final Duration AGE = Duration.ofMinutes(1);

    /** What needs no second to start. */
    private static final ProcessOptions OPTIONS =
            ProcessOptions.standard().withJvmArguments("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final Spawn QUICK = Spawn.process(OPTIONS);

    static class Clock {
        private final List<String> log = new ArrayList<>();
        private int sent;

        int countdown(Dialog<Integer, String, Integer> d, int from) throws InterruptedException {
            d.started(from);
            try (var s = d.openStream()) {
                for (int i = from; i > 0; i--) {
                    s.send(i);
                }
                return from;
            }
        }

        /** Answers each message until its stream ends. */
        String echo(Dialog<Void, String, String> d) throws InterruptedException {
            d.started();
            var count = 0;
            try (var s = d.openStream()) {
                for (var message : s) {
                    count++;
                    s.send(message + "!");
                }
            }
            return "echoed " + count;
        }

        void fail(Dialog<Integer, String, String> d) throws InterruptedException {
            d.started(1);
            d.openStream().send("before");
            throw new IllegalStateException("in the dialog");
        }

        void unstarted(Dialog<Object, String, String> d) {
            d.started(Thread.currentThread());
        }

        void sleep(Dialog<Void, String, String> d) throws InterruptedException {
            d.started();
            try {
                Tractor.sleep(AGE);
            } catch (InterruptedException e) {
                log.add(e.getMessage());
                throw e;
            }
        }

        void cancelItself(Dialog<Void, String, String> d) throws InterruptedException {
            d.started();
            d.cancel("had enough");
            Tractor.checkpoint();
        }

        /** Sends for ever, and counts. */
        void flood(Dialog<Void, String, Integer> d) throws InterruptedException {
            d.started();
            var s = d.openStream();
            while (true) {
                s.send(sent);
                sent++;
            }
        }

        /** Receives nothing until told to, with room for two. */
        List<String> slow(Dialog<Void, String, String> d, StreamOptions options) throws InterruptedException {
            d.started();
            var s = d.openStream(options);
            s.send("open");
            while (!log.contains("go")) {
                Tractor.sleep(Duration.ofMillis(5));
            }
            var received = new ArrayList<String>();
            for (var message : s) {
                received.add(message);
            }
            received.add("dropped " + s.dropped());
            return received;
        }

        void sulk(Dialog<Void, String, String> d) {
            d.started();
            while (true) {
                LockSupport.parkNanos(1_000_000);
                Thread.interrupted();
            }
        }

        int sent() {
            return sent;
        }

        List<String> log() {
            return log;
        }

        void go() {
            log.add("go");
        }
    }

    @TractorTest(mode = Mode.REAL)
    void aContextHasStartStreamsBothWaysAndAResult() throws Exception {
        try (var n = Nursery.open()) {
            Portal<Clock> clock = n.start("clock", Clock::new, QUICK);
            var ticks = new ArrayList<Integer>();
            try (var ctx = clock.open(Clock::countdown, 200)) {
                assertEquals(200, ctx.started());
                try (var s = ctx.openStream()) {
                    for (int tick : s) {
                        ticks.add(tick);
                    }
                }
                assertEquals(200, ctx.result());
            }
            assertEquals(200, ticks.size());
            assertEquals(200, ticks.getFirst());
            assertEquals(1, ticks.getLast());
            try (var ctx = clock.open(Clock::echo)) {
                try (var s = ctx.openStream()) {
                    s.send("a"); // before the dialog can have begun
                    s.send("b");
                    assertEquals("a!", s.receive());
                    assertEquals("b!", s.receive());
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> ProcessContextTest.<Object>untyped(s).send(Thread.currentThread()));
                    s.send("c");
                    assertEquals("c!", s.receive());
                    assertEquals(List.of(), clock.ask(Clock::log)); // while the dialog waits
                }
                assertEquals("echoed 3", ctx.result());
                assertEquals(null, ctx.started());
            }
        }
    }

    @TractorTest(mode = Mode.REAL)
    void itsFailureIsTheOpeners() throws Exception {
        try (var n = Nursery.open()) {
            Portal<Clock> clock = n.start("clock", Clock::new, QUICK);
            var failed = assertThrows(ActorFailedException.class, () -> {
                try (var ctx = clock.open(Clock::fail)) {
                    ctx.result();
                }
            });
            assertEquals("actor /clock failed: java.lang.IllegalStateException: in the dialog", failed.getMessage());
            assertEquals(List.of("/clock"), failed.path());
            var unfit = assertThrows(ActorFailedException.class, () -> {
                try (var ctx = clock.open(Clock::unstarted)) {
                    ctx.started();
                }
            });
            assertTrue(
                    unfit.getMessage().contains("the start value of a dialog of actor /clock cannot be carried"),
                    unfit.getMessage());
            clock.run(Clock::go); // it lives on
        }
    }

    @TractorTest(mode = Mode.REAL)
    void cancellingOrLeavingItCancelsTheDialog() throws Exception {
        try (var n = Nursery.open()) {
            Portal<Clock> clock = n.start("clock", Clock::new, QUICK);
            try (var ctx = clock.open(Clock::sleep)) {
                ctx.started();
                assertTrue(ctx.cancel("no more"));
                assertThrows(ActorCancelledException.class, ctx::result);
            }
            assertEquals(List.of("/clock (task dialog-1) is cancelled: no more (by task main)"), clock.ask(Clock::log));
            try (var ctx = clock.open(Clock::sleep)) {
                ctx.started();
            }
            assertEquals(2, clock.ask(Clock::log).size());
            var itself = assertThrows(ActorCancelledException.class, () -> {
                try (var ctx = clock.open(Clock::cancelItself)) {
                    ctx.result();
                }
            });
            assertEquals("/clock (task dialog-3) itself", itself.canceller());
            try (var ctx = clock.open(Clock::sleep)) {
                ctx.started();
                assertTrue(clock.cancel("all"));
                assertInstanceOf(Outcome.Cancelled.class, ctx.outcome().orElseThrow());
                var all = assertThrows(ActorCancelledException.class, ctx::result);
                assertTrue(all.getMessage().contains("all"), all.getMessage());
            }
        }
    }

    @TractorTest(mode = Mode.REAL)
    void aDialogThatIgnoresItsCancellationIsKilledWithItsJvm() throws Exception {
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    var options = OPTIONS.withGrace(Duration.ofMillis(500));
                    Portal<Clock> clock = n.start("clock", Clock::new, Spawn.process(options));
                    try (var ctx = clock.open(Clock::sulk)) {
                        ctx.started();
                    }
                    clock.join();
                }));
        assertEquals(1, thrown.failures().size());
        var died =
                assertInstanceOf(ProcessDiedException.class, thrown.getCause().getCause());
        assertEquals(
                "the child JVM of actor /clock (process " + died.pid()
                        + ") was killed: /clock (task dialog-1) had not answered its cancellation within 0.5s",
                died.getMessage());
    }

    @TractorTest(mode = Mode.REAL)
    void aFullBufferHereBlocksTheSenderThere() throws Exception {
        try (var n = Nursery.open()) {
            Portal<Clock> clock = n.start("clock", Clock::new, QUICK);
            try (var ctx = clock.open(Clock::flood)) {
                ctx.started();
                CancelScope.failAfter(AGE, () -> {
                    while (clock.ask(Clock::sent) < 64) {
                        Tractor.checkpoint();
                    }
                });
                assertEquals(64, clock.ask(Clock::sent));
                var s = ctx.openStream(StreamOptions.blocking(3));
                for (int i = 0; i < 300; i++) {
                    assertEquals(i, s.receive());
                }
                ctx.cancel();
            }
            int sent = clock.ask(Clock::sent);
            assertTrue(sent >= 300 && sent <= 364, "sent " + sent);
        }
    }

    @TractorTest(mode = Mode.REAL)
    void theReceiversOptionsHoldAcrossTheLink() throws Exception {
        try (var n = Nursery.open()) {
            Portal<Clock> clock = n.start("clock", Clock::new, QUICK);
            try (var ctx = clock.open(Clock::slow, StreamOptions.failing(2))) {
                var s = ctx.openStream();
                assertEquals("open", s.receive());
                s.send("a");
                s.send("b");
                assertThrows(StreamOverflowException.class, () -> s.send("c"));
                assertFalse(trySends(s));
                clock.run(Clock::go);
                s.close();
                assertEquals(List.of("a", "b", "dropped 0"), ctx.result());
            }
        }
        try (var n = Nursery.open()) {
            Portal<Clock> clock = n.start("clock", Clock::new, QUICK);
            try (var ctx = clock.open(Clock::slow, StreamOptions.dropping(2))) {
                var s = ctx.openStream();
                assertEquals("open", s.receive());
                for (var each : List.of("a", "b", "c", "d")) {
                    s.send(each);
                }
                clock.run(Clock::go);
                s.close();
                assertEquals(List.of("a", "b", "dropped 2"), ctx.result());
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> MessageStream<?, T> untyped(Object stream) {
        return (MessageStream<?, T>) stream;
    }

    private static boolean trySends(MessageStream<String, String> s) {
        return s.trySend("d");
    }
}
