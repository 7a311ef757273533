package dev.tractor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tractor.spi.Clock;
import dev.tractor.spi.RootOptions;
import org.junit.jupiter.api.Test;

class GlanceTest {
    private static final int FIRST_WAITS = 8;

    private final Ticking clock = new Ticking();
    private final Strand strand = Strand.foreign(new Root(RootOptions.standard().withClock(clock)));

    /** Each look at it is a microsecond later, and nobody may park. */
    private static final class Ticking implements Clock {
        private long now = 1;
        private int pauses;
        private boolean simulated;

        @Override
        public long nanoTime() {
            now += 1_000;
            return now;
        }

        @Override
        public void park(Object blocker, long nanos) {
            throw new AssertionError("parked for " + blocker);
        }

        @Override
        public boolean pause() {
            pauses++;
            return !simulated;
        }
    }

    /** Is over after some looks. */
    private static final class Brief extends Wait {
        private int looks;

        Brief(int looks) {
            this.looks = looks;
        }

        @Override
        boolean done() {
            looks--;
            return looks < 0;
        }

        @Override
        public String toString() {
            return "a moment";
        }
    }

    private static Wait endless() {
        return new Brief(Integer.MAX_VALUE);
    }

    /** How many waits are not looked at before one is. */
    private int waitsUntilALook(Wait wait) {
        for (int waits = 0; ; waits++) {
            int before = clock.pauses;
            boolean ended = strand.endsSoon(wait);
            if (ended || clock.pauses > before) {
                return waits;
            }
        }
    }

    @Test
    void whatEndsInAMomentIsSeenWithoutAPark() {
        for (int wait = 0; wait < FIRST_WAITS; wait++) {
            assertFalse(strand.endsSoon(new Brief(0)), "the first waits are not looked at");
        }
        assertTrue(strand.endsSoon(new Brief(20)));
        assertTrue(strand.endsSoon(new Brief(20)), "nor does a success let the next wait pass");
    }

    @Test
    void whatDoesNotEndIsGivenUpAfterSomeMicroseconds() {
        assertEquals(FIRST_WAITS, waitsUntilALook(endless()));
        long before = clock.now;
        assertEquals(32, waitsUntilALook(endless()));
        assertTrue(clock.now - before < 10_000, () -> "it took " + (clock.now - before) + " ns");
    }

    @Test
    void aStrandThatLooksInVainLooksMoreAndMoreSeldom() {
        for (int look = 0; look < 5; look++) {
            var _ = waitsUntilALook(endless());
        }
        assertEquals(1024, waitsUntilALook(endless()));
        assertEquals(1024, waitsUntilALook(endless()));
    }

    @Test
    void aSuccessIsForgottenByHalfAsManyFailures() {
        for (int look = 0; look < 5; look++) {
            var _ = waitsUntilALook(endless());
        }
        assertEquals(1024, waitsUntilALook(new Brief(0)));
        for (int success = 0; success < 20; success++) {
            assertTrue(strand.endsSoon(new Brief(0)));
        }
        assertFalse(strand.endsSoon(endless()));
        assertEquals(4, waitsUntilALook(endless()));
    }

    @Test
    void inSimulatedTimeNobodyLooks() {
        clock.simulated = true;
        for (int wait = 0; wait < FIRST_WAITS + 1; wait++) {
            assertFalse(strand.endsSoon(new Brief(0)));
        }
    }
}
