package dev.tractor.test;

import static dev.tractor.test.FaultyTree.everyRun;
import static dev.tractor.test.FaultyTree.failuresOf;
import static dev.tractor.test.Messages.asks;
import static dev.tractor.test.Messages.messages;
import static dev.tractor.test.Messages.replies;
import static dev.tractor.test.Messages.tells;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.ActorGoneException;
import dev.tractor.CancelScope;
import dev.tractor.Portal;
import dev.tractor.Spawn;
import dev.tractor.Tractor;
import dev.tractor.test.sim.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class FaultsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Keeps what it is given. */
    static final class Desk {
        final List<Integer> papers = new ArrayList<>();

        int put(int paper) {
            papers.add(paper);
            return papers.size();
        }

        List<Integer> papers() {
            return List.copyOf(papers);
        }
    }

    private static void tell(Portal<Desk> desk, int... papers) throws InterruptedException {
        for (int paper : papers) {
            desk.tell(d -> d.put(paper));
        }
    }

    private static int put(Portal<Desk> desk, int paper) throws InterruptedException {
        return desk.ask(d -> d.put(paper));
    }

    // Drop.

    @Test
    void aDroppedTellLooksSentAndIsNeverServed() {
        everyRun((tree, n) -> {
            var desk = n.start("desk", Desk::new);
            tree.faults.drop(tells().to("/desk")).nth(2);
            tell(desk, 1, 2, 3);
            assertEquals(List.of(1, 3), desk.ask(Desk::papers));
        });
    }

    @Test
    void aDroppedAskIsNotServedAndItsCallerWaitsUntilItsDeadline() {
        everyRun((tree, n) -> {
            var desk = n.start("desk", Desk::new);
            tree.faults.drop(asks().to("/desk")).once();
            assertThrows(TimeoutException.class, () -> CancelScope.failAfter(SECOND, () -> desk.ask(d -> d.put(1))));
            assertEquals(SECOND, tree.now());
            assertEquals(List.of(), desk.ask(Desk::papers));
        });
    }

    @Test
    void anAskWhoseReplyIsDroppedIsServedAllTheSame() {
        everyRun((tree, n) -> {
            var desk = n.start("desk", Desk::new);
            tree.faults.drop(replies().from("/desk")).once();
            assertThrows(TimeoutException.class, () -> CancelScope.failAfter(SECOND, () -> desk.ask(d -> d.put(1))));
            assertEquals(List.of(1), desk.ask(Desk::papers));
        });
    }

    @Test
    void whoGivesUpADroppedReplyDoesNotDisturbTheNextMessage() {
        everyRun((tree, n) -> {
            var desk = n.start("desk", Desk::new);
            tree.faults.drop(replies().from("/desk")).once();
            var next = n.fork(() -> {
                Tractor.sleep(SECOND.dividedBy(2));
                return desk.ask(d -> {
                    Tractor.sleep(SECOND);
                    return d.put(2);
                });
            });
            assertFalse(CancelScope.moveOnAfter(SECOND, () -> put(desk, 1)));
            assertEquals(2, next.join());
            assertEquals(List.of(1, 2), desk.ask(Desk::papers));
        });
    }

    // Delay.

    @Test
    void aDelayedTellArrivesLaterThoughItsSenderGoesOn() {
        everyRun((tree, n) -> {
            var desk = n.start("desk", Desk::new);
            tree.faults.delay(tells().to("/desk"), SECOND.multipliedBy(2)).once();
            tell(desk, 1);
            assertEquals(Duration.ZERO, tree.now());
            Tractor.sleep(SECOND);
            tree.machine.settle();
            assertEquals(List.of(), n.fork(() -> desk.ask(Desk::papers)).join());
            Tractor.sleep(SECOND.multipliedBy(2));
            assertEquals(List.of(1), desk.ask(Desk::papers));
        });
    }

    @Test
    void asksAndRepliesTakeAsMuchLongerAsTheyAreDelayed() {
        everyRun((tree, n) -> {
            var desk = n.start("desk", Desk::new);
            tree.faults.delay(asks().to("/desk"), SECOND);
            tree.faults.delay(replies().from("/desk"), SECOND.multipliedBy(2));
            assertEquals(1, put(desk, 1));
            assertEquals(SECOND.multipliedBy(3), tree.now());
        });
    }

    @Test
    void nothingOvertakesADelayedMessageOfItsSender() {
        everyRun((tree, n) -> {
            var desk = n.start("desk", Desk::new);
            tree.faults.delay(tells().to("/desk"), SECOND).once();
            tree.faults.delay(messages().to("/desk"), SECOND).withProbability(0.3);
            tell(desk, 1, 2, 3);
            Tractor.sleep(SECOND);
            tell(desk, 4, 5, 6);
            assertEquals(List.of(1, 2, 3, 4, 5, 6), desk.ask(Desk::papers));
        });
    }

    @Test
    void aDelayedMessageDoesNotKeepOtherSendersWaiting() {
        everyRun((tree, n) -> {
            var desk = n.start("desk", Desk::new);
            tree.faults.delay(tells().to("/desk"), SECOND).once();
            tell(desk, 1);
            assertEquals(1, n.fork(() -> desk.ask(d -> d.put(2))).join());
            assertEquals(Duration.ZERO, tree.now());
        });
    }

    @Test
    void aDelayedReplyDoesNotKeepOtherRepliesWaiting() {
        everyRun((tree, n) -> {
            var desk = n.start("desk", Desk::new);
            tree.faults.delay(replies().from("/desk"), SECOND).once();
            var late = n.fork(() -> desk.ask(d -> d.put(1)));
            tree.machine.settle();
            assertEquals(2, put(desk, 2));
            assertEquals(Duration.ZERO, tree.now());
            assertEquals(1, late.join());
            assertEquals(SECOND, tree.now());
        });
    }

    @Test
    void onceADelayedMessageHasArrivedItsSenderWaitsForRoomAgain() {
        everyRun((tree, n) -> {
            var desk = n.start("desk", Desk::new, Spawn.local().withMailbox(1));
            tree.faults.delay(tells().to("/desk"), SECOND).once();
            tell(desk, 1);
            Tractor.sleep(MINUTE);
            tree.faults.slow("/desk", MINUTE);
            tell(desk, 2, 3, 4);
            assertTrue(tree.now().compareTo(MINUTE) > 0, "there was room for 4 only when 2 was served");
        });
    }

    // Duplicate.

    @Test
    void aDuplicatedTellIsServedTwice() {
        everyRun((tree, n) -> {
            var desk = n.start("desk", Desk::new);
            tree.faults.duplicate(messages().to("/desk")).once();
            tell(desk, 7, 8, 9);
            Tractor.sleep(SECOND);
            var papers = new ArrayList<>(desk.ask(Desk::papers));
            assertEquals(7, papers.getFirst());
            assertEquals(2, papers.stream().filter(paper -> paper == 7).count());
            papers.removeIf(paper -> paper == 7);
            assertEquals(List.of(8, 9), papers);
        });
    }

    @Test
    void aDuplicatedAskIsServedTwiceAndAnsweredOnce() {
        everyRun((tree, n) -> {
            var desk = n.start("desk", Desk::new);
            tree.faults.duplicate(asks()).once();
            assertEquals(1, put(desk, 1));
            Tractor.sleep(SECOND);
            assertEquals(List.of(1, 1), desk.ask(Desk::papers));
        });
    }

    @Test
    void theCopyOfAMessageMayComeAfterLaterOnes() {
        var arrivals = new HashSet<List<Integer>>();
        for (int seed = 0; seed < 50; seed++) {
            FaultyTree.run(Schedule.random(seed), link -> link, (tree, n) -> {
                var desk = n.start("desk", Desk::new);
                tree.faults.duplicate(tells()).once();
                tell(desk, 1, 2, 3);
                Tractor.sleep(SECOND);
                arrivals.add(desk.ask(Desk::papers));
            });
        }
        assertTrue(arrivals.contains(List.of(1, 1, 2, 3)), arrivals::toString);
        assertTrue(arrivals.contains(List.of(1, 2, 3, 1)), arrivals::toString);
    }

    @Test
    void aReplyCannotBeDuplicated() {
        everyRun((tree, n) -> {
            var desk = n.start("desk", Desk::new);
            var rule = tree.faults.duplicate(messages().from("/desk"));
            assertEquals(1, put(desk, 1));
            assertEquals(0, rule.struck());
            var refused = assertThrows(IllegalArgumentException.class, () -> tree.faults.duplicate(replies()));
            assertTrue(refused.getMessage().contains("duplicate the asks"), refused::getMessage);
        });
    }

    // Reorder.

    @Test
    void aReorderedMessageIsOvertakenByLaterOnesOfItsSender() {
        everyRun((tree, n) -> {
            var desk = n.start("desk", Desk::new);
            tree.faults.reorder(tells().to("/desk")).once();
            tell(desk, 1, 2);
            Tractor.sleep(SECOND);
            tell(desk, 3, 4);
            assertEquals(List.of(2, 1, 3, 4), desk.ask(Desk::papers));
        });
    }

    @Test
    void aReorderedMessageIsOvertakenByThreeLaterOnesAtMost() {
        everyRun((tree, n) -> {
            var desk = n.start("desk", Desk::new);
            tree.faults.reorder(tells().to("/desk")).once();
            tell(desk, 1, 2, 3, 4, 5, 6);
            int at = desk.ask(Desk::papers).indexOf(1);
            assertTrue(at >= 1 && at <= 3, "at " + at);
        });
    }

    @Test
    void whatOvertakesIsNotHeldBackItself() {
        everyRun((tree, n) -> {
            var desk = n.start("desk", Desk::new);
            tree.faults.reorder(tells().to("/desk"));
            tell(desk, 1, 2);
            Tractor.sleep(SECOND);
            assertEquals(List.of(2, 1), desk.ask(Desk::papers));
        });
    }

    @Test
    void aReorderedMessageThatNothingFollowsArrivesBeforeTimeGoesOn() {
        everyRun((tree, n) -> {
            var desk = n.start("desk", Desk::new);
            tree.faults.reorder(messages());
            assertEquals(1, put(desk, 1));
            assertEquals(Duration.ZERO, tree.now());
        });
    }

    @Test
    void whatIsHeldBackArrivesBeforeTheTreeHasSettled() {
        everyRun((tree, n) -> {
            var desk = n.start("desk", Desk::new);
            var arrived = new ArrayList<Integer>();
            tree.faults.reorder(tells());
            desk.tell(_ -> arrived.add(1));
            tree.machine.settle();
            assertEquals(List.of(1), arrived);
            Tractor.sleep(SECOND);
            tree.machine.autojump(false);
            desk.tell(_ -> arrived.add(2));
            tree.machine.settle();
            assertEquals(List.of(1, 2), arrived);
            assertEquals(SECOND, tree.now());
            tree.machine.autojump(true);
        });
    }

    @Test
    void whatIsNotReorderedKeepsItsOrder() {
        everyRun((tree, n) -> {
            var desk = n.start("desk", Desk::new);
            tree.faults.reorder(tells().from("/clerk"));
            var clerk = n.start("clerk", Object::new);
            clerk.tell(_ -> tell(desk, 11, 12, 13, 14));
            tell(desk, 1, 2, 3, 4);
            Tractor.sleep(SECOND);
            var papers = desk.ask(Desk::papers);
            assertEquals(
                    List.of(1, 2, 3, 4),
                    papers.stream().filter(paper -> paper < 10).toList());
            assertEquals(8, papers.size());
        });
    }

    // Refuse.

    @Test
    void aRefusedMessageTellsItsSenderWhy() {
        everyRun((tree, n) -> {
            var desk = n.start("desk", Desk::new);
            tree.faults.refuse(messages().to("/desk")).times(2);
            var tell = assertThrows(ActorGoneException.class, () -> tell(desk, 1));
            var ask = assertThrows(ActorGoneException.class, () -> desk.ask(d -> d.put(1)));
            for (var gone : List.of(tell, ask)) {
                assertEquals("actor /desk cannot be reached: the test refuses messages to /desk", gone.getMessage());
            }
            assertEquals(List.of(), desk.ask(Desk::papers));
        });
    }

    @Test
    void anAskWhoseReplyIsRefusedFailsThoughItWasServed() {
        everyRun((tree, n) -> {
            var desk = n.start("desk", Desk::new);
            tree.faults.refuse(replies().to("/")).once();
            var gone = assertThrows(ActorGoneException.class, () -> desk.ask(d -> d.put(1)));
            assertEquals("the reply of /desk was lost: the test refuses replies to /", gone.getMessage());
            assertEquals(List.of(1), desk.ask(Desk::papers));
        });
    }

    // Kill and crash.

    @Test
    void aKilledActorFailsAndSoDoesItsNursery() {
        everyRun((tree, n) -> {
            var failures = failuresOf(inner -> {
                var desk = inner.start("desk", Desk::new);
                assertEquals(1, put(desk, 1));
                tree.faults.kill("/desk", new java.io.IOException("on fire"));
                inner.join();
            });
            assertEquals(
                    List.of("on fire"),
                    failures.stream()
                            .map(failure -> failure.getCause().getMessage())
                            .toList());
        });
    }

    @Test
    void anActorIsKilledAfterTheTimeThatIsSaid() {
        everyRun((tree, n) -> {
            var failures = failuresOf(inner -> {
                inner.start("desk", Desk::new);
                tree.faults.killAfter(SECOND, "/desk");
                inner.join();
            });
            assertEquals(
                    "the test has killed it", failures.getFirst().getCause().getMessage());
            assertEquals(SECOND, tree.now());
        });
    }

    @Test
    void killingAnActorThatIsNotThereNamesThoseThatAre() {
        everyRun((tree, n) -> {
            n.start("desk", Desk::new);
            n.start("till", Desk::new);
            var refused = assertThrows(IllegalArgumentException.class, () -> tree.faults.kill("/dessk"));
            assertEquals("there is no actor /dessk to kill; alive are [/desk, /till]", refused.getMessage());
            tree.faults.killAfter(SECOND, "/dessk");
            Tractor.sleep(MINUTE);
            assertTrue(tree.faults.applied().getLast().endsWith("found no /dessk to kill"));
        });
    }

    @Test
    void anActorCrashesWhileItServesTheMessageThatIsSaid() {
        everyRun((tree, n) -> {
            var served = new ArrayList<Integer>();
            var failures = failuresOf(inner -> {
                var desk = inner.start("desk", Desk::new);
                tree.faults.crash("/desk").nth(2);
                for (int paper = 1; paper <= 2; paper++) {
                    int number = paper;
                    desk.tell(_ -> {
                        served.add(number);
                        Tractor.checkpoint();
                        served.add(-number);
                    });
                }
                inner.join();
            });
            assertEquals(List.of(1, -1, 2), served);
            assertEquals(
                    "the test has crashed it", failures.getFirst().getCause().getMessage());
        });
    }

    // Slow.

    @Test
    void eachMessageTakesASlowActorLongerAndNotItsSender() {
        everyRun((tree, n) -> {
            var desk = n.start("desk", Desk::new);
            tree.faults.slow("/desk", SECOND);
            tell(desk, 1, 2, 3);
            assertEquals(Duration.ZERO, tree.now());
            assertEquals(List.of(1, 2, 3), desk.ask(Desk::papers));
            assertEquals(SECOND.multipliedBy(4), tree.now());
        });
    }

    @Test
    void aSlowActorThatIsCancelledEndsAtOnce() {
        everyRun((tree, n) -> {
            var desk = n.start("desk", Desk::new);
            tree.faults.slow("/desk", MINUTE);
            tell(desk, 1);
            tree.machine.settle();
            assertTrue(desk.cancel());
            assertEquals(Duration.ZERO, tree.now());
        });
    }

    // The clock.

    @Test
    void aJumpOfTheClockEndsADeadlineWhileItsWorkCouldGoOn() {
        everyRun((tree, n) -> {
            assertTrue(workWithin(MINUTE), "without a jump the deadline is not reached");
            assertEquals(Duration.ZERO, tree.now());
            tree.faults.jumpClock().once();
            assertFalse(workWithin(MINUTE));
            assertEquals(MINUTE, tree.now());
            assertTrue(tree.faults.applied().getFirst().endsWith("the clock jumped by 1m"));
        });
    }

    private static boolean workWithin(Duration limit) throws InterruptedException {
        return CancelScope.moveOnAfter(limit, () -> {
            for (int i = 0; i < 10; i++) {
                Thread.yield();
                Tractor.checkpoint();
            }
        });
    }
}
