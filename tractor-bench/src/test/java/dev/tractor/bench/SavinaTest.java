package dev.tractor.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the problems of the suite come to, by hand. */
class SavinaTest {

    @Test
    void aTokenAddsUpThePlacesItVisits() {
        assertEquals(0 + 1 + 2 + 0 + 1, new Savina.ThreadRing(3, 5).checksum());
    }

    @Test
    void theSieveComesToTheSumOfThePrimes() {
        assertEquals(2 + 3 + 5 + 7 + 11 + 13 + 17 + 19, new Savina.Sieve(20, 3).checksum());
    }

    @Test
    void fibonacciTakesAnActorForEachStep() {
        var fibonacci = new Savina.Fibonacci(6);
        assertEquals(8, fibonacci.checksum());
        assertEquals(25, fibonacci.operations());
    }

    @Test
    void creaturesTakeTheThirdColourOrKeepTheirs() {
        assertEquals(2, Savina.Chameneos.after(0, 1));
        assertEquals(1, Savina.Chameneos.after(2, 0));
        assertEquals(0, Savina.Chameneos.after(1, 2));
        for (int colour = 0; colour < Savina.Chameneos.COLOURS; colour++) {
            assertEquals(colour, Savina.Chameneos.after(colour, colour));
        }
    }

    @Test
    void nobodyPingsHimself() {
        var big = new Savina.Big(5, 100);
        for (int actor = 0; actor < big.actors(); actor++) {
            int pinging = actor;
            var targets = IntStream.range(0, big.pings())
                    .map(ping -> big.target(pinging, ping))
                    .boxed()
                    .toList();
            var others = new HashSet<>(List.of(0, 1, 2, 3, 4));
            others.remove(actor);
            assertEquals(others, Set.copyOf(targets));
        }
    }

    /** Or they could wait for each other in a circle. */
    @Test
    void accountsPayOnlyThoseWithAHigherNumber() {
        var banking = new Savina.Banking(10, 1_000);
        for (int transfer = 0; transfer < banking.transfers(); transfer++) {
            assertTrue(banking.from(transfer) < banking.to(transfer));
            assertTrue(banking.to(transfer) < banking.accounts());
        }
    }

    @Test
    void workDependsOnTheNumber() {
        assertNotEquals(Savina.work(1), Savina.work(2));
        assertEquals(
                1_000, IntStream.range(0, 1_000).map(Savina::work).distinct().count());
    }
}
