package dev.tractor;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** The {@link Inbox} keeps every message once and in order, whoever pushes, empties or seals it meanwhile. */
public class InboxStress {

    @JCStressTest
    @Outcome(id = "1, 2, 12", expect = ACCEPTABLE, desc = "the first came first")
    @Outcome(id = "2, 1, 21", expect = ACCEPTABLE, desc = "the second came first")
    @State
    public static class TwoThatComeAtOnceAreBothIn {
        private final Mailbox<Object> inbox = Parts.mailbox(9);
        private final Message<Object> first = Parts.tell(Parts.STRAND);
        private final Message<Object> second = Parts.tell(Parts.STRAND);

        @Actor
        public void one(III_Result r) {
            r.r1 = inbox.push(first);
        }

        @Actor
        public void other(III_Result r) {
            r.r2 = inbox.push(second);
        }

        @Arbiter
        public void after(III_Result r) {
            r.r3 = new Parts.Letters(first, second).numbers(takeAll(inbox));
        }
    }

    @JCStressTest
    @Outcome(id = "0, 12", expect = ACCEPTABLE, desc = "none was there yet, or the second came in between")
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "one was there")
    @Outcome(id = "12, 0", expect = ACCEPTABLE, desc = "both were there")
    @State
    public static class WhatIsTakenIsTakenOnceAndInOrder {
        private final Mailbox<Object> inbox = Parts.mailbox(9);
        private final Message<Object> first = Parts.tell(Parts.STRAND);
        private final Message<Object> second = Parts.tell(Parts.STRAND);
        private final Parts.Letters letters = new Parts.Letters(first, second);

        @Actor
        public void sender() {
            var _ = inbox.push(first);
            var _ = inbox.push(second);
        }

        @Actor
        public void taker(II_Result r) {
            r.r1 = letters.numbers(takeAll(inbox));
        }

        @Arbiter
        public void after(II_Result r) {
            r.r2 = letters.numbers(takeAll(inbox));
        }
    }

    @JCStressTest
    @Outcome(id = "12, 0", expect = ACCEPTABLE, desc = "served both")
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "served one")
    @Outcome(id = "0, 12", expect = ACCEPTABLE, desc = "looked too early")
    @State
    public static class AnActorServesTheMessagesOfOneSenderInOrder {
        private final Mailbox<Object> mailbox = Parts.mailbox(1);
        private final Message<Object> first = Parts.tell(Parts.STRAND);
        private final Message<Object> second = Parts.tell(Parts.STRAND);
        private final Parts.Letters letters = new Parts.Letters(first, second);

        @Actor
        public void sender() {
            var _ = mailbox.put(first, Parts.ACTOR);
            var _ = mailbox.put(second, Parts.ACTOR);
        }

        @Actor
        public void actor(II_Result r) {
            r.r1 = letters.rest(mailbox);
        }

        @Arbiter
        public void after(II_Result r) {
            r.r2 = letters.rest(mailbox);
        }
    }

    @JCStressTest
    @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "it came in time, and was dropped")
    @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "it was refused")
    @State
    public static class WhatIsNotRefusedIsDroppedByWhoeverSeals {
        private final Mailbox<Object> mailbox = Parts.mailbox(9);
        private final Message<Object> message = Parts.tell(Parts.STRAND);

        @Actor
        public void sender(III_Result r) {
            r.r1 = put(mailbox, message);
        }

        @Actor
        public void ending(III_Result r) {
            r.r2 = mailbox.closeAndDrain().size();
        }

        @Arbiter
        public void after(III_Result r) {
            r.r3 = mailbox.size() + put(mailbox, Parts.tell(Parts.STRAND)); // nothing is left, and nothing gets in
        }
    }

    @JCStressTest
    @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "it came in time, and is served")
    @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "it was refused")
    @State
    public static class WhatIsNotRefusedIsServedAfterAStop {
        private final Mailbox<Object> mailbox = Parts.mailbox(9);
        private final Message<Object> message = Parts.tell(Parts.STRAND);

        @Actor
        public void sender(III_Result r) {
            r.r1 = put(mailbox, message);
        }

        @Actor
        public void stopping(III_Result r) {
            r.r3 = mailbox.close().size(); // none waits for room
        }

        @Arbiter
        public void after(III_Result r) {
            r.r2 = new Parts.Letters(message).rest(mailbox);
            r.r3 += put(mailbox, Parts.tell(Parts.STRAND));
        }
    }

    /** @return 0 when it was refused */
    private static int put(Mailbox<Object> mailbox, Message<Object> message) {
        try {
            return mailbox.put(message, Parts.ACTOR) ? 1 : 2;
        } catch (ActorGoneException refused) {
            return 0;
        }
    }

    private static @Nullable Message<Object> takeAll(Mailbox<Object> inbox) {
        var top = inbox.top();
        return top == null ? null : inbox.takeAll(top);
    }
}
