package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.test.TractorTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Contexts: how they start and end when all goes well, and what is refused. */
final class ContextTest {

    /** An actor with endpoints of every shape. */
    static final class Clock {
        private int calls;

        int countdown(Dialog<Integer, String, Integer> d, int from) throws InterruptedException {
            calls++;
            d.started(from);
            try (var s = d.openStream()) {
                for (int i = from; i > 0; i--) {
                    s.send(i);
                }
                return from;
            }
        }

        int now(Dialog<Void, String, Integer> d) {
            d.started();
            return 12;
        }

        void strike(Dialog<String, String, String> d) {
            d.started("bong");
        }

        String three(Dialog<String, String, String> d, String a, int b, long c) {
            d.started(a);
            return a + b + c;
        }

        void two(Dialog<String, String, String> d, String a, int b) {
            d.started(a + b);
        }

        int echo(Dialog<String, Integer, Integer> d) throws InterruptedException {
            d.started("ready");
            int count = 0;
            try (var s = d.openStream()) {
                for (int message : s) {
                    s.send(message);
                    count++;
                }
            }
            return count;
        }

        int never(Dialog<String, String, String> d) {
            return 1;
        }

        int waits(Dialog<String, String, String> d) throws InterruptedException {
            d.started("waiting");
            Tractor.sleep(Duration.ofDays(1));
            return 1;
        }

        int calls() {
            return calls;
        }
    }

    @TractorTest
    void aContextStartsStreamsAndEndsWithAResult(Nursery n) throws Exception {
        var clock = n.start("clock", Clock::new);
        var seen = new ArrayList<Integer>();
        try (var ctx = clock.open(Clock::countdown, 3)) {
            int from = ctx.started();
            assertEquals(3, from);
            try (var s = ctx.openStream()) {
                for (int tick : s) {
                    seen.add(tick);
                }
            }
            int result = ctx.result();
            assertEquals(3, result);
            assertEquals(new Outcome.Value<>(3), ctx.outcome().orElseThrow());
        }
        assertEquals(List.of(3, 2, 1), seen);
        int calls = clock.ask(Clock::calls);
        assertEquals(1, calls);
    }

    @TractorTest
    @Scenario("T20")
    void endpointsHaveUpToThreeParametersAndAResultOrNone(Nursery n) throws Exception {
        var clock = n.start("clock", Clock::new);
        try (var ctx = clock.open(Clock::now)) {
            assertNull(ctx.started());
            int now = ctx.result();
            assertEquals(12, now);
        }
        try (var ctx = clock.open(Clock::strike)) {
            assertEquals("bong", ctx.started());
            assertNull(ctx.result());
        }
        try (var ctx = clock.open(Clock::three, "a", 2, 3L)) {
            assertEquals("a23", ctx.result());
        }
        try (var ctx = clock.open(Clock::two, "a", 2)) {
            assertEquals("a2", ctx.started());
        }
    }

    @TractorTest
    @Scenario("C11")
    void bothSidesSendAndReceive(Nursery n) throws Exception {
        var clock = n.start("clock", Clock::new);
        try (var ctx = clock.open(Clock::echo)) {
            assertEquals("ready", ctx.started());
            try (var s = ctx.openStream()) {
                for (int i = 0; i < 3; i++) {
                    s.send(i);
                    int back = s.receive();
                    assertEquals(i, back);
                }
            }
            int count = ctx.result();
            assertEquals(3, count);
        }
    }

    @TractorTest
    void aDialogThatReturnsEndsTheOpenersStreamAfterWhatItSent(Nursery n) throws Exception {
        var clock = n.start("clock", Clock::new);
        try (var ctx = clock.open(Clock::countdown, 2)) {
            int result = ctx.result();
            assertEquals(2, result);
            var s = ctx.openStream();
            int first = s.receive();
            int second = s.receive();
            assertEquals(3, first + second);
            assertThrows(StreamEndedException.class, s::receive);
            assertThrows(StreamEndedException.class, s::receive);
            var thrown = assertThrows(StreamEndedException.class, () -> s.send("late"));
            assertEquals(
                    "the stream of task test to /clock has ended: its receiver has closed it", thrown.getMessage());
        }
    }

    @TractorTest
    void leavingTheBlockCancelsADialogThatStillRuns(Nursery n) throws Exception {
        var clock = n.start("clock", Clock::new);
        try (var ctx = clock.open(Clock::waits)) {
            assertEquals("waiting", ctx.started());
        }
        int calls = clock.ask(Clock::calls);
        assertEquals(0, calls);
    }

    @TractorTest
    void cancellingTheContextIsAbsorbed(Nursery n) throws Exception {
        var clock = n.start("clock", Clock::new);
        try (var ctx = clock.open(Clock::waits)) {
            ctx.started();
            assertTrue(ctx.cancel("enough"));
            var outcome =
                    assertInstanceOf(Outcome.Cancelled.class, ctx.outcome().orElseThrow());
            assertEquals(
                    "/clock (task dialog-1) was cancelled: enough (by task test)",
                    outcome.cancellation().getMessage());
            var thrown = assertThrows(ActorCancelledException.class, ctx::result);
            assertEquals("task test", thrown.canceller());
            Tractor.checkpoint();
        }
    }

    @TractorTest
    @Scenario("T18")
    void aDialogThatEndsWithoutStartingIsAnErrorForWhoeverWaitsForTheStart(Nursery n) throws Exception {
        var clock = n.start("clock", Clock::new);
        try (var ctx = clock.open(Clock::never)) {
            var thrown = assertThrows(ActorFailedException.class, ctx::started);
            assertInstanceOf(IllegalStateException.class, thrown.getCause());
            int result = ctx.result();
            assertEquals(1, result);
        }
    }

    @TractorTest
    void aFailureInTheMomentInWhichTheLastCallOfTheBlockWasServedIsThrownByClose(Nursery n) throws Exception {
        var clock = n.start("clock", Clock::new);
        var bang = new IllegalArgumentException("bang");
        var thrown = assertThrows(ActorFailedException.class, () -> {
            try (var ctx = clock.open((Clock c, Dialog<String, Integer, String> d) -> {
                d.started("go");
                d.openStream(StreamOptions.blocking(1)).receive();
                throw bang;
            })) {
                ctx.started();
                var s = ctx.openStream();
                s.send(1);
                s.send(2); // waits for room, and gets it just before the failure; or hears of that
                while (ctx.outcome().isEmpty()) {
                    Thread.yield();
                }
            } catch (StreamEndedException e) {
                // it has failed before that
                throw assertInstanceOf(ActorFailedException.class, e.getSuppressed()[0]);
            }
        });
        assertSame(bang, thrown.getCause());
    }

    @TractorTest
    void aFailureOfTheDialogCancelsTheOpenersBlock(Nursery n) throws Exception {
        var clock = n.start("clock", Clock::new);
        var bang = new IllegalArgumentException("bang");
        var thrown = assertThrows(ActorFailedException.class, () -> {
            try (var ctx = clock.open((Clock c, Dialog<String, String, String> d) -> {
                d.started("go");
                throw bang;
            })) {
                Tractor.sleep(Duration.ofDays(1));
            }
        });
        assertSame(bang, thrown.getCause());
        assertEquals("/clock", thrown.source());
        int calls = clock.ask(Clock::calls); // neither the actor nor this block is harmed
        assertEquals(0, calls);
    }
}
