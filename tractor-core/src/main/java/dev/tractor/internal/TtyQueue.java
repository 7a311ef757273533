package dev.tractor.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides who has the terminal and when it has drained: the tty lock and its drained latch as one pure state machine.
 *
 * <p>A session is owned by a request object, told apart by identity. Root and child JVMs go through the same three
 * operations; there is deliberately no second way in for the root, because a session that came or went past the latch
 * would leave somebody waiting for an edge that nobody fires. A <em>busy period</em> runs from a request that finds the
 * terminal idle to the end that leaves it idle again. Between any two operations:
 *
 * <ul>
 *   <li>the requests that have not ended stand in one line, in the order they were made; its head holds the terminal, so
 *       there is a holder exactly while somebody wants the terminal, and never more than one;
 *   <li>there is a latch exactly while the line is not empty: one for the whole busy period, and a new one for the next;
 *   <li>a latch is unfired while it is the current one and fired ever after.
 * </ul>
 *
 * <p>Every operation is one step: the terminal passes from holder to holder inside it, and an operation that throws has
 * changed nothing. What the step means for the world outside is returned; to drop it is to lose a grant or an edge.
 *
 * <p><strong>Blocking.</strong> Nothing here waits, reads a clock or starts a thread. <strong>Memory visibility.</strong>
 * Not thread-safe: the wrapper guards the queue, and the latches it makes, with one lock.
 *
 * @param <R> a request for one session; use a fresh object per session, so that news of an old session's death cannot
 *     end a newer one
 * @param <L> the wrapper's latch, which adds a way to wait
 */
public final class TtyQueue<R, L extends TtyQueue.Latch> {

    private final Supplier<? extends L> latches;

    // The holder, then those who wait: in one list "waiters without a holder" cannot be expressed. Looking somebody up
    // walks it; it is long only when very many actors crash at once, and then the human at the prompt is the slow part.
    private final List<R> line = new ArrayList<>();

    private @Nullable L latch;

    /**
     * Makes an idle queue.
     *
     * @param latches makes a new latch; called once per busy period, while the queue is still idle
     */
    public TtyQueue(Supplier<? extends L> latches) {
        this.latches = Objects.requireNonNull(latches, "latches");
    }

    /**
     * Asks for the terminal: grants it at once if nobody has it, otherwise queues behind everybody who asked before.
     *
     * @throws IllegalStateException if this request already holds or waits for the terminal
     */
    public Effects<R, L> request(R request) {
        if (position(request) >= 0) {
            throw new IllegalStateException("cannot request the terminal: " + standing(request)
                    + ". Make a new request for every console session.");
        }
        if (line.isEmpty()) {
            // Before anything else: to want the terminal is to be busy, and a supplier that throws must leave us idle.
            latch = Objects.requireNonNull(latches.get(), "the supplier of latches returned null");
        }
        line.add(request);
        return new Effects<>(line.size() == 1 ? request : null, null);
    }

    /**
     * Ends the holder's session: the next in line is granted the terminal, or the latch fires when there is none.
     *
     * @throws IllegalStateException if this request does not hold the terminal, or does no longer; where the session may
     *     have ended already, call {@link #withdraw}
     */
    public Effects<R, L> release(R request) {
        if (position(request) != 0) {
            throw new IllegalStateException("cannot release the terminal: " + standing(request) + ", and the holder is "
                    + holder() + ". Release once per grant; withdraw a request that waits or may have ended.");
        }
        return end(0);
    }

    /**
     * Takes out a request whose JVM or link died: a waiter leaves the line, a holder frees the terminal as
     * {@link #release} does. A request that has ended or was never made has no effect, since death and release race.
     */
    public Effects<R, L> withdraw(R request) {
        int place = position(request);
        return place < 0 ? new Effects<>(null, null) : end(place);
    }

    /** The request that has the terminal, or null when it is idle. */
    public @Nullable R holder() {
        return line.isEmpty() ? null : line.getFirst();
    }

    /** An unmodifiable snapshot of the requests behind the holder, next one first. */
    public List<R> waiting() {
        return line.isEmpty() ? List.of() : List.copyOf(line.subList(1, line.size()));
    }

    /** How many sessions go before this request's own: 0 if it holds the terminal, -1 if it has ended or never was. */
    public int position(R request) {
        Objects.requireNonNull(request, "request");
        for (int place = 0; place < line.size(); place++) {
            if (line.get(place) == request) { // not indexOf: equal requests are still two sessions
                return place;
            }
        }
        return -1;
    }

    /** Whether nobody holds or waits for the terminal. */
    public boolean idle() {
        return line.isEmpty();
    }

    /** The latch of this busy period, or null when idle; an edge, so it stays fired while later periods run. */
    public @Nullable L latch() {
        return latch;
    }

    private Effects<R, L> end(int place) {
        line.remove(place);
        if (!line.isEmpty()) {
            return new Effects<>(place == 0 ? line.getFirst() : null, null);
        }
        L drained = Objects.requireNonNull(latch, "a busy terminal has a latch");
        latch = null;
        drained.fire();
        return new Effects<>(null, drained);
    }

    private String standing(R request) {
        int place = position(request);
        if (place < 0) {
            return request + " has ended or was never made";
        }
        return request + (place == 0 ? " holds it" : " waits, " + place + " ahead");
    }

    /**
     * What the caller must do after a step. At most one of the two is present: the terminal passes on, or it drains.
     *
     * @param granted the request that now has the terminal and must be told, or null if the holder is unchanged or gone
     * @param fired the latch of the busy period that this step ended, whose waiters must be woken, or null
     */
    public record Effects<R, L extends Latch>(
            @Nullable R granted, @Nullable L fired) {}

    /** The one-shot edge of one busy period; its identity is the period's. A subclass adds how to wait for it. */
    public static class Latch {

        private boolean fired;

        /** Whether its busy period is over; once true, true for ever. */
        public final boolean fired() {
            return fired;
        }

        // Not private: a type variable does not see private members. Only the queue calls it.
        final void fire() {
            fired = true;
        }
    }
}
