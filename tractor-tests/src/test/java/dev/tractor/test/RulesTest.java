package dev.tractor.test;

import static dev.tractor.test.FaultyTree.everyRun;
import static dev.tractor.test.Messages.asks;
import static dev.tractor.test.Messages.messages;
import static dev.tractor.test.Messages.replies;
import static dev.tractor.test.Messages.tells;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.Actor;
import dev.tractor.ActorGoneException;
import dev.tractor.CancelScope;
import dev.tractor.Nursery;
import dev.tractor.Portal;
import dev.tractor.Tractor;
import dev.tractor.test.sim.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RulesTest {
    private static final int SEEDS = 200;
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Keeps what it is given. */
    static final class Desk {
        final List<Integer> papers = new ArrayList<>();

        void put(int paper) {
            papers.add(paper);
        }
    }

    /** What arrives of the tells 1 to 10 when a rule drops some of them. */
    private static List<Integer> arrived(FaultyTree tree, Portal<Desk> desk) throws InterruptedException {
        desk.run(d -> d.papers.clear());
        for (int paper = 1; paper <= 10; paper++) {
            int number = paper;
            desk.tell(d -> d.put(number));
        }
        return desk.ask(d -> List.copyOf(d.papers));
    }

    private static List<Integer> allBut(Integer... dropped) {
        return IntStream.rangeClosed(1, 10)
                .boxed()
                .filter(paper -> !List.of(dropped).contains(paper))
                .toList();
    }

    // When.

    @Test
    void aRuleThatIsNotNarrowedStrikesUntilItIsLifted() {
        everyRun((tree, n) -> {
            var desk = n.start("desk", Desk::new);
            var rule = tree.faults.drop(tells());
            assertEquals(List.of(), arrived(tree, desk));
            assertEquals(10, rule.struck());
            rule.lift();
            assertEquals(allBut(), arrived(tree, desk));
            assertEquals(10, rule.struck());
        });
    }

    @Test
    void aRuleStrikesAsOftenAndWhenItIsTold() {
        everyRun((tree, n) -> {
            var desk = n.start("desk", Desk::new);
            tree.faults.drop(tells()).once();
            assertEquals(allBut(1), arrived(tree, desk));
            tree.faults.drop(tells()).times(3);
            assertEquals(allBut(1, 2, 3), arrived(tree, desk));
            tree.faults.drop(tells()).nth(4);
            assertEquals(allBut(4), arrived(tree, desk));
            assertEquals(allBut(), arrived(tree, desk));
            var late = tree.faults.drop(tells()).withProbability(0);
            assertEquals(allBut(), arrived(tree, desk));
            late.withProbability(1).nth(5);
            assertEquals(allBut(5), arrived(tree, desk), "counted from when it was said");
        });
    }

    @Test
    void aRuleStrikesByItsProbability() {
        var struck = new ArrayList<Long>();
        for (int seed = 0; seed < SEEDS; seed++) {
            FaultyTree.run(Schedule.fifo(seed), link -> link, (tree, n) -> {
                var desk = n.start("desk", Desk::new);
                var rule = tree.faults.drop(tells()).withProbability(0.3);
                int came = arrived(tree, desk).size();
                assertEquals(10 - came, rule.struck());
                struck.add(rule.struck());
            });
        }
        double mean = struck.stream().mapToLong(Long::longValue).average().orElseThrow();
        assertEquals(3, mean, 0.5);
        assertTrue(new HashSet<>(struck).size() > 4, struck::toString);
    }

    @Test
    void aRuleWithAProbabilityStrikesNoMoreOftenThanItIsTold() {
        everyRun((tree, n) -> {
            var desk = n.start("desk", Desk::new);
            var rule = tree.faults.drop(tells()).withProbability(0.9).times(2);
            assertEquals(8, arrived(tree, desk).size());
            assertEquals(2, rule.struck());
        });
    }

    @Test
    void theFirstRuleThatStrikesDecidesAndLaterOnesDoNotCountTheMessage() {
        everyRun((tree, n) -> {
            var desk = n.start("desk", Desk::new);
            tree.faults.drop(tells()).nth(2);
            tree.faults.drop(tells()).nth(2);
            var rest = tree.faults.delay(tells(), SECOND).times(1);
            assertEquals(allBut(2, 3), arrived(tree, desk));
            assertEquals(1, rest.struck());
        });
    }

    @Test
    void aRuleMoreDoesNotChangeWhenTheOthersStrike() {
        Function<Boolean, List<Integer>> arrivals = more -> {
            var papers = new ArrayList<Integer>();
            FaultyTree.run(Schedule.fifo(5), link -> link, (tree, n) -> {
                var desk = n.start("desk", Desk::new);
                tree.faults.drop(tells()).withProbability(0.5);
                if (more) {
                    tree.faults.delay(asks(), SECOND).withProbability(0.5);
                }
                papers.addAll(arrived(tree, desk));
            });
            return papers;
        };
        var papers = arrivals.apply(false);
        assertEquals(papers, arrivals.apply(true));
        assertNotEquals(allBut(), papers);
    }

    @Test
    void whatWouldNeverStrikeIsRefused() {
        everyRun((tree, n) -> {
            var rule = tree.faults.drop(tells());
            assertRefused("times(0) would never strike; give 1 or more", () -> rule.times(0));
            assertRefused("nth(-1) would never strike; give 1 or more", () -> rule.nth(-1));
            assertRefused(
                    "withProbability(1.5) is no probability; give a number from 0 to 1",
                    () -> rule.withProbability(1.5));
            assertRefused(
                    "delay: time does not go back, not by 1s", () -> tree.faults.delay(tells(), SECOND.negated()));
            assertRefused(
                    "\"desk\" is no path of an actor; a path begins with \"/\", such as \"/desk\", or \"/desk/**\""
                            + " for an actor and all below it, or \"/\" for the code of the root",
                    () -> tells().to("desk"));
        });
    }

    private static void assertRefused(String message, Runnable call) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }

    // Which messages.

    @Test
    void messagesAreChosenByKindAndByWhoSendsThemToWhom() {
        assertEquals(8, struck(messages()));
        assertEquals(3, struck(asks()));
        assertEquals(2, struck(tells()));
        assertEquals(3, struck(replies()));
        assertEquals(1, struck(tells().from("/office/clerk")));
        assertEquals(1, struck(asks().from("/office/clerk").to("/desk")));
        assertEquals(1, struck(replies().from("/desk").to("/office/clerk")));
        assertEquals(3, struck(messages().from("/")));
        assertEquals(3, struck(messages().to("/desk/**")), "an actor is among those below it");
        assertEquals(0, struck(messages().to("/de/**")));
        assertEquals(1, struck(messages().from("/office")));
        assertEquals(4, struck(messages().from("/office/**")), "and so it is here");
        assertEquals(3, struck(messages().to("/**").from("/")));
    }

    /** How many of the messages in a small tree these are. */
    private static long struck(Messages messages) {
        var struck = new long[1];
        FaultyTree.run(Schedule.fifo(1), link -> link, (tree, n) -> {
            var rule = tree.faults.delay(messages, Duration.ZERO);
            var desk = n.start("desk", Desk::new);
            var office = n.start("office", Object::new);
            var clerk = office.ask(_ -> Actor.current().nursery().start("clerk", Object::new)); // ask, reply
            clerk.ask(
                    _ -> { // ask, reply
                        desk.tell(d -> d.put(1)); // tell
                        return desk.ask(d -> d.papers.size()); // ask, reply
                    });
            desk.tell(d -> d.put(2)); // tell
            struck[0] = rule.struck();
        });
        return struck[0];
    }

    @Test
    void messagesSayWhatTheyAre() {
        assertEquals("tells from /a to /b/**", tells().to("/b/**").from("/a").toString());
        assertEquals("messages", messages().toString());
    }

    // What is told of them.

    @Test
    void eachFaultIsToldWithItsTimeStepAndMessage() {
        var trace = FaultyTree.run(Schedule.fifo(1), link -> link, (tree, n) -> {
            var desk = n.start("desk", Desk::new);
            tree.faults.drop(tells()).once();
            tree.faults.delay(asks().to("/desk"), SECOND);
            tree.faults.slow("/desk", Duration.ofMillis(500));
            desk.tell(d -> d.put(1));
            desk.run(d -> d.put(2));
        });
        assertEquals(
                List.of(
                        "at 0s: dropped tell 1 from / to /desk",
                        "at 0s: delayed ask 2 from / to /desk by 1s",
                        "at 1s: slowed /desk by 0.5s"),
                trace.applied().stream()
                        .map(line -> line.replaceFirst(", step \\d+", ""))
                        .toList());
    }

    @Test
    void onlyTheLastOfManyFaultsAreTold() {
        var trace = FaultyTree.run(Schedule.fifo(1), link -> link, (tree, n) -> {
            var desk = n.start("desk", Desk::new);
            tree.faults.drop(tells());
            for (int i = 0; i < 250; i++) {
                desk.tell(d -> d.put(1));
            }
        });
        assertEquals(201, trace.applied().size());
        assertEquals("(50 faults before these)", trace.applied().getFirst());
        assertTrue(trace.applied().getLast().contains("dropped tell 250"));
    }

    @Test
    void whatIsUnderWayWhenTheTestEndsIsDroppedAndTold() {
        var trace = FaultyTree.run(Schedule.fifo(1), link -> link, (tree, n) -> {
            var desk = n.start("desk", Desk::new);
            tree.faults.delay(tells(), SECOND).once();
            tree.faults.reorder(tells().to("/till"));
            desk.tell(d -> d.put(1));
            n.start("till", Desk::new).tell(d -> d.put(2));
        });
        var end = trace.applied().subList(2, 4);
        assertTrue(end.get(0).endsWith("never delivered tell 1 from / to /desk: the test has ended"), end::toString);
        assertTrue(end.get(1).endsWith("never delivered tell 2 from / to /till: the test has ended"), end::toString);
    }

    @Test
    void afterTheEndNothingGoesWrongAndNothingComes() {
        FaultyTree.run(Schedule.fifo(1), link -> link, (tree, n) -> {
            var desk = n.start("desk", Desk::new);
            var till = n.start("till", Desk::new);
            tree.faults.delay(tells().to("/desk"), SECOND);
            tree.faults.delay(tells().to("/till"), Duration.ZERO);
            tree.faults.drop(asks());
            desk.tell(d -> d.put(1));
            till.tell(d -> d.put(2));
            tree.faults.end();
            Tractor.sleep(SECOND.multipliedBy(2));
            assertEquals(List.of(), desk.ask(d -> List.copyOf(d.papers)));
            assertEquals(List.of(), till.ask(d -> List.copyOf(d.papers)));
        });
    }

    // Replay.

    @Test
    void aRunWithFaultsByChanceRepeatsExactly() {
        var distinct = new HashSet<FaultyTree.Trace>();
        for (int seed = 0; seed < SEEDS; seed++) {
            var schedule = seed % 2 == 0 ? Schedule.random(seed) : Schedule.pct(seed, 3, 200);
            var first = FaultyTree.run(schedule, link -> link, RulesTest::muchGoesWrong);
            assertEquals(first, FaultyTree.run(schedule, link -> link, RulesTest::muchGoesWrong), schedule::toString);
            distinct.add(first);
        }
        assertTrue(distinct.size() > SEEDS * 9 / 10, "only " + distinct.size() + " different runs");
    }

    private static void muchGoesWrong(FaultyTree tree, Nursery n) throws Exception {
        var faults = tree.faults;
        faults.drop(asks()).withProbability(0.05);
        faults.drop(tells()).withProbability(0.05);
        faults.drop(replies()).withProbability(0.05);
        faults.delay(messages(), SECOND).withProbability(0.1);
        faults.duplicate(messages()).withProbability(0.1);
        faults.reorder(messages()).withProbability(0.2);
        faults.refuse(messages()).withProbability(0.02);
        faults.slow("/**", Duration.ofMillis(300)).withProbability(0.3);
        faults.crash("/till").withProbability(0.02);
        faults.jumpClock().withProbability(0.02);
        faults.killAfter(SECOND.multipliedBy(20), "/till");
        var _ = FaultyTree.failuresOf(inner -> {
            var desk = inner.start("desk", Desk::new);
            var till = inner.start("till", Desk::new);
            var tasks = IntStream.range(0, 4)
                    .mapToObj(number -> inner.fork(() -> work(number, desk, till)))
                    .toList();
            Tractor.sleep(SECOND.multipliedBy(3));
            faults.breakLink("/", "/desk");
            Tractor.sleep(SECOND);
            faults.mendLink("/", "/desk");
            for (var task : tasks) {
                task.join();
            }
            desk.stop();
            till.stop();
        });
    }

    private static void work(int number, Portal<Desk> desk, Portal<Desk> till) throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            try {
                CancelScope.moveOnAfter(SECOND.multipliedBy(2), () -> {
                    desk.tell(d -> d.put(number));
                    till.run(t -> t.put(number));
                    desk.tell(d -> till.tell(t -> t.put(number)));
                    Tractor.sleep(SECOND);
                });
            } catch (ActorGoneException e) {
                Tractor.sleep(SECOND); // the link is broken, or the till has crashed
            }
        }
    }
}
