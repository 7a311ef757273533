package dev.tractor;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Of an answer to an {@link Ask} and a sender that gives it up, one wins. */
public class AskStress {
    private static final Cancellation WHY = new Cancellation("its caller has given up", "a stress test");
    private static final int ANSWER = 42;

    @JCStressTest
    @Outcome(id = "0, 1, 42", expect = ACCEPTABLE, desc = "the answer came first")
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "it was given up before it was served")
    @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "it was given up while it was served")
    @State
    public static class WhatIsServedIsAnsweredOrGivenUp {
        private final ActorCell<Object> actor = Parts.actor(1);
        private boolean served;
        private final Ask<Object, Integer> ask = new AskNow<>(
                Parts.STRAND,
                _ -> {
                    served = true;
                    return ANSWER;
                },
                null);

        @Actor
        public void actor(III_Result r) {
            ask.serve(actor, actor);
            r.r2 = served ? 1 : 0;
        }

        @Actor
        public void sender(III_Result r) {
            r.r1 = ask.giveUp(actor, WHY) ? 1 : 0;
        }

        @Arbiter
        public void after(III_Result r) {
            r.r3 = answer(ask);
        }
    }

    @JCStressTest
    @Outcome(id = "0, 1, 42", expect = ACCEPTABLE, desc = "the answer came first")
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "it was given up, and whoever answers knows")
    @State
    public static class AReplyIsTakenOrKnownToHaveNoTaker {
        private final ActorCell<Object> actor = Parts.actor(1);
        private final AskLater<Object, Integer> ask = new AskLater<>(Parts.STRAND, (_, _) -> {}, null);

        public AReplyIsTakenOrKnownToHaveNoTaker() {
            ask.serve(actor, actor);
        }

        @Actor
        public void replier(III_Result r) {
            r.r2 = ask.answerLater(actor, ANSWER, null) ? 1 : 0;
        }

        @Actor
        public void sender(III_Result r) {
            r.r1 = ask.giveUp(actor, WHY) ? 1 : 0;
        }

        @Arbiter
        public void after(III_Result r) {
            r.r3 = answer(ask);
        }
    }

    @JCStressTest
    @Outcome(id = "0, 1, -1", expect = ACCEPTABLE, desc = "the sender hears that the actor has ended")
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "it was given up before that")
    @State
    public static class WhatIsDroppedIsHeardOfOrGivenUp {
        private final ActorCell<Object> actor = Parts.actor(1);
        private final Ask<Object, Integer> ask = new AskNow<>(Parts.STRAND, _ -> ANSWER, null);

        @Actor
        public void ending() {
            ask.lost(new IllegalStateException("the actor has ended"));
        }

        @Actor
        public void sender(III_Result r) {
            r.r1 = ask.giveUp(actor, WHY) ? 1 : 0;
        }

        @Arbiter
        public void after(III_Result r) {
            r.r2 = ask.givenUp() ? 0 : 1;
            r.r3 = answer(ask);
        }
    }

    /** What the sender gets: the answer, -1 for a failure, 0 when it has given up. */
    private static int answer(Ask<Object, Integer> ask) {
        if (ask.givenUp()) {
            return 0;
        }
        try {
            @Nullable Integer value = ask.take();
            return value == null ? -2 : value;
        } catch (IllegalStateException failed) {
            return -1;
        }
    }
}
