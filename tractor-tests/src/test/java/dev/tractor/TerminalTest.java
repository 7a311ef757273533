package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.build.Scenario;
import dev.tractor.test.ScriptedConsole;
import dev.tractor.test.TractorTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** The terminal in the middle of a living tree: laws 11 and 12. */
class TerminalTest {

    /** Stops as often as it is told to, and counts what it did in between. */
    static final class Stopper {
        private int stops;

        void stop() {
            Tractor.breakpoint();
            stops++;
        }

        int stops() {
            return stops;
        }
    }

    static final class Failer {
        void fail() {
            throw new IllegalStateException("failed");
        }
    }

    /** Waits for a condition, whatever is cancelled around it. */
    private static void await(Callable<Boolean> condition) throws Exception {
        CancelScope.shield(() -> {
            while (!condition.call()) {
                Tractor.sleep(Duration.ofMillis(1));
            }
        });
    }

    /** The strand of that name below a nursery. */
    private static Strand strand(Nursery n, String name) {
        return strands(n)
                .filter(strand -> strand.toString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<Strand> strands(Nursery n) {
        return n.children().stream()
                .map(child -> child.strand)
                .flatMap(strand -> Stream.concat(
                        Stream.of(strand),
                        Stream.iterate(strand.base, Objects::nonNull, scope -> scope.inner)
                                .map(scope -> scope.nursery)
                                .filter(Objects::nonNull)
                                .flatMap(TerminalTest::strands)));
    }

    @TractorTest
    void sessionsAreGrantedInTheOrderTheyWereAskedForTheRootsIncluded(Nursery n, ScriptedConsole console)
            throws Exception {
        var stoppers = new ArrayList<Portal<Stopper>>();
        for (int i = 0; i < 4; i++) {
            var stopper = n.start("s" + i, Stopper::new);
            stoppers.add(stopper);
            stopper.tell(Stopper::stop);
            int expected = i + 1;
            console.awaitQueue(expected);
        }
        n.fork("of the root", () -> Tractor.breakpoint());
        console.awaitQueue(5);
        stoppers.getFirst().tell(Stopper::stop); // asks again only after its first session
        for (var expected : List.of("/s0", "/s1", "/s2", "/s3", "/")) {
            var session = console.next();
            assertEquals(expected, session.actor());
            if (expected.equals("/s0")) {
                session.resume();
                console.awaitQueue(5); // and is the last in the line now
            } else {
                session.resume();
            }
        }
        var last = console.next();
        assertEquals("/s0", last.actor());
        last.resume();
    }

    @TractorTest
    void aFailingRootLeavesTheTreeAloneWhileAnActorHoldsTheTerminal(Nursery outer, ScriptedConsole console)
            throws Exception {
        try (var n = Nursery.open()) {
            var carol = n.start("carol", Stopper::new);
            var alice = n.start("alice", Stopper::new);
            var bob = n.start("bob", Failer::new);
            alice.tell(Stopper::stop);
            var session = console.next();
            bob.tell(Failer::fail);
            await(() -> !bob.isAlive());
            // the block has failed and says so, but carol and alice live on
            var told = assertThrows(NurseryException.class, Tractor::checkpoint);
            assertEquals("/bob", ((ActorFailedException) told.getCause()).source());
            for (int i = 0; i < 500; i++) { // so many hand-overs that a cancellation on its way would have arrived
                int stops = CancelScope.shield(() -> carol.ask(Stopper::stops));
                assertEquals(0, stops);
            }
            assertTrue(alice.isAlive());
            session.resume();
            await(() -> !alice.isAlive() && !carol.isAlive());
        }
    }

    @TractorTest
    @Scenario("D10")
    void aFailingRootLeavesTheTreeAloneWhileAnActorTwoLevelsDownHoldsTheTerminal(Nursery outer, ScriptedConsole console)
            throws Exception {
        try (var n = Nursery.open(o -> o.debug(true))) {
            var child = n.start("child", Object::new);
            var grandchild = child.ask(c -> Actor.current().nursery().start("grandchild", Stopper::new));
            var sibling = n.start("sibling", Object::new);
            var bob = n.start("bob", Failer::new);
            grandchild.tell(Stopper::stop);
            var session = console.next();
            assertEquals("/child/grandchild", session.actor());
            bob.tell(Failer::fail);
            console.awaitQueue(2);
            session.resume();
            var crash = console.next();
            assertEquals("/bob", crash.actor());
            grandchild.tell(Stopper::stop); // and is the next in the line
            console.awaitQueue(2);
            crash.resume();
            var last = CancelScope.shield(() -> console.next());
            assertEquals("/child/grandchild", last.actor());
            await(() -> !bob.isAlive());
            assertThrows(NurseryException.class, Tractor::checkpoint); // the block has failed, and says so
            assertNull(strand(n, "/child").base.cause);
            assertNull(strand(n, "/sibling").base.cause);
            assertTrue(grandchild.isAlive());
            last.resume();
            await(() -> !grandchild.isAlive() && !child.isAlive() && !sibling.isAlive());
            console.autoContinue(); // the block's own crash
            var failure = (ActorFailedException)
                    assertThrows(NurseryException.class, n::join).getCause();
            assertEquals("/bob", failure.source());
        }
        assertEquals("/", console.sessions().getLast().actor());
    }

    @TractorTest
    void aRequestMadeWhileTheRootWaitsGetsItsSessionToo(Nursery outer, ScriptedConsole console) throws Exception {
        try (var n = Nursery.open()) {
            var carol = n.start("carol", Stopper::new);
            var alice = n.start("alice", Stopper::new);
            var bob = n.start("bob", Failer::new);
            alice.tell(Stopper::stop);
            var first = console.next();
            bob.tell(Failer::fail);
            await(() -> !bob.isAlive());
            CancelScope.shield(() -> {
                carol.tell(Stopper::stop);
                console.awaitQueue(2);
                first.resume();
                var second = console.next();
                assertEquals("/carol", second.actor());
                assertTrue(carol.isAlive());
                second.resume();
            });
            await(() -> !alice.isAlive() && !carol.isAlive());
            assertThrows(NurseryException.class, n::join);
        }
    }

    @TractorTest
    void aCancelledNurseryOfTheRootRefusesChildrenAtOnceThoughDeliveryWaits(Nursery outer, ScriptedConsole console)
            throws Exception {
        try (var n = Nursery.open()) {
            var alice = n.start("alice", Stopper::new);
            alice.tell(Stopper::stop);
            var session = console.next();
            n.cancel("enough");
            assertThrows(SpawnRefusedException.class, () -> n.start("late", Stopper::new));
            assertNull(strand(n, "/alice").base.cause);
            session.resume();
            n.join();
            assertFalse(alice.isAlive());
        }
    }

    @TractorTest
    void cancellationFromAnotherActorIsPutOffUntilTheSessionHasEnded(Nursery outer, ScriptedConsole console)
            throws Exception {
        class Killer {
            boolean kill(Portal<Stopper> victim) {
                return victim.cancel("by its rival");
            }
        }
        try (var n = Nursery.open()) {
            var victim = n.start("victim", Stopper::new);
            var killer = n.start("killer", Killer::new);
            victim.tell(Stopper::stop);
            var session = console.next();
            var killed = n.fork("kill", () -> killer.<Boolean>ask(k -> k.kill(victim)));
            await(() -> Tractor.tree().toString().contains("/killer  waits for the end of /victim"));
            assertNull(strand(n, "/victim").base.cause);
            session.resume();
            assertTrue(killed.join()); // the grace period stood still, however long the session took
        }
    }

    @TractorTest
    void cancellationFromInsideReachesTheOthersButNotTheRequester(Nursery outer, ScriptedConsole console)
            throws Exception {
        class Busy {
            final CountDownLatch goAhead = new CountDownLatch(1);
            final CountDownLatch siblingGone = new CountDownLatch(1);
            final AtomicBoolean wasCancelled = new AtomicBoolean();

            void work() throws InterruptedException {
                try (var n = Nursery.open()) {
                    // the oldest, so the last to be cancelled: when it is gone the requester's turn has been
                    n.fork("sibling", () -> {
                        try {
                            Tractor.sleep(Duration.ofHours(1));
                        } finally {
                            siblingGone.countDown();
                        }
                    });
                    n.fork("requester", () -> {
                        Tractor.breakpoint();
                        assertThrows(CancelledException.class, Tractor::checkpoint);
                        wasCancelled.set(true);
                    });
                    n.fork("canceller", () -> {
                        goAhead.await();
                        assertFalse(Actor.current().self().cancel()); // from inside it only requests
                    });
                    n.join();
                }
            }
        }
        try (var n = Nursery.open()) {
            var busy = new Busy();
            var portal = n.start("busy", () -> busy);
            portal.tell(Busy::work);
            var session = console.next();
            await(() -> n.root.tree().toString().contains("task sibling  waits for a sleep"));
            busy.goAhead.countDown();
            busy.siblingGone.await();
            assertNull(strand(n, "/busy (task requester)").base.cause);
            session.resume();
            portal.join();
            assertTrue(busy.wasCancelled.get());
        }
    }

    @TractorTest
    void theRootsOwnPortalCancelWaitsForTheLatch(Nursery outer, ScriptedConsole console) throws Exception {
        try (var n = Nursery.open()) {
            var alice = n.start("alice", Stopper::new);
            var carol = n.start("carol", Stopper::new);
            alice.tell(Stopper::stop);
            var session = console.next();
            var cancel = n.fork("cancel", () -> carol.cancel());
            assertTrue(carol.isAlive());
            assertFalse(cancel.isDone());
            session.resume();
            assertTrue(cancel.join());
            assertTrue(alice.isAlive());
        }
    }

    @TractorTest
    void theDrainedLatchIsNotLostWhenTheRootsOwnSessionIsTheLast(Nursery outer, ScriptedConsole console)
            throws Exception {
        try (var n = Nursery.open()) {
            var alice = n.start("alice", Stopper::new);
            alice.tell(Stopper::stop);
            var first = console.next();
            outer.fork("of the root", () -> Tractor.breakpoint());
            console.awaitQueue(2);
            n.cancel("enough");
            first.resume();
            var second = console.next();
            assertEquals(1, console.queue().size());
            assertTrue(alice.isAlive());
            second.resume();
            n.join();
            assertFalse(alice.isAlive());
        }
    }
}
