package dev.tractor;

import org.jspecify.annotations.Nullable;

/** A strand that waits for an answer of the child JVM: to a call, of a dialog, or that the state is made. */
final class Pending extends Wait {
    private final ProcessLink link;
    private final Strand strand;

    /** For a dialog, where all else that belongs to it goes. */
    final @Nullable ProcessBridge bridge;

    /** For a call that may be answered after its handler has returned, who is to be answered then. */
    private final @Nullable Reply<Object> reply;

    private final String what;
    private volatile @Nullable Answer answer;

    Pending(
            ProcessLink link,
            Strand strand,
            @Nullable ProcessBridge bridge,
            @Nullable Reply<Object> reply,
            String what) {
        this.link = link;
        this.strand = strand;
        this.bridge = bridge;
        this.reply = reply;
        this.what = what;
    }

    /** The answer has come; on the reading thread. */
    void answered(Answer came) {
        var before = answer;
        if (before == null) {
            answer = came;
            strand.unpark();
        } else if (before.how() == Answer.How.RETURNED && reply != null) {
            giveLate(came, reply);
        }
    }

    /** Nobody waits for the turn any more, but for this. */
    private void giveLate(Answer came, Reply<Object> reply) {
        switch (came.how()) {
            case VALUE -> {
                Object value;
                try {
                    value = came.value(link.loader(), "a late reply");
                } catch (IllegalStateException e) {
                    reply.fail(e);
                    return;
                }
                reply.give(Packed.unchecked(value));
            }
            case FAILED -> reply.fail(ProcessHome.withoutLastHop(came.error(link.loader())));
            default -> {} // the actor has ended, and tells those it owes an answer itself
        }
    }

    @Nullable
    Answer answer() {
        return answer;
    }

    void wake() {
        strand.unpark();
    }

    /**
     * Waits for the answer, or for the end of the process. When a cancellation ends that wait, {@code cancel} passes it on,
     * and the answer to that is waited for.
     *
     * @return what ended the wait; null when the answer did
     */
    @Nullable
    Exception await(Runnable cancel) {
        try {
            strand.await(this);
            return null;
        } catch (InterruptedException | RuntimeException e) {
            if (done()) {
                strand.keepForLater(e); // the answer came in this very moment
                return null;
            }
            cancel.run();
            if (bridge == null) {
                link.awaitShielded(strand, this::done, what); // as one here would keep the turn
            } else {
                link.awaitShieldedOrKill(strand, this::done, what); // since the opener's block waits for its end
            }
            return e;
        }
    }

    @Override
    boolean done() {
        return answer != null || link.gone();
    }

    @Override
    public String toString() {
        return link + " " + what;
    }
}
