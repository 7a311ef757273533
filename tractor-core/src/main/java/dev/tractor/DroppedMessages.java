package dev.tractor;

import org.jspecify.annotations.Nullable;

/**
 * Tells of what the actors of one nursery have dropped at their end. When thousands are cancelled together a line for each
 * would say no more than their sum, and take longer than the cancellation: the first ones are told of one by one, the others
 * when the nursery ends.
 */
final class DroppedMessages {
    private static final int DETAILED = 10;

    private final Nursery nursery;

    // Guarded by this.
    private int told;
    private int actors;
    private long messages;

    DroppedMessages(Nursery nursery) {
        this.nursery = nursery;
    }

    /** An actor has ended with so many that it did not serve, or did not answer. */
    void add(ActorCell<?> actor, String did, String what, int count) {
        synchronized (this) {
            if (nursery.cancelling() != null && ++told > DETAILED) {
                actors++;
                messages += count;
                return;
            }
        }
        Log.info(() -> actor + " " + did + " " + count + " "
                + (count == 1 ? what : what.endsWith("y") ? what.substring(0, what.length() - 1) + "ies" : what + "s")
                + " at its end: " + actor.how());
    }

    /** All actors have ended. */
    void end(@Nullable Cancellation why) {
        int others;
        long all;
        synchronized (this) {
            others = actors;
            all = messages;
        }
        if (others > 0) {
            Log.info(() -> others + " more actor" + (others == 1 ? "" : "s") + " of " + nursery + " dropped " + all
                    + " message" + (all == 1 ? "" : "s") + " or replies at their end: cancelled: " + why);
        }
    }
}
