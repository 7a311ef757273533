package dev.tractor;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** The {@link Ring} gives every message once, whole and in order, to whoever passes or has shut it. */
public class RingStress {

    /** A message with something in it that is not final. */
    private static final class Letter {
        int number;

        Letter(int number) {
            this.number = number;
        }
    }

    /** One with cells, in which so many messages have room. */
    private static Ring<Letter> ring(int room) {
        var ring = new Ring<Letter>();
        ring.shut();
        ring.add(new Letter(9));
        var _ = ring.poll();
        ring.open(room, true);
        return ring;
    }

    /** The number of the message that was passed; 0 for none. */
    private static int pass(Ring<Letter> ring) {
        var letter = ring.pass();
        return letter == null ? 0 : letter.number;
    }

    /** Takes the rest; the numbers are the digits of one, the first in front. */
    private static int rest(Ring<Letter> ring) {
        ring.shut();
        int digits = 0;
        for (var letter = ring.poll(); letter != null; letter = ring.poll()) {
            digits = digits * 10 + letter.number;
        }
        ring.open(9, true);
        return digits;
    }

    @JCStressTest
    @Outcome(id = "0, 0, 12", expect = ACCEPTABLE, desc = "looked too early")
    @Outcome(id = "0, 1, 2", expect = ACCEPTABLE, desc = "received one at the second try")
    @Outcome(id = "1, 0, 2", expect = ACCEPTABLE, desc = "received one at the first try")
    @Outcome(id = "1, 2, 0", expect = ACCEPTABLE, desc = "received both")
    @State
    public static class WhatPassesIsWholeAndInOrder {
        private final Ring<Letter> ring = ring(2);

        @Actor
        public void sender() {
            var _ = ring.pass(new Letter(1));
            var _ = ring.pass(new Letter(2));
        }

        @Actor
        public void receiver(III_Result r) {
            r.r1 = pass(ring);
            r.r2 = pass(ring);
        }

        @Arbiter
        public void after(III_Result r) {
            r.r3 = rest(ring);
        }
    }

    @JCStressTest
    @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "the ring was still full")
    @Outcome(id = "1, 1, 2", expect = ACCEPTABLE, desc = "there was room again")
    @State
    public static class ASenderPassesAFullRingOnlyWhenOneIsTaken {
        private final Ring<Letter> ring = ring(1);

        public ASenderPassesAFullRingOnlyWhenOneIsTaken() {
            var _ = ring.pass(new Letter(1));
        }

        @Actor
        public void sender(III_Result r) {
            r.r1 = ring.pass(new Letter(2)) ? 1 : 0;
        }

        @Actor
        public void receiver(III_Result r) {
            r.r2 = pass(ring);
        }

        @Arbiter
        public void after(III_Result r) {
            r.r3 = rest(ring);
        }
    }

    @JCStressTest
    @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "the first has passed")
    @Outcome(id = "0, 1, 2", expect = ACCEPTABLE, desc = "the second has passed")
    @State
    public static class TwoSendersDoNotTakeOnePlace {
        private final Ring<Letter> ring = ring(1);

        @Actor
        public void one(III_Result r) {
            r.r1 = ring.pass(new Letter(1)) ? 1 : 0;
        }

        @Actor
        public void other(III_Result r) {
            r.r2 = ring.pass(new Letter(2)) ? 1 : 0;
        }

        @Arbiter
        public void after(III_Result r) {
            r.r3 = rest(ring);
        }
    }

    @JCStressTest
    @Outcome(id = "1, 0, 2", expect = ACCEPTABLE, desc = "the other found the gate held")
    @Outcome(id = "0, 1, 2", expect = ACCEPTABLE, desc = "the one found the gate held")
    @Outcome(
            id = {"1, 2, 0", "2, 1, 0"},
            expect = ACCEPTABLE,
            desc = "each received one")
    @State
    public static class TwoReceiversDoNotTakeOneMessage {
        private final Ring<Letter> ring = ring(2);

        public TwoReceiversDoNotTakeOneMessage() {
            var _ = ring.pass(new Letter(1));
            var _ = ring.pass(new Letter(2));
        }

        @Actor
        public void one(III_Result r) {
            r.r1 = pass(ring);
        }

        @Actor
        public void other(III_Result r) {
            r.r2 = pass(ring);
        }

        @Arbiter
        public void after(III_Result r) {
            r.r3 = rest(ring);
        }
    }

    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "it has passed before, and was seen")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "it came later, and was not let pass")
    @State
    public static class WhoBeginsToWaitSeesWhatHasPassed {
        private final Ring<Letter> ring = ring(2);

        @Actor
        public void sender(II_Result r) {
            r.r1 = ring.pass(new Letter(1)) ? 1 : 0;
        }

        @Actor
        public void receiver(II_Result r) {
            ring.shut();
            var letter = ring.poll();
            ring.open(0, true); // it waits
            r.r2 = letter == null ? 0 : letter.number;
        }
    }

    @JCStressTest
    @Outcome(id = "1, 123456789", expect = ACCEPTABLE, desc = "all in order, in a longer ring")
    @Outcome(id = "0, 12345678", expect = ACCEPTABLE, desc = "all but the one that was not let pass")
    @State
    public static class NothingIsLostWhenTheRingGrows {
        private final Ring<Letter> ring = ring(99);

        public NothingIsLostWhenTheRingGrows() {
            for (int i = 1; i <= 8; i++) {
                var _ = ring.pass(new Letter(i));
            }
        }

        @Actor
        public void sender(II_Result r) {
            r.r1 = ring.pass(new Letter(9)) ? 1 : 0;
        }

        @Actor
        public void grower() {
            ring.shut();
            for (int i = 0; i < 9; i++) {
                ring.add(new Letter(0));
            }
            ring.open(99, true);
        }

        @Arbiter
        public void after(II_Result r) {
            r.r2 = 0;
            ring.shut();
            for (var letter = ring.poll(); letter != null; letter = ring.poll()) {
                if (letter.number != 0) {
                    r.r2 = r.r2 * 10 + letter.number;
                }
            }
            ring.open(99, true);
        }
    }

    /** The same for the whole channel, of which a sender and a receiver never wait here. */
    @JCStressTest
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "it was sent before the end, and dropped with the rest")
    @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "the stream had ended")
    @State
    public static class NothingGetsInAfterTheEnd {
        private final Channel<Letter> channel = new Channel<>("a stream");

        public NothingGetsInAfterTheEnd() {
            var _ = channel.trySend(new Letter(8));
        }

        @Actor
        public void sender(III_Result r) {
            try {
                r.r1 = channel.trySend(new Letter(1)) ? 1 : 2;
            } catch (StreamEndedException ended) {
                r.r1 = 0;
            }
        }

        @Actor
        public void receiver() {
            channel.endReceiving("it is over");
        }

        @Arbiter
        public void after(III_Result r) {
            var left = channel.tryReceive();
            r.r3 = left == null ? 0 : left.number;
        }
    }
}
