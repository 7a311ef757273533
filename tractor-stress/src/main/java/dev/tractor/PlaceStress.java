package dev.tractor;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.openjdk.jcstress.infra.results.III_Result;

/** No more messages are in a {@link Mailbox} than it has places, and who is told of a place has it. */
public class PlaceStress {

    @JCStressTest
    @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "the first has the only place")
    @Outcome(id = "0, 1, 2", expect = ACCEPTABLE, desc = "the second has it")
    @State
    public static class OneOfTwoSendersGetsTheOnlyPlace {
        private final Mailbox<Object> mailbox = Parts.mailbox(1);
        private final Message<Object> first = Parts.tell(Parts.STRAND);
        private final Message<Object> second = Parts.tell(Parts.STRAND);

        @Actor
        public void one(III_Result r) {
            r.r1 = put(mailbox, first);
        }

        @Actor
        public void other(III_Result r) {
            r.r2 = put(mailbox, second);
        }

        @Arbiter
        public void after(III_Result r) {
            r.r3 = admitted(mailbox, first, second);
        }
    }

    @JCStressTest
    @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "the first has the only place")
    @Outcome(id = "0, 1, 2", expect = ACCEPTABLE, desc = "the second has it")
    @State
    public static class WhatIsMovedIntoTheLineKeepsItsPlace {
        private final Mailbox<Object> mailbox = Parts.mailbox(1);
        private final Message<Object> first = Parts.tell(Parts.STRAND);
        private final Message<Object> second = Parts.tell(Parts.STRAND);

        @Actor
        public void one(III_Result r) {
            r.r1 = put(mailbox, first);
            var _ = mailbox.size(); // moves it
        }

        @Actor
        public void other(III_Result r) {
            r.r2 = put(mailbox, second);
        }

        @Arbiter
        public void after(III_Result r) {
            r.r3 = admitted(mailbox, first, second);
        }
    }

    @JCStressTest
    @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "the one that may wait has the only place")
    @Outcome(id = "0, 1, 2", expect = ACCEPTABLE, desc = "the one that does not wait has it")
    @State
    public static class AnOfferGetsThePlaceOrIsRefused {
        private final Mailbox<Object> mailbox = Parts.mailbox(1);
        private final Message<Object> first = Parts.tell(Parts.STRAND);
        private final Message<Object> second = Parts.tell(Parts.STRAND);

        @Actor
        public void patient(III_Result r) {
            r.r1 = put(mailbox, first);
        }

        @Actor
        public void impatient(III_Result r) {
            r.r2 = mailbox.offer(second, Parts.ACTOR) ? 1 : 0;
        }

        @Arbiter
        public void after(III_Result r) {
            r.r3 = admitted(mailbox, first, second);
        }
    }

    /** The actor serves one; which of the two, decides what the senders may have been told. */
    @JCStressTest
    @Outcome(id = "1, 0, 1, 2", expect = ACCEPTABLE, desc = "the second was behind the first, until that was served")
    @Outcome(id = "1, 1, 2, 1", expect = ACCEPTABLE, desc = "the first came when the second was served")
    @Outcome(id = "0, 1, 2, 1", expect = ACCEPTABLE, desc = "the first was behind the second, until that was served")
    @State
    public static class APlaceIsFreeOnlyWhenItsMessageIsServed {
        private final Mailbox<Object> mailbox = Parts.mailbox(1);
        private final Message<Object> first = Parts.tell(Parts.STRAND);
        private final Message<Object> second = Parts.tell(Parts.STRAND);

        @Actor
        public void sender(IIII_Result r) {
            r.r1 = put(mailbox, first);
        }

        @Actor
        public void senderAndActor(IIII_Result r) {
            r.r2 = put(mailbox, second);
            r.r3 = new Parts.Letters(first, second).number(mailbox.take());
        }

        @Arbiter
        public void after(IIII_Result r) {
            r.r4 = admitted(mailbox, first, second);
        }
    }

    @JCStressTest
    @Outcome(id = "1, 2, 0", expect = ACCEPTABLE, desc = "it was taken back before there was room")
    @Outcome(id = "1, 0, 2", expect = ACCEPTABLE, desc = "there was room in time, so it is sent")
    @State
    public static class WhatIsTakenBackIsNotSent {
        private final Mailbox<Object> mailbox = Parts.mailbox(1);
        private final Message<Object> first = Parts.tell(Parts.STRAND);
        private final Message<Object> second = Parts.tell(Parts.STRAND);
        private final Parts.Letters letters = new Parts.Letters(first, second);

        public WhatIsTakenBackIsNotSent() {
            var _ = mailbox.put(first, Parts.ACTOR);
            var _ = mailbox.put(second, Parts.ACTOR);
        }

        @Actor
        public void actor(III_Result r) {
            r.r1 = letters.number(mailbox.take());
        }

        @Actor
        public void sender(III_Result r) {
            r.r2 = mailbox.takeBack(second) ? 2 : 0;
        }

        @Arbiter
        public void after(III_Result r) {
            r.r3 = letters.rest(mailbox);
        }
    }

    private static int put(Mailbox<Object> mailbox, Message<Object> message) {
        return mailbox.put(message, Parts.ACTOR) || mailbox.isAdmitted(message) ? 1 : 0;
    }

    /** The sum of the numbers of those that have a place, when all are in the line. */
    private static int admitted(Mailbox<Object> mailbox, Message<Object> first, Message<Object> second) {
        var _ = mailbox.size(); // moves them there
        return (first.queued && first.admitted ? 1 : 0) + (second.queued && second.admitted ? 2 : 0);
    }
}
