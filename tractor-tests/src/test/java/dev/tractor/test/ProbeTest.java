package dev.tractor.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.CancelScope;
import dev.tractor.Nursery;
import dev.tractor.NurseryException;
import dev.tractor.Tractor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.opentest4j.AssertionFailedError;

/** What a test expects of a probe. */
class ProbeTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(20);

    interface Shipping {
        int price(String item);

        void ship(String item, int price);

        void shipAll(String... items);

        default String describe() {
            return "the real one";
        }
    }

    private static Probe<Shipping> shipping(Nursery n) {
        return Probe.start(Shipping.class, "shipping", n);
    }

    private static void fails(String message, Executable expectation) {
        assertEquals(
                message, assertThrows(AssertionFailedError.class, expectation).getMessage());
    }

    // expect

    @TractorTest
    void callsAreTakenInTheOrderInWhichTheyAreServed(Nursery n) throws Exception {
        var shipping = shipping(n);
        int price = shipping.portal().ask(s -> s.price("apple"));
        shipping.portal().tell(s -> s.ship("apple", price));
        var asked = shipping.expect(s -> s.price("apple"));
        shipping.expect(s -> s.ship("apple", 0));
        assertEquals("price", asked.method());
        assertEquals(List.of("apple"), asked.arguments());
        assertEquals(
                List.of("price(\"apple\")", "ship(\"apple\", 0)"),
                shipping.calls().stream().map(Call::toString).toList());
    }

    @TractorTest
    void aProbeIsAnActorOfItsName(Nursery n) throws Exception {
        var shipping = shipping(n);
        assertEquals("/shipping", shipping.portal().path());
        assertEquals("probe shipping", shipping.toString());
        shipping.portal().stop();
        shipping.portal().join();
        assertFalse(shipping.portal().isAlive());
    }

    @TractorTest
    void aCallWithOtherArgumentsIsNotTheExpectedOne(Nursery n) throws Exception {
        var shipping = shipping(n);
        shipping.direct().ship("apple", 5);
        shipping.direct().ship("pear", 6);
        var failure = assertThrows(AssertionFailedError.class, () -> shipping.expect(s -> s.ship("apple", 6)));
        assertEquals("""
                probe shipping: expected ship("apple", 6), but call 1 is ship("apple", 5)
                calls so far:
                  1. ship("apple", 5)
                  2. ship("pear", 6), not taken yet""", failure.getMessage());
        assertEquals("ship(\"apple\", 6)", failure.getExpected().getValue());
        assertEquals("ship(\"apple\", 5)", failure.getActual().getValue());
    }

    @TractorTest
    void aCallOfAnotherMethodIsNotTheExpectedOne(Nursery n) throws Exception {
        var shipping = shipping(n);
        shipping.direct().price("apple");
        fails("""
                probe shipping: expected describe(), but call 1 is price("apple")
                calls so far:
                  1. price("apple")""", () -> shipping.expect(s -> s.describe()));
    }

    @TractorTest
    void aCallThatDoesNotComeInTimeIsMissed(Nursery n) throws Exception {
        var shipping = shipping(n);
        fails("""
                probe shipping: expected price("apple"), but no call came within 0.02s
                calls so far: none""", () -> shipping.within(SHORT).expect(s -> s.price("apple")));
    }

    @TractorTest
    void aLimitOfZeroTakesWhatIsThere(Nursery n) throws Exception {
        var shipping = shipping(n);
        shipping.direct().price("apple");
        var now = shipping.within(Duration.ZERO);
        now.expect(s -> s.price("apple"));
        fails("""
                probe shipping: expected price("apple"), but no call came within 0s
                calls so far:
                  1. price("apple")""", () -> now.expect(s -> s.price("apple")));
    }

    @Test
    void theLimitIsThreeSecondsOfVirtualTime() throws Exception {
        OnMachine.run(n -> {
            var shipping = shipping(n);
            n.fork(() -> {
                Tractor.sleep(Duration.ofMillis(2_999));
                shipping.portal().tell(s -> s.price("apple"));
            });
            shipping.expect(s -> s.price("apple"));
            assertEquals(Duration.ofMillis(2_999), OnMachine.time());
            fails("""
                    probe shipping: expected price("pear"), but no call came within 3s
                    calls so far:
                      1. price("apple")""", () -> shipping.expect(s -> s.price("pear")));
            assertEquals(Duration.ofMillis(5_999), OnMachine.time());
        });
    }

    @Test
    void anotherLimitGoesFarInVirtualTime() throws Exception {
        OnMachine.run(n -> {
            var shipping = shipping(n);
            n.fork(() -> {
                Tractor.sleep(Duration.ofDays(30));
                shipping.portal().tell(s -> s.price("apple"));
            });
            shipping.within(Duration.ofDays(31)).expect(s -> s.price("apple"));
            assertEquals(Duration.ofDays(30), OnMachine.time());
        });
    }

    @TractorTest
    void aMessageShowsTheLatestThirtyCalls(Nursery n) throws Exception {
        var shipping = shipping(n);
        IntStream.range(0, 100).forEach(i -> shipping.direct().ship("apple", i));
        var failure = assertThrows(AssertionFailedError.class, () -> shipping.expect(s -> s.describe()));
        var lines = failure.getMessage().lines().toList();
        assertEquals(33, lines.size());
        assertEquals("  ... 70 before", lines.get(2));
        assertEquals("  71. ship(\"apple\", 70), not taken yet", lines.get(3));
        assertEquals("  100. ship(\"apple\", 99), not taken yet", lines.getLast());
    }

    // expectAny

    @TractorTest
    void argumentsThatDoNotMatterCanBeLookedAt(Nursery n) throws Exception {
        var shipping = shipping(n);
        shipping.direct().ship("apple", 5);
        var call = shipping.expectAny(s -> s.ship(null, 0));
        assertEquals("apple", call.argument(0, String.class));
        int price = call.argument(1, int.class);
        assertEquals(5, price);
        assertEquals(5, call.argument(1, Integer.class));
    }

    @TractorTest
    void aCallOfAnotherMethodIsNotAnyOfTheExpectedOne(Nursery n) throws Exception {
        var shipping = shipping(n);
        shipping.direct().price("apple");
        fails("""
                probe shipping: expected ship(any), but call 1 is price("apple")
                calls so far:
                  1. price("apple")""", () -> shipping.expectAny(s -> s.ship("", 0)));
        fails("""
                probe shipping: expected describe(), but no call came within 0.02s
                calls so far:
                  1. price("apple")""", () -> shipping.within(SHORT).expectAny(s -> s.describe()));
    }

    // fish

    @TractorTest
    void fishingTakesTheCallsBeforeTheOneThatFits(Nursery n) throws Exception {
        var shipping = shipping(n);
        shipping.direct().price("apple");
        shipping.direct().price("pear");
        shipping.direct().ship("pear", 6);
        shipping.direct().ship("pear", 7);
        shipping.direct().ship("pear", 8);
        assertEquals(
                "price(\"pear\")",
                shipping.fish(call -> call.arguments().contains("pear")).toString());
        assertEquals(7, shipping.fishFor(s -> s.ship("pear", 7)).argument(1, int.class));
        shipping.expect(s -> s.ship("pear", 8));
    }

    @TractorTest
    void fishingInVainShowsTheCalls(Nursery n) throws Exception {
        var shipping = shipping(n);
        shipping.direct().price("apple");
        fails("""
                probe shipping: fished for price("pear"), but none came within 0.02s
                calls so far:
                  1. price("apple")""", () -> shipping.within(SHORT).fishFor(s -> s.price("pear")));
        fails("""
                probe shipping: fished for a call that fits, but none came within 0.02s
                calls so far:
                  1. price("apple")""", () -> shipping.within(SHORT).fish(call -> true));
    }

    @Test
    void theLimitIsForAllThatIsFished() throws Exception {
        OnMachine.run(n -> {
            var shipping = shipping(n);
            n.fork(() -> {
                for (int i = 0; i < 10; i++) {
                    Tractor.sleep(Duration.ofMillis(700));
                    int price = i;
                    shipping.portal().tell(s -> s.ship("apple", price));
                }
            });
            assertThrows(AssertionFailedError.class, () -> shipping.fishFor(s -> s.ship("apple", 4)));
            assertEquals(Duration.ofSeconds(3), OnMachine.time());
            shipping.expect(s -> s.ship("apple", 4));
        });
    }

    // expectNothing

    @Test
    void nothingIsExpectedUntilAllOthersHaveSettled() throws Exception {
        OnMachine.run(n -> {
            var shipping = shipping(n);
            var relay = n.start("relay", Object::new);
            shipping.expectNothing();
            n.fork(() -> {
                for (int i = 0; i < 5; i++) {
                    relay.run(state -> Thread.yield());
                }
                relay.tell(state -> shipping.portal().tell(s -> s.price("apple")));
            });
            fails("""
                    probe shipping: expected no call, but call 1 is price("apple")
                    calls so far:
                      1. price("apple"), not taken yet""", shipping::expectNothing);
            assertEquals(Duration.ZERO, OnMachine.time());
            shipping.expect(s -> s.price("apple"));
            shipping.expectNothing();
        });
    }

    @Test
    void expectingNothingDoesNotLetVirtualTimePass() throws Exception {
        OnMachine.run(n -> {
            var shipping = shipping(n);
            n.fork(() -> {
                Tractor.sleep(SHORT);
                shipping.portal().tell(s -> s.price("apple"));
            });
            shipping.expectNothing();
            assertEquals(Duration.ZERO, OnMachine.time());
            shipping.expectNothing(SHORT.minusMillis(1));
            assertEquals(SHORT.minusMillis(1), OnMachine.time());
            fails("""
                    probe shipping: expected no call, but call 1 is price("apple")
                    calls so far:
                      1. price("apple"), not taken yet""", () -> shipping.expectNothing(HOUR));
            assertEquals(SHORT, OnMachine.time());
        });
    }

    @TractorTest(mode = TractorTest.Mode.REAL)
    void withRealThreadsExpectingNothingWaitsALittle(Nursery n) throws Exception {
        var shipping = shipping(n);
        long start = System.nanoTime();
        shipping.expectNothing();
        assertTrue(System.nanoTime() - start >= Duration.ofMillis(100).toNanos());
        shipping.direct().price("apple");
        fails("""
                probe shipping: expected no call, but call 1 is price("apple")
                calls so far:
                  1. price("apple"), not taken yet""", shipping::expectNothing);
    }

    // expectTerminated

    @TractorTest
    void anActorThatEndsIsTerminated(Nursery n) throws Exception {
        var shipping = shipping(n);
        var actor = n.start("desk", Object::new);
        n.fork(() -> {
            actor.stop();
        });
        shipping.within(HOUR).expectTerminated(actor);
        assertFalse(actor.isAlive());
    }

    @TractorTest
    void anActorThatFailedIsTerminatedToo(Nursery n) throws Exception {
        var shipping = shipping(n);
        var failed = assertThrows(NurseryException.class, () -> {
            try (var inner = Nursery.open()) {
                var actor = inner.start("desk", Object::new);
                CancelScope.shield(() -> {
                    actor.tell(state -> {
                        throw new IOException("the desk");
                    });
                    shipping.within(HOUR).expectTerminated(actor);
                });
            }
        });
        assertEquals(
                "actor /desk failed: java.io.IOException: the desk",
                failed.getCause().getMessage());
    }

    @Test
    void anActorThatLivesOnIsNotTerminated() throws Exception {
        OnMachine.run(n -> {
            var shipping = shipping(n);
            var actor = n.start("desk", Object::new);
            fails("""
                    probe shipping: expected the end of /desk, but it still ran after 3s
                    calls so far: none""", () -> shipping.expectTerminated(actor));
            assertEquals(Duration.ofSeconds(3), OnMachine.time());
        });
    }

    // Failure and cancellation.

    @Test
    void aFailureInTheNurseryEndsAWaitAtOnce() throws Exception {
        OnMachine.run(n -> {
            var shipping = shipping(n);
            var failed = assertThrows(NurseryException.class, () -> {
                try (var inner = Nursery.open()) {
                    inner.fork(() -> {
                        Tractor.sleep(SHORT);
                        throw new IOException("the child");
                    });
                    shipping.within(HOUR).expect(s -> s.describe());
                }
            });
            assertEquals("the child", failed.getCause().getMessage());
            assertEquals(SHORT, OnMachine.time());
        });
    }

    @Test
    void aWaitIsCancelled() throws Exception {
        OnMachine.run(n -> {
            var shipping = shipping(n);
            assertFalse(CancelScope.moveOnAfter(SHORT, () -> shipping.expect(s -> s.describe())));
            assertFalse(CancelScope.moveOnAfter(SHORT, () -> shipping.fish(call -> true)));
            assertFalse(CancelScope.moveOnAfter(SHORT, () -> shipping.expectNothing(HOUR)));
            assertFalse(CancelScope.moveOnAfter(SHORT, () -> shipping.expectTerminated(shipping.portal())));
            assertEquals(SHORT.multipliedBy(4), OnMachine.time());
            assertFalse(CancelScope.run(scope -> {
                scope.cancel("before");
                shipping.expectNothing();
            }));
            shipping.direct().describe();
            assertFalse(CancelScope.run(scope -> {
                scope.cancel("before");
                shipping.expect(s -> s.describe());
            }));
            shipping.expect(s -> s.describe());
        });
    }

    // Threads.

    @TractorTest
    void manyThreadsMayCallAndExpect(Nursery n) throws Exception {
        var shipping = shipping(n);
        Set<Integer> taken = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 8; i++) {
            int thread = i;
            n.fork(() -> {
                for (int j = 0; j < 100; j++) {
                    shipping.direct().ship("apple", 100 * thread + j);
                }
            });
            n.fork(() -> {
                for (int j = 0; j < 100; j++) {
                    taken.add(shipping.expectAny(s -> s.ship("", 0)).argument(1, int.class));
                }
            });
        }
        while (taken.size() < 800) {
            Tractor.sleep(Duration.ofMillis(1));
        }
        assertEquals(800, shipping.calls().size());
    }

    @Test
    void noCallIsTakenTwice() throws Exception {
        OnMachine.run(n -> {
            var shipping = shipping(n);
            var taken = new ArrayList<Integer>();
            for (int i = 0; i < 3; i++) {
                n.fork(() -> {
                    taken.add(shipping.expectAny(s -> s.ship("", 0)).argument(1, int.class));
                });
            }
            for (int i = 0; i < 3; i++) {
                int price = i;
                n.fork(() -> shipping.portal().run(s -> s.ship("apple", price)));
            }
            OnMachine.settle();
            assertEquals(3, taken.size());
            assertEquals(Set.of(0, 1, 2), new HashSet<>(taken));
            shipping.expectNothing();
        });
    }

    @Test
    void aCallIsSeenByAllWhoWait() throws Exception {
        OnMachine.run(n -> {
            var shipping = shipping(n);
            n.fork(() -> assertThrows(AssertionFailedError.class, () -> shipping.expectNothing(HOUR)));
            OnMachine.settle();
            var taken = n.fork(() -> shipping.expect(s -> s.describe()));
            OnMachine.settle();
            shipping.direct().describe();
            OnMachine.settle();
            assertTrue(taken.isDone());
        });
    }
}
