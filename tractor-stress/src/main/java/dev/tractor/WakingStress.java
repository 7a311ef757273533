package dev.tractor;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.tractor.internal.SystemClock;
import dev.tractor.spi.Clock;
import dev.tractor.spi.RootOptions;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** A strand that publishes its wait and then finds nothing is woken by whoever brings something. */
public class WakingStress {
    private static final Root ROOT =
            new Root(RootOptions.standard().withName("waking").withClock(new Impatient()));

    /** Nobody here lets a strand sleep longer than a moment: one that sleeps long, for nothing, was not woken. */
    private static final class Impatient implements Clock {
        private static final long LONG_NANOS = 1_000_000_000;

        private final SystemClock real = new SystemClock();

        @Override
        public long nanoTime() {
            return real.nanoTime();
        }

        @Override
        public void park(Object blocker, long nanos) {
            long before = real.nanoTime();
            LockSupport.parkNanos(blocker, LONG_NANOS);
            if (real.nanoTime() - before >= LONG_NANOS && blocker instanceof Wait wait && wait.done()) {
                throw new AssertionError("a strand that waited for " + wait + " was not woken");
            }
        }
    }

    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "the actor has got the message")
    @State
    public static class AMessageWakesTheActor {
        private final Strand main = Strand.foreign(ROOT);
        private final Mailbox<Object> mailbox = new Mailbox<>(1, main);
        private final Message<Object> message = Parts.tell(Parts.STRAND);

        @Actor
        public void actor(I_Result r) {
            main.begin();
            main.awaitIdle(mailbox);
            r.r1 = new Parts.Letters(message).number(mailbox.take());
        }

        @Actor
        public void sender() {
            var _ = mailbox.put(message, Parts.ACTOR);
        }
    }

    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "the actor has got the message")
    @State
    public static class AnOfferWakesTheActor {
        private final Strand main = Strand.foreign(ROOT);
        private final Mailbox<Object> mailbox = new Mailbox<>(1, main);
        private final Message<Object> message = Parts.tell(Parts.STRAND);

        @Actor
        public void actor(I_Result r) {
            main.begin();
            main.awaitIdle(mailbox);
            r.r1 = new Parts.Letters(message).number(mailbox.take());
        }

        @Actor
        public void sender() {
            var _ = mailbox.offer(message, Parts.ACTOR);
        }
    }

    /** The second leaves the waking to the first, because it finds the first in the inbox. */
    @JCStressTest
    @Outcome(id = "12", expect = ACCEPTABLE, desc = "the actor has got both messages")
    @State
    public static class OfTwoMessagesOneWakesTheActor {
        private final Strand main = Strand.foreign(ROOT);
        private final Mailbox<Object> mailbox = new Mailbox<>(2, main);
        private final Message<Object> first = Parts.tell(Parts.STRAND);
        private final Message<Object> second = Parts.tell(Parts.STRAND);

        @Actor
        public void actor(I_Result r) {
            main.begin();
            while (r.r1 < 10) {
                main.awaitIdle(mailbox);
                var message = mailbox.take();
                r.r1 = 10 * r.r1 + new Parts.Letters(first, second).number(message);
            }
        }

        @Actor
        public void sender() {
            var _ = mailbox.put(first, Parts.ACTOR);
            var _ = mailbox.put(second, Parts.ACTOR);
        }
    }

    /** It is moved into the line while the actor looks there, perhaps too early, and into the inbox, perhaps too late. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "the actor has got the message")
    @State
    public static class AMessageThatIsMovedWakesTheActor {
        private final Strand main = Strand.foreign(ROOT);
        private final Mailbox<Object> mailbox = new Mailbox<>(1, main);
        private final Message<Object> message = Parts.tell(Parts.STRAND);

        @Actor
        public void actor(I_Result r) {
            main.begin();
            main.awaitIdle(mailbox);
            r.r1 = new Parts.Letters(message).number(mailbox.take());
        }

        @Actor
        public void sender() {
            var _ = mailbox.put(message, Parts.ACTOR);
            var _ = mailbox.size(); // moves it
        }
    }

    @JCStressTest
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "the sender has got its place")
    @State
    public static class RoomWakesASender {
        private final ActorCell<Object> actor = Parts.actor(1);
        private final Strand sender = Strand.foreign(ROOT);
        private final Tell<Object> first = Parts.tell(Parts.STRAND);
        private final Tell<Object> second = Parts.tell(sender);

        public RoomWakesASender() {
            var _ = actor.mailbox.put(first, actor);
        }

        @Actor
        public void sender(II_Result r) {
            sender.begin();
            try {
                r.r1 = second.send(actor) ? 1 : 0;
            } catch (InterruptedException e) { // nobody does
                throw new AssertionError(e);
            }
        }

        @Actor
        public void actor() {
            var _ = actor.mailbox.take();
        }

        @Arbiter
        public void after(II_Result r) {
            r.r2 = new Parts.Letters(first, second).rest(actor.mailbox);
        }
    }
}
