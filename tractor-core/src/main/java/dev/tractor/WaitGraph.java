package dev.tractor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds calls that can never be served: who should serve them waits, directly or through others, for the caller.
 *
 * <p>The nodes are strands, the edges their {@link Wait}s: an ask waits for the strand of the actor, a tell for room in its
 * mailbox, a nursery for all its children, a join for one. All of them must get on before the wait can end, so a cycle means
 * that none ever will. A strand publishes its wait before it looks, so the last one to close a cycle sees all of it. Looks
 * are made one at a time, and a call that was refused is no edge any more, so of the calls that close one cycle together
 * only one is refused.
 *
 * <p>The waits of a cycle are read one after the other, so each is read again at the end: a wait is never begun twice, so
 * one that is there both times was there in between, and all of them were there at once. Whom a wait waits for may change
 * while it lasts: a permit has another holder, a reply may come from elsewhere once the ask has begun. Only the blocker
 * itself can bring that about, by running. So that is read again before the waits are: those who were in their waits
 * before and after have changed nothing.
 *
 * <p>Not an edge: a wait with a deadline of its own or inside a scope with one, for it will end by itself; one that a
 * cancellation is about to end; one whose answer has come or
 * is on its way by a slow link; one that anybody might end. Foreign waits cannot be seen. So
 * nothing is refused that could be served.
 */
final class WaitGraph {
    private record Step(Strand strand, Wait waitsFor) {}

    private WaitGraph() {}

    /** Looks for a cycle that {@code strand} has just closed, and refuses the call in it that can never be served. */
    static void entered(Strand strand, Wait wait) {
        var suspicion = new Suspicion(strand);
        wait.eachBlocker(suspicion);
        if (suspicion.found) {
            look(strand, wait);
        }
    }

    /** Whether a blocker of a strand is that strand, or waits itself; no lambda, for those of a fresh JVM are slow. */
    private static final class Suspicion implements Consumer<Strand> {
        private final Strand strand;
        private boolean found;

        Suspicion(Strand strand) {
            this.strand = strand;
        }

        @Override
        public void accept(Strand blocker) {
            found |= blocker == strand || stuck(blocker, blocker.waiting());
        }
    }

    /** Looks on behalf of a strand that has found no cycle, for one that has come about without a new wait. */
    static void lookAgain(Strand strand) {
        var wait = strand.waiting();
        if (wait != null) {
            entered(strand, wait);
        }
    }

    /** Whether {@code strand} is in this very wait, and nothing but its blockers can end it. */
    static boolean stuck(Strand strand, @Nullable Wait wait) {
        return wait != null
                && strand.waiting() == wait
                && wait.blocked()
                && !wait.refused()
                && !wait.timed()
                && !Release.comesFor(strand, wait);
    }

    private static void look(Strand strand, Wait wait) {
        synchronized (strand.root) {
            while (stuck(strand, wait)) {
                var cycle = cycle(strand, wait);
                if (cycle == null) {
                    return;
                }
                if (!stands(cycle)) {
                    continue; // its edges were never there at the same time
                }
                // An ask that runs began before what it waits for now, so there is always one in the cycle that does
                // not.
                var refusable = cycle.stream()
                        .filter(step -> step.waitsFor.refusable() && !step.waitsFor.underway())
                        .findFirst();
                if (refusable.isEmpty()) {
                    return; // blocks that wait for each other's end alone cannot be helped from here
                }
                var victim = refusable.get();
                victim.waitsFor.refuse(new DeadlockException(text(victim, cycle)));
                victim.strand.unpark();
            }
        }
    }

    /** Whether a cycle that was found step by step is there at one time; who waits for whom is read before who waits. */
    private static boolean stands(List<Step> cycle) {
        for (int i = 0; i < cycle.size(); i++) {
            var next = cycle.get((i + 1) % cycle.size()).strand;
            var blocks = new boolean[1];
            cycle.get(i).waitsFor.eachBlocker(blocker -> blocks[0] |= blocker == next);
            if (!blocks[0]) {
                return false;
            }
        }
        return cycle.stream().allMatch(step -> stuck(step.strand, step.waitsFor));
    }

    /** A shortest chain of waits from {@code strand} back to itself; null when there is none. */
    private static @Nullable List<Step> cycle(Strand strand, Wait wait) {
        record Visit(Step step, @Nullable Visit before) {}
        Set<Strand> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Visit> visits = new ArrayDeque<>(List.of(new Visit(new Step(strand, wait), null)));
        while (!visits.isEmpty()) {
            var visit = visits.remove();
            var found = new boolean[1];
            visit.step.waitsFor.eachBlocker(blocker -> {
                found[0] |= blocker == strand;
                var next = blocker.waiting();
                if (next != null && seen.add(blocker) && stuck(blocker, next)) {
                    visits.add(new Visit(new Step(blocker, next), visit));
                }
            });
            if (found[0]) {
                var chain = new ArrayList<Step>();
                for (var v = visit; v != null; v = v.before) {
                    chain.addFirst(v.step);
                }
                return chain;
            }
        }
        return null;
    }

    private static String text(Step victim, List<Step> cycle) {
        var chain = new ArrayList<>(cycle);
        Collections.rotate(chain, -cycle.indexOf(victim));
        var text = new StringBuilder("this call can never be served: ");
        for (var step : chain) {
            text.append(step.strand).append(" waits for ").append(step.waitsFor).append("; ");
        }
        var starved = chain.stream().anyMatch(step -> step.waitsFor instanceof Places.Place);
        return text.append("and that waits for ")
                .append(victim.strand)
                .append(
                        starved
                                ? ". Fork what a task with a place waits for in a nursery of its own, or raise the limit"
                                : ". " + victim.waitsFor.advice())
                .toString();
    }
}
