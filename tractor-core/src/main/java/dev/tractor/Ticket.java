package dev.tractor;

import java.util.function.Consumer;

/**
 * The place of a dialog in the line for its actor's turn; see {@link Mailbox}. As a wait it ends by the turn alone: no
 * cancellation and no deadline ends it.
 *
 * @param <A> the actor's state
 */
final class Ticket<A> extends Entry<A> {
    private final Mailbox<A> mailbox;

    /** Whether it went before others because its dialog was cancelled. Guarded by the mailbox's lock. */
    boolean hurried;

    private boolean askedToHurry; // dialog's strand only

    private volatile boolean granted;

    Ticket(Mailbox<A> mailbox, Strand dialog) {
        super(dialog);
        this.mailbox = mailbox;
    }

    /** The turn is the dialog's. Under the mailbox's lock. */
    void grant() {
        granted = true;
        sender.unpark();
    }

    /** Has a dialog that was cancelled go before those that were not; by the dialog. @return whether this is the first time */
    boolean hurry() {
        boolean first = !askedToHurry;
        askedToHurry = true;
        if (first) {
            mailbox.hurry(this);
        }
        return first;
    }

    /** The wait for the turn. */
    Wait await() {
        return new AwaitingTurn();
    }

    private final class AwaitingTurn extends Wait {

        @Override
        boolean done() {
            return granted;
        }

        @Override
        boolean refusable() {
            return false;
        }

        @Override
        boolean releasedBy(CancelScope scope) {
            return false;
        }

        @Override
        boolean releasedFromAbove() {
            return false;
        }

        @Override
        void eachBlocker(Consumer<Strand> visitor) {
            var holder = mailbox.holder();
            if (!granted && holder != null) {
                visitor.accept(holder);
            }
        }

        @Override
        public String toString() {
            return "the turn of " + sender.actorPath();
        }
    }
}
