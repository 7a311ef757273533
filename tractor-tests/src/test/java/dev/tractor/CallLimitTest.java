package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.test.Faults;
import dev.tractor.test.Messages;
import dev.tractor.test.Simulation;
import dev.tractor.test.TractorTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;

/** Ask, run and tell with a deadline of their own. */
class CallLimitTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    @TractorTest
    void aReplyInTimeIsReturnedAndLeavesNoTimer(Nursery n, Simulation sim) throws Exception {
        var counter = n.start("counter", Counter::new);
        int now = counter.ask(HOUR, c -> c.add(3));
        assertEquals(3, now);
        counter.run(HOUR, c -> c.add(1));
        counter.tell(HOUR, c -> c.add(1));
        assertEquals(5, (int) counter.ask(c -> c.total));
        assertEquals(Duration.ZERO, sim.now());
        assertEquals(List.of(), Strand.current().root.timers());
    }

    @TractorTest
    void anAskThatTakesTooLongTimesOutAndIsInterrupted(Nursery n, Simulation sim) throws Exception {
        var counter = n.start("counter", Counter::new);
        var why = new ArrayList<String>();
        var late = assertThrows(
                TimeoutException.class,
                () -> counter.ask(SECOND, c -> {
                    var thrown = assertThrows(CancelledException.class, () -> Tractor.sleep(HOUR));
                    why.add(thrown.reason());
                    throw thrown;
                }));
        assertEquals("no reply of /counter within 1s; the ask had begun to run", late.getMessage());
        assertEquals(SECOND, sim.now());
        counter.run(c -> {});
        assertEquals(List.of("its caller has given up: its deadline has passed"), why);
    }

    @TractorTest
    void anAskThatDoesNotGetItsTurnTimesOutAndNeverRuns(Nursery n, Simulation sim) throws Exception {
        var counter = n.start("counter", Counter::new);
        counter.tell(c -> Tractor.sleep(HOUR));
        var late = assertThrows(TimeoutException.class, () -> counter.run(SECOND, c -> c.add(1)));
        assertEquals("no reply of /counter within 1s; the ask had not begun to run", late.getMessage());
        assertEquals(SECOND, sim.now());
        assertEquals(0, (int) counter.ask(c -> c.total));
    }

    @TractorTest
    void aTellThatFindsNoRoomInTimeHasNotBeenSent(Nursery n, Simulation sim) throws Exception {
        var counter = n.start("counter", Counter::new, Spawn.local().withMailbox(1));
        counter.tell(c -> Tractor.sleep(HOUR));
        counter.tell(c -> c.add(2)); // waits until the first is being served
        var late = assertThrows(TimeoutException.class, () -> counter.tell(SECOND, c -> c.add(10)));
        assertEquals("no room in the mailbox of /counter within 1s; 1 queued there", late.getMessage());
        assertEquals(2, (int) counter.ask(c -> c.total));
        assertEquals(HOUR, sim.now());
    }

    @TractorTest
    void aTellThatWasSentRunsHoweverLongThatTakes(Nursery n, Simulation sim) throws Exception {
        var counter = n.start("counter", Counter::new);
        counter.tell(c -> Tractor.sleep(HOUR));
        counter.tell(SECOND, c -> c.add(1));
        assertEquals(1, (int) counter.ask(c -> c.total));
    }

    @TractorTest
    void aLimitThatHasPassedAlreadySendsNothing(Nursery n) throws Exception {
        var counter = n.start("counter", Counter::new);
        for (var limit : List.of(Duration.ZERO, SECOND.negated())) {
            assertThrows(TimeoutException.class, () -> counter.ask(limit, c -> c.add(1)));
            assertThrows(TimeoutException.class, () -> counter.run(limit, c -> c.add(1)));
            assertThrows(TimeoutException.class, () -> counter.tell(limit, c -> c.add(1)));
            assertThrows(
                    TimeoutException.class, () -> counter.ask(limit, (c, reply) -> assertTrue(reply.give(c.add(1)))));
        }
        assertEquals(0, (int) counter.ask(c -> c.total));
    }

    @TractorTest
    void theLongestLimitIsLongEnough(Nursery n) throws Exception {
        var counter = n.start("counter", Counter::new);
        var forever = Duration.ofSeconds(Long.MAX_VALUE);
        assertEquals(1, (int) counter.ask(forever, c -> {
            Tractor.sleep(HOUR);
            return c.add(1);
        }));
    }

    @TractorTest
    void theActorsErrorComesBackThoughThereIsALimit(Nursery n) throws Exception {
        var counter = n.start("counter", Counter::new);
        var thrown = assertThrows(
                ActorFailedException.class,
                () -> counter.run(HOUR, c -> {
                    throw new IllegalStateException("real");
                }));
        assertEquals("actor /counter failed: java.lang.IllegalStateException: real", thrown.getMessage());
        assertEquals(1, (int) counter.ask(c -> c.add(1)));
    }

    @TractorTest
    void anErrorThatNobodyWaitsForAfterTheLimitFailsTheActor() {
        var thrown = assertThrows(
                NurseryException.class,
                () -> Nursery.run(n -> {
                    var counter = n.start("counter", Counter::new);
                    assertThrows(
                            TimeoutException.class,
                            () -> counter.run(SECOND, c -> {
                                try {
                                    Tractor.sleep(HOUR);
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException("real");
                                }
                            }));
                }));
        assertInstanceOf(ActorFailedException.class, thrown.getCause());
    }

    @TractorTest
    void anActorThatHasEndedIsGoneThoughThereIsALimit(Nursery n) throws Exception {
        var counter = n.start("counter", Counter::new);
        counter.stop();
        counter.join();
        assertThrows(ActorGoneException.class, () -> counter.ask(HOUR, c -> c.total));
        assertThrows(ActorGoneException.class, () -> counter.tell(HOUR, c -> c.add(1)));
    }

    @TractorTest
    void aNullLimitIsRefusedByName(Nursery n) throws Exception {
        var counter = n.start("counter", Counter::new);
        assertEquals(
                "limit",
                assertThrows(NullPointerException.class, () -> counter.ask(null, c -> c.total))
                        .getMessage());
        assertEquals(
                "function",
                assertThrows(NullPointerException.class, () -> counter.ask(SECOND, (ActorFunction<Counter, ?>) null))
                        .getMessage());
    }

    // Cancellation.

    @TractorTest
    void aCancelledCallerIsToldSoAndNotOfTheLimit(Nursery n) throws Exception {
        var counter = n.start("counter", Counter::new);
        CancelScope.run(scope -> {
            scope.cancel("enough");
            assertThrows(CancelledException.class, () -> counter.ask(Duration.ZERO, c -> c.total));
            assertThrows(CancelledException.class, () -> counter.tell(Duration.ZERO, c -> c.add(1)));
            assertThrows(CancelledException.class, () -> counter.ask(HOUR, c -> c.total));
        });
        CancelScope.run(scope -> {
            n.fork(() -> scope.cancel("enough"));
            assertThrows(CancelledException.class, () -> counter.run(HOUR, c -> Tractor.sleep(HOUR)));
        });
        counter.run(c -> {}); // so the one before has ended, and needs no reminder of its cancellation
        assertEquals(List.of(), Strand.current().root.timers());
    }

    @TractorTest
    void aLimitInsideAnOuterDeadlineMeansTheSameAsFailAfter(Nursery n) throws Exception {
        var counter = n.start("counter", Counter::new);
        for (var outer : List.of(500, 1_000, 2_000)) {
            for (var inner : List.of(400, 1_100, 1_600)) {
                var limit = Duration.ofMillis(inner);
                assertEquals(
                        outcome(outer, () -> CancelScope.failAfter(limit, () -> counter.ask(CallLimitTest::slow))),
                        outcome(outer, () -> counter.ask(limit, CallLimitTest::slow)),
                        () -> outer + " " + inner);
                counter.run(c -> {});
            }
        }
    }

    private static boolean slow(Counter counter) throws InterruptedException {
        Tractor.sleep(Duration.ofMillis(1_300));
        return true;
    }

    /** How a call ended that was made inside a deadline. */
    private static String outcome(int outerMillis, Callable<Boolean> call) throws Exception {
        var how = new String[] {"neither"};
        var done = CancelScope.moveOnAfter(Duration.ofMillis(outerMillis), () -> {
            try {
                how[0] = call.call() ? "reply" : "no reply";
            } catch (TimeoutException e) {
                how[0] = "late";
            }
        });
        return how[0] + (done ? " inside" : " ended by the deadline around");
    }

    @TractorTest
    void aLimitCountsInAShieldToo(Nursery n, Simulation sim) throws Exception {
        var counter = n.start("counter", Counter::new);
        CancelScope.run(scope -> {
            scope.cancel("enough");
            CancelScope.shield(() ->
                    assertThrows(TimeoutException.class, () -> counter.run(SECOND, c -> Tractor.sleep(HOUR))));
        });
        assertEquals(SECOND, sim.now());
    }

    @TractorTest
    void aReplyThatMeetsTheLimitIsReturnedOrItsMessageWasInterrupted(Nursery n) throws Exception {
        var counter = n.start("counter", Counter::new);
        int got = 0;
        try {
            got = counter.ask(SECOND, c -> {
                Tractor.sleep(SECOND);
                return c.add(1);
            });
        } catch (TimeoutException e) {
            assertTrue(e.getMessage().contains("had begun to run"), e.getMessage());
        }
        int total = counter.ask(c -> c.total);
        assertTrue(got <= total, "a reply of a message that did not run");
    }

    @TractorTest
    void aTellThatThrowsHasNotSentAndOneThatReturnsHas(Nursery n) throws Exception {
        var counter = n.start("counter", Counter::new, Spawn.local().withMailbox(1));
        counter.tell(c -> Tractor.sleep(SECOND));
        var sent = new int[1];
        var tellers = new ArrayList<Task<?>>();
        for (int i = 0; i < 4; i++) {
            tellers.add(n.fork(() -> {
                try {
                    counter.tell(SECOND, c -> c.add(1)); // there is room in the moment in which time is up
                    sent[0]++;
                } catch (TimeoutException e) {
                    assertTrue(e.getMessage().contains("no room"), e.getMessage());
                }
            }));
        }
        for (var teller : tellers) {
            teller.join();
        }
        assertEquals(sent[0], (int) counter.ask(c -> c.total));
    }

    @TractorTest(cancelEverywhere = true, interruptEverywhere = true)
    void noTimerIsLeftBehind(Faults faults) throws Exception {
        faults.delay(Messages.replies(), Duration.ofMillis(300)).withProbability(0.5);
        Nursery.run(n -> {
            var counter = n.start("counter", Counter::new, Spawn.local().withMailbox(1));
            var tasks = new ArrayList<Task<?>>();
            for (int i = 0; i < 3; i++) {
                tasks.add(n.fork(() -> {
                    try {
                        counter.run(SECOND, c -> Tractor.sleep(Duration.ofMillis(400)));
                        counter.tell(SECOND, c -> Tractor.sleep(Duration.ofMillis(400)));
                    } catch (TimeoutException e) {
                        assertTrue(e.getMessage().contains("within 1s"), e.getMessage());
                    }
                }));
            }
            for (var task : tasks) {
                task.join();
            }
            counter.stop();
        });
    }

    // The search for calls that can never be served.

    @TractorTest
    void anAskWithALimitIsNotRefusedForItEndsByItself(Nursery n, Simulation sim) throws Exception {
        var counter = n.start("counter", Counter::new);
        counter.run(c -> assertThrows(TimeoutException.class, () -> counter.run(SECOND, x -> {})));
        assertEquals(SECOND, sim.now());
    }

    @TractorTest
    void aTellThatALimitInTheMailboxWillMakeRoomForIsNotRefused(Nursery n) throws Exception {
        var a = n.start("a", Counter::new);
        var b = n.start("b", Counter::new, Spawn.local().withMailbox(1));
        var impatient = n.fork("impatient", () -> {
            Watch.untilActor("/b", "a reply of /a");
            assertThrows(TimeoutException.class, () -> b.run(SECOND, y -> {}));
        });
        // b waits for a, and a for room at b, which there is when the impatient one has given up
        b.run(y -> a.run(x -> {
            Watch.untilActor("/b", "1 in its mailbox");
            b.tell(z -> z.add(1));
        }));
        impatient.join();
        assertEquals(1, (int) b.ask(y -> y.total));
    }

    @TractorTest
    void aChainThatALimitWillBreakIsNotRefused(Nursery n) throws Exception {
        var a = n.start("a", Counter::new);
        var b = n.start("b", Counter::new);
        // a waits for b at most a second, b waits for a
        boolean late = a.ask(x -> {
            try {
                b.run(SECOND, y -> a.run(z -> {}));
                return false;
            } catch (TimeoutException e) {
                return true;
            }
        });
        assertTrue(late);
        b.run(y -> {});
    }
}
